// A search for the place in a control space where something is least: seeded starts, then steps along each dim.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace latentjam::spoor {

/// Asks and is told: candidate() is to be tried, tell() says how it went. 32 random starts within three deviations of
/// the mean; the best four go on along one dim after another, with steps of half a deviation, then a quarter, to .03.
/// When the tries run short, only the better ones go on. Equal for equal seeds and answers. [worker]
class Search {
public:
    static constexpr int kStarts = 32;
    static constexpr int kMostTries = 399;

    Search(std::span<const double> mean, std::span<const double> deviation, std::uint64_t seed, int most_tries);

    bool is_done() const noexcept { return is_done_; }
    std::span<const double> candidate() const noexcept { return candidate_; }

    /// The cost of the candidate; the next one takes its place.
    void tell(double cost);

    std::span<const double> best() const noexcept { return climbers_.front().place; }
    double best_cost() const noexcept { return climbers_.front().cost; }
    double median_of_starts() const;
    int tries() const noexcept { return tries_; }
    int most_tries() const noexcept { return most_tries_; }

private:
    struct Climber {
        std::vector<double> place;
        double cost = 0;
    };

    void finish_starts();
    void draw_start(std::uint64_t index);
    void step(double direction);
    void next_dim();
    void next_round();
    bool is_beyond(double value, std::size_t dim) const noexcept;

    std::vector<double> mean_, deviation_;
    std::uint64_t seed_;
    int most_tries_;
    int tries_ = 0;
    bool is_done_ = false;
    std::vector<double> candidate_;
    std::vector<double> start_costs_;
    std::vector<Climber> climbers_;
    std::size_t active_ = 0;   // climbers that go on
    std::size_t climber_ = 0;  // who is trying
    std::size_t dim_ = 0;
    double direction_ = 1;
    bool has_moved_ = false;  // along this dim, in this round
    double step_ = 0.5;       // deviations
};

}  // namespace latentjam::spoor
