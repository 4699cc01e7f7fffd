// What the registry says of a kind holds for its form. A kind that is wrong is named.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/registry.h"

#include "lib/pattern/sources.h"

#include <catch2/catch_test_macros.hpp>

#include <cstring>
#include <set>
#include <string>

using namespace latentjam;
using namespace latentjam::test;
using pattern::Kind;
using pattern::Pattern;

namespace {

using Source = std::shared_ptr<const latent::Sequence>;

latent::Sequence whole(const Kind& kind, const Source& a, const Source& b, std::uint64_t seed)
{
    const auto made = Pattern::make({&kind, {}, 0, 2, seed}, {a, b, {}});
    INFO(made.status().message());
    REQUIRE(made);
    return *pattern::write_out(*made);
}

}  // namespace

TEST_CASE("Every kind of pattern is as the registry says")
{
    std::set<std::string> names;
    const Source a = random_source(3, 6, 1), b = random_source(3, 6, 2), other = random_source(3, 6, 3);
    for (const Kind* kind : pattern::kinds()) {
        const std::string name = kind->name, description = kind->description;
        INFO("pattern " << name);
        CHECK(names.insert(name).second);
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
        CHECK(description.size() > 1);
        CHECK(description.ends_with('.'));
        CHECK((kind->sources == 1 || kind->sources == 2));
        CHECK((whole(*kind, a, b, 1) == whole(*kind, a, b, 2)) == !kind->uses_seed);
        CHECK((whole(*kind, a, b, 1) == whole(*kind, a, other, 1)) == (kind->sources == 1));
        CHECK(Pattern::make({kind, {}, 0, 1, 1}, {a, nullptr, {}}).is_ok() == (kind->sources == 1));
    }
}

TEST_CASE("The loops of every form lie one behind the other, and each frame is found in its loop")
{
    for (const Kind* kind : pattern::kinds()) {
        for (const int k : {1, 2, 7, 55}) {
            const Source a = random_source(3, k, 1);
            const auto form = kind->make({*a, k, {}, 5});
            INFO("pattern " << kind->name << ", k " << k);
            REQUIRE(form);
            CHECK((*form)->begin(0) == 0);
            bool is_even = true, is_found = true;
            for (std::int64_t loop = 0; loop < (*form)->loops(); ++loop) {
                const std::int64_t begin = (*form)->begin(loop), end = (*form)->begin(loop + 1);
                is_found = is_found && begin < end;
                is_even = is_even && end - begin == (*form)->begin(1);
                for (std::int64_t n = begin; n < end; ++n) {
                    const auto [found, row] = (*form)->place(n);
                    is_found = is_found && found == loop && row >= 0 && row < k;
                }
            }
            CHECK(is_found);
            CHECK((is_even || kind->loops_vary));
            CHECK(((*form)->stepped() != nullptr) == kind->is_stepped);
        }
    }
}

TEST_CASE("Kinds are found by their names, and UnRAVEl's come first")
{
    for (const Kind* kind : pattern::kinds()) CHECK(pattern::kind_named(kind->name) == kind);
    CHECK(pattern::kind_named("Fibo") == nullptr);
    CHECK(pattern::kind_named("") == nullptr);
    CHECK(pattern::kind_names().starts_with("loop, fibo, orale, blender, swapper"));
}
