// Personal data: names, numbers, free text. It cannot be printed or logged by accident, because it has no
// formatter; reveal() gives the value, and a reviewer searches for that word.
#pragma once

#include <compare>
#include <utility>

namespace renkei::base {

template <class T>
class Personal {
public:
    Personal() = default;
    explicit Personal(T value) : value_(std::move(value)) {}
    const T& reveal() const { return value_; }
    auto operator<=>(const Personal&) const = default;

private:
    T value_{};
};

} // namespace renkei::base
