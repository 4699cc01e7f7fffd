// Creation arguments and messages by the table, and the lines that an object says.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/object.h"

#include "pd/exit_status.h"
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/main_loop.h"
#include "pd/report.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace latentjam::pd {

namespace {

bool is_flag(const t_atom& atom)
{
    return atom.a_type == A_SYMBOL && atom.a_w.w_symbol->s_name[0] == '-' && atom.a_w.w_symbol->s_name[1] != '\0';
}

t_atom fallback_of(const Row& row)
{
    const bool is_number = row.fallback.find_first_not_of("-0123456789.") == std::string::npos;
    return is_number ? float_atom(std::stod(row.fallback)) : symbol_atom(row.fallback);
}

}  // namespace

// ---- out ------------------------------------------------------------------------------------------------------------

void Object::error(const std::string& message) const
{
    if (table().fails_batch) fail_batch();
    report(place_.pd_object, table().name, message);
}

void Object::check(const Status& status) const
{
    if (!status) error(status.message());
}

void Object::remark(const std::string& message) const { pd::remark(table().name, message); }

void Object::info(const char* selector, AtomList atoms) const
{
    if (info_outlet_) outlet_anything(info_outlet_, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

void Object::tell() const
{
    for (const Row& row : table().rows)
        if (row.tell) row.tell(*this, row.name);
}

void Object::tell_only(const char* name) const
{
    const Row* row = table().find(kInfo, name);
    if (row && row->tell) row->tell(*this, name);
}

void Object::announce(const char* selector, AtomList atoms) const
{
    if (!runs_into_signal(place_.pd_object, info_number_)) info(selector, std::move(atoms));
}

t_outlet* Object::add_outlet(t_symbol* type)
{
    ++outlets_;
    return outlet_new(place_.pd_object, type);
}

void Object::add_info_outlet()
{
    info_number_ = outlets_;
    info_outlet_ = add_outlet(nullptr);
}

void Object::add_signal_inlets(int count)
{
    for (int i = 0; i < count; ++i) inlet_new(place_.pd_object, &place_.pd_object->ob_pd, &s_signal, &s_signal);
}

// ---- creation -------------------------------------------------------------------------------------------------------

void Object::take(const Row& row, Atoms atoms, const char* prefix)
{
    const auto given = read(row, atoms);
    const Status status = given ? row.take(*this, *given) : given.status();
    if (!status) error(prefix + status.message());
}

bool Object::take_flag(const Row& row, const char* flag, AtomList& arguments)
{
    const t_symbol* name = gensym((std::string("-") + flag).c_str());
    const auto found = std::find_if(arguments.begin(), arguments.end(),
                                    [&](const t_atom& atom) { return is_flag(atom) && atom.a_w.w_symbol == name; });
    if (found == arguments.end()) return false;
    const auto value = std::next(found);
    const bool is_switch = row.type.kind == Kind::kSwitch;
    const bool has_value = !is_switch && value != arguments.end() && !is_flag(*value);
    const t_atom taken = has_value ? *value : float_atom(1);
    arguments.erase(found, has_value ? std::next(value) : value);
    if (has_value || is_switch)
        take(row, {&taken, 1}, "-");
    else
        error(std::string("flag ") + name->s_name + " needs a value behind it");
    return true;
}

void Object::begin(Atoms given)
{
    const std::vector<Row>& rows = table().rows;
    for (const Row& row : rows)
        if (!row.fallback.empty() && row.take) {
            const t_atom fallback = fallback_of(row);
            take(row, {&fallback, 1}, "");
        }
    AtomList arguments(given.begin(), given.end());
    for (const Row& row : rows) {
        if ((row.in & kFlag) == 0) continue;
        take_flag(row, row.name, arguments);
        if (row.alias) take_flag(row, row.alias, arguments);
    }
    std::vector<const Row*> missing;
    for (const Row& row : rows)
        if ((row.in & kArgument) != 0) missing.push_back(&row);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const t_atom& atom = arguments[i];
        auto row = missing.end();
        for (const auto takes : {fits, fits_as_name}) {
            const auto is_meant = [&](const Row* each) { return !is_flag(atom) && takes(*each, atom); };
            if (row == missing.end()) row = std::find_if(missing.begin(), missing.end(), is_meant);
        }
        if (row == missing.end()) {
            error("creation argument '" + text_of(atom) + "' is not known here: " + table().usage());
            continue;
        }
        const bool takes_all = (*row)->type.kind == Kind::kAtoms;
        take(**row, Atoms(arguments).subspan(i, takes_all ? arguments.size() - i : 1), "");
        missing.erase(row);
        if (takes_all) break;
    }
    for (const Row* row : missing)
        if (row->required && *row->required) error(std::string(row->required) + " " + table().usage());
}

// ---- what a patch file keeps ----------------------------------------------------------------------------------------

namespace {

/// Whom Pd hands the lines behind a box to, as its own [array define -k].
t_symbol* keeper() { return gensym("#A"); }

}  // namespace

Object::~Object()
{
    if (keeper()->s_thing == &place_.pd_object->ob_pd) pd_unbind(&place_.pd_object->ob_pd, keeper());
}

void Object::take_saved_lines() const
{
    keeper()->s_thing = nullptr;  // it is the latest box's alone
    pd_bind(&place_.pd_object->ob_pd, keeper());
}

void Object::save_with(t_binbuf* file, const std::vector<AtomList>& lines) const
{
    const t_object* box = place_.pd_object;
    binbuf_addv(file, "ssii", gensym("#X"), gensym("obj"), static_cast<int>(box->te_xpix),
                static_cast<int>(box->te_ypix));
    binbuf_addbinbuf(file, box->te_binbuf);
    binbuf_addsemi(file);
    for (const AtomList& line : lines) {
        binbuf_addv(file, "s", keeper());
        binbuf_add(file, static_cast<int>(line.size()), line.data());
        binbuf_addsemi(file);
    }
    obj_saveformat(box, file);
}

// ---- messages -------------------------------------------------------------------------------------------------------

void Object::watch(const Table& table)
{
    if (table.in_background) main_loop_watch();
}

void Object::receive(t_symbol* selector, Atoms atoms)
{
    const Table& known = table();  // a message may end in this object's deletion
    const Row* row = known.find(kMessage, selector->s_name);
    if (selector == &s_list && !row) row = known.find(kMessage, "float");  // its first item, as Pd has it
    Status status;
    if (selector == &s_list && !row && list_inlet_) {
        status = list_inlet_->take(atoms);
    } else if (selector == &s_list && !row && place_.number) {
        obj_list(place_.pd_object, selector, static_cast<int>(atoms.size()),
                 AtomList(atoms.begin(), atoms.end()).data());
    } else if (row) {
        const auto given = read(*row, atoms);
        status = given ? row->take(*this, *given) : given.status();
        if (status && row->then) row->then(*this);
    } else if (selector == &s_bang) {
        tell();
    } else if (known.otherwise) {
        status = known.otherwise(*this, selector, atoms);
    } else {
        std::string messages;
        for (const Row& each : known.rows)
            if ((each.in & kMessage) != 0) messages += std::string(messages.empty() ? "" : ", ") + each.name;
        status = Status::error(std::string("'") + selector->s_name + "' is no message; there " +
                               (messages.empty() ? "is bang alone" : "are " + messages));
    }
    if (!status) error(status.message());
    watch(known);
}

}  // namespace latentjam::pd
