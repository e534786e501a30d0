// The conformance kit of this repository, and our own program at work on it.
#pragma once

#include "gateway/forms/service/conform.h"
#include "gateway/forms/service/kit_cases.h"

#include <filesystem>
#include <string>

namespace renkei::test {

const mapping::Catalogue& catalogue();
const service::ConformKit& kit(); // as the build made it
bool has_case(std::string_view id);
const service::ConformCase& case_named(std::string_view id);

// What our own program makes of a case's input.
service::MadeCase make(const service::ConformCase& about);

// The evaluations of a folder with results.
std::vector<service::CaseEvaluation> evaluated(const std::filesystem::path& results,
                                               const service::ConformScope& scope);

std::vector<service::CaseEvaluation> evaluated_scenarios(const std::filesystem::path& results,
                                                         const service::ConformScope& scope);

// What the validator finds wrong with a FHIR resource: one line per error.
std::string errors_of(const std::string& resource);

std::string read(const std::filesystem::path& path);
void write(const std::filesystem::path& path, std::string_view bytes);

// A folder of one's own that goes with the object.
class Folder {
public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder(); // removes it
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace renkei::test
