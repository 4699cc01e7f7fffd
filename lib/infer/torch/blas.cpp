// Asking libtorch and the loaded libraries about the BLAS.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/blas.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>

#ifndef _WIN32
#include <dlfcn.h>
#endif

#include <filesystem>
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

#ifndef _WIN32

// The file that provides `sgemm_`, links followed ("/usr/lib/.../openblas-pthread/libblas.so.3"). Asking the process
// for OpenBLAS's symbols would not do: LAPACK may come from OpenBLAS although BLAS does not.
std::filesystem::path blas_file()
{
    Dl_info info;
    void* multiply = symbol("sgemm_");
    if (multiply == nullptr || dladdr(multiply, &info) == 0) return {};
    std::error_code error;
    auto file = std::filesystem::canonical(info.dli_fname, error);
    return error ? std::filesystem::path(info.dli_fname) : file;
}

bool exports(const std::filesystem::path& library, const char* name)
{
    void* handle = library.empty() ? nullptr : dlopen(library.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    const bool found = handle != nullptr && dlsym(handle, name) != nullptr;
    if (handle != nullptr) dlclose(handle);
    return found;
}

bool is_fast_by_file()
{
    const auto file = blas_file();
    for (const auto* word : {"openblas", "blis", "mkl", "atlas", "armpl", "Accelerate", "flexiblas"})
        if (file.string().find(word) != std::string::npos) return true;
    return exports(file, "openblas_get_config") || exports(file, "bli_info_get_version_str");
}

#else

bool is_fast_by_file() { return false; }

#endif

bool is_fast_blas()
{
    if (at::hasMKL() || is_fast_by_file()) return true;
    const auto config = at::show_config();
    for (const auto* name : {"BLAS_INFO=mkl", "BLAS_INFO=open", "BLAS_INFO=accelerate", "BLAS_INFO=flame"})
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
