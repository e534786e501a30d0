// The grammar of a JSON number (RFC 8259, section 6). Its value is never computed here: 1.10 and 30 digits
// keep their text.
#pragma once

#include <string_view>

namespace renkei::json {

constexpr bool is_number(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto digits = [&at, end] {
        const char* const begin = at;
        while (at != end && *at >= '0' && *at <= '9') {
            ++at;
        }
        return at - begin;
    };
    if (at != end && *at == '-') {
        ++at;
    }
    const bool leading_zero = at != end && *at == '0';
    const auto whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) {
        return false;
    }
    if (at != end && *at == '.') {
        ++at;
        if (digits() == 0) {
            return false;
        }
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at != end && (*at == '+' || *at == '-')) {
            ++at;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return at == end;
}

} // namespace renkei::json
