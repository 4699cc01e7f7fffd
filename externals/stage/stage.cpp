// [stage]: what [jam-in] is made of: words, MIDI, keys and network go in, the panel and the answers come out.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/report.h"
#include "shared/link_peer.h"
#include "shared/patch_on_stage.h"

#include <m_pd.h>
// after m_pd.h
#include <g_canvas.h>

#if !defined(_WIN32)
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "stage";
constexpr int kOscPort = 9000;
constexpr int kMessagePort = 9001;

t_class* stage_class;

struct t_stage;

class Box final : public StageBox {
public:
    Box(t_stage* owner, const std::string& name);
    ~Box() override;
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;

    void show(const std::string& text) override;
    void refresh() override;
    stage::Reply other(const std::string& word, Atoms arguments) override;
    void listen(bool on) override;
    void panic() override;
    void tempo_is(double bpm) override;

    void receive(t_symbol* selector, Atoms atoms);
    void begin();

private:
    using Method = void (Box::*)(Atoms);
    Method own_method(const std::string& word) const;
    void loop(Atoms) { patch_->stage().moves().loop_begins(now_s()); }
    void bar(Atoms) { patch_->stage().moves().bar_begins(now_s()); }
    void controller(Atoms atoms);
    void note(Atoms atoms);
    void program(Atoms atoms);
    void realtime(Atoms atoms);
    void key(Atoms atoms);
    void net(Atoms atoms);
    void late(Atoms /*blocks*/) {}  // of one rave~, as patches may tell it: the stage counts those of all
    void bpm(Atoms atoms);
    void link_tempo(Atoms atoms);
    void link_peers(Atoms atoms);
    void save(Atoms);
    void saved(Atoms atoms);

    void tell(const char* what, AtomList atoms);
    stage::Reply set_ports(Atoms arguments);
    stage::Reply set_hosts(Atoms arguments);
    stage::Reply set_link(Atoms arguments);
    void propose(double bpm);

    t_stage* owner_;
    std::shared_ptr<PatchOnStage> patch_;
    std::vector<stage::AtomList> saved_;
    std::map<std::string, std::string> told_;  // to the panel
    int osc_port_ = kOscPort, message_port_ = kMessagePort;
    double true_bpm_ = 0;  // of the latent grid, where the patch says it
    bool is_listening_ = false, is_open_to_all_ = false;
};

struct t_stage {
    t_object x_obj;
    t_outlet *x_panel, *x_net, *x_save;
    Box* x_box;
};

void out(t_outlet* outlet, const char* selector, AtomList atoms = {})
{
    outlet_anything(outlet, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

Box::Box(t_stage* owner, const std::string& name) : owner_(owner)
{
    patch_ = PatchOnStage::served_by(*this, canvas_getcurrent(), name);
}

Box::~Box() { patch_->leave(*this); }

/// When everything is there: what was saved in the patch, then the file beside it.
void Box::begin()
{
    out(owner_->x_panel, "name", {symbol_atom(&s_symbol), symbol_atom(patch_->name())});
    patch_->read_beside();
    refresh();
}

// ---- the panel ------------------------------------------------------------------------------------------------------

void Box::show(const std::string& text)
{
    constexpr std::size_t kMost = 33;  // letters that the panel has room for
    if (text.size() > kMost) remark(kName, text);
    const std::string shown = text.size() > kMost ? text.substr(0, kMost - 3) + "..." : text;
    out(owner_->x_panel, "show", {symbol_atom(&s_symbol), symbol_atom(shown)});
}

/// Only what has changed since: the panel is drawn by another process.
void Box::tell(const char* what, AtomList atoms)
{
    std::string text = what;
    for (const t_atom& atom : atoms) text += " " + text_of(atom);
    std::string& told = told_[what + (atoms.size() > 1 && *what == 's' ? text_of(atoms[0]) : "")];
    if (told == text) return;
    told = text;
    out(owner_->x_panel, what, std::move(atoms));
}

void Box::refresh()
{
    stage::Stage& stage = patch_->stage();
    const stage::Moves& moves = stage.moves();
    for (int i = 1; i <= stage::Board::kSlots; ++i) {
        const bool is_full = stage.board().slot(i - 1) != nullptr;
        const int look = moves.queued() == i ? 3 : is_full && moves.last_recalled() == i ? 2 : is_full ? 1 : 0;
        tell("slot", {float_atom(i), float_atom(look)});
    }
    tell("ends", {float_atom(moves.end_a()), float_atom(moves.end_b())});
    tell("fader", {float_atom(moves.fader())});
    tell("glide-time", {float_atom(moves.glide_s())});
    tell("learn", {float_atom(stage.is_learning() ? 1 : 0)});
}

void Box::panic() { out(owner_->x_obj.ob_outlet, "panic"); }

// ---- hands ----------------------------------------------------------------------------------------------------------

void Box::controller(Atoms atoms)
{
    const auto value = whole_number(atoms, 0), number = whole_number(atoms, 1);
    if (value && number) patch_->stage().controller(*number, *value, whole_number(atoms, 2).value_or(1), now_s());
}

void Box::note(Atoms atoms)
{
    const auto number = whole_number(atoms, 0), velocity = whole_number(atoms, 1);
    if (!number || !velocity) return;
    if (!patch_->stage().note(*number, *velocity, whole_number(atoms, 2).value_or(1), now_s()))
        out(owner_->x_obj.ob_outlet, "note", {float_atom(*number), float_atom(*velocity)});
}

void Box::program(Atoms atoms)
{
    if (const auto number = whole_number(atoms, 0)) patch_->stage().program(*number, now_s());
}

void Box::realtime(Atoms atoms)
{
    if (const auto byte = whole_number(atoms, 0)) patch_->stage().realtime(*byte, now_s());
}

/// True while a number box or a text has the keyboard.
bool is_typing(const t_glist* canvas)
{
    const t_editor* editor = canvas->gl_editor;
    if (editor && (editor->e_textedfor || (editor->e_grab && editor->e_keyfn))) return true;
    for (t_gobj* item = canvas->gl_list; item; item = item->g_next)
        if (pd_class(&item->g_pd) == canvas_class && is_typing(reinterpret_cast<t_glist*>(item))) return true;
    return false;
}

bool is_typing()
{
    for (const t_glist* canvas = pd_getcanvaslist(); canvas; canvas = canvas->gl_next)
        if (is_typing(canvas)) return true;
    return false;
}

void Box::key(Atoms atoms)
{
    if (atoms.size() != 2 || whole_number(atoms, 0) != 1 || is_typing()) return;
    const std::string name = text_of(atoms[1]);
    if (!patch_->stage().key(name, now_s())) out(owner_->x_obj.ob_outlet, "key", {symbol_atom(name)});
}

// ---- network --------------------------------------------------------------------------------------------------------

void Box::net(Atoms atoms)
{
    stage::AtomList message = stage_atoms(atoms);
    if (message.empty()) return;
    const bool is_jam = stage::text_of(message[0]) == "jam";
    const stage::Reply reply =
        is_jam
            ? jam(stage::Atoms(message).subspan(1))
            : stage::Reply{false, Status::error("'" + stage::text_of(message[0]) + "': messages begin with jam"), {}};
    for (const std::string& line : reply.lines) out(owner_->x_net, "answer", pd_atoms(stage::atoms_in(line)));
    if (!reply.status) out(owner_->x_net, "answer", {symbol_atom("error"), symbol_atom(reply.status.message())});
}

/// Asked before Pd tries, whose own error would not say what to do.
bool is_free([[maybe_unused]] int port, [[maybe_unused]] bool is_tcp)
{
#if defined(_WIN32)
    return true;
#else
    const int handle = socket(AF_INET, is_tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    if (handle < 0) return true;
    const int yes = 1;
    if (is_tcp) setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(static_cast<std::uint16_t>(port));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_bound = bind(handle, reinterpret_cast<const sockaddr*>(&here), sizeof here) == 0;
    close(handle);
    return is_bound;
#endif
}

/// Both ports, or neither: another program has one of them.
bool are_free(int osc_port, int message_port)
{
    return is_free(osc_port, false) && is_free(message_port, false) && is_free(message_port, true);
}

void Box::listen(bool on)
{
    for (const char* port : {"osc", "words"}) out(owner_->x_net, port, {float_atom(-1)});  // its own are free then
    if (on && !are_free(osc_port_, message_port_)) {
        remark(kName, "port " + std::to_string(osc_port_) + " or " + std::to_string(message_port_) +
                          " is taken by another program: no network here until jam ports 9100 9101, or others");
        return;
    }
    is_listening_ = on;
    AtomList osc{float_atom(on ? osc_port_ : -1)}, words{float_atom(on ? message_port_ : -1)};
    if (on && !is_open_to_all_)
        for (AtomList* list : {&osc, &words}) list->push_back(symbol_atom("localhost"));
    out(owner_->x_net, "osc", osc);
    out(owner_->x_net, "words", words);
}

stage::Reply Box::set_ports(Atoms arguments)
{
    const auto osc = whole_number(arguments, 0), words = whole_number(arguments, 1);
    const auto is_port = [](std::optional<int> port) { return port && *port >= 1 && *port <= 65535; };
    if (!is_port(osc) || !is_port(words) || osc == words)
        return {true, Status::error("ports takes two different ports, 1 to 65535: for OSC and for messages"), {}};
    osc_port_ = *osc;
    message_port_ = *words;
    if (is_listening_) listen(true);
    return {true, {}, {}};
}

stage::Reply Box::set_hosts(Atoms arguments)
{
    const std::string who = arguments.empty() ? "" : text_of(arguments[0]);
    if (who != "all" && who != "local") return {true, Status::error("network takes all or local"), {}};
    is_open_to_all_ = who == "all";
    if (is_listening_) listen(true);
    return {true, {}, {}};
}

stage::Reply Box::other(const std::string& word, Atoms arguments)
{
    if (word == "ports") return set_ports(arguments);
    if (word == "network") return set_hosts(arguments);
    if (word == "write") return patch_->write_beside(), stage::Reply{true, {}, {}};
    if (word == "read") return patch_->read_beside(), stage::Reply{true, {}, {}};
    if (word == "link") return set_link(arguments);
    return {};
}

// ---- Ableton Link ---------------------------------------------------------------------------------------------------

stage::Reply Box::set_link(Atoms arguments)
{
    const auto on = whole_number(arguments, 0);
    if (!on || *on < 0 || *on > 1) return {true, Status::error("link takes 0 or 1"), {}};
    stage::LinkTempo& link = patch_->stage().link();
    if (*on == (link.is_on() ? 1 : 0)) return {true, {}, {}};
    if (*on == 0) {
        link.leave();
        out(owner_->x_net, "link", {float_atom(0)});
        show("Link: off");
        return {true, {}, {}};
    }
    if (!has_link(const_cast<t_canvas*>(patch_->canvas())))
        return {
            true, Status::error("link needs abl_link~, which Pd does not find: apt-get install pd-ableton-link"), {}};
    const double bpm = true_bpm_ > 0 ? true_bpm_ : patch_->stage().tempo();
    link.join(bpm);
    out(owner_->x_net, "link", {float_atom(1), float_atom(bpm)});
    canvas_update_dsp();  // it speaks while Pd computes sound
    show("Link: on");
    return {true, {}, {}};
}

void Box::propose(double bpm)
{
    if (const auto proposed = patch_->stage().link().propose(bpm, now_s()))
        out(owner_->x_net, "link-to", {float_atom(*proposed)});
}

/// From the patch: the tempo that its frames really have.
void Box::bpm(Atoms atoms)
{
    true_bpm_ = stage::number_at(stage_atoms(atoms), 0).value_or(0);
    propose(true_bpm_);
}

/// The control `tempo` has moved: its value is the true one, where no frames round it.
void Box::tempo_is(double bpm)
{
    if (true_bpm_ <= 0) propose(bpm);
}

void Box::link_tempo(Atoms atoms)
{
    if (const auto bpm = stage::number_at(stage_atoms(atoms), 0)) patch_->stage().session_tempo(*bpm, now_s());
}

void Box::link_peers(Atoms atoms)
{
    const int others = whole_number(atoms, 0).value_or(0);
    show(others == 1 ? "Link: one other" : "Link: " + std::to_string(others) + " others");
}

// ---- savestate ------------------------------------------------------------------------------------------------------

/// Pd writes numbers with six digits into a patch: what has more, as a seed may, goes there as a word.
void keep_digits(t_atom& atom)
{
    constexpr t_float kSixDigits = 999999;
    if (atom.a_type != A_FLOAT || std::abs(atom.a_w.w_float) <= kSixDigits) return;
    char text[32] = {};
    std::to_chars(std::begin(text), std::end(text) - 1, static_cast<double>(atom.a_w.w_float),
                  std::chars_format::fixed);
    SETSYMBOL(&atom, gensym(text));
}

void Box::save(Atoms)
{
    stage::Kept kept = patch_->kept();
    kept.present = patch_->stage().board().state();
    for (const stage::AtomList& line : stage::lines_of(kept)) {
        AtomList atoms = pd_atoms(line);
        for (t_atom& atom : atoms) keep_digits(atom);
        outlet_list(owner_->x_save, &s_list, static_cast<int>(atoms.size()), atoms.data());
    }
}

/// Lines come one by one; all so far are read again, which is little work for few lines.
void Box::saved(Atoms atoms)
{
    saved_.push_back(stage_atoms(atoms));
    auto kept = stage::kept_in(saved_);
    if (!kept) return report(owner_, kName, kept.message());
    patch_->saved() = kept->present;
    patch_->take_kept(*std::move(kept));
}

// ---- Pd -------------------------------------------------------------------------------------------------------------

Box::Method Box::own_method(const std::string& word) const
{
    static const std::map<std::string, Method> kMethods = {{"loop", &Box::loop},
                                                           {"bar", &Box::bar},
                                                           {"cc", &Box::controller},
                                                           {"note", &Box::note},
                                                           {"pgm", &Box::program},
                                                           {"rt", &Box::realtime},
                                                           {"key", &Box::key},
                                                           {"net", &Box::net},
                                                           {"save", &Box::save},
                                                           {"saved", &Box::saved},
                                                           {"late", &Box::late},
                                                           {"bpm", &Box::bpm},
                                                           {"link-tempo", &Box::link_tempo},
                                                           {"link-peers", &Box::link_peers}};
    const auto found = kMethods.find(word);
    return found == kMethods.end() ? nullptr : found->second;
}

void Box::receive(t_symbol* selector, Atoms atoms)
{
    const std::string word = selector == &s_bang ? "loop" : selector->s_name;
    if (const Method method = own_method(word)) {
        (this->*method)(atoms);
        if (word != "net" && word != "save") patch_->refresh();
        return;
    }
    stage::AtomList message = stage_atoms(atoms);
    message.insert(message.begin(), stage::Atom(word));
    patch_->receive(message);
}

void stage_anything(t_stage* x, t_symbol* selector, int argc, t_atom* argv)
{
    x->x_box->receive(selector, {argv, static_cast<std::size_t>(argc)});
}

void stage_loadbang(t_stage* x, t_floatarg action)
{
    if (action == 0) x->x_box->begin();  // LB_LOAD
}

void* stage_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_stage*>(pd_new(stage_class));
    outlet_new(&x->x_obj, &s_anything);
    x->x_panel = outlet_new(&x->x_obj, &s_anything);
    x->x_net = outlet_new(&x->x_obj, &s_anything);
    x->x_save = outlet_new(&x->x_obj, &s_list);
    if (argc == 0) canvas_getargs(&argc, &argv);  // those of [jam-in]
    x->x_box = new Box(x, argc > 0 ? text_of(argv[0]) : "");
    return x;
}

void stage_free(t_stage* x) { delete x->x_box; }

}  // namespace

void stage_setup()
{
    const auto create = reinterpret_cast<t_newmethod>(stage_new);
    stage_class = class_new(gensym(kName), create, reinterpret_cast<t_method>(stage_free), sizeof(t_stage),
                            CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addcreator(create, gensym("latentjam/stage"), A_GIMME, A_NULL);
    class_addanything(stage_class, stage_anything);
    class_addmethod(stage_class, reinterpret_cast<t_method>(stage_loadbang), gensym("loadbang"), A_DEFFLOAT, A_NULL);
}
