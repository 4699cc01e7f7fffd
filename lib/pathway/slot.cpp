// Drawing pathways from seeds, changing them, and going back.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/slot.h"

#include "kit/frames.h"
#include "kit/pd_noise.h"
#include "kit/seeds.h"
#include "random/counter.h"
#include "random/random.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace latentjam::pathway {
namespace {

enum Purpose : std::uint32_t { kValue, kMutated, kMutationSeed };

constexpr double kStep = .3;  // of a walk, deviation a frame
constexpr double kWall = 3;   // where it turns back

/// Between the walls, as light between mirrors.
double reflected(double x) noexcept
{
    const double round = 4 * kWall;
    const double place = std::fmod(std::fmod(x + kWall, round) + round, round);
    return place < 2 * kWall ? place - kWall : 3 * kWall - place;
}

/// A random walk less its drift: the last step leads back to the first frame.
std::vector<double> walked(const random::Counter& draw, std::uint32_t dim, int frames)
{
    std::vector<double> path(static_cast<std::size_t>(frames) + 1);
    path[0] = draw.uniform(dim, kValue, 0) * 2 - 1;
    for (std::size_t i = 1; i < path.size(); ++i) path[i] = path[i - 1] + kStep * draw.normal(dim, kValue, i);
    const double drift = (path.back() - path.front()) / frames;
    for (std::size_t i = 0; i < path.size(); ++i) path[i] = reflected(path[i] - drift * static_cast<double>(i));
    return path;
}

double bates(const random::Counter& draw, std::uint32_t dim, std::uint64_t frame)
{
    double sum = 0;
    for (std::uint64_t i = 0; i < 4; ++i) sum += draw.uniform(dim, kValue, frame * 4 + i);
    return sum / 2 - 1;
}

/// The sample of frame's noise that nn~ hears, its last.
double noise(std::uint32_t seed, std::size_t dim, int frame)
{
    kit::PdNoise noise(kit::SeedNoise::seed_of(seed, dim));
    noise.skip((static_cast<std::uint64_t>(frame) + 1) * kit::kUsualRatio - 1);
    return noise.value();
}

}  // namespace

latent::Sequence generated(const Recipe& recipe, std::uint32_t seed, int dims, const latent::Source* learnt)
{
    latent::Sequence made(dims, recipe.frames);
    if (recipe.kind == Kind::kFile) return made;
    if (recipe.kind == Kind::kLearned && learnt && learnt->dims() >= dims) {
        random::Random random(seed);
        const latent::Sequence drawn = learnt->draw(random, recipe.frames);
        for (int frame = 0; frame < recipe.frames; ++frame)
            std::copy_n(drawn.frame(frame).begin(), dims, made.frame(frame).begin());
        return made;
    }
    const random::Counter draw(seed);
    for (int dim = 0; dim < dims; ++dim) {
        const auto owner = static_cast<std::uint32_t>(dim);
        const std::vector<double> path =
            recipe.kind == Kind::kWalk ? walked(draw, owner, recipe.frames) : std::vector<double>();
        for (int frame = 0; frame < recipe.frames; ++frame) {
            const auto index = static_cast<std::uint64_t>(frame);
            double value = 0;
            switch (recipe.kind) {
                case Kind::kUniform:
                    value = draw.uniform(owner, kValue, index) * 2 - 1;
                    break;
                case Kind::kBates:
                    value = bates(draw, owner, index);
                    break;
                case Kind::kWalk:
                    value = path[static_cast<std::size_t>(frame)];
                    break;
                case Kind::kSparse:
                    value = draw.normal(owner, kValue, index / static_cast<std::uint64_t>(recipe.every));
                    break;
                case Kind::kNoise:
                    value = noise(seed, static_cast<std::size_t>(dim), frame);
                    break;
                default:
                    value = draw.normal(owner, kValue, index);
                    break;
            }
            if (recipe.is_positive) value = (value + 1) / 2;
            made.at(frame, dim) = static_cast<float>(value * recipe.range + recipe.offset);
        }
    }
    return made;
}

// ---- what a slot holds ----------------------------------------------------------------------------------------------

latent::Sequence Slot::values(int dims, std::uint32_t count) const
{
    const Recipe& recipe = content_.recipe;
    latent::Sequence made = generated(recipe, (recipe.seed + count) % kSeeds, dims, learnt_.get());
    if (count > 0) {
        for (const auto& [place, value] : locked_values(dims)) made.at(place.first, place.second) = value;
        return made;
    }
    for (const auto& [place, value] : content_.changed)
        if (place.first < made.frames() && place.second < dims) made.at(place.first, place.second) = value;
    return made;
}

std::map<Content::Place, float> Slot::locked_values(int dims) const
{
    std::map<Content::Place, float> locked;
    if (content_.locked_dims == 0 && content_.locked_frames.empty()) return locked;
    const latent::Sequence now = values(dims);
    for (int frame = 0; frame < now.frames(); ++frame)
        for (int dim = 0; dim < dims; ++dim)
            if (content_.is_locked(frame, dim)) locked[{frame, dim}] = now.at(frame, dim);
    return locked;
}

void Slot::remember()
{
    past_.push_back(content_);
    if (past_.size() > kMostUndo) past_.pop_front();
    future_.clear();
}

void Slot::set_recipe(Recipe recipe, int dims)
{
    if (recipe == content_.recipe) return;
    auto locked = locked_values(dims);
    remember();
    if (recipe.kind == Kind::kFile || content_.recipe.kind == Kind::kFile) content_.changed.clear();
    std::erase_if(locked, [&](const auto& value) { return value.first.first >= recipe.frames; });
    for (const auto& [place, value] : locked) content_.changed[place] = value;
    std::erase_if(content_.changed, [&](const auto& value) { return value.first.first >= recipe.frames; });
    content_.recipe = recipe;
}

void Slot::plant(std::uint32_t seed, int dims, std::uint32_t draws)
{
    auto locked = locked_values(dims);
    remember();
    if (content_.recipe.kind == Kind::kFile) content_.recipe.kind = Kind::kUniform;  // a file has no other seed
    content_.recipe.seed = seed % kSeeds;
    content_.changed = std::move(locked);
    content_.mutations = 0;
    content_.draws = draws;
}

void Slot::again(int dims)
{
    if (content_.recipe.kind == Kind::kFile) return;
    auto locked = locked_values(dims);
    remember();
    content_.changed = std::move(locked);
    content_.mutations = 0;
}

void Slot::mutate(double share, int dims)
{
    const latent::Sequence now = values(dims);
    remember();
    const random::Counter draw(content_.recipe.seed);
    const std::uint64_t number = content_.mutations++;
    Recipe other = content_.recipe;
    if (other.kind == Kind::kFile) other.kind = Kind::kUniform;
    const auto seed = static_cast<std::uint32_t>(draw.bits(0, kMutationSeed, number) % kSeeds);
    const latent::Sequence next = generated(other, seed, dims, learnt_.get());
    for (int frame = 0; frame < now.frames(); ++frame)
        for (int dim = 0; dim < dims; ++dim) {
            const std::uint64_t index = number * kMostFrames + static_cast<std::uint64_t>(frame);
            if (draw.uniform(static_cast<std::uint32_t>(dim), kMutated, index) < share &&
                !content_.is_locked(frame, dim))
                content_.changed[{frame, dim}] = next.at(frame, dim);
        }
}

void Slot::put(int frame, int dim, float value, bool is_same_stroke)
{
    if (!is_same_stroke) remember();
    content_.changed[{frame, dim}] = value;
}

void Slot::fill(const latent::Sequence& sequence, int dims)
{
    if (sequence.is_empty()) return;
    remember();
    content_.recipe.kind = Kind::kFile;
    content_.recipe.frames = std::min(sequence.frames(), kMostFrames);
    content_.changed.clear();
    for (int frame = 0; frame < content_.recipe.frames; ++frame)
        for (int dim = 0; dim < dims; ++dim) content_.changed[{frame, dim}] = sequence.at(frame, dim % sequence.dims());
}

void Slot::set(Content content)
{
    if (content == content_) return;
    remember();
    content_ = std::move(content);
}

void Slot::lock_dim(int dim, bool on)
{
    const std::uint64_t bit = std::uint64_t{1} << dim;
    content_.locked_dims = on ? content_.locked_dims | bit : content_.locked_dims & ~bit;
}

void Slot::lock_frame(int frame, bool on)
{
    if (on)
        content_.locked_frames.insert(frame);
    else
        content_.locked_frames.erase(frame);
}

bool Slot::undo()
{
    if (past_.empty()) return false;
    future_.push_back(std::move(content_));
    content_ = std::move(past_.back());
    past_.pop_back();
    return true;
}

bool Slot::redo()
{
    if (future_.empty()) return false;
    past_.push_back(std::move(content_));
    content_ = std::move(future_.back());
    future_.pop_back();
    return true;
}

}  // namespace latentjam::pathway
