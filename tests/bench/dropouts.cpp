// dropouts PORT...: listens where a sound card would, through JACK, to an output of each Pd, which plays the
// constant 1. Once a second it prints, since the start: the periods that lacked some of it, for each port, and how
// often JACK itself was late. A period that Pd's main thread did not have ready in time is such a period; where Pd's
// JACK thread was late instead, JACK says so itself. Ends with an error when a port is not heard within 10 s.
// SPDX-License-Identifier: BSD-3-Clause
#include <jack/jack.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <deque>
#include <span>
#include <string>
#include <thread>

namespace {

struct Listener {
    std::string source;
    jack_port_t* port = nullptr;
    std::atomic<bool> heard{false};
    std::atomic<int> lost{0};
};

struct Ears {
    std::deque<Listener> listeners;
    std::atomic<int> overruns{0};
};

int hear(jack_nframes_t frames, void* ears)
{
    for (Listener& listener : static_cast<Ears*>(ears)->listeners) {
        const auto* samples = static_cast<const float*>(jack_port_get_buffer(listener.port, frames));
        const bool whole = std::ranges::all_of(std::span(samples, frames), [](float sample) { return sample == 1; });
        if (whole)
            listener.heard = true;
        else if (listener.heard)
            ++listener.lost;
    }
    return 0;
}

int count_overrun(void* ears)
{
    ++static_cast<Ears*>(ears)->overruns;
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    jack_client_t* client = jack_client_open("dropouts", JackNoStartServer, nullptr);
    if (!client) {
        std::fputs("dropouts: no JACK server runs\n", stderr);
        return 1;
    }
    Ears ears;
    for (const char* name : std::span(argv + 1, static_cast<std::size_t>(argc - 1))) {
        Listener& listener = ears.listeners.emplace_back();
        listener.source = name;
        const std::string ear = "ear_" + std::to_string(ears.listeners.size());
        listener.port = jack_port_register(client, ear.c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    }
    jack_set_process_callback(client, hear, &ears);
    jack_set_xrun_callback(client, count_overrun, &ears);
    jack_activate(client);

    for (int second = 1;; ++second) {
        for (Listener& listener : ears.listeners)
            if (!jack_port_connected(listener.port))
                jack_connect(client, listener.source.c_str(), jack_port_name(listener.port));
        std::this_thread::sleep_for(std::chrono::seconds(1));
        for (const Listener& listener : ears.listeners) {
            if (second > 10 && !listener.heard) {
                std::fprintf(stderr, "dropouts: %s plays no 1\n", listener.source.c_str());
                jack_client_close(client);
                return 1;
            }
            std::printf("%d ", listener.lost.load());
        }
        std::printf("%d\n", ears.overruns.load());
        std::fflush(stdout);
    }
}
