#include "gateway/core/diag/grouped.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
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

// Which entries the findings on the lines of a file are about.
struct Entries {
    std::uint32_t least = 0;
    std::uint32_t most = 0;
};
using Lines = std::map<std::uint32_t, Entries>;
std::unordered_map<std::string, Lines> lines_of(const Report& report) {
    std::unordered_map<std::string, Lines> out;
    for (const Finding& finding : report.findings()) {
        if (const std::optional<EntryPath> path = entry_path(finding.where.path)) {
            Entries& entries = out[finding.where.file]
                                   .try_emplace(finding.where.line, Entries{path->entry, path->entry})
                                   .first->second;
            entries = {std::min(entries.least, path->entry), std::max(entries.most, path->entry)};
        }
    }
    return out;
}

// Nothing says whether the lines of a file are documents of their own (NDJSON) or of one document. Of one
// document, each line is about one entry, and later lines are about later entries.
bool is_one_document(const std::string& file, const Lines& lines) {
    if (lines.size() < 2) {
        return true;
    }
    std::uint32_t last = 0;
    return !file.ends_with(".ndjson") && !file.ends_with(".jsonl") &&
           std::ranges::all_of(lines, [&](const auto& line) {
               const Entries& entries = line.second;
               return entries.least == entries.most && entries.least >= std::exchange(last, entries.most);
           });
}

// What must be the same for two findings to be one group.
std::string group_key(const Finding& finding, const EntryPath& path, std::uint32_t line) {
    constexpr char between = '\0';
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

// "0,11-25"
std::string ranges(std::vector<std::uint32_t> numbers) {
    std::ranges::sort(numbers);
    numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
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

} // namespace

std::vector<Finding> grouped(const Report& report, Language language) {
    std::vector<Finding> out;
    std::vector<std::vector<std::uint32_t>> entries; // of each group
    std::unordered_map<std::string, std::size_t> groups;
    std::unordered_map<std::string, bool> is_one; // by file
    for (const auto& [file, lines] : lines_of(report)) {
        is_one[file] = is_one_document(file, lines);
    }
    for (const Finding& finding : report.findings()) {
        const std::optional<EntryPath> path = entry_path(finding.where.path);
        const std::uint32_t line = path && !is_one[finding.where.file] ? finding.where.line : 0;
        const auto [group, is_new] = path ? groups.try_emplace(group_key(finding, *path, line), out.size())
                                          : std::pair(groups.end(), true);
        if (is_new) {
            out.push_back(finding);
            entries.emplace_back();
        }
        if (path) {
            entries[group->second].push_back(path->entry);
        }
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (entries[i].size() > 1) {
            const EntryPath path = *entry_path(out[i].where.path);
            const std::string places =
                fmt::format(fmt::runtime(language == Language::japanese ? "（{} か所）" : " ({} places)"),
                            entries[i].size());
            out[i].where.path = fmt::format("{}{}{}{}", path.before, ranges(entries[i]), path.after, places);
        }
    }
    return out;
}

} // namespace renkei::diag
