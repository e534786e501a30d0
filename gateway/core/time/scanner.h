// Walks along a date or time, whose parts have fixed places.
#pragma once

#include "gateway/core/base/characters.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace renkei::time {

class Scanner {
public:
    constexpr explicit Scanner(std::string_view text) : rest_(text) {}

    constexpr bool is_at_end() const { return rest_.empty(); }
    constexpr std::string_view rest() const { return rest_; }

    constexpr bool take(char c) {
        if (!rest_.starts_with(c)) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }
    constexpr bool take(std::string_view text) {
        if (!rest_.starts_with(text)) {
            return false;
        }
        rest_.remove_prefix(text.size());
        return true;
    }
    // Exactly `count` digits with a value within the bounds.
    constexpr std::optional<int> number(std::size_t count, int least, int most) {
        if (rest_.size() < count) {
            return std::nullopt;
        }
        int out = 0;
        for (std::size_t n = 0; n < count; ++n) {
            if (!base::is_digit(rest_[n])) {
                return std::nullopt;
            }
            out = out * 10 + (rest_[n] - '0');
        }
        rest_.remove_prefix(count);
        return out < least || out > most ? std::nullopt : std::optional(out);
    }
    // Digits behind the point, one at least: the first three count.
    constexpr std::optional<int> thousandths() {
        int out = 0;
        int unit = 100;
        std::size_t size = 0;
        for (; size < rest_.size() && base::is_digit(rest_[size]); ++size) {
            out += unit * (rest_[size] - '0');
            unit /= 10;
        }
        rest_.remove_prefix(size);
        return size == 0 ? std::nullopt : std::optional(out);
    }

private:
    std::string_view rest_;
};

} // namespace renkei::time
