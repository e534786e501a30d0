#include "gateway/forms/record/value/spreadsheet.h"

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <charconv>

namespace renkei::record {

bool is_shortened_number(std::string_view text) {
    constexpr int shortest = 11; // 1E+11 has 12 digits; shorter numbers are shown whole
    constexpr std::string_view exponent = "E+";
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    if (text.empty() || !base::is_digit(text.front())) {
        return false; // most texts
    }
    const std::size_t at = text.find(exponent);
    if (at == std::string_view::npos) {
        return false;
    }
    const std::string_view behind_point = text.substr(1, at - 1);
    const bool is_number =
        behind_point.empty() || (behind_point.size() > 1 && behind_point[0] == '.' &&
                                 std::ranges::all_of(behind_point.substr(1), base::is_digit));
    const std::string_view power = text.substr(at + exponent.size());
    int value = 0;
    const auto [end, wrong] = std::from_chars(power.data(), power.data() + power.size(), value);
    return is_number && wrong == std::errc() && end == power.data() + power.size() && value >= shortest;
}

std::string with_lost_zeros(std::string_view text, const std::function<bool(std::string_view)>& fits) {
    constexpr std::size_t most = 9; // a number has another digit
    std::string out(text);
    if (text.empty() || !std::ranges::all_of(text, base::is_digit)) {
        return {};
    }
    for (std::size_t zeros = 1; zeros <= most; ++zeros) {
        out.insert(out.begin(), '0');
        if (fits(out)) {
            return out;
        }
    }
    return {};
}

std::vector<std::string> with_traces(std::vector<std::string> args, std::string_view text,
                                     const std::function<bool(std::string_view)>& fits) {
    if (is_shortened_number(text)) {
        args.emplace_back();
        args.emplace_back(text);
    } else if (std::string zeros = with_lost_zeros(text, fits); !zeros.empty()) {
        args.push_back(std::move(zeros));
    }
    return args;
}

} // namespace renkei::record
