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
std::string group_key(const Finding& finding, const EntryPath& path, std::string_view item) {
    constexpr char between = '\0';
    const std::uint32_t line = finding.where.is_line_a_document ? finding.where.line : 0;
    std::string out = fmt::format("{} {} {} {}", static_cast<int>(finding.message),
                                  static_cast<int>(finding.severity), finding.where.document, line);
    for (const std::string_view part :
         {std::string_view(finding.where.file), path.before, path.after, item}) {
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

// Items of one kind of row that the other form has no place for.
struct WithoutPlace {
    std::size_t line = 0;
    std::size_t places = 0;
    std::vector<std::pair<const Finding*, std::size_t>> items{}; // the first of each item, and how many more

    void add(const Finding& finding) {
        ++places;
        const auto known =
            std::ranges::find_if(items, [&](const auto& each) { return each.first->item == finding.item; });
        if (known == items.end()) {
            items.emplace_back(&finding, 0);
        } else {
            ++known->second;
        }
    }
};

std::string shortened(std::string_view value) {
    constexpr std::size_t most = 45; // bytes: fifteen characters of Japanese
    std::size_t size = std::min(most, value.size());
    while (size < value.size() && size > 0 && (static_cast<unsigned char>(value[size]) & 0xC0U) == 0x80) {
        --size;
    }
    return std::string(value.substr(0, size)) + (size < value.size() ? "…" : "");
}

// 番号「1」、日数「7」 ほか1件
Finding line_of(const WithoutPlace& kind, bool is_japanese) {
    std::string list;
    for (const auto& [first, more] : kind.items) {
        list += list.empty() ? "" : is_japanese ? "、" : ", ";
        list += fmt::format(fmt::runtime(is_japanese ? "{}「{}」" : "{} \"{}\""), first->name,
                            shortened(first->value));
        if (more > 0) {
            list += fmt::format(fmt::runtime(is_japanese ? " ほか{}件" : " and {} more"), more);
        }
    }
    const Finding& first = *kind.items.front().first;
    Finding out = finding(message::loss_not_in_form_items, first.where, {first.args[0], std::move(list)});
    out.severity = first.severity;
    if (kind.places > 1) {
        out.where.path += out.where.path.empty() || is_japanese ? "" : " ";
        out.where.path +=
            fmt::format(fmt::runtime(is_japanese ? "（ほかを含め {} か所）" : "({} places)"), kind.places);
    }
    return out;
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
    std::unordered_map<std::string, WithoutPlace> without_place; // by kind of row
    for (const Finding& finding : report.findings()) {
        if (finding.message == message::loss_not_in_form) {
            const std::string_view kind = std::string_view(finding.item).substr(0, finding.item.rfind('.'));
            const auto [at, is_new] =
                without_place.try_emplace(group_key(finding, {}, kind), WithoutPlace{.line = out.size()});
            at->second.add(finding);
            if (is_new) {
                out.push_back(finding);
                entries.emplace_back();
            }
            continue;
        }
        const std::optional<EntryPath> path = entry_path(finding.where.path);
        const auto [group, is_new] =
            path ? groups.try_emplace(group_key(finding, *path, finding.item), out.size())
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
    for (const auto& [key, kind] : without_place) {
        out[kind.line] = line_of(kind, language == Language::japanese);
    }
    std::ranges::stable_partition(out, is_about_value);
    return out;
}

} // namespace renkei::diag
