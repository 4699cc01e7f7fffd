// [remember $0 <word>...]: with [savestate], the controls of an abstraction are as they were when the patch was saved.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/object_class.h"

#include <m_pd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

t_class* ear_class;

/// What listens to one control.
struct t_ear {
    t_pd x_pd;
    AtomList* x_value;
};

void ear_anything(t_ear* x, t_symbol* selector, int argc, t_atom* argv)
{
    *x->x_value = {argv, argv + argc};
    if (selector != &s_list && selector != &s_float && selector != &s_symbol)
        x->x_value->insert(x->x_value->begin(), symbol_atom(selector));
}

/// A control called `word`: it sends to <prefix>-word and hears <prefix>-word-set.
class Control {
public:
    Control(const std::string& prefix, std::string word) : word_(std::move(word))
    {
        send_ = gensym((prefix + "-" + word_).c_str());
        receive_ = gensym((prefix + "-" + word_ + "-set").c_str());
        ear_ = reinterpret_cast<t_ear*>(pd_new(ear_class));
        ear_->x_value = &value_;
        pd_bind(&ear_->x_pd, send_);
    }
    ~Control()
    {
        pd_unbind(&ear_->x_pd, send_);
        pd_free(&ear_->x_pd);
    }
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

    const std::string& word() const noexcept { return word_; }
    const AtomList& value() const noexcept { return value_; }
    void restore_later(Atoms value) { restored_.assign(value.begin(), value.end()); }

    void restore()
    {
        AtomList value = std::exchange(restored_, {});
        if (value.empty() || !receive_->s_thing) return;
        const bool is_one = value.size() == 1;
        t_symbol* const selector = !is_one ? &s_list : value[0].a_type == A_FLOAT ? &s_float : &s_symbol;
        pd_typedmess(receive_->s_thing, selector, static_cast<int>(value.size()), value.data());
    }

private:
    std::string word_;
    t_symbol* send_;
    t_symbol* receive_;
    t_ear* ear_;
    AtomList value_;
    AtomList restored_;
};

struct Remember : Object {
    using Object::Object;
    void created()
    {
        state_out = add_outlet(&s_list);
        for (const std::string& word : words) controls.push_back(std::make_unique<Control>(prefix, word));
    }

    /// [savestate] asks for it while the patch is saved.
    void tell_state() const
    {
        for (const auto& control : controls) {
            if (control->value().empty()) continue;
            AtomList line{symbol_atom(control->word())};
            line.insert(line.end(), control->value().begin(), control->value().end());
            outlet_list(state_out, &s_list, static_cast<int>(line.size()), line.data());
        }
    }

    static Status take_line(Object& object, t_symbol* selector, Atoms value)
    {
        auto& box = static_cast<Remember&>(object);
        const bool is_list = selector == &s_list && !value.empty();
        const std::string word = is_list ? text_of(value[0]) : selector->s_name;
        for (const auto& control : box.controls)
            if (control->word() == word) control->restore_later(is_list ? value.subspan(1) : value);
        box.restore_clock.soon();  // when the defaults that loadbang sets are there
        return {};
    }

    void restore()
    {
        for (const auto& control : controls) control->restore();
    }

    std::string prefix;
    std::vector<std::string> words;
    std::vector<std::unique_ptr<Control>> controls;
    t_outlet* state_out = nullptr;
    Clock restore_clock = clock_for<&Remember::restore>(this);
};

Table remember_table()
{
    return {.name = "remember",
            .text = "with [savestate], keeps the controls of an abstraction in the patch around it",
            .rows = {{.name = "prefix",
                      .type = name("$0"),
                      .text = "what the names of the controls begin with",
                      .in = kArgument,
                      .required = "whose controls?",
                      .take = take<&Remember::prefix>},
                     {.name = "words",
                      .type = atoms(1, kAnyNumber, "the controls: word sends to $0-word and hears $0-word-set"),
                      .text = "the controls: word sends to $0-word and hears $0-word-set",
                      .in = kArgument,
                      .required = "which controls?",
                      .take = take<[](Remember& r, Atoms words) {
                          for (const t_atom& word : words) r.words.push_back(text_of(word));
                      }>},
                     {.name = "bang",
                      .text = "tells a list for each control that has spoken: its word and its value",
                      .take = take<&Remember::tell_state>}},
            .otherwise = Remember::take_line,
            .others = "a control's word and its value"};
}

}  // namespace

void remember_setup()
{
    ear_class = class_new(gensym("latentjam-remember"), nullptr, nullptr, sizeof(t_ear), CLASS_PD, A_NULL);
    class_addanything(ear_class, ear_anything);
    static const Table kTable = remember_table();
    object_setup<Remember>(kTable);
}
