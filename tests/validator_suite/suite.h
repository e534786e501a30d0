// The official validator cases (FHIR/fhir-test-cases, R4) as they lie beside the project: what each run
// expects and what we say.
#pragma once

#include "gateway/forms/service/validation.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace renkei {

struct SuiteRun {
    std::string name; // "case" or "case/profile"
    std::string file;
    std::vector<std::filesystem::path> with;
    validate::ValidationOptions options;
    bool is_valid = true;              // what the suite says
    std::multiset<std::string> places; // of its errors, FHIRPath
    std::size_t errors = 0;
};

struct SuiteResult {
    bool is_valid = true;
    std::multiset<std::string> places;
    std::size_t errors = 0;
    std::string text; // all findings
};

std::filesystem::path suite_folder();
std::vector<SuiteRun> suite_runs();
SuiteResult validate_run(const SuiteRun& run);

} // namespace renkei
