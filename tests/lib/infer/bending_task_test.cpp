// Which parameters an entry is for, and what one task computes.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/bending_task.h"

#include "lib/infer/bending_stage.h"

using namespace latentjam;
using namespace latentjam::infer;

namespace {

Applied applied(BendingStage& stage, Applied before, const std::vector<std::string>& lines)
{
    bend::Entries entries;
    for (const auto& line : lines) entries.push_back(std::make_shared<const bend::Entry>(BendingStage::entry(line)));
    BendingTask task(stage.cache, stage.model, stage.stream->method(), stage.stream->settings());
    task.set(std::move(before), std::move(entries), std::make_shared<BendingMemory>(), {}, {});
    task.run(kNeverCancelled);
    INFO(task.status().message());
    REQUIRE(task.status().is_ok());
    return task.applied();
}

}  // namespace

TEST_CASE("A name means one parameter, a pattern those that fit, a layer its weight")
{
    BendingStage stage;
    const auto places = [&](const std::string& line) {
        const auto found = parameters_of(BendingStage::entry(line), *stage.model);
        return found ? *found : std::vector<std::size_t>{99};
    };
    using Places = std::vector<std::size_t>;
    CHECK(places("bend net.bias flip") == Places{1});
    CHECK(places("bend net.* flip") == Places{0, 1});
    CHECK(places("bend net.* permute 1") == Places{0});
    CHECK(places("act net gain all 1") == Places{0});
    CHECK(places("act * gain all 1") == Places{0});
    CHECK(places("act net.bias gain all 1") == Places{99});
    CHECK(places("bend net flip") == Places{99});
    CHECK(*parameter_named("1", *stage.model) == 1);
    CHECK_FALSE(parameter_named("2", *stage.model).is_ok());
}

TEST_CASE("Only what an entry touches is computed, and what was touched before goes back")
{
    BendingStage stage;
    const auto first = applied(stage, {}, {"bend net.weight scale 2", "off bend net.bias offset 1"});
    CHECK(first.changed == std::vector<std::size_t>{4, 0});
    CHECK(first.weights_changed() == 4);
    const auto second = applied(stage, first, {"bend net.bias values 1 7"});
    CHECK(second.changed == std::vector<std::size_t>{0, 1});
    CHECK(second.bent != nullptr);
    const auto third = applied(stage, second, {});
    CHECK(third.bent == nullptr);
    CHECK(third.weights_changed() == 0);
}

TEST_CASE("What a model changes in place is counted, and refused when it is not finite, as elsewhere")
{
    BendingStage stage;
    for (const bool in_place : {false, true}) {
        stage.script->changes_in_place = in_place;
        const auto first = applied(stage, {}, {"bend net.weight offset 1", "bend net.weight scale 2"});
        CHECK(first.changed == std::vector<std::size_t>{4, 0});
        const auto second = applied(stage, first, {"bend net.weight clip 2.5"});
        CHECK(second.changed == std::vector<std::size_t>{2, 0});
        CHECK(applied(stage, second, {"bend net.bias scale 3"}).changed == std::vector<std::size_t>{0, 0});

        const auto good = std::make_shared<const bend::Entry>(BendingStage::entry("bend net.weight flip"));
        const auto bad = std::make_shared<const bend::Entry>(BendingStage::entry("bend net.weight offset 3e38"));
        BendingTask task(stage.cache, stage.model, stage.stream->method(), stage.stream->settings());
        task.set({}, {bad, good, bad}, std::make_shared<BendingMemory>(), {}, {});
        task.run(kNeverCancelled);
        REQUIRE(task.status().is_ok());  // 3e38 - 3e38
        BendingTask other(stage.cache, stage.model, stage.stream->method(), stage.stream->settings());
        const auto twice = std::make_shared<const bend::Entry>(*bad);
        other.set({}, {good, bad, twice}, std::make_shared<BendingMemory>(), {}, {});
        other.run(kNeverCancelled);
        REQUIRE_FALSE(other.status().is_ok());
        CHECK(other.culprit() == twice);
        CHECK(other.status().message().find("net.weight") != std::string::npos);
    }
}

TEST_CASE("The same list gives the same weights, whatever was before")
{
    BendingStage stage;
    const std::vector<std::string> list{"bend net.weight normal 1 3", "bend net.* roll 0.5"};
    const auto read = [&](Applied before) {
        bend::Entries entries;
        for (const auto& line : list) entries.push_back(std::make_shared<const bend::Entry>(BendingStage::entry(line)));
        BendingTask task(stage.cache, stage.model, stage.stream->method(), stage.stream->settings());
        task.set(std::move(before), entries, std::make_shared<BendingMemory>(), {}, {});
        const auto numbers = task.read(0);
        REQUIRE(numbers.is_ok());
        return *numbers;
    };
    CHECK(read({}) == read(applied(stage, {}, {"bend * scale 3"})));
}
