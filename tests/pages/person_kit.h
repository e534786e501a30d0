// The page of an invented person, and what a test asks of it.
#pragma once

#include "shown.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

using mhd::SummaryContent;
using mhd::SummaryEntry;
using mhd::SummaryNumber;

inline constexpr std::size_t level = 1; // sections
inline constexpr std::size_t vital_signs = 2;

inline const std::vector<mhd::SummarySection> sections{
    {.title = "本人"}, {.title = "要介護度"}, {.title = "バイタルサイン"}, {.title = "服薬"}};

inline SummaryContent content(std::vector<SummaryEntry> entries) {
    SummaryContent out;
    out.sources = {{.name = "退院記録 病院", .date = "2026-02-06", .document = "new"},
                   {.name = "入院情報 事業所", .date = "2026-01-12", .document = "old"}};
    out.entries = std::move(entries);
    out.entries.insert(out.entries.begin(),
                       {.line = {.what = "氏名", .value = "連携　花子", .date = {}}, .sources = {0}});
    return out;
}

inline SummaryEntry entry(std::size_t section, std::string value, std::string date, std::size_t source) {
    return {.section = section,
            .line = {.what = "要介護度", .value = value, .date = {.from = std::move(date)}},
            .question = {.key = "care-level", .value = std::move(value)},
            .sources = {source}};
}

inline SummaryEntry measured(double value, std::string date, std::size_t source) {
    SummaryEntry out = entry(vital_signs, std::to_string(value), std::move(date), source);
    out.line.what = "体重";
    out.question.key = "weight";
    out.question.number = SummaryNumber{.value = value, .text = std::to_string(value), .unit = "kg"};
    return out;
}

inline std::string page_of(std::vector<SummaryEntry> entries) {
    return person_page(content(std::move(entries)), sections, "https://gateway/documents");
}

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}
inline std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin);
    if (from == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(from);
    return text.substr(0, text.find(end));
}

// The line of the first question, and in it the newest answer, its day and document, and what is said of
// others.
inline std::string_view line_in(std::string_view page) { return between(page, "<dl class=\"sl\">", "</dd>"); }
inline std::string_view newest_in(std::string_view page) {
    return between(line_in(page), "<span class=\"v\">", " <span class=\"src\">");
}
inline std::string_view others_in(std::string_view page) {
    const std::string_view line = line_in(page);
    const std::size_t day = line.find("<span class=\"src\">");
    return day == std::string_view::npos ? line : line.substr(day);
}

} // namespace renkei::pages
