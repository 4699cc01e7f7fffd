// [record~ <channels> flags]: records sound into a file that can be read at any moment.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/pieces.h"
#include "audio/sound_recorder.h"
#include "base/ending.h"
#include "base/realtime.h"
#include "pd/file_name.h"
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/object_class.h"
#include "work/file_thread.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr double kLook_ms = 100;
constexpr double kRetry_s = 5;  // of a recording in pieces, whose disk may have room again

struct Record : Object {
    static constexpr bool kHasSignalInlets = true;
    using Object::Object;
    void created();

    void prepare(t_signal** signals);
    void process(int count);

    Status open(Atoms name);
    Status record(Atoms name);
    Status start();
    void stop();
    void look();
    void arrange();
    std::size_t channels() const noexcept { return hears_list ? list.channels() : cords.size(); }
    void begin_file(const std::string& path);
    void keep_on();
    void failed(const std::string& line);
    std::uint64_t piece_bytes() const;
    void tell_recording() const { tell_only("recording"); }

    audio::SoundRecorder recorder;
    std::vector<const t_sample*> cords;
    ListInlet list{signal_number(), audio::SoundRecorder::kMostChannels};
    bool hears_list = false;
    double rate_hz = static_cast<double>(sys_getsr());
    std::string wanted_file;    // of the next start
    std::string file = "none";  // that sound goes into
    int inlets = 0;
    bool multichannel = false;
    bool wanted = false;  // from start to stop, also while DSP is off
    int part = 1;         // of a recording that went on in another file
    double piece_minutes = 0;
    double keep_mb = 0;
    double retry_at_s = 0;
    std::string told_failure;
    audio::WavForm form;
    double told_s = -1;
    Clock clock = clock_for<&Record::look>(this);
    Clock arrange_clock = clock_for<&Record::arrange>(this);
};

void Record::created()
{
    if (multichannel) inlets = 1;
    if (multichannel) hear_lists(list);
    add_signal_inlets(inlets - 1);
    add_info_outlet();
}

// ---- recording -----------------------------------------------------------------------------------------------------

/// "take.wav" goes on in "take-2.wav", or the first number that is free.
std::string next_part(const std::string& file, int& part)
{
    const std::filesystem::path path(file);
    std::error_code error;
    std::filesystem::path next;
    do {
        next = path.parent_path() / (path.stem().string() + "-" + std::to_string(++part) + path.extension().string());
    } while (std::filesystem::exists(next, error));
    return next.string();
}

/// "take.wav" in pieces is the folder "take".
std::string folder_of(const std::string& file) { return std::filesystem::path(file).replace_extension().string(); }

double now_s() { return 1e-9 * static_cast<double>(wall_clock_ns()); }

std::uint64_t Record::piece_bytes() const
{
    return static_cast<std::uint64_t>(piece_minutes * 60 * form.rate_hz) *
           static_cast<std::uint64_t>(form.channels * form.bytes);
}

void Record::begin_file(const std::string& path)
{
    file = path;
    told_s = -1;
    if (piece_minutes > 0) {
        const auto keep = static_cast<std::uint64_t>(keep_mb * 1e6);
        const std::uint64_t others = keep > piece_bytes() ? keep - piece_bytes() : 0;
        file = audio::piece_path(folder_of(wanted_file), std::time(nullptr), file);
        recorder.begin_piece(file, form, keep > 0 ? std::optional(others) : std::nullopt);
    } else {
        while (recorder.is_taken(file)) file = next_part(path, part);  // two masters that were told the same
        recorder.begin(file, form);
    }
    if (is_batch()) recorder.wait_until_begun();
    tell_only("file");
    clock.in(kLook_ms);
}

void Record::look()
{
    for (const auto& news : recorder.take_news()) {
        using Kind = audio::SoundRecorder::News::Kind;
        if (news.kind == Kind::kLost)
            error(std::to_string(news.frames) + " samples were lost: the disk of " + news.text +
                  " did not keep up for " + std::to_string(static_cast<int>(audio::SoundRecorder::kRing_s)) +
                  " seconds");
        if (news.kind == Kind::kClosed) info("closed", {symbol_atom(news.text), float_atom(news.seconds)});
        if (news.kind != Kind::kFailed) continue;
        failed(news.text);
    }
    keep_on();
    if (const double seconds = std::floor(recorder.seconds()); wanted && seconds > told_s) {
        told_s = seconds;
        info("seconds", {float_atom(seconds)});
    }
    if (wanted || recorder.is_busy()) clock.in(kLook_ms);
}

/// Once for each cause: in pieces it goes on trying, perhaps for days.
void Record::failed(const std::string& line)
{
    const bool in_pieces = piece_minutes > 0 && wanted;
    if (const std::string cause = line.substr(line.rfind(':') + 1); !in_pieces || cause != told_failure) {
        error(in_pieces ? line + "; tried again every " + std::to_string(static_cast<int>(kRetry_s)) + " seconds"
                        : line);
        told_failure = cause;
    }
    if (recorder.is_recording() || !wanted) return;
    recorder.end();
    retry_at_s = now_s() + kRetry_s;
    if (in_pieces) return;
    wanted = false;
    tell_recording();
}

/// A piece that is long enough is followed by the next, and one that failed by another try.
void Record::keep_on()
{
    if (!wanted || piece_minutes <= 0 || cords.empty()) return;
    if (recorder.is_recording() ? recorder.seconds() >= 60 * piece_minutes : now_s() >= retry_at_s)
        begin_file(wanted_file);
    if (recorder.is_recording() && recorder.seconds() > kRetry_s) told_failure.clear();
}

Status Record::open(Atoms name)
{
    const auto given = file_name(name);
    if (!given) return Status::error("open: " + given.message());
    wanted_file = with_ending(path_to_write(canvas(), *given), ".wav");
    return {};
}

Status Record::start()
{
    if (wanted_file.empty()) return Status::error("start: into which file? record <file>, or open <file> before");
    wanted = true;
    part = 1;
    told_failure.clear();
    if (const double piece_mb = 1e-6 * static_cast<double>(piece_bytes()); keep_mb > 0 && keep_mb < piece_mb)
        remark("keep " + std::to_string(std::lround(keep_mb)) + " MB is less than one piece of " +
               std::to_string(std::lround(piece_mb)) +
               " MB: only the newest is kept; make pieces shorter, or keep more");
    tell_recording();
    if (!cords.empty()) begin_file(wanted_file);  // else with DSP
    return {};
}

Status Record::record(Atoms name)
{
    const Status status = name.empty() ? Status() : open(name);
    return status ? start() : status;
}

void Record::stop()
{
    if (!wanted) return;
    look();
    recorder.end();
    wanted = false;
    tell_recording();
}

// ---- sound ---------------------------------------------------------------------------------------------------------

void Record::process(int count)
{
    hears_list = list.is_heard(cords.front());
    if (static_cast<int>(channels()) != form.channels) return arrange_clock.soon();  // a list or a cord has just come
    const std::vector<const t_sample*>& inputs = hears_list ? list.rows() : cords;
    recorder.push(static_cast<std::size_t>(count), is_batch(), [&inputs](std::size_t frame, std::size_t channel) {
        return static_cast<float>(inputs[channel][frame]);
    });
}

void Record::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    cords.clear();
    for (int i = 0; i < inlets; ++i) {
        const int channels = multichannel ? channels_of(signals[i]) : 1;
        for (int channel = 0; channel < channels; ++channel) cords.push_back(signals[i]->s_vec + channel * block);
    }
    const std::size_t most = audio::SoundRecorder::kMostChannels;
    if (cords.size() > most) {
        error(std::to_string(cords.size()) + " channels: the first " + std::to_string(most) + " are recorded");
        cords.resize(most);
    }
    rate_hz = static_cast<double>(signals[0]->s_sr);
    list.prepare(block);
    arrange();
}

/// Other channels or another rate go on in another file.
void Record::arrange()
{
    const audio::WavForm before = form;
    form.channels = static_cast<int>(channels());
    form.rate_hz = static_cast<int>(std::lround(rate_hz));
    if (wanted && !recorder.is_recording()) {
        begin_file(wanted_file);
    } else if (wanted && (before.channels != form.channels || before.rate_hz != form.rate_hz)) {
        begin_file(next_part(wanted_file, part));
        remark(std::to_string(form.channels) + " channels at " + std::to_string(form.rate_hz) +
               " Hz from here on: goes on in " + file);
    }
}

// ---- life ----------------------------------------------------------------------------------------------------------

// Pd does not free its objects when it is left. Bound to the receive name `pd`, after whatever else of ours listens
// there, so asked before it.
struct t_leaving {
    t_pd x_pd;
};

void leaving_quit(t_leaving*) { audio::SoundRecorder::finish_all(); }

void leaving_anything(t_leaving*, t_symbol*, int, t_atom*) {}

void finish_when_pd_leaves()
{
    t_class* leaving_class =
        class_new(gensym("latentjam-recordings"), nullptr, nullptr, sizeof(t_leaving), CLASS_PD, A_NULL);
    class_addmethod(leaving_class, reinterpret_cast<t_method>(leaving_quit), gensym("quit"), A_NULL);
    class_addanything(leaving_class, leaving_anything);
    pd_bind(pd_new(leaving_class), gensym("pd"));
    std::atexit(audio::SoundRecorder::finish_all);  // ways out that send no message: a signal, the end of a batch
}

Table record_table()
{
    return {.name = "record~",
            .text = "records sound into a file that can be read at any moment",
            .rows = {{.name = "channels",
                      .type = whole(1, audio::SoundRecorder::kMostChannels),
                      .fallback = "2",
                      .text = "so many inlets",
                      .in = kArgument,
                      .take = take<&Record::inlets>},
                     {.name = "m",
                      .type = on_off(),
                      .text = "one multichannel inlet (Pd 0.54); a list gives each channel a value",
                      .in = kFlag,
                      .take = take<[](Record& r, bool on) { return set_multichannel(on, r.multichannel); }>},
                     {.name = "bytes",
                      .type = whole(2, 4),
                      .fallback = "3",
                      .text = "of a sample: 2 and 3 are whole numbers, 4 is a float",
                      .in = kFlag,
                      .take = take<[](Record& r, int bytes) { r.form.bytes = bytes; }>},
                     {.name = "pieces",
                      .type = number(0, 1440),
                      .fallback = "0",
                      .unit = "min",
                      .text = "goes on in a new file each so many minutes, in a folder named as the file; 0: one file",
                      .in = kFlag | kMessage,
                      .take = take<[](Record& r, double minutes) { r.piece_minutes = minutes; }>},
                     {.name = "keep",
                      .type = number(0, 1e7),
                      .fallback = "0",
                      .unit = "MB",
                      .text = "of pieces in their folder, the oldest of which are deleted; 0: all",
                      .in = kFlag | kMessage,
                      .take = take<[](Record& r, double megabytes) { r.keep_mb = megabytes; }>},
                     {.name = "record",
                      .type = atoms(0, kAnyNumber, "a file"),
                      .text = "open and start in one",
                      .take = take<&Record::record>},
                     {.name = "open",
                      .type = atoms(1, kAnyNumber, "a file"),
                      .text = "the file of the next start, which is replaced if it is there",
                      .take = take<&Record::open>},
                     {.name = "start", .text = "begins to record", .take = take<&Record::start>},
                     {.name = "stop", .text = "ends the recording", .take = take<&Record::stop>},
                     {.name = "recording", .text = "1 while it records", .in = kInfo, .tell = tell<&Record::wanted>},
                     {.name = "file", .text = "that sound goes into", .in = kInfo, .tell = tell<&Record::file>},
                     {.name = "seconds",
                      .text = "in the file, each second",
                      .in = kInfo,
                      .tell = tell<[](const Record& r) { return r.recorder.seconds(); }>},
                     {.name = "closed", .text = "a file, and its seconds", .in = kInfo}}};
}

}  // namespace

void record_tilde_setup()
{
    work::FileThread::prepare();
    static const Table kTable = record_table();
    object_setup<Record>(kTable);
    finish_when_pd_leaves();
}
