// Pd's facts: batch mode, multichannel signals, files, logical time.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/host.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include <g_canvas.h>

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif
#if defined(__APPLE__)
#include <crt_externs.h>
#endif

// Pd exports these, and declares them in a header that is not installed everywhere.
extern "C" {
t_outconnect* obj_starttraverseoutlet(const t_object* x, t_outlet** op, int nout);
t_outconnect* obj_nexttraverseoutlet(t_outconnect* lastconnect, t_object** destp, t_inlet** inletp, int* whichp);
int obj_issignalinlet(const t_object* x, int m);
}

namespace latentjam::pd {

namespace {

bool command_line_has(const char* wanted)
{
#if defined(_WIN32)
    return std::strstr(GetCommandLineA(), wanted) != nullptr;
#elif defined(__APPLE__)
    char** argv = *_NSGetArgv();
    for (int i = 1; i < *_NSGetArgc(); ++i)
        if (std::strcmp(argv[i], wanted) == 0) return true;
    return false;
#else
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t begin = 0; begin < line.size(); begin += std::strlen(&line[begin]) + 1)
        if (std::strcmp(&line[begin], wanted) == 0) return true;
    return false;
#endif
}

using SetMultiOut = void (*)(t_signal**, int);

SetMultiOut find_set_multi_out()
{
#if defined(_WIN32)
    constexpr const char* kPd = PD_FLOATSIZE == 64 ? "pd64.dll" : "pd.dll";
    void* const symbol = reinterpret_cast<void*>(GetProcAddress(GetModuleHandleA(kPd), "signal_setmultiout"));
#else
    void* const symbol = dlsym(RTLD_DEFAULT, "signal_setmultiout");
#endif
    return reinterpret_cast<SetMultiOut>(symbol);
}

const SetMultiOut& set_multi_out()
{
    static const SetMultiOut function = find_set_multi_out();
    return function;
}

}  // namespace

bool is_batch()
{
    static const bool batch = command_line_has("-batch");
    return batch;
}

bool has_multichannel() { return set_multi_out() != nullptr; }

Status set_multichannel(bool wanted, bool& is_multichannel)
{
    is_multichannel = wanted && has_multichannel();
    if (wanted == is_multichannel) return {};
    return Status::error("m needs Pd 0.54 or newer; this box has a cord for each channel");
}

void set_channels(t_signal** signal, int count)
{
    if (has_multichannel()) set_multi_out()(signal, count);
}

bool runs_into_signal(const t_object* object, int outlet)
{
    t_outlet* from = nullptr;
    t_object* to = nullptr;
    t_inlet* inlet = nullptr;
    int number = 0;
    for (t_outconnect* cord = obj_starttraverseoutlet(object, &from, outlet); cord;) {
        cord = obj_nexttraverseoutlet(cord, &to, &inlet, &number);
        if (obj_issignalinlet(to, number)) return true;
    }
    return false;
}

int channels_of(const t_signal* signal) { return has_multichannel() ? signal->s_nchans : 1; }

namespace {

/// The models and samples that came with us: patches say ../samples/..., which from an installed help patch is nowhere.
std::string find_own_file(std::string_view name, const char* extension)
{
    while (name.starts_with("../")) name.remove_prefix(3);
    if (name.empty() || name.front() == '/') return {};
    for (const char* folder : {"/", "/models/", "/samples/"})
        for (const char* ending : {"", extension}) {
            const std::string path = library_folder() + folder + std::string(name) + ending;
            std::error_code error;
            if (std::filesystem::is_regular_file(path, error)) return path;
        }
    return {};
}

/// Whether the file that Pd would open is a named pipe: opening one waits until something is written into it.
bool is_pipe(const t_canvas* canvas, const std::string& name)
{
    struct Found {
        std::string name;
        bool is_pipe = false;
    } found{name};
    const auto look = [](const char* folder, void* data) {
        auto& wanted = *static_cast<Found*>(data);
        std::error_code error;
        const auto status = std::filesystem::status(*folder ? folder + ("/" + wanted.name) : wanted.name, error);
        const bool is_there = std::filesystem::exists(status) && !std::filesystem::is_directory(status);
        wanted.is_pipe = std::filesystem::is_fifo(status);
        return is_there ? 0 : 1;  // 1: goes on to the next folder
    };
    if (sys_isabsolutepath(name.c_str())) {
        found.name = path_to_write(canvas, name);
        look("", &found);
    } else {
        canvas_path_iterate(canvas, look, &found);
    }
    return found.is_pipe;
}

}  // namespace

std::string find_file(const t_canvas* canvas, const std::string& name, const char* extension)
{
    if (name.size() >= MAXPDSTRING) return {};
    for (; canvas; canvas = canvas->gl_owner)  // an abstraction's own folder first, then that of the patch around it
        for (const char* ending : {"", extension}) {
            if (is_pipe(canvas, name + ending)) continue;
            std::array<char, MAXPDSTRING> folder{};
            char* file = nullptr;
            const int handle = canvas_open(canvas, name.c_str(), ending, folder.data(), &file, MAXPDSTRING, 1);
            if (handle < 0) continue;
            sys_close(handle);
            return std::string(folder.data()) + "/" + file;
        }
    return find_own_file(name, extension);
}

std::string path_to_write(const t_canvas* canvas, const std::string& name)
{
    const char* const home = std::getenv("HOME");
    if (home && name.starts_with("~/")) return home + name.substr(1);  // as Pd finds such files
    const std::string folder = canvas_getdir(canvas)->s_name;          // canvas_makefilename() cuts long paths off
    const bool is_full = folder.empty() || name.starts_with('/') || (name.size() > 1 && name[1] == ':');
    return is_full ? name : folder + "/" + name;
}

std::string library_folder()
{
#if defined(_WIN32)
    HMODULE module = nullptr;
    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       reinterpret_cast<LPCSTR>(&library_folder), &module);
    std::wstring path(32768, L'\0');  // the longest that Windows has
    path.resize(GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size())));
    const std::u8string name = std::filesystem::path(path).u8string();  // as Pd writes names
    const std::string file(name.begin(), name.end());
#else
    Dl_info info{};
    dladdr(reinterpret_cast<const void*>(&library_folder), &info);
    const std::string file = info.dli_fname ? info.dli_fname : "";
#endif
    return file.substr(0, file.find_last_of("/\\"));
}

namespace {

/// Ticks of logical time. Counted from step to step: libpd's ticks are not exactly as long as its samples (63.999999 at
/// 44.1 kHz), so that time divided by their length slips within minutes.
class TickCount {
public:
    /// The tick being computed included. In perform.
    std::int64_t with_this_one() noexcept
    {
        ticks_ += std::llround(since());
        last_time_ = clock_getlogicaltime();
        return ticks_;
    }

    /// Those that are over. Between ticks: clocks stand anywhere inside the coming one.
    std::int64_t finished() const noexcept { return ticks_ + static_cast<std::int64_t>(std::floor(since() + 0.01)); }

private:
    double since() const noexcept { return clock_gettimesincewithunits(last_time_, 1, 1) / sys_getblksize(); }

    double last_time_ = 0;
    std::int64_t ticks_ = 0;
};

TickCount& tick_count() noexcept
{
    static TickCount count;
    return count;
}

}  // namespace

void GridClock::prepare(int block, double sample_rate)
{
    const double pd_rate = static_cast<double>(sys_getsr());
    const double ratio = pd_rate > 0 ? sample_rate / pd_rate : 1.0;
    block_ = block;
    tick_ = std::max(1, static_cast<int>(std::lround(sys_getblksize() * ratio)));
    ticks_ = -1;
}

std::int64_t GridClock::next() noexcept
{
    // During a tick Pd's logical time already stands at its end. A block shorter than a tick is called several times
    // at one logical time, a longer one once for several ticks, with what came in up to now.
    const std::int64_t ticks = tick_count().with_this_one();
    if (ticks != ticks_) {
        ticks_ = ticks;
        position_ = ticks * tick_ - std::max(block_, tick_);
    } else {
        position_ += block_;
    }
    return position_;
}

std::int64_t GridClock::now() const noexcept { return tick_count().finished() * tick_; }

}  // namespace latentjam::pd
