#include "gateway/network/pages/comparison.h"

#include "gateway/forms/html/frame.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using mhd::SummaryEntry;

constexpr std::string_view comparison_title = "前と最新の比較";

std::string compared_cell(std::string_view label, const AnswerWriter& writer, const SummaryEntry& entry,
                          std::string_view mark) {
    return html::cell(label, fmt::format("{}{} <span class=\"src\">{}　{}</span>", writer.value(entry), mark,
                                         writer.day(entry), writer.sources(entry)));
}

} // namespace

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

std::vector<AskedQuestion> questions_beside_table(const mhd::SummaryContent& content,
                                                  std::span<const AskedQuestion> questions) {
    std::vector<AskedQuestion> out(questions.begin(), questions.end());
    std::erase_if(out, [&](const AskedQuestion& question) {
        return question.answers.size() == 2 && answer_before(content, question) != nullptr;
    });
    return out;
}

std::string comparison_table(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             std::span<const AskedQuestion> questions) {
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
            compared_cell("前", writer, *before, {}) +
            compared_cell("最新", writer, newest, has_changed ? " <span class=\"tag\">変化</span>" : "") +
            "</tr>\n";
    }
    return rows.empty() ? rows
                        : fmt::format("<table role=\"table\" class=\"stack\"><caption>{}</caption>",
                                      comparison_title) +
                              html::table_head({"項目", "前", "最新"}) + rows + "</tbody></table>\n";
}

} // namespace renkei::pages
