// Banks in files: as they were written, and .seed files of saatgut.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/bank_file.h"

#include "latent/file.h"
#include "pathway/planting.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;
using latentjam::test::TemporaryFolder;

TEST_CASE("A bank comes back from its text and its .npy files: recipes, locks, what was drawn by hand, files")
{
    const TemporaryFolder folder;
    Slots slots = usual_slots();
    slots[0].plant(123456, 8, 1);
    slots[0].put(3, 2, .1F, false);
    slots[1].mutate(.5, 8);
    slots[2].lock_dim(3, true);
    latent::Sequence file(3, 9);
    file.values()[5] = 2.5F;
    slots[3].fill(file, 8);
    Bank bank{99, 4, {}};
    std::vector<latent::Sequence> values;
    for (const Slot& slot : slots) {
        bank.slots.push_back(slot.content());
        values.push_back(slot.values(8));
    }
    const std::string path = (folder.path() / "set.pathways").string();
    REQUIRE(write_bank(bank, values, path));
    CHECK(std::filesystem::exists(folder.path() / "set-01.npy"));
    CHECK(std::filesystem::exists(folder.path() / "set-16.npy"));
    const auto again = read_bank(path, 8);
    INFO(again.status().message());
    REQUIRE(again);
    CHECK(again->master == 99);
    CHECK(again->selected == 4);
    for (std::size_t i = 0; i < values.size(); ++i) {
        Slot slot;
        slot.set(again->slots[i]);
        CHECK(slot.recipe() == slots[i].recipe());
        CHECK(slot.content().locked_dims == slots[i].content().locked_dims);
        CHECK(slot.values(8) == values[i]);
    }
    CHECK(again->slots[0].changed.size() == 1);

    std::filesystem::remove(folder.path() / "set-01.npy");
    const auto without = read_bank(path, 8);
    REQUIRE(without);
    CHECK(without->slots[0].changed.empty());

    REQUIRE(latent::write(latent::Sequence(8, 3), (folder.path() / "set-02.npy").string()));
    CHECK(read_bank(path, 8).message().find("set-02.npy: has 3 frames, slot 2 has 22") != std::string::npos);
}

TEST_CASE("Banks whose names have points in them do not share their frames")
{
    const TemporaryFolder folder;
    const auto name = GENERATE(as<std::string>{}, "take.v1", "My Söunds, vol. 2; $1", "song 1.5.pathways", "a.b.c");
    Bank bank{1, 0, {}};
    std::vector<latent::Sequence> values;
    for (const Slot& slot : usual_slots()) {
        bank.slots.push_back(slot.content());
        values.push_back(slot.values(4));
    }
    REQUIRE(write_bank(bank, values, (folder.path() / name).string()));
    const std::string stem = name.ends_with(".pathways") ? name.substr(0, name.size() - 9) : name;
    CAPTURE(name);
    CHECK(std::filesystem::exists(folder.path() / (stem + "-01.npy")));
    CHECK(read_bank((folder.path() / name).string(), 4));
}

TEST_CASE("Broken bank files are refused with their line")
{
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "x.pathways").string();
    CHECK(read_bank(path, 8).message().find("cannot be opened") != std::string::npos);
    std::ofstream(path) << "hello\n";
    CHECK(read_bank(path, 8).message().find("no bank of pathways") != std::string::npos);
    std::ofstream(path) << "# latentjam pathways: \nmaster 3\nslit 1\n";
    CHECK(read_bank(path, 8).message().find("line 3") != std::string::npos);
    std::ofstream(path) << "# latentjam pathways: \nmaster 3\n";
    CHECK(read_bank(path, 8).message().find("16 slots") != std::string::npos);
}

TEST_CASE("Seed files of saatgut are read: a value a line, times the multiplier in their name")
{
    const TemporaryFolder folder;
    const auto write = [&](const std::string& name) {
        std::ofstream(folder.path() / name) << "0.5\n-0.25\n1\n";
        return read_values((folder.path() / name).string());
    };
    const auto plain = write("plain.seed"), times = write("wave__8__3.seed"), saatgut = write("one__1.5.seed");
    REQUIRE((plain && times && saatgut));
    CHECK(plain->frames() == 3);
    CHECK(plain->dims() == 1);
    CHECK(plain->at(1, 0) == -.25F);
    CHECK(times->at(1, 0) == -.75F);
    CHECK(saatgut->at(2, 0) == 1.5F);
    CHECK_FALSE(read_values((folder.path() / "none.seed").string()));
    std::ofstream wide(folder.path() / "wide.seed");
    for (int i = 0; i < 65; ++i) wide << i << ' ';
    wide << '\n';
    wide.close();
    CHECK(read_values((folder.path() / "wide.seed").string()).message().find("1 lines of 65 numbers") !=
          std::string::npos);
}
