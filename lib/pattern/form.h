// What a kind of pattern becomes for sources of a given size: a number of loops, and the values of each frame in them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace latentjam::pattern {

/// Where a frame comes from: its loop, and the row of the sources.
struct Place {
    std::int64_t loop;
    int row;
};

/// What a form is made from. Nothing of it is kept.
struct Plan {
    const latent::Sequence& a;
    int length;                      ///< k: rows that are read of each source
    std::span<const double> spread;  ///< of each dimension; empty: the standard deviation of A
    std::uint64_t seed;

    int dims() const noexcept { return a.dims(); }
};

/// Takes the values of one frame by their dimension in the sources. Mirrors them, and drops those without a channel.
class FrameWriter {
public:
    FrameWriter(std::span<float> out, int dims, bool is_mirrored) noexcept
        : out_(out), first_(is_mirrored ? dims - 1 : 0), step_(is_mirrored ? -1 : 1)
    {
    }

    void set(std::size_t dim, float value) noexcept
    {
        const auto i = static_cast<std::size_t>(first_ + step_ * static_cast<int>(dim));
        if (i < out_.size()) out_[i] = value;
    }

    void copy(std::span<const float> frame) noexcept
    {
        for (std::size_t dim = 0; dim < frame.size(); ++dim) set(dim, frame[dim]);
    }

private:
    std::span<float> out_;
    int first_;
    int step_;
};

class Stepped;

/// The loops of a pattern, once through; repeats and order belong to Pattern.
/// Immutable, and a pure function of its plan, so that frames may be asked for in any order. Unless told otherwise each
/// loop is as long as the sources. Derive from OneSource, TwoSources or Stepped, with a constructor that takes a Plan.
class Form {
public:
    virtual ~Form() = default;
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;

    virtual std::int64_t loops() const noexcept = 0;

    /// The first frame of a loop; of loops(): the number of frames. The inverse of place(). [audio]
    virtual std::int64_t begin(std::int64_t loop) const noexcept { return loop * length_; }
    virtual Place place(std::int64_t frame) const noexcept
    {
        return {frame / length_, static_cast<int>(frame % length_)};
    }

    /// All values of the frame at `place`. `b` is there for two sources. [audio]
    virtual void write_frame(Place place, const latent::Sequence& a, const latent::Sequence* b,
                             FrameWriter& out) const noexcept = 0;

    virtual const Stepped* stepped() const noexcept { return nullptr; }
    std::int64_t frames() const noexcept { return begin(loops()); }
    int length() const noexcept { return length_; }

protected:
    explicit Form(const Plan& plan) noexcept : length_(plan.length) {}

    /// A source that is shorter is read again from its top.
    static std::span<const float> row_of(const latent::Sequence& source, int row) noexcept
    {
        return source.frame(row % source.frames());
    }

private:
    int length_;
};

/// A form of A alone.
class OneSource : public Form {
public:
    void write_frame(Place place, const latent::Sequence& a, const latent::Sequence*,
                     FrameWriter& out) const noexcept final
    {
        write(place, row_of(a, place.row), out);
    }

protected:
    using Form::Form;
    virtual void write(Place place, std::span<const float> a, FrameWriter& out) const noexcept = 0;
};

/// A form of A and B. With the two exchanged it plays the other side.
class TwoSources : public Form {
public:
    void write_frame(Place place, const latent::Sequence& a, const latent::Sequence* b,
                     FrameWriter& out) const noexcept final
    {
        write(place, row_of(a, place.row), row_of(*b, place.row), out);
    }

protected:
    using Form::Form;
    virtual void write(Place place, std::span<const float> a, std::span<const float> b,
                       FrameWriter& out) const noexcept = 0;
};

/// Two sources, and states that differ by one value: a loop is a state, which sounds `loops` times. Objects can make
/// the steps one by one.
class Stepped : public TwoSources {
public:
    /// The value at a row and a dimension of the sources.
    struct Cell {
        int row;
        int dim;
    };

    std::int64_t loops() const noexcept final { return steps_ + 1 - first_step_; }
    std::int64_t steps() const noexcept { return steps_; }

    /// Steps that are made in loop 0: none if it is A itself, or 1.
    int first_step() const noexcept { return first_step_; }

    /// What step 1, 2, ... steps() changes. [any]
    virtual Cell changed_at(std::int64_t step) const noexcept = 0;

    const Stepped* stepped() const noexcept final { return this; }

protected:
    Stepped(const Plan& plan, std::int64_t steps, int first_step) noexcept
        : TwoSources(plan), steps_(steps), first_step_(first_step)
    {
    }

    /// A row after so many steps.
    virtual void write_state(std::int64_t step, int row, std::span<const float> a, std::span<const float> b,
                             FrameWriter& out) const noexcept = 0;

private:
    void write(Place place, std::span<const float> a, std::span<const float> b, FrameWriter& out) const noexcept final
    {
        write_state(place.loop + first_step_, place.row, a, b, out);
    }

    std::int64_t steps_;
    int first_step_;
};

}  // namespace latentjam::pattern
