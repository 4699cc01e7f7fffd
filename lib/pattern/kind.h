// A kind of pattern as the registry knows it: its name, its description, and how it is made.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pattern/form.h"

#include <concepts>
#include <memory>
#include <type_traits>

namespace latentjam::pattern {

/// What a kind says of itself.
struct KindFacts {
    const char* name;         ///< one word of messages, options and file names
    const char* description;  ///< one sentence for help and docs; A and B are the sources, k their length, n is `loops`
    bool uses_seed = false;
    bool loops_vary = false;  ///< in length: the pattern has no tempo
    int fewest_latents = 1;   ///< that UnRAVEl draws for it
};

/// An entry of the registry; there is one object for each kind, so that pointers tell kinds apart.
struct Kind : KindFacts {
    int sources;
    bool is_stepped;  ///< each loop sounds n times, not the whole; and there is an object of its name for steps by hand
    Result<std::unique_ptr<const Form>> (*make)(const Plan& plan);
};

namespace detail {

/// A form may refuse a plan by a `static Status check(const Plan&)`.
template <typename K>
Result<std::unique_ptr<const Form>> make_form(const Plan& plan)
{
    if constexpr (requires { K::check(plan); })
        if (const Status status = K::check(plan); !status) return status;
    return std::unique_ptr<const Form>(std::make_unique<const K>(plan));
}

}  // namespace detail

/// The entry for a form. How many sources it has and whether it has steps follow from its class.
template <typename K>
constexpr Kind kind_of(const KindFacts& facts)
{
    static_assert(std::derived_from<K, OneSource> || std::derived_from<K, TwoSources>,
                  "a pattern derives from OneSource, TwoSources or Stepped: that is how many latents it reads");
    static_assert(
        !std::is_abstract_v<K>,
        "a pattern has loops() and write(), which takes one row if it is OneSource and two if it is TwoSources, "
        "or changed_at() and write_state() if it is Stepped");
    static_assert(std::constructible_from<K, const Plan&>, "a pattern is made from a Plan");
    return {facts, std::derived_from<K, TwoSources> ? 2 : 1, std::derived_from<K, Stepped>, &detail::make_form<K>};
}

}  // namespace latentjam::pattern
