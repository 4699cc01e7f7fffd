// [sound-load]: a sound file of any kind into an array, resized to hold it.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "pd/file_name.h"
#include "pd/object_class.h"

#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr std::size_t kMostFrames = 1U << 25U;  // over ten minutes, 256 MB as an array
constexpr std::size_t kPieceFrames = 1U << 15U;

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

struct SoundLoad : Object {
    using Object::Object;
    void created()
    {
        frames_out = add_outlet(&s_float);
        rate_out = add_outlet(&s_float);
    }

    /// The last atom is the array's name, those before the file's.
    void read(Atoms words) const
    {
        double rate_hz = 0;
        std::size_t frames = 0;
        check(read(file_name(words.first(words.size() - 1)), text_of(words.back()), rate_hz, frames));
        outlet_float(rate_out, static_cast<t_float>(rate_hz));  // both 0 when nothing was loaded
        outlet_float(frames_out, static_cast<t_float>(frames));
    }

    Status read(const Result<std::string>& name, const std::string& table, double& rate_hz, std::size_t& frames) const
    {
        const auto path = name ? find_sound(canvas(), folder, *name) : name;
        if (!path) return path.status();
        auto* array = reinterpret_cast<t_garray*>(pd_findbyclass(gensym(table.c_str()), garray_class));
        return array ? load(array, *path, rate_hz, frames) : Status::error("no array '" + table + "'");
    }

    std::string folder;  // where names are looked for first
    t_outlet *frames_out = nullptr, *rate_out = nullptr;
};

}  // namespace

void sound_load_setup()
{
    static const Table kTable{.name = "sound-load",
                              .text = "a sound file of any kind into an array, resized to hold it",
                              .rows = {{.name = "read",
                                        .type = atoms(2, kAnyNumber, "a file and an array: read <file> <array>"),
                                        .text = "the rate leaves on the right, then the frames on the left",
                                        .take = take<[](SoundLoad& l, Atoms words) { l.read(words); }>},
                                       {.name = "folder",
                                        .type = name("a folder"),
                                        .text = "where names are looked for first",
                                        .take = take<&SoundLoad::folder>}}};
    object_setup<SoundLoad>(kTable);
}
