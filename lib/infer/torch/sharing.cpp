// Copying a module tree by value types; torch's own deepcopy would confuse tensors that are views of one storage.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/sharing.h"

#include <ATen/ATen.h>
#include <ATen/core/Dict.h>
#include <ATen/core/List.h>
#include <ATen/core/class_type.h>
#include <ATen/core/ivalue.h>

#include <unordered_map>

namespace latentjam::infer::torch_backend {

namespace {

class Copier {
public:
    c10::IValue copy(const c10::IValue& value)
    {
        if (value.isTensor()) return tensor(value.toTensor());
        if (value.isTuple()) return tuple(value);
        // A class that torch implements in C++ (packed weights, for example) has no parts to copy: share it.
        if (value.isObject()) return value.isCustomClass() ? value : object(value.toObject());
        if (value.isList()) return list(value);
        if (value.isGenericDict()) return dictionary(value);
        return value;  // numbers, strings, None: immutable
    }

private:
    c10::IValue* known(const void* address)
    {
        const auto found = copies_.find(address);
        return found == copies_.end() ? nullptr : &found->second;
    }

    c10::IValue tensor(const at::Tensor& original)
    {
        if (!original.defined()) return original;
        if (const auto* copy = known(original.unsafeGetTensorImpl())) return *copy;
        return copies_[original.unsafeGetTensorImpl()] = original.detach().clone();
    }

    c10::IValue object(const c10::intrusive_ptr<c10::ivalue::Object>& original)
    {
        if (const auto* copy = known(original.get())) return *copy;
        const auto type = original->type();
        const auto slots = original->slots().size();
        auto twin = c10::ivalue::Object::create(c10::StrongTypePtr(original->compilation_unit(), type), slots);
        copies_[original.get()] = twin;
        for (std::size_t i = 0; i < slots; ++i) {
            const auto& value = original->getSlot(i);
            const bool weight = value.isTensor() && type->is_module() && type->is_parameter(i);
            twin->setSlot(i, weight ? value : copy(value));
        }
        return twin;
    }

    c10::IValue list(const c10::IValue& value)
    {
        const auto original = value.toList();
        if (const auto* copy = known(value.internalToPointer())) return *copy;
        c10::impl::GenericList twin(original.elementType());
        copies_[value.internalToPointer()] = twin;
        for (std::size_t i = 0; i < original.size(); ++i) twin.push_back(copy(original.get(i)));
        return twin;
    }

    c10::IValue dictionary(const c10::IValue& value)
    {
        const auto original = value.toGenericDict();
        if (const auto* copy = known(value.internalToPointer())) return *copy;
        c10::impl::GenericDict twin(original.keyType(), original.valueType());
        copies_[value.internalToPointer()] = twin;
        for (const auto& entry : original) twin.insert(copy(entry.key()), copy(entry.value()));
        return twin;
    }

    c10::IValue tuple(const c10::IValue& value)
    {
        const auto original = value.toTuple();
        std::vector<c10::IValue> elements;
        for (const auto& element : original->elements()) elements.push_back(copy(element));
        if (original->type<c10::TupleType>()->schema())
            return c10::ivalue::Tuple::createNamed(std::move(elements), original->type<c10::TupleType>());
        return c10::ivalue::Tuple::create(std::move(elements));
    }

    std::unordered_map<const void*, c10::IValue> copies_;
};

}  // namespace

torch::jit::Module share_weights(const torch::jit::Module& module)
{
    return torch::jit::Module(Copier().copy(module._ivalue()).toObject());
}

c10::IValue copy_of(const c10::IValue& value) { return Copier().copy(value); }

}  // namespace latentjam::infer::torch_backend
