// Scripts and values that were changed: refused in one line, or played within limits.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/backend.h"
#include "support/temporary_folder.h"

#include <zip.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

struct Record {
    std::string name, content;
};

std::vector<Record> records_of(const std::string& path)
{
    std::vector<Record> records;
    auto* archive = zip_open(path.c_str(), ZIP_RDONLY, nullptr);
    REQUIRE(archive != nullptr);
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t stat;
        REQUIRE(zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat) == 0);
        Record record{stat.name, std::string(stat.size, '\0')};
        auto* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
        REQUIRE(zip_fread(file, record.content.data(), stat.size) == static_cast<zip_int64_t>(stat.size));
        zip_fclose(file);
        if (!record.name.ends_with(".debug_pkl")) records.push_back(std::move(record));
    }
    zip_discard(archive);
    return records;
}

void write(const std::vector<Record>& records, const std::string& path)
{
    auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    REQUIRE(archive != nullptr);
    for (const auto& record : records) {
        auto* source = zip_source_buffer(archive, record.content.data(), record.content.size(), 0);
        const auto index = zip_file_add(archive, record.name.c_str(), source, ZIP_FL_OVERWRITE);
        REQUIRE(index >= 0);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    REQUIRE(zip_close(archive) == 0);
}

/// Changes that keep much of a script's or a pickle's sense: bytes, digits, words in other places.
void mutate(std::string& content, std::mt19937& random)
{
    if (content.empty()) return;
    const auto place = [&] { return random() % content.size(); };
    for (unsigned changes = 0; changes < 1 + random() % 4; ++changes) {
        switch (random() % 5) {
            case 0:
                content[place()] = static_cast<char>(random());
                break;
            case 1: {  // another number
                const auto digit = content.find_first_of("0123456789", place());
                if (digit != std::string::npos) content[digit] = static_cast<char>('0' + random() % 10);
                break;
            }
            case 2: {  // a part somewhere else
                const auto from = place();
                content.insert(place(), content.substr(from, 1 + random() % 40));
                break;
            }
            case 3:
                content.erase(place(), 1 + random() % 8);
                if (content.empty()) return;
                break;
            default: {  // a line twice
                const auto begin = content.rfind('\n', place());
                if (begin == std::string::npos) break;
                const auto line = content.substr(begin, content.find('\n', begin + 1) - begin);
                content.insert(begin, line);
            }
        }
    }
}

/// Loads, plays and resets; every refusal is one line.
void try_out(const std::string& path)
{
    NativeBackend backend;
    const auto model = backend.load(path, Device::kCpu);
    if (!model) {
        CHECK(!model.message().empty());
        CHECK(model.message().find('\n') == std::string::npos);
        return;
    }
    auto instance = (*model)->instantiate();
    if (!instance) return;
    for (const auto& method : (*model)->description().methods) {
        const int samples = std::max(method.in_ratio, method.out_ratio);
        if (samples > 1 << 16 || method.in_channels > 64 || method.out_channels > 64) continue;
        const std::vector<float> in(static_cast<std::size_t>(method.in_channels * (samples / method.in_ratio)), 0.1F);
        std::vector<float> out(static_cast<std::size_t>(method.out_channels * (samples / method.out_ratio)));
        for (int block = 0; block < 2; ++block) {
            const auto status = (*instance)->process(method, {in, 1, method.in_channels, samples / method.in_ratio},
                                                     {out, 1, method.out_channels, samples / method.out_ratio});
            CHECK(status.message().find('\n') == std::string::npos);
        }
    }
    (*instance)->reset();
}

void try_mutations(int count, unsigned seed)
{
    const test::TemporaryFolder folder;
    std::mt19937 random(seed);
    std::vector<std::vector<Record>> models;
    for (const auto* name : {"rave_tiny", "gain", "old"})
        models.push_back(records_of(std::string(LATENTJAM_DATA) + "/" + name + ".ts"));
    const std::string path = folder / "mutated.ts";
    for (int i = 0; i < count; ++i) {
        auto records = models[static_cast<std::size_t>(i) % models.size()];
        std::vector<std::size_t> told;  // code and values, not weights
        for (std::size_t r = 0; r < records.size(); ++r)
            if (records[r].name.ends_with(".py") || records[r].name.ends_with(".pkl")) told.push_back(r);
        mutate(records[told[random() % told.size()]].content, random);
        write(records, path);
        INFO("mutation " << i << " of seed " << seed);
        try_out(path);
    }
}

/// gain.ts with other lines in its code.
std::shared_ptr<Model> changed(const std::vector<std::pair<std::string, std::string>>& changes)
{
    const test::TemporaryFolder folder;
    auto records = records_of(std::string(LATENTJAM_DATA) + "/gain.ts");
    const auto code =
        std::find_if(records.begin(), records.end(), [](const Record& each) { return each.name.ends_with(".py"); });
    REQUIRE(code != records.end());
    for (const auto& [from, to] : changes) {
        const auto at = code->content.find(from);
        REQUIRE(at != std::string::npos);
        code->content.replace(at, from.size(), to);
    }
    const std::string path = folder / "changed.ts";
    write(records, path);
    auto model = NativeBackend().load(path, Device::kCpu);
    INFO((model ? "" : model.message()));
    REQUIRE(model.is_ok());
    return *model;
}

float first_of(Instance& instance, const Model& model, const std::string& name, float value)
{
    const auto& method = *model.description().find_method(name);
    const int samples = 8 * std::max(method.in_ratio, method.out_ratio);
    const std::vector<float> in(static_cast<std::size_t>(method.in_channels * (samples / method.in_ratio)), value);
    std::vector<float> out(static_cast<std::size_t>(method.out_channels * (samples / method.out_ratio)));
    const auto status = instance.process(method, {in, 1, method.in_channels, samples / method.in_ratio},
                                         {out, 1, method.out_channels, samples / method.out_ratio});
    INFO(status.message());
    CHECK(status.is_ok());
    return out.back();
}

}  // namespace

TEST_CASE("A list that a method changes is state: it goes on from block to block, and a reset takes it back")
{
    const auto model = changed({{"    _1 = torch.size(x, 0)\n",
                                 "    n = len(self.decode_input_labels)\n"
                                 "    _0 = torch.append(self.decode_input_labels, \"more\")\n"
                                 "    _1 = torch.size(x, 0)\n"},
                                {"return torch.cat(_3, 1)", "return torch.mul(torch.cat(_3, 1), n)"}});
    auto instance = *model->instantiate();
    const float first = first_of(*instance, *model, "encode", 1);
    CHECK(first_of(*instance, *model, "encode", 1) == first + 4);  // of channel 4, which is multiplied by 4
    CHECK(first_of(*instance, *model, "encode", 1) == first + 8);
    instance->reset();
    CHECK(first_of(*instance, *model, "encode", 1) == first);
}

TEST_CASE("A list or dict that a method fills holds what this block has put there")
{
    const std::string where = "self.decode_input_labels";
    const auto [fills, reads] =
        GENERATE_COPY(std::pair(where + " = {\"h\": torch.mean(x)}", where + "[\"h\"]"),
                      std::pair("_0 = torch._set_item(" + where + ", 0, torch.mean(x))", where + "[0]"));
    const auto model = changed({{"    _1 = torch.size(x, 0)\n", "    " + fills + "\n    _1 = torch.size(x, 0)\n"},
                                {"return torch.mul(_6, gain)", "return torch.add(torch.mul(_6, 0.), " + reads + ")"}});
    auto instance = *model->instantiate();
    for (const float value : {1.0F, 2.0F, 3.0F}) {
        first_of(*instance, *model, "encode", value);
        CHECK(first_of(*instance, *model, "decode", 1) == value);
    }
}

TEST_CASE("A number that one method counts in is heard in another method's next block")
{
    const auto model = changed(
        {{"    _1 = torch.size(x, 0)\n", "    self.gain = torch.add(self.gain, 1.)\n    _1 = torch.size(x, 0)\n"},
         {"return torch.mul(_6, gain)", "return torch.add(torch.mul(_6, 0.), gain)"}});
    auto instance = *model->instantiate();
    const float first = first_of(*instance, *model, "decode", 1);
    for (int block = 1; block < 4; ++block) {
        first_of(*instance, *model, "encode", 1);
        CHECK(first_of(*instance, *model, "decode", 1) == first + static_cast<float>(block));
    }
}

TEST_CASE("A delay of one block gives back what was there before")
{
    const auto model = changed({{"    return torch.cat(_3, 1)\n",
                                 "    if torch.eq(torch.dim(self.gain_params), 3):\n      y = self.gain_params\n"
                                 "    else:\n      y = torch.zeros([1, 4, 8])\n"
                                 "    self.gain_params = torch.cat(_3, 1)\n    return y\n"}});
    auto instance = *model->instantiate();
    for (int block = 0; block < 5; ++block) {
        const float heard = first_of(*instance, *model, "encode", static_cast<float>(block + 1));
        CHECK(heard == static_cast<float>(4 * block));
        if (block == 1)
            CHECK(instance->set(model->description().attributes.front(), std::vector<infer::Value>{0.5}).is_ok());
    }
}

TEST_CASE("Mutated scripts and values are refused in one line or play within limits") { try_mutations(300, 1); }

TEST_CASE("20,000 mutations do no harm", "[.long]")
{
    const char* seed = std::getenv("LATENTJAM_SEED");
    try_mutations(20'000, seed != nullptr ? static_cast<unsigned>(std::atoi(seed)) : 2);
}
