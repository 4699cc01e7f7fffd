// From a tensor's type code to a C++ type. Included by tensor.h.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/native/value/script_error.h"
#include "infer/native/value/tensor.h"

#include <utility>

namespace latentjam::infer::native {

template <typename F>
decltype(auto) with_type(Type type, F&& f)
{
    switch (type) {  // NOLINTNEXTLINE(bugprone-branch-clone): the types differ
        case Type::kBool:
            return f(bool());
        case Type::kByte:
            return f(std::uint8_t());
        case Type::kInt:
            return f(std::int32_t());
        case Type::kLong:
            return f(std::int64_t());
        case Type::kFloat:
            return f(float());
        case Type::kDouble:
            return f(double());
        case Type::kComplex:
            return f(std::complex<float>());
        default:
            throw Unknown(std::string("numbers of type ") + name_of(type) + " are not computed with");
    }
}

}  // namespace latentjam::infer::native
