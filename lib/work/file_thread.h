// A thread that reads or writes a file, begun without waiting for the dynamic linker.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <memory>

namespace latentjam::work {

/// Creating a thread takes the dynamic linker's lock (its thread-local storage), and while a worker loads libtorch that
/// lock is held for half a second, or for many on a busy machine: Pd would stand still for as long. So threads that
/// begin while sound plays are created by a thread of the process that was there before.
class FileThread {
public:
    /// Makes that one thread. Called when the library is loaded, before anything else can be. [setup]
    static void prepare();

    FileThread() = default;
    FileThread(const FileThread&) = delete;
    FileThread& operator=(const FileThread&) = delete;

    /// Waits as join().
    ~FileThread() { join(); }

    bool has_started() const noexcept { return begun_ != nullptr; }

    /// Returns at once; `run` begins soon, without real-time priority. Precondition: !has_started(). [setup]
    void start(std::function<void()> run);

    /// Waits for the end of `run`, and for its beginning. [setup]
    void join();

    /// As join(), but one that has not begun yet never will. [setup]
    void give_up();

private:
    struct Begun;
    void wait_for_end(bool gives_up);
    class Creator;
    std::shared_ptr<Begun> begun_;
};

}  // namespace latentjam::work
