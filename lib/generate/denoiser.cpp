// A denoiser over the backend interface.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/denoiser.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace latentjam::generate {
namespace {

constexpr const char* kMethod = "denoise";

class ModelDenoiser final : public Denoiser {
public:
    ModelDenoiser(std::shared_ptr<infer::Model> model, std::unique_ptr<infer::Instance> instance)
        : model_(std::move(model)),
          instance_(std::move(instance)),
          method_(*model_->description().find_method(kMethod)),
          mean_(static_cast<std::size_t>(method_.out_channels), 0.0F),
          deviation_(static_cast<std::size_t>(method_.out_channels), 1.0F)
    {
        // Attention and groups of the whole window: one thread, so that live sound keeps the others.
        instance_->set_threads(1);
    }

    Status read_attributes()
    {
        const auto number = [&](const char* name, double otherwise) {
            const std::vector<float> values = read(name);
            return values.size() == 1 ? static_cast<double>(values[0]) : otherwise;
        };
        multiple_ = static_cast<int>(number("multiple", 0));
        window_ = static_cast<int>(number("window", 0));
        ratio_ = number("frame_ratio", 0);
        for (auto& [name, into] : {std::pair("latent_mean", &mean_), std::pair("latent_std", &deviation_)})
            if (const std::vector<float> values = read(name); values.size() == into->size()) *into = values;
        if (multiple_ < 1 || window_ < 1 || window_ % multiple_ != 0)
            return Status::error("its attributes window and multiple are " + std::to_string(window_) + " and " +
                                 std::to_string(multiple_) + "; the window must be a multiple of at least 1");
        for (float& value : deviation_)
            if (!(value > 0)) return Status::error("its attribute latent_std must be above 0 in each dim");
        return {};
    }

    int dims() const noexcept override { return method_.out_channels; }
    int window() const noexcept override { return window_; }
    int multiple() const noexcept override { return multiple_; }
    std::span<const float> mean() const override { return mean_; }
    std::span<const float> deviation() const override { return deviation_; }
    double rate_hz() const noexcept override { return ratio_ > 0 ? model_->description().sample_rate / ratio_ : 0; }

    Status velocity(const Shape& shape, std::span<const float> x, float sigma, std::span<float> v) override
    {
        const std::size_t row = shape.row_size();
        const auto frames = static_cast<std::size_t>(shape.frames);
        input_.resize(static_cast<std::size_t>(shape.rows) * (row + frames));
        for (std::size_t r = 0; r < static_cast<std::size_t>(shape.rows); ++r) {
            const auto to = input_.begin() + static_cast<std::ptrdiff_t>(r * (row + frames));
            std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(r * row), row, to);
            std::fill_n(to + static_cast<std::ptrdiff_t>(row), frames, sigma);
        }
        const infer::Outcome outcome =
            instance_->process(method_, {input_, shape.rows, method_.in_channels, shape.frames},
                               {v, shape.rows, shape.dims, shape.frames});
        return outcome;  // numbers that were not finite are no velocity either
    }

private:
    /// An attribute's numbers; none when there is no such attribute.
    std::vector<float> read(const char* name)
    {
        std::vector<float> numbers;
        const infer::Attribute* attribute = model_->description().find_attribute(name);
        if (!attribute) return numbers;
        const auto values = instance_->get(*attribute);
        if (!values) return numbers;
        for (const infer::Value& value : *values) {
            if (const auto* whole = std::get_if<std::int64_t>(&value)) numbers.push_back(static_cast<float>(*whole));
            if (const auto* real = std::get_if<double>(&value)) numbers.push_back(static_cast<float>(*real));
            if (const auto* many = std::get_if<std::vector<float>>(&value))
                numbers.insert(numbers.end(), many->begin(), many->end());
        }
        return numbers;
    }

    std::shared_ptr<infer::Model> model_;
    std::unique_ptr<infer::Instance> instance_;
    infer::Method method_;
    int multiple_ = 0;
    int window_ = 0;
    double ratio_ = 0;
    std::vector<float> mean_;
    std::vector<float> deviation_;
    std::vector<float> input_;
};

}  // namespace

bool is_denoiser(const infer::Description& description)
{
    const infer::Method* method = description.find_method(kMethod);
    return method && method->in_channels == method->out_channels + 1 && method->in_ratio == 1 && method->out_ratio == 1;
}

Result<std::unique_ptr<Denoiser>> open_denoiser(std::shared_ptr<infer::Model> model, const std::string& name)
{
    if (!is_denoiser(model->description()))
        return Status::error("model '" + name +
                             "' is no denoiser: it has no method denoise from dims + 1 channels to dims at ratio 1 "
                             "(models/diffusion/export.py makes such files)");
    auto instance = model->instantiate();
    if (!instance) return instance.status();
    auto denoiser = std::make_unique<ModelDenoiser>(std::move(model), *std::move(instance));
    if (const Status status = denoiser->read_attributes(); !status)
        return Status::error("model '" + name + "': " + status.message());
    return std::unique_ptr<Denoiser>(std::move(denoiser));
}

}  // namespace latentjam::generate
