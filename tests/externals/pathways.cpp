// pathways~ in headless Pd: acts as messages, the bank as a list and as files, the journal, drawing, errors in words.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include "latent/file.h"
#include "pathway/slot.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using latentjam::test::PdRun;
namespace latent = latentjam::latent;
namespace pathway = latentjam::pathway;

namespace {

/// [pathways~ 8 8] behind the name go, [latent seen] behind z; what it tells is printed.
PdRun& with_pathways(PdRun& pd)
{
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 10 10 r go;\n#X obj 10 40 pathways~ 8 8;\n"
        "#X obj 10 70 print told;\n#X obj 200 10 r z;\n#X obj 200 40 latent seen;\n"
        "#X obj 200 70 array define -k curve 22;\n#X connect 0 0 1 0;\n#X connect 1 3 2 0;\n#X connect 3 0 4 0;\n");
    return pd;
}

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("A slot's frames follow from its seed, go to a latent, and come back from files")
{
    PdRun pd;
    with_pathways(pd);
    for (const char* message : {"go master 3", "go kind 2 normal", "go seed 2 1234", "go put 2 4 1 0.5", "go select 2",
                                "go show seen", "go write set.pathways", "go write-journal done.journal"})
        pd.send(message);
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: kind 2 normal"));
    CHECK(result.says("told: seed 1234"));
    CHECK(result.says("told: changed 1"));
    const auto values = latent::read((pd.folder() / "set-02.npy").string());
    REQUIRE(values);
    pathway::Recipe recipe;
    recipe.kind = pathway::Kind::kNormal;
    recipe.range = 2;  // as the second slot of the usual bank has it
    const auto made = pathway::generated(recipe, 1234, 8);
    CHECK(values->at(5, 3) == made.at(5, 3));
    CHECK(values->at(4, 1) == .5F);
    const std::string journal = text_of(pd.folder() / "done.journal");
    CHECK(journal.find("\n0 master 3\n0 kind 2 normal\n0 seed 2 1234\n0 put 2 4 1 0.5\n") != std::string::npos);

    PdRun again;
    with_pathways(again);
    std::filesystem::copy(pd.folder() / "set.pathways", again.folder() / "set.pathways");
    std::filesystem::copy(pd.folder() / "set-02.npy", again.folder() / "set-02.npy");
    again.send("go read set.pathways").send("go show seen");
    // What an instant has changed is told before time goes on; the latent is written after that.
    again.patch(
        "#N canvas 0 0 300 200 12;\n#X obj 10 10 loadbang;\n#X obj 10 40 delay 500;\n"
        "#X msg 10 70 \\; z write later.npy;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n",
        "later.pd");
    const auto second = again.run();
    CAPTURE(second.console);
    const auto seen = latent::read((again.folder() / "later.npy").string());
    REQUIRE(seen);
    CHECK(seen->at(4, 1) == .5F);
    CHECK(seen->at(5, 3) == made.at(5, 3));
}

TEST_CASE("Acts that do not fit are answered in words, and nothing else is said")
{
    PdRun pd;
    with_pathways(pd);
    pd.send("go mut 3 2").send("go kind waltz").send("go play 3").send("go file 17 x").send("go file 1 nowhere");
    pd.send("go learn 1 empty").send("go read-journal nothing").send("go state 1 2 3").send("go dims 0 8");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("pathways~: 'mut 3 2': it is mut [<slot>] 0..1"));
    CHECK(result.says("it is kind [<slot>] uniform, bates"));
    CHECK(result.says("with a slot from 1 to 16"));
    CHECK(result.says("'nowhere': neither beside the patch nor on Pd's search path"));
    CHECK(result.says("latent empty: has 0 frames; statistics need at least 2"));
    CHECK(result.says("'nothing': neither beside the patch nor on Pd's search path"));
    CHECK(result.says("state: 3 numbers are not what state has told"));
    CHECK(result.says("dims: two numbers from 1 to 64"));
}

TEST_CASE("A .seed file of saatgut fills a slot, times the multiplier in its name")
{
    PdRun pd;
    with_pathways(pd);
    std::ofstream(pd.folder() / "wave__8__2.seed") << "0.5\n-0.25\n1\n";
    pd.send("go file 4 wave__8__2.seed").send("go write set");
    const auto result = pd.run();
    CAPTURE(result.console);
    const auto values = latent::read((pd.folder() / "set-04.npy").string());
    REQUIRE(values);
    CHECK(values->frames() == 3);
    CHECK(values->at(1, 5) == -.5F);
}

TEST_CASE("What is asked for behind a file or a latent that is learnt has it, while Pd goes on")
{
    PdRun first;
    with_pathways(first);
    first.send("go mut 2 0.25").send("go write-journal a.journal");
    CHECK(first.run().ok());

    PdRun pd(PdRun::Clock::kRealTime);
    with_pathways(pd);
    std::filesystem::copy(first.folder() / "a.journal", pd.folder() / "a.journal");
    pd.send("go kind 5 bates").send("go write now").send("go kind 5 sparse");
    pd.send("z add 1 2 3 4 5 6 7 8").send("z add 2 4 6 8 7 5 3 1").send("z add 0 1 0 1 0 1 0 1");
    pd.send("go read-journal a.journal").send("go write-journal b.journal");
    pd.send("go learn 3 seen").send("go learn 4 seen").send("go kind 4 walk").send("go write set");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(text_of(pd.folder() / "now.pathways").find("\nslot 5 bates ") != std::string::npos);
    CHECK(text_of(pd.folder() / "b.journal") == text_of(pd.folder() / "a.journal"));
    const std::string bank = text_of(pd.folder() / "set.pathways");
    CAPTURE(bank);
    CHECK(bank.find("learned") != std::string::npos);
    CHECK(bank.find("learned") == bank.rfind("learned"));  // slot 3's alone
}

TEST_CASE("What is drawn on its array is played, and one undo takes it back")
{
    PdRun pd;
    with_pathways(pd);
    pd.patch(
        "#N canvas 0 0 300 200 12;\n#X obj 10 10 loadbang;\n#X obj 10 40 delay 300;\n"
        "#X msg 10 70 \\; curve 3 2.5 2 1.5 \\; go draw curve \\; go put 1 0 0 0;\n"
        "#X obj 150 40 delay 600;\n#X msg 150 70 \\; curve 5 2.5;\n#X obj 150 100 delay 800;\n"
        "#X msg 150 130 \\; go write-journal done;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 0 0 3 0;\n"
        "#X connect 3 0 4 0;\n#X connect 0 0 5 0;\n#X connect 5 0 6 0;\n",
        "hand.pd");
    pd.send("go kind 1 uniform").send("go frames 1 22").send("go draw curve").send("go start");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(text_of(pd.folder() / "done.journal").find(" put 1 5 0 2.5\n") != std::string::npos);
}

TEST_CASE("A tour asks for controls, the same ones for the same seed, and says how long it is")
{
    PdRun pd;
    with_pathways(pd);
    pd.send("go master 5").send("go tour 1").send("go length").send("go start");
    const auto result = pd.run();
    CAPTURE(result.console);
    CHECK(result.says("told: length 1"));
    CHECK(result.says("told: ask play-left"));
    CHECK(result.says("told: ask linked 0"));
}
