// Ways from one state of a patch to another: recalled at the next loop, morphed in a stated time, walked at random.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/moves.h"

#include "stage/motion.h"

#include <algorithm>
#include <cmath>

namespace latentjam::stage {
namespace {

constexpr double kLongestLoopS = 30;  // a patch that has begun no loop for so long has none
constexpr double kLongestWayS = 3600;

/// The whole way between two states at x. Only what both know moves.
State between(const Board& board, const State& a, const State& b, double x)
{
    State state;
    for (const auto& [name, value] : a) {
        const auto other = b.find(name);
        const Control* control = board.find(name);
        if (control && other != b.end()) state[name] = between(*control, value, other->second, x);
    }
    return state;
}

}  // namespace

// ---- slots ----------------------------------------------------------------------------------------------------------

Status Moves::check(int slot) const
{
    if (slot >= 1 && slot <= Board::kSlots) return {};
    return Status::error("slot " + std::to_string(slot) + ": 1 to 8");
}

Result<Snapshot> Moves::filled(int slot) const
{
    if (const Status status = check(slot); !status) return status;
    const Snapshot& snapshot = board_.slot(slot - 1);
    if (!snapshot)
        return Status::error("slot " + std::to_string(slot) + " is empty: store " + std::to_string(slot) + " fills it");
    return snapshot;
}

Status Moves::store(int slot, double now_s)
{
    const Status status = check(slot);
    if (status) {
        board_.put_slot(slot - 1, std::make_shared<State>(board_.state()), now_s);
        last_recalled_ = slot;
    }
    return status;
}

Status Moves::erase(int slot, double now_s)
{
    const Status status = check(slot);
    if (status && board_.slot(slot - 1)) board_.put_slot(slot - 1, nullptr, now_s);
    return status;
}

Status Moves::recall(int slot, double now_s)
{
    const auto snapshot = filled(slot);
    if (!snapshot) return snapshot.status();
    queued_ = slot;
    const double last_s = when_ == When::kLoop ? last_loop_s_ : last_bar_s_;
    if (when_ == When::kNow || now_s - last_s > kLongestLoopS) recall_queued(now_s);
    return {};
}

void Moves::recall_queued(double now_s)
{
    const int slot = std::exchange(queued_, 0);
    const auto snapshot = filled(slot);
    if (!snapshot) return;  // erased meanwhile
    last_recalled_ = slot;
    go(**snapshot, glide_s_, now_s);
}

Status Moves::fade(int slot, double seconds, double now_s)
{
    const auto snapshot = filled(slot);
    if (!snapshot) return snapshot.status();
    if (!(seconds >= 0 && seconds <= kLongestWayS)) return Status::error("fade takes a slot and 0 to 3600 seconds");
    queued_ = 0;
    last_recalled_ = slot;
    go(**snapshot, seconds, now_s);
    return {};
}

void Moves::loop_begins(double now_s)
{
    last_loop_s_ = now_s;
    if (queued_ && when_ == When::kLoop) recall_queued(now_s);
}

void Moves::bar_begins(double now_s)
{
    last_bar_s_ = now_s;
    if (queued_ && when_ == When::kBar) recall_queued(now_s);
}

// ---- ways -----------------------------------------------------------------------------------------------------------

Status Moves::set_ends(int a, int b)
{
    for (const int slot : {a, b})
        if (const Status status = check(slot); !status) return status;
    if (a != end_a_ || b != end_b_) fader_ = 0;
    end_a_ = a;
    end_b_ = b;
    return {};
}

Status Moves::morph(double x, double now_s)
{
    if (!(x >= 0 && x <= 1)) return Status::error("morph takes a number from 0 to 1");
    const auto a = filled(end_a_), b = filled(end_b_);
    if (!a) return a.status();
    if (!b) return b.status();
    if (!move_ || !move_->is_fader || move_->from != **a || move_->to != **b)
        move_ = Move{**a, **b, fader_, x, 0, now_s, true};
    move_->end_x = x;
    move_->per_s = glide_s_ > 0 ? 1 / glide_s_ : 1e9;
    if (glide_s_ <= 0) {
        fader_ = x;
        const State to = between(board_, **a, **b, x);
        move_.reset();
        arrive(to, now_s);
    }
    return {};
}

Status Moves::walk(double amount, double now_s)
{
    if (!(amount >= 0 && amount <= 1)) return Status::error("walk takes a number from 0 to 1");
    random::Random random(seed_ * 1000003 + walks_++);
    State to;
    for (const Control& control : board_.controls())
        if (control.is_in_snapshots() && !control.jumps && !board_.value(control.name).is_empty())
            to[control.name] = walked(control, board_.value(control.name), amount, random);
    go(std::move(to), glide_s_, now_s);
    return {};
}

void Moves::home(double now_s)
{
    const State opening = board_.opening();
    go(opening, glide_s_, now_s);
    for (const Control& control : std::vector(board_.controls())) {
        const auto first = opening.find(control.name);
        const bool is_music = control.word == "playing" || !control.has_state();  // that goes on
        if (control.is_live && !is_music && first != opening.end())
            board_.set_quietly(control.name, first->second, now_s);
    }
}

void Moves::set_seed(std::uint64_t seed) noexcept
{
    seed_ = seed;
    walks_ = 0;
}

void Moves::go(State to, double seconds, double now_s)
{
    stop();
    board_.touched(now_s);
    if (seconds <= 0) return arrive(to, now_s);
    State from = board_.state();
    std::erase_if(to, [&](const auto& item) { return !from.contains(item.first); });
    std::erase_if(from, [&](const auto& item) { return !to.contains(item.first); });
    move_ = Move{std::move(from), std::move(to), 0, 1, 1 / seconds, now_s, false};
}

/// All of it at once: a single act, and no logic of the patch changes it on the way.
void Moves::arrive(const State& to, double now_s, bool is_end)
{
    State target = board_.state();
    for (const auto& [name, value] : to)
        if (target.contains(name)) target[name] = value;
    if (is_end)
        board_.arrive(target, now_s);
    else
        board_.settle(target, now_s);
}

bool Moves::advance(double now_s)
{
    if (!move_) return false;
    const double step = (now_s - move_->last_s) * move_->per_s;
    move_->last_s = now_s;
    move_->x =
        move_->x < move_->end_x ? std::min(move_->end_x, move_->x + step) : std::max(move_->end_x, move_->x - step);
    if (move_->is_fader) fader_ = move_->x;
    const State now = between(board_, move_->from, move_->to, move_->x);
    if (move_->x == move_->end_x) {
        move_.reset();
        arrive(now, now_s, true);
        return false;
    }
    board_.follow(now, now_s);
    return true;
}

void Moves::stop()
{
    move_.reset();
    queued_ = 0;
}

void Moves::release(const std::string& name)
{
    if (!move_) return;
    move_->from.erase(name);
    move_->to.erase(name);
}

}  // namespace latentjam::stage
