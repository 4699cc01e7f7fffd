// OSC and messages over loopback.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using latentjam::test::all_patches;
using latentjam::test::read_range;
using latentjam::test::stage_name;
using latentjam::test::StageInPd;

namespace {

class Socket {
public:
    Socket(int kind, int port, in_addr_t address = INADDR_LOOPBACK) : handle_(socket(AF_INET, kind, 0))
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(address);
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

// Three seconds of each; LATENTJAM_OSC_SECONDS says how many else (tests/long/hands_a_minute.sh).
TEST_CASE("OSC drives each patch, every number from end to end")
{
    const char* wished = std::getenv("LATENTJAM_OSC_SECONDS");
    const double seconds = wished ? std::atof(wished) : 3;
    const std::string file = GENERATE(from_range(all_patches()));
    const std::string patch = stage_name(file);
    INFO(file);
    StageInPd pd;
    pd.open_patch(file);
    pd.dsp(true);
    wait(pd);
    const Socket to_osc(SOCK_DGRAM, StageInPd::osc_port());
    struct Range {
        std::string name;
        double least, most, last;
    };
    std::vector<Range> numbers;
    for (const auto& control : pd.controls(patch)) {
        Range range{control.name, 0, 0, 0};
        if (read_range(control.accepts, range.least, range.most)) numbers.push_back(range);
    }
    REQUIRE(numbers.size() >= 4);
    int said = 0;
    for (double passed = 0; passed < seconds; passed += 0.02) {
        Range& range = numbers[static_cast<std::size_t>(said) % numbers.size()];
        range.last = (said / static_cast<int>(numbers.size())) % 2 ? range.most : range.least;
        to_osc.say(osc("/jam/" + patch + "/" + range.name, static_cast<float>(range.last)));
        ++said;
        pd.pass(0.02);
    }
    REQUIRE(said > static_cast<int>(numbers.size()));
    for (const Range& range : numbers) {  // one by one: a control may move others
        INFO(range.name);
        to_osc.say(osc("/jam/" + patch + "/" + range.name, static_cast<float>(range.least)));
        const auto is_there = [&] {
            return std::abs(pd.number(patch, range.name) - range.least) <= 1e-4 * std::max(1.0, std::abs(range.least));
        };
        for (int n = 0; n < 100 && !is_there(); ++n) pd.pass(0.01);
        CHECK(is_there());
    }
    INFO(pd.console().substr(0, 400));
    CHECK(pd.console().find("error") == std::string::npos);
}

#if defined(__linux__)
TEST_CASE("The network is this machine's alone until it is told 'all', and again with 'local'")
{
    StageInPd pd;
    pd.open_text("01-one.pd", kPatch);
    wait(pd);
    // A port of 127.0.0.1 alone does not answer at 127.0.0.2; one of all addresses does.
    constexpr in_addr_t kOther = INADDR_LOOPBACK + 1;
    CHECK(Socket(SOCK_STREAM, StageInPd::message_port()).is_connected());
    CHECK(!Socket(SOCK_STREAM, StageInPd::message_port(), kOther).is_connected());
    const auto heard = [&](double value) {
        const Socket to_osc(SOCK_DGRAM, StageInPd::osc_port(), kOther);
        to_osc.say(osc("/jam/one/x", static_cast<float>(value)));
        wait(pd);
        return pd.number("one", "x") == value;
    };
    CHECK(!heard(0.25));
    pd.send("jam", "network all");
    wait(pd);
    CHECK(Socket(SOCK_STREAM, StageInPd::message_port(), kOther).is_connected());
    CHECK(heard(0.75));
    pd.send("jam", "network local");
    wait(pd);
    CHECK(!Socket(SOCK_STREAM, StageInPd::message_port(), kOther).is_connected());
    CHECK(!heard(0.25));
    CHECK(pd.ask("network some").find("network takes all or local") != std::string::npos);
}
#endif

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
