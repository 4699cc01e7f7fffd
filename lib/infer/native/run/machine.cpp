// Memory and copies.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/run/machine.h"

namespace latentjam::infer::native {

Tensor Machine::empty(Type type, const Dims& sizes) const
{
    const auto bytes = static_cast<std::size_t>(checked_count(sizes)) * bytes_of(type);
    return {std::make_shared<Storage>(bytes, budget_), type, sizes};
}

void Machine::check_writable(const Tensor& tensor)
{
    if (tensor.storage()->is_shared_weight) throw Unknown("the script writes to a weight");
    tensor.storage()->was_written = true;
}

void Machine::run(std::unique_ptr<Step> step)
{
    for (const auto& tensor : step->writes()) check_writable(tensor);
    step->run();
    if (witness_ != nullptr) witness_->saw(std::move(step));
}

Tensor Machine::contiguous(const Tensor& tensor) { return tensor.is_contiguous() ? tensor : cloned(tensor); }

Tensor Machine::converted(const Tensor& tensor, Type type)
{
    if (tensor.type() == type) return tensor;
    auto out = empty(type, tensor.sizes());
    copy(out, tensor);
    return out;
}

Tensor Machine::cloned(const Tensor& tensor)
{
    auto out = empty(tensor.type(), tensor.sizes());
    copy(out, tensor);
    return out;
}

void Machine::copy(const Tensor& to, const Tensor& from)
{
    if (to.storage() == from.storage()) {
        if (to.offset() == from.offset() && to.strides() == from.strides()) return;
        const auto between = empty(from.type(), from.sizes());
        copy(between, from);
        return copy(to, between);
    }
    run({to}, {from}, [to, from] { copy_numbers(to, from); });
}

Tensor Machine::scalar(const Value& number, Type type)
{
    auto out = empty(type, {});
    const bool is_whole = !number.is_double();
    const auto whole = is_whole ? number.integer() : 0;
    const double real = is_whole ? static_cast<double>(whole) : number.real();
    run({out}, {}, [out, is_whole, whole, real] {
        with_type(out.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_integral_v<T>)
                *out.data<T>() = is_whole ? static_cast<T>(whole) : static_cast<T>(real);
            else
                *out.data<T>() = T(static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(real));
        });
    });
    return out;
}

}  // namespace latentjam::infer::native
