// [control]: one control of a patch, for snapshots, undo, MIDI and messages.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/object_class.h"
#include "pd/report.h"
#include "shared/patch_on_stage.h"
#include "shared/watched_latent.h"

#include <m_pd.h>
// after m_pd.h
#include <g_canvas.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>

using namespace latentjam;
using namespace latentjam::pd;
using stage::ControlKind;
using stage::Value;

namespace {

constexpr const char* kName = "control";
constexpr double kArrayMs = 100;  // Pd does not tell when an array changes: it is polled this often

t_class* control_class;
t_class* ear_class;

class Box;

/// Hears what the control's GUI says.
struct t_ear {
    t_pd x_pd;
    Box* x_box;
};

struct t_control {
    t_object x_obj;
    Box* x_box;
};

class Box final : public ControlBox {
public:
    Box(t_control* owner, Atoms arguments);
    ~Box() override;
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;

    void take(const Value& value) override;

    void begin();
    void heard(const stage::AtomList& atoms);
    void told(stage::Atoms atoms);  ///< at the inlet
    void latent_changed();
    bool is_good() const { return patch != nullptr; }

private:
    void bind(const std::string& gui);
    void to(t_symbol* receiver, const Value& value);
    Value of_gui(const stage::AtomList& atoms) const;
    AtomList for_gui(const Value& value) const;
    void out(const Value& value);
    std::span<t_word> array() const;
    stage::Content from_array() const;
    void to_array(const latent::Sequence& content) const;

    t_control* owner_;
    t_symbol* from_gui_ = nullptr;  // the GUI sends here
    t_symbol* to_gui_ = nullptr;    // and receives here
    t_ear* ear_ = nullptr;
    int heard_count_ = 0;
    bool is_telling_ = false;
    std::unique_ptr<Clock> clock_;
    WatchedLatent latent_;
};

// ---- life -----------------------------------------------------------------------------------------------------------

Box::Box(t_control* owner, Atoms arguments) : owner_(owner)
{
    canvas = canvas_getcurrent();
    auto read = stage::read_control(stage_atoms(arguments));
    if (read && stage::Stage::is_own_word(read->name) && read->name != "start" && read->name != "stop" &&
        read->name != "panic")
        read = Status::error("control " + read->name + ": that word is the stage's own; call it otherwise");
    if (!read) {
        report(owner, kName, read.message());
        return;
    }
    control = *std::move(read);
    bind(control.gui.empty() ? control.name : control.gui);
    patch = PatchOnStage::around(canvas);
    patch->add(*this);
    if (control.kind != ControlKind::kLatent) return;
    void (*const changed)(Box*) = [](Box* box) { box->latent_changed(); };
    clock_ = std::make_unique<Clock>(this, reinterpret_cast<t_method>(changed));
    if (!control.is_array) latent_.set(gensym(control.latent.c_str()), clock_->get());
}

Box::~Box()
{
    if (ear_) {
        pd_unbind(&ear_->x_pd, from_gui_);
        pd_free(&ear_->x_pd);
    }
    if (patch) patch->remove(*this);
}

void Box::bind(const std::string& gui)
{
    const std::string sends = "$0-" + gui;
    auto* here = const_cast<t_canvas*>(canvas);
    from_gui_ = canvas_realizedollar(here, gensym(sends.c_str()));
    to_gui_ = canvas_realizedollar(here, gensym((sends + "-set").c_str()));
    ear_ = reinterpret_cast<t_ear*>(pd_new(ear_class));
    ear_->x_box = this;
    pd_bind(&ear_->x_pd, from_gui_);
}

void Box::begin()
{
    if (!patch) return;
    if (control.kind == ControlKind::kLatent) latent_changed();
    patch->begin(*this);
}

// ---- values ---------------------------------------------------------------------------------------------------------

/// A radio's cell is a word's place; a switch is on or off.
Value Box::of_gui(const stage::AtomList& atoms) const
{
    if (control.kind == ControlKind::kText || control.kind == ControlKind::kAct) return {.atoms = atoms};
    if (control.kind == ControlKind::kNumber) {
        const auto number = stage::number_at(atoms, 0);
        return number ? stage::value_of(*number) : Value();
    }
    if (control.kind == ControlKind::kToggle)
        return stage::value_of(stage::number_at(atoms, 0).value_or(0) != 0 ? 1 : 0);
    const auto word = stage::accept(control, atoms);
    return word ? *word : Value();
}

AtomList Box::for_gui(const Value& value) const
{
    if (control.kind != ControlKind::kWords) return pd_atoms(value.atoms);
    for (std::size_t i = 0; i < control.words.size(); ++i)
        if (control.words[i] == stage::text_of(value.atoms)) return {float_atom(static_cast<double>(i))};
    return pd_atoms(value.atoms);
}

void send(t_pd* receiver, const AtomList& atoms)
{
    AtomList copy = atoms;
    const auto count = static_cast<int>(copy.size());
    if (count == 0) return pd_bang(receiver);
    if (count == 1 && copy[0].a_type == A_FLOAT) return pd_float(receiver, copy[0].a_w.w_float);
    if (count == 1) return pd_symbol(receiver, copy[0].a_w.w_symbol);
    if (copy[0].a_type == A_SYMBOL) return pd_typedmess(receiver, copy[0].a_w.w_symbol, count - 1, copy.data() + 1);
    pd_list(receiver, &s_list, count, copy.data());
}

void Box::out(const Value& value)
{
    AtomList atoms = pd_atoms(value.atoms);
    t_outlet* const outlet = owner_->x_obj.ob_outlet;
    const auto count = static_cast<int>(atoms.size());
    if (count == 0) return outlet_bang(outlet);
    if (count == 1 && atoms[0].a_type == A_FLOAT) return outlet_float(outlet, atoms[0].a_w.w_float);
    if (count == 1) return outlet_symbol(outlet, atoms[0].a_w.w_symbol);
    if (atoms[0].a_type == A_SYMBOL) return outlet_anything(outlet, atoms[0].a_w.w_symbol, count - 1, atoms.data() + 1);
    outlet_list(outlet, &s_list, count, atoms.data());
}

void Box::take(const Value& value)
{
    if (control.kind == ControlKind::kLatent) {
        if (value.latent && control.is_array) to_array(*value.latent);
        if (value.latent && !control.is_array) named_latent(latent_.name())->replace(*value.latent);
        return;
    }
    const int before = heard_count_;
    if (to_gui_->s_thing) send(to_gui_->s_thing, for_gui(value));
    if (heard_count_ == before)
        send(from_gui_->s_thing, for_gui(value));  // no GUI, or a silent one: the patch hears it
}

void Box::heard(const stage::AtomList& atoms)
{
    ++heard_count_;
    if (is_telling_) return;  // the patch's own echo of what this box just said
    const Value value = of_gui(atoms);
    if (value.is_empty() && control.has_state() && control.kind != ControlKind::kText) return;
    patch->heard(*this, value);
    is_telling_ = true;
    out(value);
    is_telling_ = false;
}

void Box::told(stage::Atoms atoms)
{
    if (!patch) return;
    if (control.answers_late && atoms.empty()) return patch->stage().board().asked(name);
    const auto* word = atoms.size() > 1 ? std::get_if<std::string>(&atoms.front()) : nullptr;
    const bool is_by_itself = word && *word == "by-itself";
    const auto value = stage::accept(control, is_by_itself ? atoms.subspan(1) : atoms);
    if (!value) return report(owner_, kName, value.message());
    if (is_by_itself) return patch->stage().board().set_by_itself(name, *value, now_s());
    patch->stage().hand_on(name);
    patch->stage().board().set(name, *value, now_s());
}

void Box::latent_changed()
{
    if (!patch) return;
    const stage::Content content = control.is_array ? from_array() : latent_.content();
    if (content) patch->stage().board().latent_changed(name, content, now_s());
    if (control.is_array) clock_delay(clock_->get(), kArrayMs);
}

/// The array, if there is one of that name.
std::span<t_word> Box::array() const
{
    auto* array = reinterpret_cast<t_garray*>(pd_findbyclass(gensym(control.latent.c_str()), garray_class));
    int size = 0;
    t_word* words = nullptr;
    if (!array || !garray_getfloatwords(array, &size, &words)) return {};
    return {words, static_cast<std::size_t>(size)};
}

stage::Content Box::from_array() const
{
    const std::span<t_word> words = array();
    if (words.empty()) return nullptr;
    auto content = std::make_shared<latent::Sequence>(1, static_cast<int>(words.size()));
    for (std::size_t i = 0; i < words.size(); ++i) content->values()[i] = static_cast<float>(words[i].w_float);
    return content;
}

void Box::to_array(const latent::Sequence& content) const
{
    const std::span<t_word> words = array();
    for (std::size_t i = 0; i < std::min(words.size(), content.values().size()); ++i)
        words[i].w_float = static_cast<t_float>(content.values()[i]);
    auto* array = reinterpret_cast<t_garray*>(pd_findbyclass(gensym(control.latent.c_str()), garray_class));
    if (array) garray_redraw(array);
}

// ---- Pd -------------------------------------------------------------------------------------------------------------

stage::AtomList message_atoms(t_symbol* selector, int argc, t_atom* argv)
{
    stage::AtomList atoms = stage_atoms({argv, static_cast<std::size_t>(argc)});
    const bool is_plain = selector == &s_list || selector == &s_float || selector == &s_symbol || selector == &s_bang;
    if (!is_plain) atoms.insert(atoms.begin(), stage::Atom(std::string(selector->s_name)));
    return atoms;
}

void ear_anything(t_ear* x, t_symbol* selector, int argc, t_atom* argv)
{
    x->x_box->heard(message_atoms(selector, argc, argv));
}

void control_anything(t_control* x, t_symbol* selector, int argc, t_atom* argv)
{
    x->x_box->told(message_atoms(selector, argc, argv));
}

void control_loadbang(t_control* x, t_floatarg action)
{
    if (action == 0) x->x_box->begin();  // LB_LOAD
}

void* control_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_control*>(pd_new(control_class));
    outlet_new(&x->x_obj, &s_anything);
    x->x_box = new Box(x, {argv, static_cast<std::size_t>(argc)});
    return x;
}

void control_free(t_control* x) { delete x->x_box; }

}  // namespace

void control_setup()
{
    const auto create = reinterpret_cast<t_newmethod>(control_new);
    control_class = class_new(gensym(kName), create, reinterpret_cast<t_method>(control_free), sizeof(t_control),
                              CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addcreator(create, gensym("latentjam/control"), A_GIMME, A_NULL);
    class_addanything(control_class, control_anything);
    class_addmethod(control_class, reinterpret_cast<t_method>(control_loadbang), gensym("loadbang"), A_DEFFLOAT,
                    A_NULL);
    ear_class = class_new(gensym("latentjam-ear"), nullptr, nullptr, sizeof(t_ear), CLASS_PD, A_NULL);
    class_addanything(ear_class, ear_anything);
}
