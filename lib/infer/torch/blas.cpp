// Asking libtorch and the loaded libraries about the BLAS.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/blas.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>

#ifndef _WIN32
#include <dlfcn.h>
#endif

#include <array>
#include <mutex>

namespace latentjam::infer::torch_backend {

namespace {

// Looks where this plug-in's own libraries are; the plug-in's symbols are local to it, so no other scope would do.
void* symbol(const char* name)
{
#ifdef _WIN32
    (void)name;
    return nullptr;
#else
    return dlsym(RTLD_DEFAULT, name);
#endif
}

bool is_fast_blas()
{
    if (at::hasMKL()) return true;
    for (const auto* name :
         {"openblas_get_config", "bli_info_get_version_str", "MKL_Get_Version_String", "armpl_version"})
        if (symbol(name) != nullptr) return true;
    const auto config = at::show_config();
    for (const auto* name :
         {"BLAS_INFO=mkl", "BLAS_INFO=open", "BLAS_INFO=accelerate", "BLAS_INFO=flame", "BLAS_INFO=atlas"})
        if (config.find(name) != std::string::npos) return true;
    return false;
}

}  // namespace

std::string slow_blas_remark()
{
    static const bool kFast = is_fast_blas();
    if (kFast) return {};
    return "libtorch computes with the slow reference BLAS (RAVE needs about 7 times as long): sudo apt install "
           "libopenblas0-pthread";
}

void use_threads(int count)
{
    // The number belongs to each thread where torch uses OpenMP, so it is compared on the calling thread.
    if (at::get_num_threads() != count) at::set_num_threads(count);
}

void use_blas_threads(int count)
{
    using Set = void (*)(int);
    using Get = int (*)();
    static const auto kSet = reinterpret_cast<Set>(symbol("openblas_set_num_threads"));
    static const auto kGet = reinterpret_cast<Get>(symbol("openblas_get_num_threads"));
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (kSet != nullptr && kGet != nullptr && kGet() != count) kSet(count);
}

}  // namespace latentjam::infer::torch_backend
