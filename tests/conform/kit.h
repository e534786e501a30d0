// The conformance kit of this repository, and our own program at work on it.
#pragma once

#include "gateway/forms/service/conform.h"

#include <filesystem>
#include <string>

namespace renkei::test {

const mapping::Catalogue& catalogue();
const service::ConformKit& kit();
bool has_case(std::string_view id);
const service::ConformCase& case_named(std::string_view id);

// What became of a case's input.
struct Made {
    service::ExpectedVerdict verdict = service::ExpectedVerdict::accepted;
    std::string record;                 // canonical texts, separated by an empty line
    std::string bundle;                 // as the kit keeps it
    std::string loss;                   // one line per finding: severity, id, place, item
    std::string name{};                 // of the file, if items stand in it
    std::vector<std::string> documents; // as the program writes them
};
Made make(const service::ConformCase& about);

// The file that the kit expects a program to write for a case: <id>.json, .ndjson or .csv; <id>/NAME if items
// stand in the name.
std::string result_name(const service::ConformCase& about, const Made& made);
std::string result_bytes(const Made& made);

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
