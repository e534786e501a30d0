#include "gateway/forms/record/value/version.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

namespace renkei::record {
namespace {

std::string plain(std::string_view version) {
    std::string out(version);
    std::erase(out, '-');
    return out;
}

// Empty if it is no version made of numbers.
std::vector<std::uint64_t> numbers(const std::string& version) {
    std::vector<std::uint64_t> out;
    const char* at = version.data();
    const char* const end = at + version.size();
    while (at < end) {
        const auto [stop, wrong] = std::from_chars(at, end, out.emplace_back());
        if (wrong != std::errc{} || (stop != end && *stop != '.')) {
            return {};
        }
        at = stop == end ? end : stop + 1;
    }
    return out;
}

} // namespace

bool same_version(std::string_view a, std::string_view b) { return plain(a) == plain(b); }

bool is_newer_version(std::string_view a, std::string_view b) {
    const std::vector<std::uint64_t> left = numbers(plain(a));
    const std::vector<std::uint64_t> right = numbers(plain(b));
    return !left.empty() && !right.empty() && left > right;
}

VersionAge age_of_version(const form::Form& form, std::string_view version) {
    if (same_version(version, form.version())) {
        return VersionAge::same;
    }
    const auto earlier = std::ranges::find_if(form.earlier(), [&](const form::EarlierVersion& each) {
        return same_version(form.text(each.version), version);
    });
    if (earlier != form.earlier().end()) {
        return earlier->is_read != 0 ? VersionAge::earlier_read : VersionAge::earlier_refused;
    }
    if (is_newer_version(version, form.version())) {
        return VersionAge::newer;
    }
    return is_newer_version(form.version(), version) ? VersionAge::older : VersionAge::unknown;
}

} // namespace renkei::record
