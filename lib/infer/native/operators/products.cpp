// Products of matrices, alone or in batches.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"
#include "infer/native/operators/promotion.h"
#include "kernel/product/product.h"

#include <algorithm>
#include <type_traits>

namespace latentjam::infer::native {

namespace {

const kernel::product::Loops& loops()
{
    static const auto& best = kernel::product::available_loops().front();
    return best;
}

// y = a b for one pair; rows of b and y are contiguous.
template <typename T>
void multiply(const kernel::product::Call<T>& call)
{
    if constexpr (std::is_same_v<T, float>) return loops().of_floats(call);
    if constexpr (std::is_same_v<T, double>) return loops().of_doubles(call);
    for (std::int64_t row = 0; row < call.rows; ++row) {
        T* out = call.y + row * call.columns;
        std::fill_n(out, call.columns, T(0));
        for (std::int64_t i = 0; i < call.inner; ++i) {
            const T factor = call.a[row * call.row_step + i * call.column_step];
            for (std::int64_t c = 0; c < call.columns; ++c) out[c] += factor * call.b[i * call.columns + c];
        }
    }
}

// Both have the same leading dimensions, then rows x inner and inner x columns.
Tensor batched(Machine& machine, const Tensor& a, const Tensor& right)
{
    const auto dims = a.dim();
    const auto rows = a.size(dims - 2), inner = a.size(dims - 1), columns = right.size(dims - 1);
    if (right.size(dims - 2) != inner)
        throw ScriptError("a product of " + text_of(a.sizes()) + " and " + text_of(right.sizes()));
    // A batch of the same matrix is copied once.
    bool is_same = true;
    for (std::size_t d = 0; d + 2 < dims; ++d) is_same = is_same && (right.strides()[d] == 0 || right.size(d) == 1);
    auto b = right;
    if (is_same) {
        const auto one =
            right.view({inner, columns}, {right.strides()[dims - 2], right.strides()[dims - 1]}, right.offset());
        b = machine.contiguous(one).expanded(right.sizes());
    } else {
        b = machine.contiguous(right);
    }
    Dims sizes = a.sizes();
    sizes[dims - 1] = columns;
    const auto out = machine.empty(a.type(), sizes);
    machine.run({out}, {a, b}, [=] {
        if (out.count() == 0) return;
        auto a_first = a, b_first = b, out_first = out;
        for (int i = 0; i < 2; ++i) {
            const auto last = a_first.dim() - 1;
            a_first = selected(a_first, last, 0);
            b_first = selected(b_first, last, 0);
            out_first = selected(out_first, last, 0);
        }
        with_type(a.type(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::uint8_t>) {
                throw ScriptError("a product of matrices of these numbers");
            } else {
                const auto* left = reinterpret_cast<const T*>(a.storage()->data());
                const auto* lines = reinterpret_cast<const T*>(b.storage()->data());
                auto* to = reinterpret_cast<T*>(out.storage()->data());
                if (inner == 0) return static_cast<void>(std::fill_n(out.data<T>(), out.count(), T(0)));
                for_each_row<3>({&out_first, &a_first, &b_first},
                                [&](const auto& first, const auto& steps, std::int64_t count) {
                                    for (std::int64_t i = 0; i < count; ++i)
                                        multiply<T>({left + first[1] + i * steps[1], a.strides()[dims - 2],
                                                     a.strides()[dims - 1], lines + first[2] + i * steps[2],
                                                     to + first[0] + i * steps[0], rows, inner, columns});
                                });
            }
        });
    });
    return out;
}

Tensor product(Machine& machine, Tensor a, Tensor b)
{
    const Value both[] = {a, b};
    const auto type = promoted(both);
    a = machine.converted(a, type);
    b = machine.converted(b, type);
    if (a.dim() == 0 || b.dim() == 0) throw ScriptError("a product of matrices with a single number");
    const bool is_row = a.dim() == 1, is_column = b.dim() == 1;
    if (is_row) a = with_dimension(a, 0);
    if (is_column) b = with_dimension(b, 1);
    Dims lead =
        broadcast(Dims(std::span(a.sizes().begin(), a.dim() - 2)), Dims(std::span(b.sizes().begin(), b.dim() - 2)));
    const auto full = [&](const Tensor& x) {
        Dims sizes = lead;
        sizes.push_back(x.size(x.dim() - 2));
        sizes.push_back(x.sizes().back());
        return x.expanded(sizes);
    };
    auto out = batched(machine, full(a), full(b));
    if (is_column) out = selected(out, out.dim() - 1, 0);
    if (is_row) out = selected(out, is_column ? out.dim() - 1 : out.dim() - 2, 0);
    return out;
}

Value matmul(Machine& machine, Arguments a) { return product(machine, a[0].tensor(), a[1].tensor()); }

Value bmm(Machine& machine, Arguments a)
{
    if (a[0].tensor().dim() != 3 || a[1].tensor().dim() != 3 || a[0].tensor().size(0) != a[1].tensor().size(0))
        throw ScriptError("bmm() of " + text_of(a[0].tensor().sizes()) + " and " + text_of(a[1].tensor().sizes()));
    return product(machine, a[0].tensor(), a[1].tensor());
}

Tensor plus(Machine& machine, const Tensor& x, const Tensor& added)
{
    const Value both[] = {x, added};
    const auto type = promoted(both);
    const auto left = machine.converted(x, type);
    const auto right = machine.converted(added, type).expanded(x.sizes());
    const auto out = machine.empty(type, x.sizes());
    machine.run({out}, {left, right}, [=] {
        with_type(type, [&](auto zero) {
            using T = decltype(zero);
            map<T, T, T>(out, left, right, [](T v, T w) { return static_cast<T>(v + w); });
        });
    });
    return out;
}

Value linear(Machine& machine, Arguments a)
{
    const auto& weight = a[1].tensor();
    if (weight.dim() != 2) throw ScriptError("linear() with weights of " + text_of(weight.sizes()));
    const auto turned =
        weight.view({weight.size(1), weight.size(0)}, {weight.strides()[1], weight.strides()[0]}, weight.offset());
    const auto y = product(machine, a[0].tensor(), turned);
    return a[2].is_none() ? y : plus(machine, y, a[2].tensor());
}

Value addmm(Machine& machine, Arguments a)
{
    if (a[3].real() != 1 || a[4].real() != 1) throw Unknown("addmm() with factors is not known");
    return plus(machine, product(machine, a[1].tensor(), a[2].tensor()), a[0].tensor());
}

constexpr Entry kEntries[] = {
    {"matmul(Tensor self, Tensor other)", matmul},
    {"mm(Tensor self, Tensor mat2)", matmul},
    {"mv(Tensor self, Tensor vec)", matmul},
    {"dot(Tensor self, Tensor tensor)", matmul},
    {"bmm(Tensor self, Tensor mat2)", bmm},
    {"linear(Tensor input, Tensor weight, Tensor? bias=None)", linear},
    {"addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1)", addmm},
};

}  // namespace

std::span<const Entry> product_operators() { return kEntries; }

}  // namespace latentjam::infer::native
