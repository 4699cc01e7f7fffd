// make_toy_models FOLDER [name...]: writes toy models for tests and benchmarks; by default all but the large one.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/toy_models.h"

#include <cstdio>
#include <exception>

int main(int count, char** arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "usage: %s FOLDER [name...]\n", arguments[0]);
        return 2;
    }
    std::vector<std::string> names(arguments + 2, arguments + count);
    if (names.empty()) {
        names = latentjam::toys::names();
        std::erase(names, "large");
    }
    try {
        for (const auto& name : names) std::printf("%s\n", latentjam::toys::save(name, arguments[1]).string().c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_toy_models: %s\n", error.what());
        return 1;
    }
    return 0;
}
