// An evaluation as a table: one row for each thing that is wrong, and one for each case that passed. Reports
// for people are made of it.
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/forms/conform/report/conform_report.h"

#include <string>
#include <vector>

namespace renkei::conform {

struct ReportRow {
    std::string id{};
    BothLanguages title{};
    Requirement rule{}; // what requires it
    CaseVerdict verdict = CaseVerdict::passed;
    std::string place{};
    std::string item{};
    std::string expected{};
    std::string found{};
    std::string japanese{};
    std::string english{};
};
std::vector<ReportRow> report_rows(const std::vector<CaseEvaluation>& evaluations,
                                   const ConformRun& conform_run);

struct ReportFact {
    std::string_view japanese;
    std::string_view english;
    std::string value;
};
// Of all together: passed, or failed.
CaseVerdict verdict_of(const std::vector<CaseEvaluation>& evaluations);
// The verdict, what was tested by whom and when, counts, scope and versions.
std::vector<ReportFact> report_facts(const std::vector<CaseEvaluation>& evaluations,
                                     const ConformRun& conform_run);

struct VerdictRow {
    diag::Message word;      // for people
    std::string_view name;   // in lists of facts, and as a class of a page
    std::string_view junit;  // element below <testcase>, or empty
    std::string_view result; // TestReport.test.action.assert.result
};
const VerdictRow& row_of(CaseVerdict verdict);
std::string verdict_in_both(CaseVerdict verdict); // "不合格 FAILED"

// Findings of one kind about one item, or at one place whatever the indices: "conform-element-other" at every
// Condition. As findings conform_cause with their number, that of the cases, and the first of them.
std::vector<diag::Finding> frequent_causes(const std::vector<CaseEvaluation>& evaluations,
                                           diag::Language language);

} // namespace renkei::conform
