// Latents to Pd's arrays and back: dimension d is the array <prefix>d.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/latent_arrays.h"

#include <m_pd.h>

#include <algorithm>
#include <cstdint>

namespace latentjam::pd {

namespace {

t_garray* find_array(const std::string& prefix, int dim)
{
    return reinterpret_cast<t_garray*>(pd_findbyclass(gensym((prefix + std::to_string(dim)).c_str()), garray_class));
}

Status no_array(const std::string& prefix)
{
    return Status::error("no array is called '" + prefix + "0': the dimensions go to and come from arrays " + prefix +
                         "0, " + prefix + "1, ...");
}

}  // namespace

Status to_arrays(const latent::Sequence& sequence, const std::string& prefix, int points)
{
    const int length = std::max(1, points > 0 ? points : sequence.frames());  // Pd knows no empty array
    bool any = false;
    for (int dim = 0; dim < sequence.dims(); ++dim) {
        t_garray* array = find_array(prefix, dim);
        if (!array) continue;
        any = true;
        int size = 0;
        t_word* words = nullptr;
        if (!garray_getfloatwords(array, &size, &words))
            return Status::error("array '" + prefix + std::to_string(dim) + "' holds something else than numbers");
        if (size != length) {
            garray_resize_long(array, length);
            garray_getfloatwords(array, &size, &words);
        }
        for (int i = 0; i < size; ++i) {
            const auto frame = static_cast<int>(static_cast<std::int64_t>(i) * sequence.frames() / length);
            words[i].w_float = sequence.is_empty() ? 0 : static_cast<t_float>(sequence.at(frame, dim));
        }
        garray_redraw(array);
    }
    return any || sequence.dims() == 0 ? Status() : no_array(prefix);
}

Result<latent::Sequence> from_arrays(const std::string& prefix)
{
    int dims = 0;
    int frames = 0;
    for (t_garray* array = find_array(prefix, 0); array && dims < latent::kMostDims; array = find_array(prefix, dims)) {
        frames = std::max(frames, garray_npoints(array));
        ++dims;
    }
    if (dims == 0) return no_array(prefix);
    if (!latent::is_valid_size(dims, frames))
        return Status::error("arrays '" + prefix + "...' are too long for a latent: " + std::to_string(frames) +
                             " points, at most " + std::to_string(latent::kMostFrames));
    latent::Sequence sequence(dims, frames);
    for (int dim = 0; dim < dims; ++dim) {
        int size = 0;
        t_word* words = nullptr;
        if (!garray_getfloatwords(find_array(prefix, dim), &size, &words)) continue;
        for (int i = 0; i < size; ++i) sequence.at(i, dim) = static_cast<float>(words[i].w_float);
    }
    return sequence;
}

}  // namespace latentjam::pd
