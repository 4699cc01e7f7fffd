// OSC and messages over loopback.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>

using latentjam::test::StageInPd;

namespace {

class Socket {
public:
    Socket(int kind, int port) : handle_(socket(AF_INET, kind, 0))
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_connected_ = connect(handle_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
        fcntl(handle_, F_SETFL, O_NONBLOCK);
    }
    ~Socket() { close(handle_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool is_connected() const { return is_connected_; }
    void say(const std::string& bytes) const { static_cast<void>(send(handle_, bytes.data(), bytes.size(), 0)); }
    std::string hear() const
    {
        char bytes[65536];
        const auto count = recv(handle_, bytes, sizeof bytes, 0);
        return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : "";
    }

private:
    int handle_;
    bool is_connected_;
};

std::string padded(std::string text)
{
    text.resize((text.size() / 4 + 1) * 4, '\0');
    return text;
}

std::string osc(const std::string& address, float value)
{
    const std::uint32_t bits = htonl(std::bit_cast<std::uint32_t>(value));
    return padded(address) + padded(",f") + std::string(reinterpret_cast<const char*>(&bits), 4);
}

/// Pd's own time and the system's.
void wait(StageInPd& pd)
{
    for (int n = 0; n < 60; ++n) {
        pd.process(4);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

const std::string kPatch =
    "#X obj 20 20 control x 0 1 0.5;\n#X obj 20 60 control glide -words off linear;\n#X obj 20 100 jam-in;\n";

}  // namespace

TEST_CASE("OSC reaches one patch or all, and messages too, by UDP and TCP, with answers")
{
    StageInPd pd;
    pd.open_text("01-one.pd", kPatch);
    pd.open_text("02-two.pd", kPatch);
    wait(pd);

    const Socket to_osc(SOCK_DGRAM, StageInPd::osc_port());
    to_osc.say(osc("/jam/one/x", 0.25F));
    wait(pd);
    CHECK(pd.number("one", "x") == 0.25);
    CHECK(pd.number("two", "x") == 0.5);
    to_osc.say(osc("/jam/x", 0.75F));
    wait(pd);
    CHECK(pd.number("one", "x") == 0.75);
    CHECK(pd.number("two", "x") == 0.75);

    const Socket by_udp(SOCK_DGRAM, StageInPd::message_port());
    by_udp.say("jam two glide linear;\n");
    wait(pd);
    CHECK(pd.value("two", "glide") == "linear");

    const Socket by_tcp(SOCK_STREAM, StageInPd::message_port());
    REQUIRE(by_tcp.is_connected());
    by_tcp.say("jam one x 0.125;\njam one x;\n");
    wait(pd);
    CHECK(pd.number("one", "x") == 0.125);
    CHECK(by_tcp.hear().find("one x 0.125;") != std::string::npos);
    by_tcp.say("jam status;\n");
    wait(pd);
    const std::string status = by_tcp.hear();
    CHECK(status.find("one status playing") != std::string::npos);
    CHECK(status.find("two status playing") != std::string::npos);
    CHECK(pd.console().find("error") == std::string::npos);
    by_tcp.say("jam one x loud;\n");
    wait(pd);
    CHECK(by_tcp.hear().find("one:\\ x\\ loud:\\ 0\\ to\\ 1") != std::string::npos);
}

TEST_CASE("OSC drives a patch for a minute")
{
    StageInPd pd;
    pd.open_patch("01-first-sound.pd");
    pd.dsp(true);
    wait(pd);
    const Socket to_osc(SOCK_DGRAM, StageInPd::osc_port());
    for (int n = 0; n < 600; ++n) {
        to_osc.say(osc("/jam/first-sound/latent" + std::to_string(1 + n % 8), static_cast<float>(n % 60) / 10 - 3));
        pd.pass(0.1);
    }
    wait(pd);
    for (int n = 592; n < 600; ++n)
        CHECK(std::abs(pd.number("first-sound", "latent" + std::to_string(1 + n % 8)) - (n % 60 / 10.0 - 3)) < 1e-4);
    INFO(pd.console().substr(0, 400));
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("When the patch that hears the network is closed, another hears it")
{
    StageInPd pd;
    pd.open_text("01-one.pd", kPatch);
    wait(pd);
    pd.open_text("02-two.pd", kPatch);
    pd.close_last();
    pd.open_text("02-two.pd", kPatch);
    wait(pd);
    const Socket by_udp(SOCK_DGRAM, StageInPd::message_port());
    by_udp.say("jam x 0.25;\n");
    wait(pd);
    CHECK(pd.number("one", "x") == 0.25);
    CHECK(pd.number("two", "x") == 0.25);
}
