// What [latentjam/rave~] finds where nothing has loaded the library: a small file of the object's name, which loads the
// library from its own folder. One program for all names.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/export.h"

#include <m_pd.h>

#include <string>

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace {

using SetUp = void (*)();

#if defined(_WIN32)

SetUp library_beside_this()
{
    HMODULE self = nullptr;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       reinterpret_cast<LPCWSTR>(&library_beside_this), &self);
    std::wstring path(32768, L'\0');
    path.resize(GetModuleFileNameW(self, path.data(), static_cast<DWORD>(path.size())));
    const auto name = path.find_last_of(L"/\\") + 1;
    const auto ending = path.find(L'.', name);
    if (ending == std::wstring::npos) return nullptr;
    const HMODULE library = LoadLibraryExW((path.substr(0, name) + L"latentjam" + path.substr(ending)).c_str(), nullptr,
                                           LOAD_WITH_ALTERED_SEARCH_PATH);
    return library ? reinterpret_cast<SetUp>(GetProcAddress(library, "latentjam_setup")) : nullptr;
}

const char* reason() { return "it is missing, or cannot be loaded"; }

#else

/// rave~.linux-amd64-32.so opens latentjam.linux-amd64-32.so: each kind of Pd the one that is meant for it.
SetUp library_beside_this()
{
    Dl_info self{};
    if (dladdr(reinterpret_cast<const void*>(&library_beside_this), &self) == 0) return nullptr;
    const std::string path = self.dli_fname;
    const auto name = path.find_last_of('/') + 1;
    const auto ending = path.find('.', name);
    if (ending == std::string::npos) return nullptr;
    void* library = dlopen((path.substr(0, name) + "latentjam" + path.substr(ending)).c_str(), RTLD_NOW);
    return library ? reinterpret_cast<SetUp>(dlsym(library, "latentjam_setup")) : nullptr;
}

const char* reason() { return dlerror(); }

#endif

void load_library()
{
    if (const SetUp set_up = library_beside_this())
        set_up();
    else
        pd_error(nullptr, "latentjam: the library beside this object cannot be loaded: %s", reason());
}

}  // namespace

#define LATENTJAM_NAME(name)      \
    LATENTJAM_EXPORT void name(); \
    void name() { load_library(); }
#include "by_name.inc"
#undef LATENTJAM_NAME
