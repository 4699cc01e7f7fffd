// Ableton Link: a class abl_link~ of the test's own stands for the session.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <m_pd.h>
#include <catch2/catch_test_macros.hpp>

#include <string>

using latentjam::test::StageInPd;

namespace {

/// An abl_link~ that posts what it is told; what is sent to `session` is the session's tempo.
struct t_session {
    t_object x_obj;
    t_outlet* x_tempo;
};

t_class* session_class;

void* session_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_session*>(pd_new(session_class));
    for (int before = 0; before < 3; ++before) outlet_new(&x->x_obj, &s_float);  // step, phase, beat time
    x->x_tempo = outlet_new(&x->x_obj, &s_float);
    outlet_new(&x->x_obj, &s_float);  // is playing
    pd_bind(&x->x_obj.ob_pd, gensym("session"));
    post("begun: %g", static_cast<double>(atom_getfloatarg(3, argc, argv)));
    return x;
}

void session_free(t_session* x) { pd_unbind(&x->x_obj.ob_pd, gensym("session")); }
void session_float(t_session* x, t_floatarg bpm) { outlet_float(x->x_tempo, bpm); }
void session_tempo(t_session*, t_floatarg bpm) { post("to-link: tempo %g", static_cast<double>(bpm)); }

void make_session()
{
    if (session_class) return;
    session_class =
        class_new(gensym("abl_link~"), reinterpret_cast<t_newmethod>(reinterpret_cast<void*>(session_new)),
                  reinterpret_cast<t_method>(session_free), sizeof(t_session), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addfloat(session_class, reinterpret_cast<t_method>(session_float));
    class_addmethod(session_class, reinterpret_cast<t_method>(session_tempo), gensym("tempo"), A_FLOAT, A_NULL);
}

/// The grid of 01-one.pd: whole multiples of 11 bpm. It says its true tempo.
const std::string kGrid =
    "#X obj 20 20 control tempo 60 240 130;\n#X obj 20 50 expr rint(\\$f1 / 11) * 11;\n#X msg 20 80 bpm \\$1;\n"
    "#X obj 20 110 jam-in;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 3 0;\n";

}  // namespace

TEST_CASE("Link follows the session as near as the grid can, and tells it the true tempo")
{
    StageInPd pd;
    make_session();
    pd.open_text("01-one.pd", kGrid);
    pd.pass(0.1);
    CHECK(pd.ask("link 2").find("link takes 0 or 1") != std::string::npos);
    CHECK(pd.ask("link 1").find("begun: 132") != std::string::npos);
    pd.send("session", "float 120");
    CHECK(pd.number("one", "tempo") == 120);
    CHECK(pd.console().find("to-link: tempo 121") != std::string::npos);
    pd.console().clear();
    pd.send("session", "float 121");
    CHECK(pd.console().empty());
    pd.pass(10);
    pd.send("jam", "one tempo 100");
    CHECK(pd.console().find("to-link: tempo 99") != std::string::npos);
    pd.send("jam", "link 0");
    pd.send("session", "float 150");
    CHECK(pd.number("one", "tempo") == 100);
    CHECK(pd.console().find("error") == std::string::npos);
}

TEST_CASE("Two patches share a session, and each leaves it alone")
{
    StageInPd pd;
    make_session();
    pd.open_text("01-one.pd", kGrid);
    pd.open_text("02-two.pd", kGrid);
    pd.pass(0.1);
    pd.send("jam", "link 1");
    pd.send("session", "float 90");
    CHECK(pd.number("one", "tempo") == 90);
    CHECK(pd.number("two", "tempo") == 90);
    pd.send("jam", "two link 0");
    pd.send("session", "float 100");
    CHECK(pd.number("one", "tempo") == 100);
    CHECK(pd.number("two", "tempo") == 90);
}
