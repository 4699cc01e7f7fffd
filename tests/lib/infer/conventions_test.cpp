// Which numbers of a model are believed, and which of two sources comes first.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/conventions.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace latentjam::infer;

namespace {

using Numbers = std::vector<double>;
using Strings = std::vector<std::string>;

/// Facts that a test writes down.
struct Written final : ModuleFacts {
    std::map<std::string, Numbers> tensors;
    std::map<std::string, Strings> lists;
    std::map<std::string, double> numbers;
    std::map<std::string, double> getters;
    Strings methods;

    bool has_method(const std::string& name) const override
    {
        return std::find(methods.begin(), methods.end(), name) != methods.end();
    }
    Strings names_with_params() const override
    {
        Strings names;
        for (const auto& [name, values] : tensors) names.push_back(name);
        return names;
    }
    std::optional<Numbers> params(const std::string& name) const override { return find(tensors, name); }
    std::optional<Strings> strings(const std::string& name) const override { return find(lists, name); }
    std::optional<Strings> listed(const std::string& what) const override { return find(lists, "_" + what); }
    std::optional<double> number(const std::string& name) const override { return find(numbers, name); }
    std::optional<double> inner_number(const std::string& module, const std::string& name) const override
    {
        return find(numbers, module + "." + name);
    }
    std::optional<double> computed(const std::string& name) const override { return find(getters, name); }

private:
    template <typename T>
    static std::optional<T> find(const std::map<std::string, T>& map, const std::string& name)
    {
        const auto found = map.find(name);
        return found == map.end() ? std::nullopt : std::optional<T>(found->second);
    }
};

Written decoder()
{
    Written facts;
    facts.tensors["decode"] = {8, 2048, 1, 1};
    facts.methods = {"decode"};
    return facts;
}

std::string error_for(const Numbers& params)
{
    const auto method = method_from_params("decode", params);
    return method ? "" : method.message();
}

}  // namespace

TEST_CASE("A method is four whole numbers within their limits, and the error names the one that is not")
{
    const auto method = method_from_params("decode", Numbers{8, 2048, 2, 1});
    REQUIRE(method);
    CHECK(method->in_channels == 8);
    CHECK(method->in_ratio == 2048);
    CHECK(method->out_channels == 2);
    CHECK(method->out_ratio == 1);

    CHECK(error_for({8, 2048, 1}) ==
          "method 'decode': its decode_params are [8, 2048, 1], not the 4 numbers in channels, in ratio, out channels, "
          "out ratio");
    CHECK(error_for({0, 1, 1, 1}).find("0 channels, not 1 to 1024") != std::string::npos);
    CHECK(error_for({1, 1, 1025, 1}).find("1025 channels, not 1 to 1024") != std::string::npos);
    CHECK(error_for({1, 1.5, 1, 1}).find("a ratio of 1.5") != std::string::npos);
    CHECK(error_for({1, 1 << 21, 1, 1}).find("a ratio of 2097152, not 1 to 1048576") != std::string::npos);
    CHECK_FALSE(error_for({1, 1, 1, std::numeric_limits<double>::quiet_NaN()}).empty());
}

TEST_CASE("An attribute's types are known codes, at least one")
{
    const auto types = types_from_codes("pair", Numbers{1, 3});
    REQUIRE(types);
    CHECK(*types == std::vector{ValueType::kInt, ValueType::kString});
    CHECK(types_from_codes("pair", Numbers{6}).message().find("6 is no type code") != std::string::npos);
    CHECK_FALSE(types_from_codes("pair", Numbers{}));
    CHECK_FALSE(types_from_codes("pair", Numbers(65, 1)));
}

TEST_CASE("A list of methods is believed before bare params, and what it lists in vain is a remark")
{
    auto facts = decoder();
    facts.tensors["prior"] = {1, 1, 1, 1};
    facts.methods.emplace_back("prior");
    CHECK(describe(facts)->description.methods.size() == 2);
    facts.lists["_methods"] = {"decode", "encode"};
    const auto found = describe(facts);
    REQUIRE(found);
    CHECK(found->description.methods.size() == 1);
    REQUIRE(found->remarks.size() == 1);
    CHECK(found->remarks[0] == "method 'encode' is listed, but the file has no encode_params: left out");
}

TEST_CASE("A model without a playable method is refused, with the reason if there is one")
{
    Written facts;
    CHECK(describe(facts).message().find("nn~ conventions") != std::string::npos);
    facts = decoder();
    facts.tensors["decode"] = {8, 2048, 1};
    CHECK(describe(facts).message().find("[8, 2048, 1], not the 4 numbers") != std::string::npos);
}

TEST_CASE("Attributes need a setter or a getter unless they are listed; 'none' and methods are no attributes")
{
    auto facts = decoder();
    facts.tensors["gain"] = {2};
    facts.tensors["depth"] = {2};
    facts.methods.emplace_back("set_gain");
    auto found = describe(facts);
    REQUIRE(found->description.attributes.size() == 1);
    CHECK(found->description.attributes[0].name == "gain");
    facts.lists["_attributes"] = {"none", "depth", "decode"};
    found = describe(facts);
    REQUIRE(found->description.attributes.size() == 1);
    CHECK(found->description.attributes[0].name == "depth");
}

TEST_CASE("Labels count only when there is one for each channel")
{
    auto facts = decoder();
    facts.lists["decode_input_labels"] = Strings(8, "x");
    facts.lists["decode_output_labels"] = {"left", "right"};
    const auto found = describe(facts);
    CHECK(found->description.methods[0].in_labels.size() == 8);
    CHECK(found->description.methods[0].out_labels.empty());
}

TEST_CASE("The sample rate is the first believable one: computed, then the model's own, then of what it wraps")
{
    auto facts = decoder();
    const auto rate = [&] { return describe(facts)->description.sample_rate; };
    CHECK(rate() == 0);
    facts.numbers["_rave.sampling_rate"] = 22050;
    CHECK(rate() == 22050);
    facts.numbers["sampling_rate"] = 44100;
    CHECK(rate() == 44100);
    facts.numbers["sr"] = -1;
    CHECK(rate() == 44100);
    facts.getters["sample_rate"] = 48000;
    CHECK(rate() == 48000);
}

TEST_CASE("The fewest samples of a call are a whole number, or not known")
{
    auto facts = decoder();
    const auto block = [&] { return describe(facts)->description.min_block; };
    facts.getters["min_buffer_size"] = 512;
    CHECK(block() == 512);
    facts.numbers["min_buffer_size"] = 2048;
    CHECK(block() == 2048);
    facts.numbers["min_buffer_size"] = 0.5;
    CHECK(block() == 0);
}
