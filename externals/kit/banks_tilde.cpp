// [banks~ [dims] flags]: banks of constellations, what lateefah plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/banks.h"
#include "kit/card.h"
#include "kit/instrument.h"
#include "pd/background.h"
#include "shared/latents.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr int kUsualBanks = 4;  // also what an argument left out in an abstraction, 0, makes

struct BanksBox : Instrument<BanksBox> {
    static constexpr bool kHasSignalInlets = true;
    static constexpr int kUsualDims = 8;
    using Instrument::Instrument;

    kit::Banks& instrument() { return core; }
    void renew() { core.prepare(dims, bank_count, rate_hz); }

    // ---- values
    void set(Atoms atoms)
    {
        core.set(numbers_of(atoms));
        tell_values();
    }
    Status put(Atoms atoms);
    void normalise()
    {
        core.set(std::vector<double>(static_cast<std::size_t>(dims)));
        tell_values();
    }
    void randomise()
    {
        core.randomize(random);
        tell_values();
    }
    void tell_values() const { info("values", atoms_from(values())); }
    std::vector<double> values() const { return {core.values().begin(), core.values().end()}; }
    std::vector<double> heard() const { return {core.heard().begin(), core.heard().end()}; }

    // ---- banks
    void set_bank_count(int count) { bank_count = count > 0 ? count : kUsualBanks; }
    Status check_bank(int number, const char* what) const;
    Status save(std::optional<int> number);
    Status recall(int number);
    Status set_bank(Atoms atoms);
    void print() const;
    AtomList whole() const;
    Status set_whole(Atoms list);
    AtomList line_of(int number) const;

    // ---- between them
    Status morph(Atoms atoms);
    Status pad(Atoms atoms);
    void circle(double turns)
    {
        core.circle(turns);
        tell_values();
    }
    void set_way(int place) { core.set_way(static_cast<kit::Way>(place)); }
    Status learn(t_symbol* name);

    // ---- the artist's list: ramp intensity
    AtomList preset() const { return {float_atom(core.ramp_ms()), float_atom(core.intensity())}; }
    Status set_preset(Atoms atoms);

    /// After a block.
    void look()
    {
        if (core.take_moved()) news.soon();
    }

    kit::Banks core;
    random::Random random{0};
    int bank_count = kUsualBanks;
    int bank = 0;
    Background background;
    Clock news = clock_for<&BanksBox::tell_values>(this);
};

Status BanksBox::put(Atoms atoms)
{
    const auto dim = whole_number(atoms, 0);
    if (!dim || *dim < 0 || *dim >= dims)
        return Status::error("put: a dim from 0 to " + std::to_string(dims - 1) + " and its value: put <dim> <value>");
    core.set_one(*dim, static_cast<double>(atom_getfloat(&atoms[1])));
    return {};
}

// ---- banks ----------------------------------------------------------------------------------------------------------

Status BanksBox::check_bank(int number, const char* what) const
{
    if (number >= 0 && number < bank_count) return {};
    return Status::error(std::string(what) + " " + std::to_string(number) + ": there are banks 0 to " +
                         std::to_string(bank_count - 1) + "; -banks n makes more");
}

Status BanksBox::save(std::optional<int> number)
{
    if (number)
        if (const Status status = check_bank(*number, "store"); !status) return status;
    core.save(number.value_or(bank));
    return {};
}

Status BanksBox::recall(int number)
{
    if (const Status status = check_bank(number, "bank"); !status) return status;
    bank = number;
    core.recall(number);
    info("bank", {float_atom(number)});
    return {};
}

Status BanksBox::set_bank(Atoms atoms)
{
    const auto number = whole_number(atoms, 0);
    if (const Status status = check_bank(number.value_or(-1), "slot"); !status) return status;
    core.set_bank(*number, numbers_of(atoms.subspan(1)));
    return {};
}

AtomList BanksBox::line_of(int number) const
{
    AtomList line{float_atom(number)};
    for (const double value : core.bank(number)) line.push_back(float_atom(value));
    return line;
}

void BanksBox::print() const
{
    for (int number = 0; number < bank_count; ++number) {
        std::string line = "bank";
        for (const t_atom& atom : line_of(number)) line += " " + text_of(atom);
        remark(line);
        info("slot", line_of(number));
    }
}

/// Ramp, intensity, positive, way, bank, then the values and all banks.
AtomList BanksBox::whole() const
{
    AtomList list = atoms_from(std::vector<double>{core.ramp_ms(), core.intensity(), core.is_positive() ? 1.0 : 0.0,
                                                   static_cast<double>(core.way()), static_cast<double>(bank)});
    const auto append = [&](std::span<const double> values) {
        for (const double value : values) list.push_back(float_atom(value));
    };
    append(core.values());
    for (int number = 0; number < bank_count; ++number) append(core.bank(number));
    return list;
}

Status BanksBox::set_whole(Atoms list)
{
    const auto numbers = numbers_of(list);
    const auto size = static_cast<std::size_t>(dims);
    if (numbers.size() != 5 + size * static_cast<std::size_t>(bank_count + 1))
        return Status::error("state: it is of another number of dims or banks than " + std::to_string(dims) + " and " +
                             std::to_string(bank_count));
    core.set_ramp(numbers[0]);
    core.set_intensity(numbers[1]);
    core.set_positive(numbers[2] != 0);
    core.set_way(static_cast<kit::Way>(std::clamp(static_cast<int>(numbers[3]), 0, 2)));
    bank = std::clamp(static_cast<int>(numbers[4]), 0, bank_count - 1);
    const auto rest = std::span<const double>(numbers).subspan(5);
    core.set(rest.first(size));
    for (int number = 0; number < bank_count; ++number)
        core.set_bank(number, rest.subspan(size * static_cast<std::size_t>(number + 1), size));
    tell();
    return {};
}

Status BanksBox::set_preset(Atoms atoms)
{
    const auto given = numbers_of(atoms);
    if (given[0] < 0 || (given.size() > 1 && given[1] < 0))
        return Status::error("preset: ramp in ms and intensity, both 0 or more: <ramp> <intensity>");
    core.set_ramp(given[0]);
    if (given.size() > 1) core.set_intensity(given[1]);
    return {};
}

// ---- between them ---------------------------------------------------------------------------------------------------

Status BanksBox::morph(Atoms atoms)
{
    const auto given = numbers_of(atoms);
    const auto from = static_cast<int>(given[0]), to = static_cast<int>(given[1]);
    for (const int number : {from, to})
        if (const Status status = check_bank(number, "morph"); !status) return status;
    core.morph(from, to, given[2]);
    tell_values();
    return {};
}

Status BanksBox::pad(Atoms atoms)
{
    if (bank_count < 4) return Status::error("pad: needs four banks; -banks 4");
    const auto given = numbers_of(atoms);
    core.pad(given[0], given[1]);
    tell_values();
    return {};
}

Status BanksBox::learn(t_symbol* name)
{
    const auto content = named_latent(name)->content();
    if (content->is_empty())
        return Status::error("learn " + std::string(name->s_name) + ": no latent of this name holds frames");
    auto made = std::make_shared<std::optional<Result<latent::Statistics>>>();
    background.push(
        [made, content](const CancelFlag& cancelled) {
            const latent::Sequence* const sequences[] = {content.get()};
            made->emplace(latent::analyse(sequences, cancelled));
        },
        [this, made] {
            if (!**made) return error((*made)->message());
            const Status status = core.learn(***made);
            check(status);
            if (status) info("learnt", {float_atom((***made).frames)});
        });
    return {};
}

// ---- the table ------------------------------------------------------------------------------------------------------

std::vector<Row> bank_rows()
{
    return {
        {.name = "banks",
         .type = whole(0, kit::Banks::kMostBanks),
         .fallback = "4",
         .text = "how many banks there are",
         .in = kFlag | kInfo,
         .take = take<&BanksBox::set_bank_count>,
         .tell = tell<&BanksBox::bank_count>},
        random_seed_row<BanksBox>(),
        {.name = "list",
         .type = atoms(1, kAnyNumber, "a value for each dim"),
         .text = "the values of the dims, at once",
         .take = take<&BanksBox::set>},
        {.name = "values",
         .type = atoms(1, kAnyNumber, "a value for each dim"),
         .text = "the same; told whenever they have moved",
         .in = kMessage | kInfo,
         .take = take<&BanksBox::set>,
         .tell = tell<&BanksBox::values>},
        {.name = "put",
         .type = atoms(2, 2, "a dim and its value: put <dim> <value>"),
         .text = "one value",
         .take = take<&BanksBox::put>},
        {.name = "random", .text = "draws all values: the mean of four dice each", .take = take<&BanksBox::randomise>},
        {.name = "normalise", .text = "all values to 0", .take = take<&BanksBox::normalise>},
        {.name = "bank",
         .type = whole(0, kit::Banks::kMostBanks - 1),
         .text = "glides to the values that are stored there",
         .in = kMessage | kInfo,
         .take = take<&BanksBox::recall>,
         .tell = tell<&BanksBox::bank>},
        {.name = "save",
         .type = optional(whole(0, kit::Banks::kMostBanks - 1)),
         .text = "stores the values in the chosen bank, or in another",
         .take = take<&BanksBox::save>},
        {.name = "slot",
         .type = atoms(2, kAnyNumber, "a bank and its values: slot <bank> <value...>"),
         .text = "fills a bank; what print tells",
         .in = kMessage | kInfo,
         .take = take<&BanksBox::set_bank>},
        {.name = "positive",
         .type = on_off(),
         .fallback = "0",
         .text = "(x + 1) / 2 before the intensity",
         .in = kMessage | kInfo,
         .take = take<[](BanksBox& b, bool on) { b.core.set_positive(on); }>,
         .tell = tell<[](const BanksBox& b) { return b.core.is_positive() ? 1 : 0; }>},
        {.name = "ramp",
         .type = number(0, 1e7),
         .fallback = "100",
         .unit = "ms",
         .text = "how long a glide takes",
         .in = kMessage | kInfo,
         .take = take<[](BanksBox& b, double ms) { b.core.set_ramp(ms); }>,
         .tell = tell<[](const BanksBox& b) { return b.core.ramp_ms(); }>},
        {.name = "intensity",
         .type = number(0, 1000),
         .fallback = "1",
         .text = "a factor for all",
         .in = kMessage | kInfo,
         .take = take<[](BanksBox& b, double factor) { b.core.set_intensity(factor); }>,
         .tell = tell<[](const BanksBox& b) { return b.core.intensity(); }>},
        {.name = "morph",
         .type = atoms(3, 3, "two banks and a place between them: morph <from> <to> <0 to 1>"),
         .text = "values between two banks",
         .take = take<&BanksBox::morph>},
        {.name = "pad",
         .type = atoms(2, 2, "a place between banks 0 to 3: pad <0 to 1> <0 to 1>"),
         .text = "values between banks 0 1 (y = 0) and 2 3 (y = 1)",
         .take = take<&BanksBox::pad>},
        {.name = "circle",
         .type = number("turns: 0 is bank 0, 1 is bank 0 again"),
         .unit = "turns",
         .text = "values on the way round through all banks",
         .take = take<&BanksBox::circle>},
        {.name = "way",
         .type = one_of({"straight", "spherical", "statistics"}),
         .fallback = "straight",
         .text = "how it goes from bank to bank; statistics: through what was learnt",
         .in = kFlag | kMessage | kInfo,
         .take = take<&BanksBox::set_way>,
         .tell = tell<[](const BanksBox& b) {
             return std::string(kit::kWayNames[static_cast<std::size_t>(b.core.way())]);
         }>},
        {.name = "learn",
         .type = symbol("the name of a latent"),
         .text = "takes mean and covariance of a latent, for the way of the statistics",
         .take = take<&BanksBox::learn>},
        {.name = "learnt", .text = "frames that were learnt", .in = kInfo},
        {.name = "card",
         .type = symbol("the text of a model's card"),
         .text = "what rave~ answers to get card: tells the names of the latents",
         .take = take<[](BanksBox& b, std::string text) {
             AtomList names;
             for (const std::string& name : kit::names_in_card(text)) names.push_back(symbol_atom(name));
             b.info("names", names);
         }>},
        {.name = "names", .text = "of the latents", .in = kInfo},
        {.name = "heard",
         .text = "asks for values with modulation, before positive and intensity",
         .in = kMessage | kInfo,
         .take = take<[](BanksBox& b) { b.info("heard", atoms_from(b.heard())); }>}};
}

Table banks_table()
{
    Table table{.name = "banks~",
                .text = "banks of constellations for the dims of a latent, and the ways between them",
                .rows = with_instrument_rows<BanksBox>("ramp in ms and intensity: <ramp> <intensity>", bank_rows()),
                .in_background = true};
    for (Row& row : table.rows) {  // here the banks are the presets
        const std::string name = row.name;
        if (name == "store") row.type = whole(0, kit::Banks::kMostBanks - 1), row.take = take<&BanksBox::save>;
        if (name == "store") row.text = "stores the values in that bank";
        if (name == "recall") row.type = whole(0, kit::Banks::kMostBanks - 1), row.take = take<&BanksBox::recall>;
        if (name == "recall") row.text = "the same as bank";
        if (name == "print") row.text = "all banks, to Pd's window and as info", row.take = take<&BanksBox::print>;
    }
    return table;
}

}  // namespace

void banks_tilde_setup()
{
    static const Table kTable = banks_table();
    object_setup<BanksBox>(kTable);
}
