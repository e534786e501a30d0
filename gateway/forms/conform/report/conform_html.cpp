// The report as one page: no script, nothing from elsewhere, text of others isolated from ours.
#include "gateway/core/base/characters.h"
#include "gateway/forms/conform/report/conform_rows.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"
#include "gateway/forms/publish/table.h"

#include <fmt/format.h>

#include <array>
#include <span>

namespace renkei::conform {
namespace {

constexpr std::string_view report_style =
    "td.long{min-width:9em;max-width:22em}"
    "small{display:block}"
    ".passed{background:var(--ok-bg)}.failed,.missing{background:var(--danger-bg)}.unreadable{background:var("
    "--warn-bg)}"
    ".verdict{display:inline-block;padding:.5rem 1rem;border:2px solid;font-size:var(--t24);font-weight:700}";

struct ColumnHead {
    std::string_view japanese;
    std::string_view english;
};
constexpr std::array<ColumnHead, 7> failure_heads{{{"判定", "verdict"},
                                                   {"ケース・シナリオ", "case or scenario"},
                                                   {"場所・項目", "place and item"},
                                                   {"正しい値", "expected"},
                                                   {"結果の値", "found"},
                                                   {"説明", "explanation"},
                                                   {"根拠", "required by"}}};
constexpr std::array<ColumnHead, 4> passed_heads{{{"判定", "verdict"},
                                                  {"ケース・シナリオ", "case or scenario"},
                                                  {"説明", "explanation"},
                                                  {"根拠", "required by"}}};

// Paths and ids are no words: a line may break inside of them, behind a slash or an underscore, and behind a
// dot before a letter.
std::string with_breaks(const std::string& markup) {
    std::string out;
    for (std::size_t at = 0; at < markup.size(); ++at) {
        out += markup[at];
        const bool is_inside = at > 0 && at + 1 < markup.size() && base::is_alphanumeric(markup[at - 1]) &&
                               base::is_alphanumeric(markup[at + 1]);
        const bool may_break =
            markup[at] == '/' || markup[at] == '_' || (markup[at] == '.' && base::is_letter(markup[at + 1]));
        out += is_inside && may_break ? "<wbr>" : "";
    }
    return out;
}

std::string isolated(std::string_view text) {
    return with_breaks(html::isolated(publish::with_visible_marks(text)));
}

std::string isolated(const BothLanguages& both) {
    return fmt::format("{}<small lang=\"en\">{}</small>",
                       isolated(both.japanese.empty() ? both.english : both.japanese),
                       both.japanese.empty() ? "" : isolated(both.english));
}

std::string head_cell(const ColumnHead& head) {
    return fmt::format("<th scope=\"col\">{}<small lang=\"en\">{}</small></th>", head.japanese, head.english);
}

std::string fact_row(const ReportFact& fact) {
    return fmt::format("<tr><th scope=\"row\">{}<small lang=\"en\">{}</small></th><td>{}</td></tr>\n",
                       fact.japanese, fact.english, isolated(fact.value));
}

// "不合格 FAILED", and the case with its title.
std::string case_cells(const ReportRow& row) {
    return fmt::format("<td class=\"{}\">{}</td><td class=\"long\">{}<br>{}</td>", row_of(row.verdict).name,
                       verdict_in_both(row.verdict), isolated(row.id), isolated(row.title));
}

std::string rule_cell(const Requirement& rule) {
    return fmt::format("<td class=\"long\">{}<small>{}</small></td>", isolated(rule.sentence),
                       isolated(rule.where));
}

std::string failure_row(const ReportRow& row) {
    return fmt::format("<tr>{}<td class=\"long\">{}<small>{}</small></td><td>{}</td><td>{}</td><td "
                       "class=\"long\">{}</td>{}</tr>\n",
                       case_cells(row), isolated(row.item), isolated(row.place), isolated(row.expected),
                       isolated(row.found), isolated({row.japanese, row.english}), rule_cell(row.rule));
}

std::string passed_row(const ReportRow& row) {
    return fmt::format("<tr>{}<td class=\"long\">{}</td>{}</tr>\n", case_cells(row),
                       isolated({row.japanese, row.english}), rule_cell(row.rule));
}

std::string table_of(std::span<const ColumnHead> heads, const std::string& rows) {
    std::string out = "<div class=\"scroll\"><table class=\"dense\">\n<thead><tr>";
    for (const ColumnHead& head : heads) {
        out += head_cell(head);
    }
    return out + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n</table></div>\n";
}

// Empty where there is nothing to show.
std::string part(std::string_view japanese, std::string_view english, std::span<const ColumnHead> heads,
                 const std::string& rows) {
    return rows.empty() ? std::string()
                        : fmt::format("<h2>{}<small lang=\"en\">{}</small></h2>\n{}", japanese, english,
                                      table_of(heads, rows));
}

std::string verdict_block(const std::vector<CaseEvaluation>& evaluations) {
    const CaseVerdict verdict = verdict_of(evaluations);
    const std::size_t passed = count_verdicts(evaluations)[CaseVerdict::passed];
    return fmt::format("<p class=\"verdict {}\">{}<small>{} 件中 {} 件が合格 / {} of {} passed</small></p>\n",
                       row_of(verdict).name, verdict_in_both(verdict), evaluations.size(), passed, passed,
                       evaluations.size());
}

} // namespace

std::string conform_html(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language) {
    std::string out =
        html::begin_page({.title = "適合試験の報告 / Conformance report",
                          .look = "broad-sheet",
                          .style = std::string(report_style)}) +
        fmt::format(
            "<h1>適合試験の報告<small lang=\"en\">Conformance report</small></h1>\n{}<table>\n<tbody>\n",
            verdict_block(evaluations));
    for (const ReportFact& fact : report_facts(evaluations, conform_run)) {
        out += fact_row(fact);
    }
    out += "</tbody>\n</table>\n";
    std::string failures;
    std::string passed;
    for (const ReportRow& row : report_rows(evaluations, conform_run)) {
        if (row.verdict == CaseVerdict::passed) {
            passed += passed_row(row);
        } else {
            failures += failure_row(row);
        }
    }
    out += part("合格しなかったもの", "What did not pass", failure_heads, failures);
    out += part("合格したもの", "What passed", passed_heads, passed);
    return out + html::end_page();
}

} // namespace renkei::conform
