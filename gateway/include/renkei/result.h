// A value, or the finding that made it impossible. The library throws no exceptions of its own;
// std::bad_alloc may pass.
#pragma once

#include <renkei/finding.h>

#include <utility>
#include <variant>

namespace renkei {

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Finding error) : content_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return content_.index() == 0; }

    // Of a Result that is true.
    T& operator*() & { return std::get<0>(content_); }
    const T& operator*() const& { return std::get<0>(content_); }
    T operator*() && { return std::get<0>(std::move(content_)); }
    T* operator->() { return &std::get<0>(content_); }
    const T* operator->() const { return &std::get<0>(content_); }

    // Of a Result that is false.
    const Finding& error() const { return std::get<1>(content_); }

private:
    std::variant<T, Finding> content_;
};

} // namespace renkei
