// Opening a runtime plug-in with the system's loader.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/plugin.h"

#include <filesystem>
#include <map>
#include <mutex>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace latentjam::infer {

namespace {

#ifdef _WIN32

using Library = HMODULE;

Library open_library(const std::string& path)
{
    // The plug-in's own folder is searched for the runtime's files too.
    const std::u8string name(path.begin(), path.end());
    return LoadLibraryExW(std::filesystem::absolute(std::filesystem::path(name)).make_preferred().c_str(), nullptr,
                          LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR);
}

std::string loader_error() { return "Windows error " + std::to_string(GetLastError()); }

bool is_missing_dependency(const std::string&) { return GetLastError() == ERROR_MOD_NOT_FOUND; }

PluginEntry entry_of(Library library)
{
    return reinterpret_cast<PluginEntry>(reinterpret_cast<void*>(GetProcAddress(library, kPluginEntry)));
}

#else

using Library = void*;

/// A plug-in of a package has the runtime's files beside it. Their names then go before those of another libtorch that
/// an external of someone else has loaded, as Pd does, for the whole process to see.
int binding(const std::filesystem::path& plugin)
{
#if defined(RTLD_DEEPBIND) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::directory_iterator file(plugin.parent_path(), error), end; !error && file != end; file.increment(error))
        if (file->path().filename().native().starts_with("lib")) return RTLD_DEEPBIND;
#else
    (void)plugin;
#endif
    return 0;
}

Library open_library(const std::string& path)
{
    // A bare file name would be searched for on the system's library path.
    const auto full = std::filesystem::absolute(path);
    return dlopen(full.c_str(), RTLD_NOW | RTLD_LOCAL | binding(full));
}

std::string loader_error()
{
    const char* text = dlerror();
    return text != nullptr ? text : "unknown error";
}

// Linux: "libx.so: cannot open shared object file: ..."; macOS: "Library not loaded: ...".
bool is_missing_dependency(const std::string& error)
{
    return error.find("cannot open shared object file") != std::string::npos ||
           error.find("Library not loaded") != std::string::npos;
}

PluginEntry entry_of(Library library) { return reinterpret_cast<PluginEntry>(dlsym(library, kPluginEntry)); }

#endif

Result<Backend*> open(const std::string& path, const PluginHelp& help)
{
    std::error_code ignored;
    const auto name = std::filesystem::path(path).filename().string();
    if (!std::filesystem::exists(path, ignored))
        return Status::error(std::string(kNoRuntime) + "the plug-in " + path + " is missing; " + help.to_build);
    if (help.before_opening != nullptr) help.before_opening();
    const auto library = open_library(path);
    if (library == nullptr) {
        auto error = loader_error();
        if (is_missing_dependency(error))
            return Status::error(std::string(kNoRuntime) + name + " needs a library that is missing (" + error + "); " +
                                 help.to_install);
        return Status::error(std::string(kNoRuntime) + name + " cannot be opened (" + error +
                             "); build latentjam again against the " + help.runtime + " of this machine");
    }
    // The library stays open even when it is rejected: closing a runtime is not safe.
    const auto entry = entry_of(library);
    if (entry == nullptr)
        return Status::error(name + " is no latentjam plug-in: it has no " + kPluginEntry + "; build latentjam again");
    auto* backend = entry(kPluginAbi);
    if (backend == nullptr)
        return Status::error(name + " belongs to another version of latentjam (this one speaks plug-in version " +
                             std::to_string(kPluginAbi) + "); build or install both together");
    return backend;
}

}  // namespace

Result<Backend*> open_plugin(const std::string& path, const PluginHelp& help)
{
    // Never destroyed: a worker may ask while the process exits. A failure is tried again at the next call, so that
    // what was missing can be installed while Pd runs.
    static auto& mutex = *new std::mutex;
    static auto& opened = *new std::map<std::string, Backend*>;
    const std::lock_guard lock(mutex);
    if (const auto found = opened.find(path); found != opened.end()) return found->second;
    auto backend = open(path, help);
    if (backend) opened[path] = *backend;
    return backend;
}

}  // namespace latentjam::infer
