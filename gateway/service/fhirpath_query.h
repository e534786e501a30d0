// Asks FHIRPath expressions of files: one, or a batch of JSON lines.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/fhirpath/evaluator.h"
#include "gateway/json/parser.h"
#include "gateway/json/writer.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {

struct Answered {
    std::string type;  // "FHIR.HumanName", "System.Integer"
    std::string text;  // for people
    std::string json;  // a whole JSON value
    std::string path;  // of a node: "Patient.name[0]"
};

// "[{"type":…,"path":…,"value":…},…]"
std::string to_json(const std::vector<Answered>& answers);

// One per thread. Reads a file once as long as the same one is asked again.
class FhirpathQuery {
public:
    explicit FhirpathQuery(const defs::Defs& defs);

    // Names of elements are checked against the file's resource type before anything is evaluated.
    [[nodiscard]] diag::Result<std::vector<Answered>> ask(std::string_view expression, const std::filesystem::path& file);

    struct BatchEnd {
        std::size_t asked = 0;
        std::size_t failed = 0;
    };
    // `requests`: {"expression":…,"file":…} a line. Appends a line for each: the request with "results" or "error".
    BatchEnd ask_all(std::string_view requests, diag::Language language, std::string& out);

private:
    diag::Result<void> open(const std::filesystem::path& file);
    diag::Result<void> read_document(const std::filesystem::path& file);
    diag::Result<std::vector<Answered>> answer_request(const json::Tree& request, json::Writer& out);
    Answered answered(const fhirpath::Item& item) const;

    const defs::Defs& defs_;
    json::Parser parser_;
    fhirpath::Evaluator evaluator_;
    std::filesystem::path opened_{};
    std::string bytes_{};
    json::Tree tree_{};  // views bytes_
};

}  // namespace renkei::service
