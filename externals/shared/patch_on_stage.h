// A patch on stage: where it is in Pd, its control boxes, and the one name `jam` that reaches all patches.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/atoms.h"
#include "stage/house.h"
#include "stage/stage.h"
#include "stage/stage_file.h"

#include <m_pd.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::pd {

/// Pd's logical time in seconds.
double now_s();

stage::AtomList stage_atoms(Atoms atoms);
AtomList pd_atoms(stage::Atoms atoms);

class PatchOnStage;

/// A control's box in Pd, as its patch sees it.
class ControlBox {
public:
    virtual ~ControlBox() = default;

    /// A value that comes from elsewhere: to the GUI, and by it or without it to the patch.
    virtual void take(const stage::Value& value) = 0;
    std::shared_ptr<PatchOnStage> patch;
    const t_canvas* canvas = nullptr;
    stage::Control control;
    std::string name;  ///< as the patch knows it
};

/// What [stage] shows of its patch and does for it.
class StageBox {
public:
    virtual ~StageBox() = default;
    virtual void show(const std::string& text) = 0;
    virtual void refresh() = 0;  ///< slots, ends and switches on the panel
    virtual stage::Reply other(const std::string& word, Atoms arguments) = 0;
    virtual void listen(bool on) = 0;  ///< it is the one that hears the network
    virtual void panic() = 0;
    virtual void tempo_is(double bpm) = 0;  ///< the control `tempo` has a value
};

/// Lives as long as one of its controls or its [stage]. Pd's thread only.
class PatchOnStage {
public:
    /// The patch that a canvas belongs to: the nearest around it that has a [jam-in], else its window's.
    static std::shared_ptr<PatchOnStage> around(const t_canvas* canvas);

    /// The patch that a [stage] serves, and from now on the controls in it too. `wished` may be empty.
    static std::shared_ptr<PatchOnStage> served_by(StageBox& box, const t_canvas* canvas, const std::string& wished);
    void leave(StageBox& box);

    explicit PatchOnStage(const t_canvas* canvas);
    ~PatchOnStage();
    PatchOnStage(const PatchOnStage&) = delete;
    PatchOnStage& operator=(const PatchOnStage&) = delete;

    stage::Stage& stage() noexcept { return stage_; }
    const std::string& name() const noexcept { return name_; }
    const t_canvas* canvas() const noexcept { return canvas_; }

    void add(ControlBox& box);
    void remove(ControlBox& box);

    /// A control's box heard a value from its GUI or the patch.
    void heard(ControlBox& box, const stage::Value& value);

    /// The control begins: with what was saved in the patch, else its default.
    void begin(ControlBox& box);

    /// A word for this patch. Errors are said and shown.
    void receive(stage::Atoms message);

    /// Something may have changed: the panel shows it, and what is on its way goes on.
    void refresh();

    // ---- what is kept beside the patch ----

    std::string file() const;  ///< empty for a patch that was never saved
    void read_beside();
    void write_beside();
    stage::Kept kept() const;
    void take_kept(stage::Kept kept);
    stage::State& saved() noexcept { return saved_; }

    bool has_stage() const noexcept { return box_ != nullptr; }

private:
    void enter(const std::string& wished);
    void deliver(const std::string& name, const stage::Value& value);
    void watch();
    void move();
    static void moved(PatchOnStage* patch) { patch->move(); }

    const t_canvas* canvas_;
    std::vector<ControlBox*> boxes_;
    StageBox* box_ = nullptr;
    stage::Stage stage_;
    std::string name_;
    stage::State saved_;
    t_clock* clock_;
};

/// Everything sent to `jam`, from wherever it came. Errors also stand on the console.
stage::Reply jam(stage::Atoms message);

}  // namespace latentjam::pd
