// What the conformance kit found, for people, for build servers (JUnit XML) and as a FHIR TestReport.
#pragma once

#include "gateway/service/conform.h"

#include <string>
#include <vector>

namespace renkei::service {

std::string conform_text(const std::vector<Judgement>& judgements, diag::Language language);
std::string conform_junit(const std::vector<Judgement>& judgements, diag::Language language);
std::string conform_test_report(const std::vector<Judgement>& judgements, diag::Language language);

} // namespace renkei::service
