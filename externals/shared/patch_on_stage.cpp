// A patch on stage: where it is in Pd, its control boxes, and the one name `jam` that reaches all patches.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/patch_on_stage.h"

#include "infer/late.h"
#include "pd/host.h"
#include "pd/report.h"

#include <m_pd.h>
// after m_pd.h
#include <g_canvas.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

namespace latentjam::pd {
namespace {

constexpr double kMoveMs = 20;

struct Jam;

/// What the process has once: its patches by canvas, their names, the listener to `jam`, and who has the network.
struct Theatre {
    std::map<const t_canvas*, std::weak_ptr<PatchOnStage>> patches;
    std::vector<std::pair<StageBox*, PatchOnStage*>> stages;
    stage::House house;
    t_pd* ear = nullptr;
    StageBox* listener = nullptr;
    t_clock* election = nullptr;
};

Theatre& theatre()
{
    static auto& all = *new Theatre;  // outlives Pd's objects
    return all;
}

// ---- the ear for `jam` ----------------------------------------------------------------------------------------------

t_class* jam_class;

struct t_jam {
    t_pd x_pd;
};

void jam_anything(t_jam*, t_symbol* selector, int argc, t_atom* argv)
{
    stage::AtomList message = stage_atoms({argv, static_cast<std::size_t>(argc)});
    const bool is_list = selector == &s_list || selector == &s_float || selector == &s_symbol;
    if (!is_list) message.insert(message.begin(), stage::Atom(std::string(selector->s_name)));
    for (const std::string& line : jam(message).lines) post("%s", line.c_str());
}

/// One of the stages hears the network, the oldest one; another when that is closed, and not at all in -batch.
void elect(void*)
{
    Theatre& all = theatre();
    if (all.listener || all.stages.empty() || is_batch()) return;
    all.listener = all.stages.front().first;
    all.listener->listen(true);
}

void set_up()
{
    Theatre& all = theatre();
    if (all.ear) return;
    jam_class = class_new(gensym("latentjam-jam"), nullptr, nullptr, sizeof(t_jam), CLASS_PD, A_NULL);
    class_addanything(jam_class, jam_anything);
    all.ear = pd_new(jam_class);
    pd_bind(all.ear, gensym("jam"));
    all.election = clock_new(&all, reinterpret_cast<t_method>(elect));
}

const t_canvas* owner_of(const t_canvas* canvas) { return canvas->gl_owner; }

const t_canvas* window_of(const t_canvas* canvas)
{
    while (owner_of(canvas)) canvas = owner_of(canvas);
    return canvas;
}

bool is_inside(const t_canvas* canvas, const t_canvas* outer)
{
    for (; canvas; canvas = owner_of(canvas))
        if (canvas == outer) return true;
    return false;
}

std::shared_ptr<PatchOnStage> known(const t_canvas* canvas)
{
    const auto found = theatre().patches.find(canvas);
    return found == theatre().patches.end() ? nullptr : found->second.lock();
}

std::shared_ptr<PatchOnStage> patch_of(const t_canvas* canvas)
{
    if (auto patch = known(canvas)) return patch;
    auto patch = std::make_shared<PatchOnStage>(canvas);
    theatre().patches[canvas] = patch;
    return patch;
}

}  // namespace

double now_s() { return clock_gettimesince(0) / 1000; }

stage::AtomList stage_atoms(Atoms atoms)
{
    stage::AtomList list;
    for (const t_atom& atom : atoms) {
        if (atom.a_type == A_FLOAT)
            list.emplace_back(static_cast<double>(atom.a_w.w_float));
        else
            list.emplace_back(text_of(atom));
    }
    return list;
}

AtomList pd_atoms(stage::Atoms atoms)
{
    AtomList list;
    for (const stage::Atom& atom : atoms) {
        if (const auto* number = std::get_if<double>(&atom))
            list.push_back(float_atom(*number));
        else
            list.push_back(symbol_atom(std::get<std::string>(atom)));
    }
    return list;
}

stage::Reply jam(stage::Atoms message)
{
    Theatre& all = theatre();
    const stage::Reply reply = all.house.dispatch(message, now_s());
    bool all_have_stages = true;
    for (const auto& [canvas, patch] : all.patches) {
        const auto here = patch.lock();
        if (!here) continue;
        here->refresh();
        all_have_stages = all_have_stages && here->has_stage();
    }
    // A patch without [jam-in] may listen to `jam` by itself: what is unknown here may be known there.
    if (!reply.status && (reply.is_known || all_have_stages))
        pd_error(nullptr, "jam: %s", reply.status.message().c_str());
    return reply;
}

// ---- life -----------------------------------------------------------------------------------------------------------

PatchOnStage::PatchOnStage(const t_canvas* canvas)
    : canvas_(canvas),
      stage_({.deliver = [this](const std::string& name, const stage::Value& value) { deliver(name, value); },
              .show =
                  [this](const std::string& text) {
                      if (box_) box_->show(text);
                  },
              .keep = [this] { write_beside(); },
              .panic =
                  [this] {
                      if (box_) box_->panic();
                  },
              .late = [] { return infer::late_blocks(); },
              .other =
                  [this](const std::string& word, stage::Atoms arguments) {
                      return box_ ? box_->other(word, pd_atoms(arguments)) : stage::Reply();
                  }}),
      clock_(clock_new(this, reinterpret_cast<t_method>(moved)))
{
    set_up();
    enter(stage::patch_name(canvas->gl_name->s_name));
}

PatchOnStage::~PatchOnStage()
{
    clock_free(clock_);
    theatre().house.leave(this);
    theatre().patches.erase(canvas_);
}

void PatchOnStage::enter(const std::string& wished)
{
    stage::House& house = theatre().house;
    house.leave(this);
    name_ = house.enter(
        this, wished, [this](stage::Atoms message, double now) { return stage_.receive(message, now); },
        [this] { return stage_.words(); });
}

std::shared_ptr<PatchOnStage> PatchOnStage::around(const t_canvas* canvas)
{
    for (const t_canvas* c = canvas; owner_of(c); c = owner_of(c))
        if (auto patch = known(c)) return patch;
    return patch_of(window_of(canvas));
}

std::shared_ptr<PatchOnStage> PatchOnStage::served_by(StageBox& box, const t_canvas* canvas, const std::string& wished)
{
    // [stage] stands in the abstraction [jam-in]; the patch is what that stands in, be it a window or an abstraction.
    const t_canvas* const face = canvas_getrootfor(const_cast<t_canvas*>(canvas));
    const t_canvas* const outside = owner_of(face) ? owner_of(face) : face;
    const t_canvas* const place = canvas_getrootfor(const_cast<t_canvas*>(outside));
    auto before = around(place);
    auto patch = patch_of(place);
    const std::vector<ControlBox*> boxes = before->boxes_;
    for (ControlBox* control : boxes) {
        if (patch == before || !is_inside(control->canvas, place)) continue;
        before->remove(*control);
        patch->add(*control);
        control->patch = patch;
    }
    before.reset();  // and its name is free
    patch->enter(wished.empty() ? stage::patch_name(place->gl_name->s_name) : wished);
    patch->box_ = &box;
    Theatre& all = theatre();
    all.stages.emplace_back(&box, patch.get());
    clock_delay(all.election, 0);
    return patch;
}

void PatchOnStage::leave(StageBox& box)
{
    Theatre& all = theatre();
    std::erase_if(all.stages, [&](const auto& entry) { return entry.first == &box; });
    if (box_ == &box) box_ = nullptr;
    if (all.listener != &box) return;
    all.listener = nullptr;
    clock_delay(all.election, 100);  // its sockets are closed by then
}

// ---- controls -------------------------------------------------------------------------------------------------------

void PatchOnStage::add(ControlBox& box)
{
    box.name = stage_.board().add(box.control, now_s());
    boxes_.push_back(&box);
}

void PatchOnStage::remove(ControlBox& box)
{
    stage_.board().remove(box.name);
    std::erase(boxes_, &box);
}

void PatchOnStage::deliver(const std::string& name, const stage::Value& value)
{
    const auto box =
        std::find_if(boxes_.begin(), boxes_.end(), [&](const ControlBox* other) { return other->name == name; });
    if (box != boxes_.end()) (*box)->take(value);
}

void PatchOnStage::heard(ControlBox& box, const stage::Value& value)
{
    const bool is_hand = !stage_.board().is_delivering();
    const bool is_new = !(stage_.board().value(box.name) == value);
    if (box.control.kind == stage::ControlKind::kAct) {
        if (is_hand) stage_.board().touched(now_s());
    } else {
        stage_.board().heard(box.name, value, now_s());
        if (box_ && box.control.word == "tempo") box_->tempo_is(stage_.tempo());
    }
    if (is_hand && (is_new || !box.control.has_state())) stage_.hand_on(box.name);
}

void PatchOnStage::begin(ControlBox& box) { stage_.board().begin(box.name, saved_, now_s()); }

void PatchOnStage::receive(stage::Atoms message)
{
    const stage::Reply reply = stage_.receive(message, now_s());
    for (const std::string& line : reply.lines) post("%s", line.c_str());
    if (!reply.is_known && box_) box_->show("'" + stage::text_of(message) + "' is no word of " + name_);
    refresh();
}

void PatchOnStage::refresh()
{
    watch();
    if (box_) box_->refresh();
}

void PatchOnStage::watch()
{
    if (stage_.moves().is_moving()) clock_delay(clock_, kMoveMs);
}

void PatchOnStage::move()
{
    stage_.moves().advance(now_s());
    refresh();
}

// ---- what is kept ---------------------------------------------------------------------------------------------------

std::string PatchOnStage::file() const
{
    const std::string name = canvas_->gl_name->s_name;
    if (!name.ends_with(".pd")) return {};
    return std::string(canvas_getdir(canvas_)->s_name) + "/" + name.substr(0, name.size() - 3) + ".stage";
}

stage::Kept PatchOnStage::kept() const
{
    stage::Kept kept;
    for (int i = 0; i < stage::Board::kSlots; ++i) kept.slots[static_cast<std::size_t>(i)] = stage_.board().slot(i);
    kept.learnt = stage_.midi().learnt();
    kept.without = stage_.midi().without();
    return kept;
}

void PatchOnStage::take_kept(stage::Kept kept)
{
    for (int i = 0; i < stage::Board::kSlots; ++i) stage_.board().fill_slot(i, kept.slots[static_cast<std::size_t>(i)]);
    stage_.take_map(std::move(kept.learnt), std::move(kept.without));
    if (box_) box_->refresh();
}

void PatchOnStage::read_beside()
{
    const std::string path = file();
    std::error_code error;
    if (path.empty() || !std::filesystem::exists(path, error)) return;
    auto kept = stage::read_file(path);
    if (!kept) return pd_error(nullptr, "jam-in: %s", kept.message().c_str());
    take_kept(*std::move(kept));
}

void PatchOnStage::write_beside()
{
    if (file().empty() || !box_) return;
    const Status status = stage::write_file(file(), kept());
    if (!status) pd_error(nullptr, "jam-in: %s", status.message().c_str());
}

}  // namespace latentjam::pd
