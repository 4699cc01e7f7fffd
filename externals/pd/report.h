// The one way in which objects write to the console.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <m_pd.h>

#include <string>

namespace latentjam::pd {

/// An error line that a click leads back to the object: "rave~: ...". [setup, Pd's thread]
inline void report(const void* object, const char* name, const std::string& message)
{
    pd_error(object, "%s: %s", name, message.c_str());
}

/// A line that is not an error. [setup, Pd's thread]
inline void remark(const char* name, const std::string& message) { post("%s: %s", name, message.c_str()); }

}  // namespace latentjam::pd
