// Runs a program to its end, or to a time limit, and keeps what it wrote.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace latentjam::test {

namespace {

using Time = std::chrono::steady_clock;

std::vector<char*> as_pointers(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Starts the command in a process group of its own, so that its children can be killed with it.
pid_t spawn(std::vector<std::string> command, std::vector<std::string> environment, int output)
{
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);

    for (char** entry = environ; *entry; ++entry) environment.emplace_back(*entry);
    pid_t pid = 0;
    const int failure = posix_spawnp(&pid, command[0].c_str(), &files, &attributes, as_pointers(command).data(),
                                     as_pointers(environment).data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (failure) throw std::runtime_error("cannot start " + command[0]);
    return pid;
}

/// Reads until the writing end is closed. False when the time is over before that.
bool read_until(Time::time_point deadline, int input, std::string& output)
{
    std::array<char, 4096> chunk;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Time::now()).count();
        pollfd waiting{input, POLLIN, 0};
        if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0) return false;
        const ssize_t count = read(input, chunk.data(), chunk.size());
        if (count <= 0) return true;
        output.append(chunk.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                          std::chrono::milliseconds limit)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe left");
    for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
    const pid_t pid = spawn(command, environment, ends[1]);
    close(ends[1]);

    ProcessResult result;
    result.timed_out = !read_until(Time::now() + limit, ends[0], result.output);
    if (result.timed_out) kill(-pid, SIGKILL);
    close(ends[0]);

    int status = 0;
    waitpid(pid, &status, 0);
    result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

}  // namespace latentjam::test
