// What the conformance kit found, for people (lines, a page, a workbook), for build servers (JUnit XML) and
// as a FHIR TestReport.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/forms/conform/compare/conform.h"

#include <cstddef>
#include <string>
#include <vector>

namespace renkei::conform {

struct ConformRun {
    std::string product{};            // what is tested, with its version
    std::string vendor{};             // who makes it
    std::string tester{};             // organisation or person who tests
    base::Millis issued{};            // when
    std::string tested{};             // the folder or the address of the server
    std::string scope{};              // to_text(Scope)
    std::size_t outside{};            // cases of the kit that are not in the scope
    std::string kit{};                // its version
    const Requirements& requirements; // of the kit
};

std::string conform_text(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language language);
std::string conform_junit(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                          diag::Language language);
std::string conform_test_report(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                                diag::Language language);
// For handing over, in both languages: the verdict; what is wrong, where, with expected and found values, and
// what requires it; what passed.
std::string conform_html(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language language);
std::string conform_xlsx(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language language);

} // namespace renkei::conform
