// Two columns over one bank of pathways: what they play together, frame by frame, and the journal of what was done.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pathway/act.h"
#include "pathway/column.h"
#include "pathway/gauge.h"
#include "pathway/journal.h"
#include "pathway/slot.h"
#include "pathway/state.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace latentjam::pathway {

inline constexpr int kColumns = 2;
inline constexpr int kVoices = 2;  ///< of a column: left and right in the room

/// A loop has begun.
struct LoopEvent {
    int column = 0;
    std::int64_t loop = 0;
    std::uint32_t count = 0;  ///< seeds since the slot was chosen
    std::uint32_t seed = 0;
};

/// Everything random in it follows from the master seed and from what was done. [setup]
class Duo {
public:
    Duo();

    /// `dims` of the two models, 1 to kMostDims; slots have as many as the larger one.
    void prepare(int left_dims, int right_dims);
    void set_frame_s(double seconds) noexcept { frame_s_ = seconds; }

    /// Frame 0: both columns from their beginning, and a new journal. Slots forget what could be undone, so that an
    /// undo in the journal is the same undo again.
    void start();

    /// One frame on.
    const std::vector<LoopEvent>& advance();

    /// Of a column, voice after voice, each with as many numbers as the model has dims.
    std::span<const float> latents(int column) const noexcept { return outputs_[at(column)]; }
    double gate(int column) const noexcept { return gates_[at(column)]; }

    Status act(const Act& act);

    // ---- what is to be seen
    int dims() const noexcept { return dims_; }
    int dims(int column) const noexcept { return column_dims_[at(column)]; }
    const Slots& slots() const noexcept { return slots_; }
    Slot& slot(int number) noexcept { return slots_[at(number)]; }
    const Column& column(int number) const noexcept { return columns_[at(number)]; }
    int selected() const noexcept { return selected_; }
    std::uint32_t master() const noexcept { return master_; }
    std::int64_t frame() const noexcept { return frame_; }
    double setting(Verb verb, int column = 0) const noexcept;
    Gauge& gauge() noexcept { return gauge_; }

    /// After a slot was changed from outside: fill(), learn().
    void renew(int slot);

    // ---- what is kept
    Bank bank() const;
    std::vector<double> numbers() const;           ///< the bank, so that it is the same elsewhere
    Status take(std::span<const double> numbers);  ///< what numbers() gave; nothing changes on an error
    std::vector<double> settings() const;          ///< columns, and what they do together
    void take_settings(std::span<const double> settings);

    // ---- journal
    Journal journal() const;     ///< with the frames that only this Duo could draw
    void take(Journal journal);  ///< for replay()
    void replay();               ///< start(), as it was then, and every act at its frame
    bool is_replaying() const noexcept { return is_replaying_; }

private:
    void begin();
    /// What is drawn from the master seed; further draws have other numbers.
    enum Purpose : std::uint32_t { kSlotSeed = 32, kCoin, kChosen };
    static constexpr int kHistory_frames = 512;  ///< that chase and canon may look back

    struct Lean {
        std::vector<double> target, now;
    };

    static std::size_t at(int index) noexcept { return static_cast<std::size_t>(index); }
    void do_slot(const Act& act, int slot);
    void do_column(const Act& act, int column);
    void do_all(const Act& act);
    void choose_dims(int column);
    void plant_all();
    void take(Bank bank);
    Bank complete(Bank bank) const;
    void advance_columns();
    void decide();
    void write_outputs();
    std::span<const float> past(int frames) const;
    void write_voice(int column, int voice, std::span<const float> line);

    int dims_ = 8;
    std::array<int, kColumns> column_dims_{8, 8};
    double frame_s_ = 2048.0 / 44100;
    Slots slots_;
    std::array<Column, kColumns> columns_;
    int selected_ = 0;
    std::uint32_t master_ = 0;
    std::array<double, 64> settings_{};  ///< by verb; of columns twice
    std::array<Lean, kColumns> leans_;
    std::array<std::vector<int>, kColumns> chosen_;
    Gauge gauge_;

    std::int64_t frame_ = 0;
    std::vector<std::vector<float>> history_;
    std::array<std::vector<float>, kColumns> outputs_;
    std::array<double, kColumns> gates_{1, 1};
    int put_slot_ = -1;
    std::int64_t put_frame_ = 0;
    std::uint64_t coins_ = 0;
    bool was_silent_ = false;
    std::vector<LoopEvent> events_;

    Bank begin_bank_;
    std::vector<double> begin_settings_;
    std::vector<Entry> journal_;
    std::size_t replayed_ = 0;
    bool is_replaying_ = false;
};

}  // namespace latentjam::pathway
