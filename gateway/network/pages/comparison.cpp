#include "gateway/network/pages/comparison.h"

#include "gateway/forms/html/frame.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using mhd::SummaryEntry;

using diag::BilingualText;

constexpr BilingualText comparison_title{"Before, and newest", "前と最新の比較"};
constexpr BilingualText item_text{"What", "項目"};
constexpr BilingualText before_text{"Before", "前"};
constexpr BilingualText newest_text{"Newest", "最新"};
constexpr BilingualText changed_text{"changed", "変化"};

std::string compared_cell(std::string_view label, const AnswerWriter& writer, const SummaryEntry& entry,
                          std::string_view mark) {
    return html::cell(label, fmt::format("{}{} <span class=\"src\">{}　{}</span>", writer.value(entry), mark,
                                         writer.day(entry), writer.sources(entry)));
}

// Null: there is none.
const SummaryEntry* answer_before(const mhd::SummaryContent& content, const AskedQuestion& question) {
    const SummaryEntry& newest = *question.answers.front();
    const AnswerDay day = day_of(content, newest);
    const auto found = std::ranges::find_if(question.answers, [&](const SummaryEntry* entry) {
        const AnswerDay before = day_of(content, *entry);
        return !before.is_after_receipt && before.last < day.first &&
               entry->sources.front() != newest.sources.front();
    });
    return found == question.answers.end() ? nullptr : *found;
}

} // namespace

std::string comparison_table(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             std::vector<AskedQuestion>& questions, diag::Language language) {
    const std::string before_label = before_text.in(language);
    const std::string newest_label = newest_text.in(language);
    const std::string changed = fmt::format(" <span class=\"tag\">{}</span>", changed_text.in(language));
    std::string rows;
    for (const AskedQuestion& question : questions) {
        const SummaryEntry* const before = answer_before(content, question);
        if (before == nullptr) {
            continue;
        }
        if (rows.size() > most_of_cell) {
            rows += fmt::format("<tr role=\"row\"><td role=\"cell\" colspan=\"3\">{}</td></tr>\n", cut_note);
            break;
        }
        const SummaryEntry& newest = *question.answers.front();
        const bool is_marked = newest.question.is_restricted;
        const bool has_changed = writer.value(*before) != writer.value(newest);
        rows +=
            fmt::format("<tr role=\"row\"{}><th role=\"rowheader\" scope=\"row\">{}{}</th>",
                        is_marked ? " class=\"x\"" : "",
                        is_marked ? html::restricted_tag : std::string_view(), shown_name(newest.line.what)) +
            compared_cell(before_label, writer, *before, {}) +
            compared_cell(newest_label, writer, newest, has_changed ? changed : "") + "</tr>\n";
    }
    std::erase_if(questions, [&](const AskedQuestion& question) {
        return question.answers.size() == 2 && answer_before(content, question) != nullptr;
    });
    return rows.empty() ? rows
                        : fmt::format("<table role=\"table\" class=\"stack\"><caption>{}</caption>",
                                      comparison_title.in(language)) +
                              html::table_head({item_text.in(language), before_label, newest_label}) + rows +
                              "</tbody></table>\n";
}

} // namespace renkei::pages
