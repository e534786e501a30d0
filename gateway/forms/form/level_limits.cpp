#include "gateway/forms/form/level_limits.h"

#include "gateway/core/text/tab_table.h"

#include <algorithm>
#include <vector>

namespace renkei::form {
namespace {

constexpr char place_sign = '\t';

struct LevelLimits {
    std::vector<LevelLimit> limits{};
    std::vector<LimitPlace> places{};
};

const LevelLimits& read_level_limits() {
    static const LevelLimits read = [] {
        LevelLimits out;
        for (std::string_view line : text::table_lines(level_limits_table())) {
            const bool is_place = line.starts_with(place_sign);
            line.remove_prefix(is_place ? 1 : 0);
            const auto next = [&](char separator = '\t') { return text::next_part(line, separator); };
            if (is_place) {
                LimitPlace place{.form = next(), .level = next(), .days = next(), .own_limit = next()};
                place.void_item = next('=');
                place.void_codes = line;
                out.places.push_back(place);
            } else {
                LevelLimit limit{.level = next(), .units = next(), .from = next(), .until = next()};
                limit.source = line;
                out.limits.push_back(limit);
            }
        }
        return out;
    }();
    return read;
}

} // namespace

const LevelLimit* limit_of(std::string_view level, std::string_view day) {
    const std::vector<LevelLimit>& all = read_level_limits().limits;
    const auto found = std::ranges::find_if(all, [&](const LevelLimit& each) {
        return each.level == level && each.from <= day && (each.until.empty() || day <= each.until);
    });
    return found == all.end() ? nullptr : &*found;
}

const LimitPlace* limit_place_of(std::string_view form) {
    const std::vector<LimitPlace>& all = read_level_limits().places;
    const auto found = std::ranges::find(all, form, &LimitPlace::form);
    return found == all.end() ? nullptr : &*found;
}

} // namespace renkei::form
