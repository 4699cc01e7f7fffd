// The base of every object: a box behind Pd's t_object, whose messages and info lines follow from its table.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pd/atoms.h"
#include "pd/parameters.h"

#include <m_pd.h>

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace latentjam::pd {

/// Where a box lives in Pd.
struct Place {
    t_object* pd_object;
    const Table* table;
    t_float* number;  ///< what Pd fills the first signal inlet with while it has no cord; null: no such inlet
};

class ListInlet;

/// The base of all boxes. Pd's thread only.
class Object {
public:
    explicit Object(const Place& place) : place_(place), canvas_(canvas_getcurrent()) {}
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    /// An error line that a click leads back to the object: "rave~: ...".
    void error(const std::string& message) const;
    void check(const Status& status) const;

    /// A line that is not an error.
    void remark(const std::string& message) const;

    void info(const char* selector, AtomList atoms = {}) const;
    void info(const InfoLine& line) const { info(line.first, line.second); }

    /// For an unsolicited line: not where the info outlet runs into a signal inlet, as it does in a patch
    /// whose box had more outlets when its cords were drawn.
    void announce(const char* selector, AtomList atoms) const;

    /// All info lines, in the order of the table: what `bang` asks for.
    void tell() const;
    void tell_only(const char* name) const;

    const Table& table() const noexcept { return *place_.table; }
    const t_canvas* canvas() const noexcept { return canvas_; }

    /// Defaults, flags and arguments. Once, after the constructor.
    void begin(Atoms arguments);

    /// Writes the box as Pd does, then a message for each line; the object gets them back when the patch is opened. For
    /// the save() of a box, which Pd calls also when it is copied.
    void save_with(t_binbuf* file, const std::vector<AtomList>& lines) const;

    /// From now on the lines behind this box in its patch file are messages to it. In created().
    void take_saved_lines() const;

    /// A message.
    void receive(t_symbol* selector, Atoms atoms);

    /// Delivers what was handed to the workers, for objects that do so.
    static void watch(const Table& table);

protected:
    ~Object();
    t_outlet* add_outlet(t_symbol* type);
    void add_info_outlet();
    void add_signal_inlets(int count);

    /// With -m a list goes to this inlet's channels; without, Pd spreads it over the inlets.
    void hear_lists(ListInlet& inlet) { list_inlet_ = &inlet; }
    t_float* signal_number() const noexcept { return place_.number; }

private:
    bool take_flag(const Row& row, const char* flag, AtomList& arguments);
    void take(const Row& row, Atoms atoms, const char* prefix);

    Place place_;
    t_canvas* canvas_;
    t_outlet* info_outlet_ = nullptr;
    int outlets_ = 0;
    int info_number_ = 0;
    ListInlet* list_inlet_ = nullptr;
};

// ---- what tables point at -------------------------------------------------------------------------------------------

template <typename Call>
Status status_of(Call call)
{
    if constexpr (std::is_void_v<decltype(call())>) {
        call();
        return {};
    } else {
        return call();
    }
}

template <typename Box, typename T>
requires(!std::is_function_v<T>) Status put(Object& object, const Given& given, T Box::*member)
{
    static_cast<Box&>(object).*member = given.as<T>();
    return {};
}

/// A method or a function of the box, without a value or with one.
template <typename Box, typename... T, typename Call>
Status call(Object& object, const Given& given, Call function)
{
    return status_of([&] { return std::invoke(function, static_cast<Box&>(object), given.as<std::decay_t<T>>()...); });
}

template <typename Box, typename R, typename... T>
Status put(Object& object, const Given& given, R (Box::*method)(T...))
{
    return call<Box, T...>(object, given, method);
}

template <typename Box, typename R, typename... T>
Status put(Object& object, const Given& given, R (Box::*method)(T...) const)
{
    return call<Box, T...>(object, given, method);
}

template <typename Box, typename R, typename... T>
Status put(Object& object, const Given& given, R (*function)(Box&, T...))
{
    return call<Box, T...>(object, given, function);
}

/// For Row::take: a member of the box, a method of it, or a function of (Box&, value).
template <auto kTarget>
Status take(Object& object, const Given& given)
{
    if constexpr (std::is_class_v<decltype(kTarget)>)
        return put(object, given, +kTarget);
    else
        return put(object, given, kTarget);
}

template <typename Box>
void act_on(Object& object, void (Box::*method)())
{
    (static_cast<Box&>(object).*method)();
}

template <typename Box>
void act_on(Object& object, void (Box::*method)() const)
{
    (static_cast<Box&>(object).*method)();
}

/// For Row::then.
template <auto kMethod>
void then(Object& object)
{
    act_on(object, kMethod);
}

/// For Row::then: the row's own info line, or all of them.
inline void tell_all(Object& object) { object.tell(); }

inline AtomList atoms_from(AtomList atoms) { return atoms; }
inline AtomList atoms_from(t_symbol* symbol) { return {symbol_atom(symbol)}; }
inline AtomList atoms_from(const std::string& text) { return {symbol_atom(text)}; }
inline AtomList atoms_from(const char* text) { return {symbol_atom(gensym(text))}; }
inline AtomList atoms_from(std::uint64_t seed) { return {seed_atom(seed)}; }
inline AtomList atoms_from(const std::vector<double>& values)
{
    AtomList atoms;
    for (const double value : values) atoms.push_back(float_atom(value));
    return atoms;
}
template <typename T>
requires(std::is_arithmetic_v<T> && !std::same_as<T, std::uint64_t>) AtomList atoms_from(T value)
{
    return {float_atom(static_cast<double>(value))};
}

template <typename T>
void tell_value(const Object& object, const char* name, const T& value)
{
    object.info(name, atoms_from(value));
}

/// Without a value there is no line.
template <typename T>
void tell_value(const Object& object, const char* name, const std::optional<T>& value)
{
    if (value) tell_value(object, name, *value);
}

template <typename Box, typename T>
requires(!std::is_function_v<T>) void tell_of(const Object& object, const char* name, T Box::*member)
{
    tell_value(object, name, static_cast<const Box&>(object).*member);
}

template <typename Box, typename T>
void tell_of(const Object& object, const char* name, T (Box::*method)() const)
{
    tell_value(object, name, (static_cast<const Box&>(object).*method)());
}

template <typename Box>
void tell_of(const Object& object, const char*, void (Box::*method)() const)
{
    (static_cast<const Box&>(object).*method)();
}

template <typename Box, typename T>
void tell_of(const Object& object, const char* name, T (*function)(const Box&))
{
    tell_value(object, name, function(static_cast<const Box&>(object)));
}

/// For Row::tell: a member of the box, a const method of it, or a function of (const Box&). One that returns nothing
/// tells by itself.
template <auto kSource>
void tell(const Object& object, const char* name)
{
    if constexpr (std::is_class_v<decltype(kSource)>)
        tell_of(object, name, +kSource);
    else
        tell_of(object, name, kSource);
}

}  // namespace latentjam::pd
