// Attributes of every type, there and back, and what is refused.
// SPDX-License-Identifier: BSD-3-Clause
#include "torch/playing.h"

using namespace latentjam;
using namespace latentjam::playing;

namespace {

struct Playing {
    std::shared_ptr<Model> model;
    std::unique_ptr<Instance> instance;

    explicit Playing(const std::string& name) : model(load(toy(name))), instance(instantiate(*model)) {}

    const Attribute& attribute(const std::string& name) const
    {
        const auto* found = model->description().find_attribute(name);
        REQUIRE(found != nullptr);
        return *found;
    }

    std::string set(const std::string& name, const std::vector<Value>& values)
    {
        return instance->set(attribute(name), values).message();
    }

    std::vector<Value> get(const std::string& name)
    {
        const auto values = instance->get(attribute(name));
        INFO((values ? "" : values.message()));
        REQUIRE(values.is_ok());
        return *values;
    }
};

}  // namespace

TEST_CASE("An attribute of each type comes back as it was set")
{
    Playing playing("attributes");
    struct Trip {
        std::string name;
        std::vector<Value> values;
    };
    const std::vector<Trip> trips = {{"flag", {true}},
                                     {"count", {std::int64_t{-12}}},
                                     {"amount", {0.25}},
                                     {"mode", {std::string("hard")}},
                                     {"offset", {std::vector<float>{0.5F, -2.0F, 3.0F}}},
                                     {"pair", {std::int64_t{9}, std::string("two")}},
                                     {"hidden", {1.5}}};
    for (const auto& trip : trips) {
        INFO(trip.name);
        CHECK(playing.set(trip.name, trip.values).empty());
        const auto back = playing.get(trip.name);
        REQUIRE(back.size() == trip.values.size());
        for (std::size_t i = 0; i < back.size(); ++i) {
            REQUIRE(back[i].index() == trip.values[i].index());
            if (const auto* text = std::get_if<std::string>(&back[i]))
                CHECK(*text == std::get<std::string>(trip.values[i]));
            if (const auto* number = std::get_if<double>(&back[i])) CHECK(*number == std::get<double>(trip.values[i]));
            if (const auto* number = std::get_if<std::int64_t>(&back[i]))
                CHECK(*number == std::get<std::int64_t>(trip.values[i]));
            if (const auto* flag = std::get_if<bool>(&back[i])) CHECK(*flag == std::get<bool>(trip.values[i]));
            if (const auto* list = std::get_if<std::vector<float>>(&back[i]))
                CHECK(*list == std::get<std::vector<float>>(trip.values[i]));
        }
    }
}

TEST_CASE("Attributes belong to the instance and reach its sound")
{
    Playing playing("attributes");
    auto other = instantiate(*playing.model);
    const auto& forward = playing.model->description().methods.front();
    REQUIRE(playing.set("amount", {3.0}).empty());
    REQUIRE(playing.set("offset", {std::vector<float>{0.5F}}).empty());
    const std::vector<float> in(16, 1.0F);
    CHECK(play(*playing.instance, forward, 16, in) == std::vector<float>(16, 3.5F));
    CHECK(play(*other, forward, 16, in) == in);
}

TEST_CASE("Numbers fit where they mean the same")
{
    Playing playing("attributes");
    CHECK(playing.set("flag", {1.0}).empty());
    CHECK(playing.set("flag", {std::int64_t{0}}).empty());
    CHECK(playing.set("count", {4.0}).empty());
    CHECK(std::get<std::int64_t>(playing.get("count").front()) == 4);
    CHECK(playing.set("amount", {std::int64_t{2}}).empty());
    CHECK(playing.set("offset", {2.0}).empty());
    CHECK(playing.set("stereo_mode", {true}).empty());  // its setter takes a tensor
}

TEST_CASE("Wrong types and counts are refused with a message that names them")
{
    Playing playing("attributes");
    const std::string file = "attributes.ts: ";
    CHECK(playing.set("flag", {std::string("yes")}) == file + "attribute 'flag': value 1 is 'yes', not of type bool");
    CHECK(playing.set("flag", {2.0}) == file + "attribute 'flag': value 1 is 2, not of type bool");
    CHECK(playing.set("count", {2.5}) == file + "attribute 'count': value 1 is 2.5, not of type int");
    CHECK(playing.set("count", {1e300}).find("not of type int") != std::string::npos);
    CHECK(playing.set("amount", {std::string("loud")}).find("not of type float") != std::string::npos);
    CHECK(playing.set("mode", {1.0}).find("not of type string") != std::string::npos);
    CHECK(playing.set("offset", {std::string("x")}).find("not of type tensor") != std::string::npos);
    CHECK(playing.set("amount", {}) == file + "attribute 'amount' takes 1 values, not 0");
    CHECK(playing.set("amount", {1.0, 2.0}) == file + "attribute 'amount' takes 1 values, not 2");
    CHECK(playing.set("pair", {1.0, 2.0}).find("value 2 is 2, not of type string") != std::string::npos);
    CHECK(std::get<double>(playing.get("amount").front()) == 1.0);
}

TEST_CASE("What a model refuses, throws or lacks is said in one line")
{
    Playing playing("attributes");
    const std::string file = "attributes.ts: ";
    CHECK(playing.set("broken", {1.0}) == file + "attribute 'broken': the setter is broken");
    const auto broken = playing.instance->get(playing.attribute("broken"));
    REQUIRE(!broken.is_ok());
    CHECK(broken.message() == file + "attribute 'broken': the getter is broken");
    CHECK(playing.set("stereo_mode", {false}) == file + "the model refused this value of attribute 'stereo_mode'");
    CHECK(playing.set("fixed", {1.0}) == file + "attribute 'fixed' can only be read: the model has no set_fixed");
    CHECK(std::get<std::int64_t>(playing.get("fixed").front()) == 5);
    CHECK(!playing.instance->get({"nothing", {ValueType::kFloat}}).is_ok());
    CHECK(!playing.instance->set({"nothing", {ValueType::kFloat}}, std::vector<Value>{1.0}).is_ok());

    Playing gain("gain");
    CHECK(gain.set("gain", {-1.0}) == "gain.ts: the model refused this value of attribute 'gain'");
    CHECK(std::get<double>(gain.get("gain").front()) == 0.5);
}

TEST_CASE("A buffer attribute takes sound, tells its state and can be cleared")
{
    Playing playing("buffers");
    const auto& forward = playing.model->description().methods.front();
    const std::vector<float> in(8, 0.0F);
    CHECK(playing.set("table", {BufferValue{{0.1F, -0.75F, 0.2F}, 44100}}).empty());
    CHECK(play(*playing.instance, forward, 8, in) == std::vector<float>(8, 0.75F));
    CHECK(std::get<std::string>(playing.get("table").front()) == "Buffer(sr=44100)");
    CHECK(playing.set("table", {BufferValue{{1.0F}, 0}}).empty());
    CHECK(std::get<std::string>(playing.get("table").front()) == "Buffer(sr=-1)");
    CHECK(playing.set("table", {BufferValue{}}).empty());
    CHECK(play(*playing.instance, forward, 8, in) == in);
    CHECK(playing.set("table", {1.0}).find("not of type buffer") != std::string::npos);
}
