// The report as one page: no script, nothing from elsewhere, text of others isolated from ours.
#include "gateway/core/base/base64.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/conform/conform_rows.h"
#include "gateway/forms/publish/marked_up.h"

#include <fmt/format.h>

#include <array>

namespace renkei::conform {
namespace {

constexpr std::string_view page_style =
    "body{font:16px/1.6 sans-serif;margin:1.5rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;margin:1rem 0;width:100%}"
    "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:"
    "anywhere}"
    "th{background:#eee}.facts{width:auto}"
    ".passed{background:#e7f4e4}.failed,.missing{background:#fde8e6}.unreadable{background:#fdf3d1}"
    "small{display:block;color:#444}"
    "@media print{body{margin:0;font-size:10px}thead{display:table-header-group}tr{break-inside:avoid}}";

struct ColumnHead {
    std::string_view japanese;
    std::string_view english;
};
constexpr std::array<ColumnHead, 7> column_heads{{{"判定", "verdict"},
                                                  {"ケース・シナリオ", "case or scenario"},
                                                  {"確かめる規則", "rule"},
                                                  {"場所・項目", "place and item"},
                                                  {"正しい値", "expected"},
                                                  {"結果の値", "found"},
                                                  {"説明", "explanation"}}};

std::string isolated(std::string_view text) { return fmt::format("<bdi>{}</bdi>", publish::marked_up(text)); }

std::string head_cell(const ColumnHead& head) {
    return fmt::format("<th scope=\"col\">{}<small lang=\"en\">{}</small></th>", head.japanese, head.english);
}

std::string fact_row(const ReportFact& fact) {
    return fmt::format("<tr><th scope=\"row\">{}<small lang=\"en\">{}</small></th><td>{}</td></tr>\n",
                       fact.japanese, fact.english, isolated(fact.value));
}

std::string table_row(const ReportRow& row) {
    return fmt::format(
        "<tr><td class=\"{}\">{}</td><td>{}<small>{}</small></td><td>{}</td><td>{}<small>{}</small>"
        "</td><td>{}</td><td>{}</td><td>{}<small lang=\"en\">{}</small></td></tr>\n",
        row_of(row.verdict).name, verdict_in_both(row.verdict), isolated(row.id), isolated(row.title),
        isolated(row.rule), isolated(row.item), isolated(row.place), isolated(row.expected),
        isolated(row.found), isolated(row.japanese), isolated(row.english));
}

// Content-Security-Policy: nothing but this style.
std::string policy() {
    std::string bytes;
    const std::string digits = resources::sha256_hex(page_style);
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
                       base::to_base64(bytes));
}

} // namespace

std::string conform_html(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language) {
    std::string out =
        fmt::format("<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>適合試験の報告 / "
                    "Conformance report</title>\n"
                    "<style>{}</style>\n</head>\n<body>\n<main>\n<h1>適合試験の報告<small "
                    "lang=\"en\">Conformance report</small></h1>\n"
                    "<table class=\"facts\">\n<tbody>\n",
                    policy(), page_style);
    for (const ReportFact& fact : report_facts(evaluations, conform_run)) {
        out += fact_row(fact);
    }
    out += "</tbody>\n</table>\n<h2>結果<small lang=\"en\">Results</small></h2>\n<table>\n<thead><tr>";
    for (const ColumnHead& head : column_heads) {
        out += head_cell(head);
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const ReportRow& row : report_rows(evaluations)) {
        out += table_row(row);
    }
    return out + "</tbody>\n</table>\n</main>\n</body>\n</html>\n";
}

} // namespace renkei::conform
