// Evaluates FHIRPath expressions on files: one, or a batch of JSON lines.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/fhirpath/result_text.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {

using FhirpathResult = fhirpath::ResultText;

// "[{"type":…,"path":…,"value":…},…]"
std::string to_json(const std::vector<FhirpathResult>& answers);

// One per thread. A file is read once while consecutive calls name it.
class FhirpathQuery {
public:
    explicit FhirpathQuery(const definitions::R4Definitions& r4);

    // Names of elements are checked against the file's resource type before anything is evaluated.
    [[nodiscard]] diag::Result<std::vector<FhirpathResult>> evaluate(std::string_view expression,
                                                                     const std::filesystem::path& file);

    struct BatchCounts {
        std::size_t asked = 0;
        std::size_t failed = 0;
    };
    // `requests`: {"expression":…,"file":…} a line. Appends a line for each: the request with "results" or
    // "error".
    BatchCounts evaluate_all(std::string_view requests, diag::Language language, std::string& out);

private:
    diag::Result<void> open(const std::filesystem::path& file);
    diag::Result<void> read_document(const std::filesystem::path& file);
    diag::Result<std::vector<FhirpathResult>> answer_request(const json::Tree& request, json::Writer& out);

    const definitions::R4Definitions& r4_;
    json::Parser parser_;
    fhirpath::Evaluator evaluator_;
    std::filesystem::path opened_{};
    std::string bytes_{};
    json::Tree tree_{}; // views bytes_
};

} // namespace renkei::service
