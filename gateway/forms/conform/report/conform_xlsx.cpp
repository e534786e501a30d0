// The report as a workbook.
#include "gateway/forms/conform/report/conform_rows.h"
#include "gateway/forms/publish/table.h"

#include <array>

namespace renkei::conform {

std::string conform_xlsx(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language) {
    std::array<publish::Sheet, 2> sheets{
        {{.name = "報告 report"}, {.name = "結果 results", .has_head = true}}};
    for (const ReportFact& fact : report_facts(evaluations, conform_run)) {
        sheets[0].rows.push_back({std::string(fact.japanese), std::string(fact.english), fact.value});
    }
    sheets[1].rows.push_back({"ケース・シナリオ id", "題", "title", "判定 verdict", "場所 place", "項目 item",
                              "正しい値 expected", "結果の値 found", "説明", "explanation", "根拠",
                              "required by", "出典 source"});
    for (const ReportRow& row : report_rows(evaluations, conform_run)) {
        sheets[1].rows.push_back({row.id, row.title.japanese, row.title.english, verdict_in_both(row.verdict),
                                  row.place, row.item, row.expected, row.found, row.japanese, row.english,
                                  row.rule.sentence.japanese, row.rule.sentence.english, row.rule.where});
    }
    return publish::write_workbook(sheets);
}

} // namespace renkei::conform
