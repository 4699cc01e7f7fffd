// What UnRAVEl's steps cost on long files, against the same calls from Python; and whether what plays stays in time
// beside them; how soon a cancelled step is gone.
//     bench_unravel long [minutes [model.ts]]
//     bench_unravel live [seconds [model.ts]]
//     bench_unravel cancel [rounds [model.ts]]
// SPDX-License-Identifier: BSD-3-Clause
#include "bench_unravel_cancel.h"
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"
#include "infer/torchscript/description.h"
#include "latent/file.h"
#include "support/pd_run.h"
#include "support/process.h"
#include "support/temporary_folder.h"
#include "unravel/decode.h"
#include "unravel/encode.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;

namespace {

/// The same calls from Python, one thread as ours, each file read and written whole: what a script does that may not
/// take the memory of one call.
constexpr const char* kPython = R"(
import sys, time, wave, numpy as np, torch
step, model, source, target, chunk = sys.argv[1:6]
chunk = int(chunk)
torch.set_grad_enabled(False); torch.set_num_threads(1)
model = torch.jit.load(model).eval()
run = getattr(model, step)
if step == "encode":
    with open(source, "rb") as f: data = f.read()
    at = data.index(b"data") + 8
    x = torch.from_numpy(np.frombuffer(data, np.float32, offset=at).copy())[None, None]
else:
    x = torch.from_numpy(np.load(source))
for _ in range(5): run(x[..., :chunk])
begin = time.process_time()
out = torch.cat([run(x[..., i:i + chunk]) for i in range(0, x.shape[-1], chunk)], -1).numpy()
np.save(target, out)
print(time.process_time() - begin)
)";

double memory_mb(const std::string& field)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(field + ":")) return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
    return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

struct Seconds {
    double wall;
    double cpu;  ///< of all threads: what others do on the machine does not count
};

Seconds run(Step& step)
{
    std::vector<News> news;
    const std::clock_t cpu = std::clock();
    const auto begin = std::chrono::steady_clock::now();
    while (step.advance(news, kNeverCancelled)) {
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const Seconds seconds{wall.count(), static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC};
    for (const auto& each : news)
        if (each.kind != News::Kind::kInfo) std::printf("  %s\n", each.selector.c_str());
    return seconds;
}

double python_seconds(const std::vector<std::string>& arguments)
{
    const char* python = std::getenv("PYTHON");
    std::vector<std::string> command{python ? python : "/usr/bin/python3", "-c", kPython};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return std::strtod(test::run_process(command, {}, std::chrono::minutes(60)).output.c_str(), nullptr);
}

void report(const char* step, double minutes, Seconds ours, double python, double base_mb, double peak_mb)
{
    std::printf("%s: %.1f s, %.0f times real time; CPU %.1f s, of the same calls from Python %.1f s: ratio %.2f\n",
                step, ours.wall, 60 * minutes / ours.wall, ours.cpu, python, python / ours.cpu);
    std::printf("  memory: %.0f MB with the model, at most %.0f MB beyond that\n", base_mb, peak_mb - base_mb);
}

int bench_long(double minutes, const std::string& model)
{
    const test::TemporaryFolder folder;
    auto backend = infer::open_plugin(LATENTJAM_PLUGIN, infer::libtorch_help());
    if (!backend) return std::fputs(backend.message().c_str(), stderr), 1;
    infer::ModelCache cache({*backend});
    const ModelSource source{&cache, model, infer::Device::kCpu, std::make_shared<HeldModel>(), {}};
    std::vector<News> news;
    const auto encode = load_method(source, "encode", news);
    const auto decode = load_method(source, "decode", news);
    if (!encode || !decode) return std::fputs((encode ? decode : encode).message().c_str(), stderr), 1;
    const std::string sound = folder / "in.wav";
    bench::write_sound(sound, static_cast<std::int64_t>(minutes * 60 * 44100 / 2048) * 2048, 44100);

    forget_peak();
    double base_mb = memory_mb("VmRSS");
    const FileJob listen{{"in.wav", sound}, {"latents", folder / "latents"}, false};
    Encode encoding(source, listen);
    Seconds ours = run(encoding);
    double peak_mb = memory_mb("VmHWM");
    const std::string latents = folder / ("latents/" + encoded_name({"in.wav", "", 0}));
    double python =
        python_seconds({"encode", model, sound, folder / "py.npy", std::to_string(encode->call.frames_per_call())});
    report("encode", minutes, ours, python, base_mb, peak_mb);

    forget_peak();
    base_mb = memory_mb("VmRSS");
    Decode decoding(source, {{"latents", folder / "latents"}, {"sound", folder / "sound"}, false});
    ours = run(decoding);
    peak_mb = memory_mb("VmHWM");
    python =
        python_seconds({"decode", model, latents, folder / "py.npy", std::to_string(decode->call.frames_per_call())});
    report("decode", minutes, ours, python, base_mb, peak_mb);
    return 0;
}

// rave~ plays slow sines; two [unravel] decode an hour each; at the end rave~ tells how many blocks came late.
int bench_live(int seconds, const std::string& model)
{
    for (const bool beside : {false, true}) {
        test::PdRun pd(test::PdRun::Clock::kRealTime);
        const auto description = infer::read_description(model);
        if (!description) return std::fputs(description.message().c_str(), stderr), 1;
        const int dims = description->find_method("decode")->in_channels;
        (void)latent::write(latent::Sequence(dims, 77'000), (pd.folder() / "hour.npy").string());
        pd.patch(
            "#N canvas 0 0 500 400 12;\n#X obj 20 20 osc~ 0.3;\n#X obj 20 60 rave~ " + model +
            " decode -m;\n#X obj 20 100 print rave;\n#X obj 150 20 r rave;\n#X obj 250 20 r jobs;\n#X obj 250 60 "
            "unravel " +
            model + ";\n#X obj 350 60 unravel " + model +
            ";\n#X obj 250 100 route progress;\n#X obj 250 140 print job;\n#X msg 250 40 decode hour.npy one;\n"
            "#X msg 350 40 decode hour.npy two;\n#X obj 20 200 loadbang;\n#X obj 20 230 delay 3000;\n#X msg 20 260 \\; "
            "pd dsp 1 "
            "\\; jobs bang;\n#X obj 150 230 delay " +
            std::to_string(3000 + 1000 * seconds) +
            ";\n#X msg 150 260 \\; rave bang \\; pd quit;\n#X connect 0 0 1 0;\n#X connect 1 1 2 0;\n#X connect 3 0 1 "
            "0;\n" +
            (beside ? "#X connect 4 0 9 0;\n#X connect 4 0 10 0;\n" : "") +
            "#X connect 9 0 5 0;\n#X connect 10 0 6 0;\n#X connect 5 0 7 0;\n#X connect 6 0 7 0;\n#X connect 7 0 8 0;\n"
            "#X connect 11 0 12 0;\n#X connect 12 0 13 0;\n#X connect 11 0 14 0;\n#X connect 14 0 15 0;\n");
        pd.quit_after(-1).time_limit(std::chrono::seconds(seconds + 60));
        const auto result = pd.run();
        const auto value = [&](const std::string& words) {
            const auto at = result.console.rfind(words);
            return at == std::string::npos ? std::nan("")
                                           : std::strtod(result.console.c_str() + at + words.size(), nullptr);
        };
        std::printf("%s: %g late blocks in %d s, rave~ at %.0f %%%s%.0f\n", beside ? "beside two jobs" : "alone",
                    value("rave: late "), seconds, value("rave: load "),
                    beside ? "; the jobs were at % of an hour: " : " ", beside ? 100 * value("job: ") : 0.0);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    const std::string what = argc > 1 ? argv[1] : "";
    const std::string model = argc > 3 ? argv[3] : LATENTJAM_MODELS "/sirens.ts";
    if (what == "long") return bench_long(argc > 2 ? std::strtod(argv[2], nullptr) : 30, model);
    if (what == "live") return bench_live(argc > 2 ? std::atoi(argv[2]) : 30, model);
    if (what == "cancel") return bench::cancel_steps(argc > 2 ? std::atoi(argv[2]) : 5, model);
    std::fputs("bench_unravel long [minutes [model.ts]] | live [seconds [model.ts]] | cancel [rounds [model.ts]]\n",
               stderr);
    return 1;
}
