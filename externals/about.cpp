// [latentjam]: loads the library where nothing else does, as the name of any library would, and tells what it is.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/processor.h"
#include "base/version.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/models.h"

#include <string>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

const char* processor()
{
    if (runs_avx512()) return "avx512";
    return runs_avx2() ? "avx2" : "plain";
}

struct About : Object {
    using Object::Object;
    void created() { add_info_outlet(); }

    /// The same as after `bang`, as one line of the console.
    void print() const
    {
        remark(std::string(version()) + ", in " + library_folder() + ", for samples of " +
               std::to_string(PD_FLOATSIZE) + " bits; inner loops: " + processor() + "; models: " + backends_there());
    }
};

}  // namespace

void about_setup()
{
    static const Table kTable{
        .name = "latentjam",
        .text = "loads the library, and tells what it is",
        .rows = {{.name = "print", .text = "all of it as a line on the console", .take = take<&About::print>},
                 {.name = "version",
                  .text = "of the library",
                  .in = kInfo,
                  .tell = tell<[](const About&) { return std::string(version()); }>},
                 {.name = "folder",
                  .text = "where it lies",
                  .in = kInfo,
                  .tell = tell<[](const About&) { return library_folder(); }>},
                 {.name = "bits",
                  .text = "of a sample: 32, or 64 in double-precision Pd",
                  .in = kInfo,
                  .tell = tell<[](const About&) { return PD_FLOATSIZE; }>},
                 {.name = "processor",
                  .text = "which inner loops run: avx512, avx2 or plain",
                  .in = kInfo,
                  .tell = tell<[](const About&) { return std::string(processor()); }>},
                 {.name = "backends",
                  .text = "which runtimes for models are installed",
                  .in = kInfo,
                  .tell = tell<[](const About&) { return backends_there(); }>}}};
    object_setup<About>(kTable);
}
