// The sequences by name, each from its recurrence.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/members.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace latentjam::score::fibonacci {
namespace {

using Members = std::vector<int>;

/// a(n) = a(n - near) + a(n - far), up to `top`. Equal seeds are needed for the recurrence; tidy() drops them.
Members grow(Members seeds, std::size_t near, std::size_t far, int top)
{
    while (seeds.back() <= top) seeds.push_back(seeds[seeds.size() - near] + seeds[seeds.size() - far]);
    return seeds;
}

Members primes(int top)
{
    Members found;
    for (int n = 2; n <= top; ++n)
        if (std::none_of(found.begin(), found.end(), [n](int prime) { return n % prime == 0; })) found.push_back(n);
    return found;
}

Members tidy(Members members, int top)
{
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    std::erase_if(members, [top](int member) { return member < 1 || member > top; });
    return members;
}

}  // namespace

Result<Members> members_of(std::string_view name, int top)
{
    if (name == "fibonacci") return tidy(grow({1, 1}, 1, 2, top), top);
    if (name == "lucas") return tidy(grow({2, 1}, 1, 2, top), top);
    if (name == "padovan") return tidy(grow({1, 1, 1}, 2, 3, top), top);  // OEIS A000931
    if (name == "primes") return primes(top);
    return Status::error("sequence '" + std::string(name) +
                         "' is unknown: fibonacci, lucas, padovan, primes, or a list of whole numbers");
}

Result<Members> members_of(std::span<const double> list)
{
    if (list.empty())
        return Status::error("sequence needs a name (fibonacci, lucas, padovan, primes) or a list of whole numbers");
    Members members;
    for (const double number : list) {
        if (!(number >= 1 && number <= kHighestCount) || number != std::floor(number))
            return Status::error("sequence has " + std::to_string(number) + ": whole numbers from 1 to " +
                                 std::to_string(kHighestCount));
        members.push_back(static_cast<int>(number));
    }
    return tidy(std::move(members), kHighestCount);
}

}  // namespace latentjam::score::fibonacci
