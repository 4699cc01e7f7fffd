// [tables~ [dims] flags]: a table for each dim, looked up by a signal or by a clock; what saatgut and saatgut2 play.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/tables.h"

#include "base/ending.h"
#include "kit/instrument.h"
#include "kit/seed_file.h"
#include "pd/background.h"
#include "pd/file_name.h"
#include "shared/latents.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

/// More values than these go to a file, not into a patch.
constexpr int kMostKept = 8192;

struct TablesBox : Instrument<TablesBox> {
    static constexpr bool kHasSignalInlets = true;
    static constexpr int kUsualDims = 1;
    using Instrument::Instrument;

    kit::Tables& instrument() { return core; }
    void renew()
    {
        core.prepare(dims, rate_hz);
        core.resize(sized ? round_points() : first_points);
        if (!sized) core.draw(random, dice);
    }

    // ---- what is in them
    int round_points() const { return kit::Tables::points_for(core.frequency_hz(), rate_hz, frames.ratio()); }
    Status set_points(int points)
    {
        first_points = points;
        if (core.dims() == 0) return {};  // still being made
        core.resize(points);
        changed();
        return {};
    }
    Status set_frequency(double hz)
    {
        if (!(hz > 0)) return Status::error("frequency " + std::to_string(hz) + ": above 0 Hz");
        core.set_frequency(hz);
        if (sized && core.dims() > 0 && round_points() != core.points()) {
            core.resize(round_points());
            changed();
        }
        return {};
    }
    void draw()
    {
        core.draw(random, dice);
        changed();
    }
    void set_dice(int place) { dice = static_cast<kit::Dice>(place); }
    void changed() const { info("points", {float_atom(core.points())}); }
    Status set_table(Atoms atoms);
    Status use_latent(t_symbol* name);
    Status use_array(t_symbol* name);
    void fill(const kit::SeedTable& table);
    Status read(Atoms atoms);
    Status write(Atoms atoms);
    Status set_loop(Atoms atoms)
    {
        const auto ends = numbers_of(atoms);
        if (ends[0] < 0 || ends[1] > 1 || ends[0] >= ends[1])
            return Status::error("loop: a part of the table, 0 to 1: loop <from> <to>");
        core.set_loop(ends[0], ends[1]);
        return {};
    }

    /// frequency factor
    AtomList preset() const { return atoms_from(std::vector<double>{core.frequency_hz(), core.factor()}); }
    Status set_preset(Atoms atoms)
    {
        const auto values = numbers_of(atoms);
        if (values.size() > 1) core.set_factor(values[1]);  // right to left, as in the original
        const Status status = set_frequency(values[0]);
        info("preset", preset());
        return status;
    }
    AtomList whole() const;
    Status set_whole(Atoms list);

    kit::Tables core;
    random::Random random{0};
    kit::Dice dice = kit::Dice::kUniform;
    int first_points = 256;
    bool sized = false;
    Background background;
};

Status TablesBox::set_table(Atoms atoms)
{
    const auto dim = whole_number(atoms, 0);
    if (!dim || *dim < 0 || *dim >= dims)
        return Status::error("table: a dim from 0 to " + std::to_string(dims - 1) + ": table <dim> [<value...>]");
    const auto table = core.table(*dim);
    if (atoms.size() > 1) {
        const auto values = numbers_of(atoms.subspan(1));
        std::copy_n(values.begin(), std::min(values.size(), table.size()), table.begin());
    }
    AtomList line{atoms[0]};
    for (const double value : table) append(line, value);
    info("table", line);
    return {};
}

void TablesBox::fill(const kit::SeedTable& table)
{
    core.resize(table.points);
    for (int dim = 0; dim < dims; ++dim)
        for (int point = 0; point < table.points; ++point)
            core.table(dim)[static_cast<std::size_t>(point)] =
                table.values[static_cast<std::size_t>(point) * static_cast<std::size_t>(table.dims) +
                             static_cast<std::size_t>(dim % table.dims)];
    changed();
}

Status TablesBox::use_latent(t_symbol* name)
{
    const auto content = named_latent(name)->content();
    if (content->is_empty() || content->frames() > kit::Tables::kMostPoints)
        return Status::error("latent " + std::string(name->s_name) + ": it has to hold 1 to 65536 frames");
    fill({content->dims(), content->frames(), {content->values().begin(), content->values().end()}});
    return {};
}

Status TablesBox::use_array(t_symbol* name)
{
    auto* const array = reinterpret_cast<t_garray*>(pd_findbyclass(name, garray_class));
    int size = 0;
    t_word* words = nullptr;
    if (!array || !garray_getfloatwords(array, &size, &words) || size < 1 || size > kit::Tables::kMostPoints)
        return Status::error("array " + std::string(name->s_name) + ": no array of that name with 1 to 65536 points");
    core.resize(size);
    for (int i = 0; i < size; ++i) core.table(0)[static_cast<std::size_t>(i)] = static_cast<double>(words[i].w_float);
    changed();
    return {};
}

// ---- files ----------------------------------------------------------------------------------------------------------

Status TablesBox::read(Atoms atoms)
{
    const auto name = file_name(atoms);
    if (!name) return Status::error("read: " + name.message());
    const std::string path = find_file(canvas(), *name, ".seed");
    if (path.empty()) return Status::error("read " + *name + ": neither beside the patch nor on Pd's search path");
    auto made = std::make_shared<std::optional<Result<kit::SeedTable>>>();
    background.push([made, path](const CancelFlag&) { made->emplace(kit::read_seed_file(path)); },
                    [this, made, path] {
                        if (!**made) return error((*made)->message());
                        fill(***made);
                        core.set_factor(1);
                        info("file", {symbol_atom(path)});
                    });
    return {};
}

Status TablesBox::write(Atoms atoms)
{
    const auto name = file_name(atoms);
    if (!name) return Status::error("write: " + name.message());
    const std::string path = with_ending(path_to_write(canvas(), *name), ".seed");
    kit::SeedTable table{dims, core.points(), {}};
    for (int point = 0; point < table.points; ++point)
        for (int dim = 0; dim < dims; ++dim) table.values.push_back(core.table(dim)[static_cast<std::size_t>(point)]);
    auto done = std::make_shared<Status>();
    background.push([done, table, path](const CancelFlag&) { *done = kit::write_seed_file(table, path); },
                    [this, done, path] {
                        check(*done);
                        if (*done) info("written", {symbol_atom(path)});
                    });
    return {};
}

// ---- what a patch keeps ---------------------------------------------------------------------------------------------

/// Frequency, factor, speed, positive, palindrome, loop, points, then the values if they are not too many.
AtomList TablesBox::whole() const
{
    AtomList list = atoms_from(std::vector<double>{
        core.frequency_hz(), core.factor(), core.speed(), core.is_positive() ? 1.0 : 0.0,
        core.is_palindrome() ? 1.0 : 0.0, core.loop_from(), core.loop_to(), static_cast<double>(core.points())});
    if (dims * core.points() > kMostKept) return list;
    for (int dim = 0; dim < dims; ++dim)
        for (const double value : core.table(dim)) append(list, value);
    return list;
}

Status TablesBox::set_whole(Atoms list)
{
    const auto values = numbers_of(list);
    if (values.size() < 8 || values[7] < 1 || values[7] > kit::Tables::kMostPoints || !(values[0] > 0))
        return Status::error("state: frequency, factor, speed, positive, palindrome, loop, points, then the points");
    core.set_frequency(values[0]);
    core.set_factor(values[1]);
    core.set_speed(values[2]);
    core.set_positive(values[3] != 0);
    core.set_palindrome(values[4] != 0);
    core.set_loop(values[5], values[6]);
    core.resize(static_cast<int>(values[7]));
    std::size_t at = 8;
    for (int dim = 0; dim < dims; ++dim)
        for (double& value : core.table(dim))
            if (at < values.size()) value = values[at++];
    changed();
    tell();
    return {};
}

// ---- the table ------------------------------------------------------------------------------------------------------

std::vector<Row> content_rows()
{
    return {
        {.name = "points",
         .type = whole(1, kit::Tables::kMostPoints),
         .fallback = "256",
         .text = "of each table; what is there stays",
         .in = kFlag | kMessage | kInfo,
         .take = take<&TablesBox::set_points>,
         .tell = tell<[](const TablesBox& b) { return b.core.points(); }>},
        random_seed_row<TablesBox>(),
        {.name = "dice",
         .type = one_of({"uniform", "bell"}),
         .fallback = "uniform",
         .text = "how random draws",
         .in = kFlag | kMessage | kInfo,
         .take = take<&TablesBox::set_dice>,
         .tell = tell<[](const TablesBox& b) { return std::string(b.dice == kit::Dice::kBell ? "bell" : "uniform"); }>},
        {.name = "random", .text = "fills all tables, -1 to 0.999", .take = take<&TablesBox::draw>},
        {.name = "table",
         .type = atoms(1, kAnyNumber, "a dim, and values: table <dim> [<value...>]"),
         .text = "writes into the table of a dim, if there are values, and tells what is in it",
         .in = kMessage | kInfo,
         .take = take<&TablesBox::set_table>},
        {.name = "latent",
         .type = symbol("the name of a latent"),
         .text = "takes the frames of a latent: each is a point",
         .take = take<&TablesBox::use_latent>},
        {.name = "array",
         .type = symbol("the name of an array"),
         .text = "takes the first dim, and the size, from an array of Pd",
         .take = take<&TablesBox::use_array>},
        {.name = "read",
         .type = atoms(1, kAnyNumber, "a file: read <file>"),
         .text = "a .seed file: a line for each point; the factor becomes 1",
         .take = take<&TablesBox::read>},
        {.name = "file", .text = "what was read", .in = kInfo},
        {.name = "write",
         .type = atoms(1, kAnyNumber, "a file: write <file>"),
         .text = "into a .seed file",
         .take = take<&TablesBox::write>},
        {.name = "written", .text = "where", .in = kInfo}};
}

std::vector<Row> clock_rows()
{
    return {{.name = "clock",
             .type = on_off(),
             .fallback = "0",
             .text = "1: goes round by itself; 0: the signal, 0 to 1, is the place",
             .in = kFlag | kMessage,
             .take = take<[](TablesBox& b, bool on) { b.core.set_clocked(on); }>},
            {.name = "sized",
             .type = on_off(),
             .fallback = "0",
             .text = "with a point for each frame of a round: the frequency says how many",
             .in = kFlag,
             .take = take<&TablesBox::sized>},
            {.name = "frequency",
             .type = number("above 0"),
             .fallback = "1",
             .unit = "Hz",
             .text = "rounds a second",
             .in = kMessage | kInfo,
             .take = take<&TablesBox::set_frequency>,
             .tell = tell<[](const TablesBox& b) { return b.core.frequency_hz(); }>},
            {.name = "speed",
             .type = number(-kit::Tables::kFastest, kit::Tables::kFastest),
             .fallback = "1",
             .text = "a factor of the frequency; below 0 backward",
             .in = kMessage | kInfo,
             .take = take<[](TablesBox& b, double factor) { b.core.set_speed(factor); }>,
             .tell = tell<[](const TablesBox& b) { return b.core.speed(); }>},
            {.name = "palindrome",
             .type = on_off(),
             .fallback = "0",
             .text = "forward, then backward",
             .in = kMessage | kInfo,
             .take = take<[](TablesBox& b, bool on) { b.core.set_palindrome(on); }>,
             .tell = tell<[](const TablesBox& b) { return b.core.is_palindrome() ? 1 : 0; }>},
            {.name = "loop",
             .type = atoms(2, 2, "a part of the table, 0 to 1: loop <from> <to>"),
             .text = "the part that goes round",
             .take = take<&TablesBox::set_loop>},
            {.name = "bang", .text = "to the beginning of it", .take = take<[](TablesBox& b) { b.core.jump(0); }>},
            {.name = "jump",
             .type = number(0, 1),
             .text = "to a place in it",
             .take = take<[](TablesBox& b, double place) { b.core.jump(place); }>},
            {.name = "place",
             .text = "where it is read, 0 to 1",
             .in = kMessage | kInfo,
             .take = take<[](TablesBox& b) { b.info("place", {float_atom(b.core.place())}); }>},
            {.name = "positive",
             .type = on_off(),
             .fallback = "0",
             .text = "(x + 1) / 2 before the factor",
             .in = kMessage | kInfo,
             .take = take<[](TablesBox& b, bool on) { b.core.set_positive(on); }>,
             .tell = tell<[](const TablesBox& b) { return b.core.is_positive() ? 1 : 0; }>},
            {.name = "factor",
             .type = number("a factor"),
             .fallback = "1",
             .text = "of all values, smoothed; 0.1 to 6 on the panel",
             .in = kMessage | kInfo,
             .take = take<[](TablesBox& b, double factor) { b.core.set_factor(factor); }>,
             .tell = tell<[](const TablesBox& b) { return b.core.factor(); }>}};
}

Table tables_table()
{
    std::vector<Row> rows = with_instrument_rows<TablesBox>("frequency and factor: <Hz> <factor>", content_rows());
    for (Row& row : clock_rows()) rows.push_back(std::move(row));
    return {.name = "tables~",
            .text = "a table for each dim of a latent, looked up by a signal or going round by itself",
            .rows = std::move(rows),
            .in_background = true};
}

}  // namespace

void tables_tilde_setup()
{
    static const Table kTable = tables_table();
    object_setup<TablesBox>(kTable);
}
