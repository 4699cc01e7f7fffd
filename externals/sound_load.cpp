// [sound-load]: a sound file of any kind into an array, resized to hold it.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "pd/arguments.h"
#include "pd/file_name.h"
#include "pd/report.h"

#include <m_pd.h>

#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "sound-load";
constexpr std::size_t kMostFrames = 1U << 25U;  // over ten minutes, 256 MB as an array
constexpr std::size_t kPieceFrames = 1U << 15U;

t_class* load_class;

struct t_load {
    t_object x_obj;
    t_canvas* x_canvas;
    t_outlet* x_rate;
};

/// The rate on the right, then the frames on the left; both 0 when nothing was loaded.
void load_tell(t_load* x, double rate_hz, std::size_t frames)
{
    outlet_float(x->x_rate, static_cast<t_float>(rate_hz));
    outlet_float(x->x_obj.ob_outlet, static_cast<t_float>(frames));
}

Result<std::vector<float>> read_all(audio::SoundReader& reader, const std::string& path)
{
    std::vector<float> samples;
    for (;;) {
        const std::size_t before = samples.size();
        samples.resize(before + kPieceFrames);
        const auto got = reader.read(std::span(samples).subspan(before));
        if (!got) return got.status();
        samples.resize(before + *got);
        if (samples.size() > kMostFrames)
            return Status::error(path + " has more than " + std::to_string(kMostFrames) +
                                 " samples, the most for an array: sound~ plays files of any length");
        if (*got < kPieceFrames) return samples;
    }
}

Status load(t_garray* array, const std::string& path, double& rate_hz, std::size_t& frames)
{
    auto reader = audio::SoundReader::open(path, 0);
    if (!reader) return reader.status();
    const auto samples = read_all(*reader, path);
    if (!samples) return samples.status();
    if (samples->empty()) return Status::error(path + " holds no sound");
    garray_resize_long(array, static_cast<long>(samples->size()));
    int size = 0;
    t_word* words = nullptr;
    if (!garray_getfloatwords(array, &size, &words) || static_cast<std::size_t>(size) < samples->size())
        return Status::error("no memory for " + std::to_string(samples->size()) + " samples");
    for (std::size_t i = 0; i < samples->size(); ++i) words[i].w_float = static_cast<t_float>((*samples)[i]);
    garray_redraw(array);
    rate_hz = reader->file_rate_hz();
    frames = samples->size();
    return {};
}

/// The last atom is the array's name, those before the file's.
void load_read(t_load* x, t_symbol*, int argc, t_atom* argv)
{
    if (argc < 2) return report(x, kName, "read takes a file and an array: read <file> <array>");
    const std::string table = text_of(argv[argc - 1]);
    auto* array = reinterpret_cast<t_garray*>(pd_findbyclass(gensym(table.c_str()), garray_class));
    const auto name = file_name(argc - 1, argv);
    const auto path = name ? find_sound(x->x_canvas, "", *name) : name;
    Status status = path.status();
    if (status && !array) status = Status::error("no array '" + table + "'");
    double rate_hz = 0;
    std::size_t frames = 0;
    if (status) status = load(array, *path, rate_hz, frames);
    if (!status) report(x, kName, status.message());
    load_tell(x, rate_hz, frames);
}

void* load_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_load*>(pd_new(load_class));
    x->x_canvas = canvas_getcurrent();
    Arguments arguments(argc, argv);
    for (const auto& line : arguments.errors()) report(x, kName, line);
    outlet_new(&x->x_obj, &s_float);
    x->x_rate = outlet_new(&x->x_obj, &s_float);
    return x;
}

}  // namespace

void sound_load_setup()
{
    load_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(load_new), nullptr, sizeof(t_load),
                           CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addmethod(load_class, reinterpret_cast<t_method>(load_read), gensym("read"), A_GIMME, A_NULL);
}
