#include "gateway/network/documents/revision.h"

#include "gateway/core/text/sanitize.h"
#include "gateway/core/text/width_folding.h"

#include <algorithm>

namespace renkei::documents {
namespace {

constexpr std::size_t most_revision_bytes = 64;
constexpr std::string_view digits = "0123456789";

// A text and the number behind it; one of both may be empty, behind the end both are.
struct RevisionPart {
    std::string_view text;
    std::string_view number;
    bool operator==(const RevisionPart&) const = default;
};

RevisionPart take_part(std::string_view& rest) {
    RevisionPart out;
    out.text = rest.substr(0, rest.find_first_of(digits));
    rest.remove_prefix(out.text.size());
    out.number = rest.substr(0, rest.find_first_not_of(digits));
    rest.remove_prefix(out.number.size());
    out.number.remove_prefix(std::min(out.number.find_first_not_of('0'), out.number.size()));
    return out;
}

bool is_subnumber(const RevisionPart& part, const RevisionPart& other) {
    return part.text == "." && other == RevisionPart{};
}

// Of any size, without leading zeros.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
    return a.size() == b.size() ? a <=> b : a.size() <=> b.size();
}

} // namespace

std::string kept_revision(std::string_view text) {
    return text.empty() ? "0" : text::sanitized(text, most_revision_bytes);
}

std::partial_ordering compare_revisions(std::string_view a, std::string_view b) {
    const std::string folded_a = text::fold(a);
    const std::string folded_b = text::fold(b);
    std::string_view rest_a = folded_a;
    std::string_view rest_b = folded_b;
    std::strong_ordering out = std::strong_ordering::equal;
    while (!rest_a.empty() || !rest_b.empty()) {
        const RevisionPart part_a = take_part(rest_a);
        const RevisionPart part_b = take_part(rest_b);
        if (part_a.text != part_b.text && !is_subnumber(part_a, part_b) && !is_subnumber(part_b, part_a)) {
            return std::partial_ordering::unordered;
        }
        out = out == std::strong_ordering::equal ? compare_numbers(part_a.number, part_b.number) : out;
    }
    return out;
}

const store::Version& highest_of(const std::vector<store::Version>& versions) {
    const store::Version* out = &versions.front();
    for (const store::Version& each : versions) {
        const bool is_lower = compare_revisions(each.revision, out->revision) < 0;
        out = each.status != store::VersionStatus::withdrawn && !is_lower ? &each : out;
    }
    return *out;
}

} // namespace renkei::documents
