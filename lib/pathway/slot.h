// A pathway: how its frames are drawn from a seed, what was changed in them by hand, and how they are walked along.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/distribution.h"
#include "latent/sequence.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace latentjam::pathway {

enum class Kind { kUniform, kBates, kNormal, kLearned, kWalk, kSparse, kNoise, kFile };
enum class Walk { kLoop, kPalindrome, kOnce, kJumps, kFibo, kOrale, kBlender };
enum class Glide { kOff, kLinear, kCubic };

inline constexpr std::array kKindWords{"uniform", "bates", "normal", "learned", "walk", "sparse", "noise", "file"};
inline constexpr std::array kWalkWords{"loop", "palindrome", "once", "jumps", "fibo", "orale", "blender"};
inline constexpr std::array kGlideWords{"off", "linear", "cubic"};

inline constexpr int kSlots = 16;
inline constexpr int kMostFrames = 4096;
inline constexpr int kMostDims = 64;
inline constexpr double kMostRate = 4;
inline constexpr std::uint32_t kSeeds = 1'000'000;            ///< number boxes of Pd show six digits
inline constexpr std::uint32_t kMostMaster = (1U << 24) - 1;  ///< Pd's numbers are exact so far
inline constexpr std::size_t kMostUndo = 64;

struct Recipe {
    Kind kind = Kind::kUniform;
    std::uint32_t seed = 0;
    int frames = 22;
    int every = 4;  ///< frames between new points of `sparse`, and between the jumps of a walk
    double range = 1;
    double offset = 0;
    bool is_positive = false;  ///< from -1..1 to 0..1, before the range
    Walk walk = Walk::kLoop;
    int with = 0;     ///< the slot that `blender` goes to
    double rate = 1;  ///< frames of the pathway in a frame of the grid; below 0 backwards
    Glide glide = Glide::kLinear;
    bool is_randomised = false;  ///< each loop has the next seed

    bool operator==(const Recipe&) const = default;
};

/// As the artist's saatR and saatgut have them where they have them; `learnt` is for kLearned, and without it N(0, 1)
/// is drawn. A walk ends where it began, so that it can go round. Values of kFile are 0. A pure function. [setup]
latent::Sequence generated(const Recipe& recipe, std::uint32_t seed, int dims, const latent::Source* learnt = nullptr);

/// All of a slot that is kept.
struct Content {
    using Place = std::pair<int, int>;  ///< frame, dim

    Recipe recipe;
    std::map<Place, float> changed;  ///< values that are not those of the recipe
    std::uint64_t locked_dims = 0;   ///< a bit for each
    std::set<int> locked_frames;
    std::uint32_t mutations = 0;  ///< so many were made of this seed
    std::uint32_t draws = 0;      ///< so many seeds the slot has had

    bool is_locked(int frame, int dim) const { return (locked_dims >> dim & 1) != 0 || locked_frames.contains(frame); }
    bool operator==(const Content&) const = default;
};

/// [setup]
class Slot {
public:
    const Content& content() const noexcept { return content_; }
    const Recipe& recipe() const noexcept { return content_.recipe; }

    /// For what does not change the frames: walk, rate, glide, mode.
    Recipe& manner() noexcept { return content_.recipe; }

    /// The frames of the `count`th loop of a randomised pathway; 0 is the slot itself. What is locked stays in all.
    latent::Sequence values(int dims, std::uint32_t count = 0) const;

    // Each of these can be undone.
    void set_recipe(Recipe recipe, int dims);                       ///< what is locked or was drawn by hand stays
    void plant(std::uint32_t seed, int dims, std::uint32_t draws);  ///< another seed; locked values stay
    void again(int dims);                                           ///< as the seed has it; locked values stay
    void mutate(double share, int dims);  ///< redraws that share of the values with the next seed
    void put(int frame, int dim, float value, bool is_same_stroke = false);
    void fill(const latent::Sequence& sequence, int dims);  ///< kFile; dims that it lacks begin again with its first
    void set(Content content);

    void lock_dim(int dim, bool on);
    void lock_frame(int frame, bool on);
    void learn(std::shared_ptr<const latent::Source> source) { learnt_ = std::move(source); }

    bool has_learnt() const noexcept { return learnt_ != nullptr; }

    bool undo();  ///< false: nothing left
    bool redo();
    void forget() noexcept { past_.clear(), future_.clear(); }  ///< there is nothing to undo

private:
    void remember();
    std::map<Content::Place, float> locked_values(int dims) const;

    Content content_;
    std::deque<Content> past_, future_;
    std::shared_ptr<const latent::Source> learnt_;
};

}  // namespace latentjam::pathway
