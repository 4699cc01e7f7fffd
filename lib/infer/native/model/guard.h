// What a script throws as one line.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/native/value/script_error.h"

#include <exception>
#include <new>
#include <string>
#include <utility>

namespace latentjam::infer::native {

/// The first line that says something, 300 letters at most.
std::string one_line(std::string text);

/// Runs work(), which returns a Status; exceptions become "title: what happened". [worker]
template <typename Work>
Status guarded(const std::string& title, Work&& work) noexcept
{
    try {
        try {
            return work();
        } catch (const ScriptError& error) {
            return Status::error(title + ": " + one_line(error.what()));
        } catch (const std::bad_alloc&) {
            return Status::error(title + ": not enough memory");
        } catch (const std::exception& error) {
            return Status::error(title + ": " + one_line(error.what()));
        }
    } catch (...) {
        return Status::error("not enough memory");
    }
}

}  // namespace latentjam::infer::native
