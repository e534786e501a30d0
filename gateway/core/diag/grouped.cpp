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

// Of the items of one kind of row that the other form has no place for.
class WithoutPlace {
public:
    explicit WithoutPlace(Language language) : is_japanese_(language == Language::japanese) {}

    // Where its items stand among `out`, which gets the first of them.
    void add(const Finding& finding, std::vector<Finding>& out) {
        const std::size_t dot = std::min(finding.item.rfind('.'), finding.item.size());
        const std::uint32_t line = finding.where.is_line_a_document ? finding.where.line : 0;
        const auto [at, is_new] =
            kinds_.try_emplace(fmt::format("{}\n{}\n{}\n{}\n{}", finding.where.file, finding.where.document,
                                           line, finding.item.substr(0, dot), finding.args[0]),
                               Kind{.at = out.size()});
        Kind& kind = at->second;
        if (is_new) {
            out.push_back(finding);
        }
        ++kind.places;
        const auto known = std::ranges::find(kind.items, finding.item, &OfItem::item);
        if (known == kind.items.end()) {
            kind.items.push_back({finding.item, finding.name, shortened(finding.value)});
        } else {
            ++known->count;
        }
    }

    void finish(std::vector<Finding>& out) const {
        for (const auto& [key, kind] : kinds_) {
            Finding& first = out[kind.at];
            Finding all = finding(message::loss_not_in_form_items, first.where, {first.args[0], list(kind)});
            all.severity = first.severity;
            if (kind.places > 1) {
                const std::string_view before = all.where.path.empty() || is_japanese_ ? "" : " ";
                all.where.path +=
                    std::string(before) +
                    fmt::format(fmt::runtime(is_japanese_ ? "（ほかを含め {} か所）" : "({} places)"),
                                kind.places);
            }
            first = std::move(all);
        }
    }

private:
    struct OfItem {
        std::string item;
        std::string name;
        std::string value; // of the first
        std::size_t count = 1;
    };
    struct Kind {
        std::size_t at = 0;
        std::size_t places = 0;
        std::vector<OfItem> items{};
    };

    // 番号「1」、日数「7」 ほか1件
    std::string list(const Kind& kind) const {
        std::string out;
        for (const OfItem& each : kind.items) {
            out += out.empty() ? "" : is_japanese_ ? "、" : ", ";
            out += fmt::format(fmt::runtime(is_japanese_ ? "{}「{}」" : "{} \"{}\""), each.name, each.value);
            if (each.count > 1) {
                out += fmt::format(fmt::runtime(is_japanese_ ? " ほか{}件" : " and {} more"), each.count - 1);
            }
        }
        return out;
    }

    static std::string shortened(std::string_view value) {
        constexpr std::size_t most = 45; // bytes: fifteen characters of Japanese
        std::size_t size = std::min(most, value.size());
        while (size < value.size() && size > 0 && (static_cast<unsigned char>(value[size]) & 0xC0U) == 0x80) {
            --size;
        }
        return std::string(value.substr(0, size)) + (size < value.size() ? "…" : "");
    }

    bool is_japanese_;
    std::unordered_map<std::string, Kind> kinds_;
};

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
    WithoutPlace without_place(language);
    for (const Finding& finding : report.findings()) {
        if (finding.message == message::loss_not_in_form) {
            without_place.add(finding, out);
            entries.resize(out.size());
            continue;
        }
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
    without_place.finish(out);
    std::ranges::stable_partition(out, is_about_value);
    return out;
}

} // namespace renkei::diag
