// LATENTJAM_EXPORT marks the entry of a loadable file; every other symbol is hidden (cmake/exports.cmake).
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#ifdef _WIN32
#define LATENTJAM_EXPORT extern "C" __declspec(dllexport)
#else
#define LATENTJAM_EXPORT extern "C" __attribute__((visibility("default")))
#endif
