// The outcome of an operation that can fail: a value, or one line for the person who can fix it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace latentjam {

/// Ok, or one line that names the thing, its value, the limit and the remedy.
/// The core never prints; the host shows `message()`.
class [[nodiscard]] Status {
public:
    Status() = default;

    static Status error(std::string message)
    {
        Status status;
        status.message_ = std::move(message);
        return status;
    }

    bool is_ok() const noexcept { return !message_.has_value(); }
    explicit operator bool() const noexcept { return is_ok(); }

    /// Empty when ok.
    const std::string& message() const noexcept
    {
        static const std::string kNone;
        return message_ ? *message_ : kNone;
    }

private:
    std::optional<std::string> message_;
};

/// A value, or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Status status) : content_(std::in_place_index<1>, std::move(status)) {}

    bool is_ok() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return is_ok(); }

    T& operator*() & { return std::get<0>(content_); }
    const T& operator*() const& { return std::get<0>(content_); }
    T&& operator*() && { return std::get<0>(std::move(content_)); }
    T* operator->() { return &std::get<0>(content_); }
    const T* operator->() const { return &std::get<0>(content_); }

    Status status() const { return is_ok() ? Status() : std::get<1>(content_); }
    const std::string& message() const { return std::get<1>(content_).message(); }

private:
    std::variant<T, Status> content_;
};

}  // namespace latentjam
