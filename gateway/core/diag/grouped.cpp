#include "gateway/core/diag/grouped.h"

#include "generated/messages/conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace renkei::diag {
namespace {

// "Bundle.entry[12].resource.status" around its first index.
struct EntryPath {
    std::string_view before; // "Bundle.entry["
    std::uint32_t entry = 0;
    std::string_view after; // "].resource.status"
};

std::optional<EntryPath> entry_path(std::string_view path) {
    const std::size_t open = path.find('[');
    const std::size_t close = path.find(']', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) {
        return std::nullopt;
    }
    EntryPath out{.before = path.substr(0, open + 1), .after = path.substr(close)};
    const std::string_view digits = path.substr(open + 1, close - open - 1);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), out.entry);
    return problem == std::errc() && end == digits.data() + digits.size() ? std::optional(out) : std::nullopt;
}

// What must be the same for two findings to be one group.
std::string group_key(const Finding& finding, const EntryPath& path) {
    constexpr char between = '\0';
    const std::uint32_t line = finding.where.is_line_a_document ? finding.where.line : 0;
    std::string out = fmt::format("{} {} {} {}", static_cast<int>(finding.message),
                                  static_cast<int>(finding.severity), finding.where.document, line);
    for (const std::string_view part :
         {std::string_view(finding.where.file), path.before, path.after, std::string_view(finding.item)}) {
        out.append(1, between).append(part);
    }
    for (const std::string& each : finding.args) {
        out.append(1, between).append(each);
    }
    return out;
}

// "0,11-25" of sorted numbers
std::string ranges(const std::vector<std::uint32_t>& numbers) {
    std::string out;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) {
            ++last;
        }
        out += fmt::format("{}{}", out.empty() ? "" : ",", numbers[i]);
        out += last == i ? "" : fmt::format("-{}", numbers[last]);
        i = last + 1;
    }
    return out;
}

bool has_id(const Finding& finding, std::span<const std::string_view> ids) {
    return std::ranges::find(ids, row(finding.message).id) != ids.end();
}

} // namespace

bool is_withheld(const Finding& finding) {
    constexpr std::string_view ids[] = {"withheld-by", "withheld", "does-not-fit"};
    return has_id(finding, ids);
}

bool is_about_carried(const Finding& finding) {
    constexpr std::string_view ids[] = {"qualified-by", "display-differs", "replaced"};
    return has_id(finding, ids);
}

// What a reader of the result must know before anything else.
static bool is_about_value(const Finding& finding) {
    constexpr std::string_view ids[] = {"conflict", "row-incomplete", "older-value", "in-words", "converted"};
    return is_withheld(finding) || is_about_carried(finding) || has_id(finding, ids);
}

std::vector<Finding> grouped(const Report& report, Language language) {
    std::vector<Finding> out;
    std::vector<std::vector<std::uint32_t>> entries; // of each group
    std::unordered_map<std::string, std::size_t> groups;
    for (const Finding& finding : report.findings()) {
        const std::optional<EntryPath> path = entry_path(finding.where.path);
        const auto [group, is_new] =
            path ? groups.try_emplace(group_key(finding, *path), out.size()) : std::pair(groups.end(), true);
        if (is_new) {
            out.push_back(finding);
            entries.emplace_back();
        }
        if (path) {
            entries[group->second].push_back(path->entry);
        }
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::ranges::sort(entries[i]);
        entries[i].erase(std::ranges::unique(entries[i]).begin(), entries[i].end());
        if (entries[i].size() > 1) {
            const EntryPath path = *entry_path(out[i].where.path);
            const std::string places =
                fmt::format(fmt::runtime(language == Language::japanese ? "（{} か所）" : " ({} places)"),
                            entries[i].size());
            out[i].where.path = fmt::format("{}{}{}{}", path.before, ranges(entries[i]), path.after, places);
        }
    }
    std::ranges::stable_partition(out, is_about_value);
    return out;
}

} // namespace renkei::diag
