// The server that is judged by the conformance kit: requests to it, and what its answers say.
#pragma once

#include "gateway/exchange/http.h"
#include "gateway/service/input.h"

#include <string>
#include <string_view>

namespace renkei::exchange {

inline constexpr std::string_view fhir_json = "application/fhir+json";

struct Question {
    std::string_view method{};
    std::string url{};
    std::string content_type{}; // of the body
    std::string accept{};
    std::string_view body{};
    std::string file_name{};    // of the body; empty: it is no file
    std::string about{};        // the file of the kit that is sent; may be empty
};
std::string printed(const Question& question); // "POST https://host/fhir/$convert?form=x&to=fhir (x/minimal.csv)"

class TestedServer {
public:
    // `base`: of its FHIR API, "https://host/fhir".
    TestedServer(HttpPool& pool, std::string base);

    std::string url(std::string_view below) const { return base_ + "/" + std::string(below); }
    // A reference in one of its answers: whole, from the root of the server, or from the base.
    std::string resolve(std::string_view reference) const;
    const std::string& base() const { return base_; }

    // Asks nobody but the server of the base, wherever its answers lead. An error: that, or there was no answer. Who stays silent several times in a row is not asked again.
    diag::Result<HttpAnswer> ask(const Question& question);

private:
    HttpPool* pool_;
    std::string base_;
    unsigned silent_ = 0; // times in a row
};

inline constexpr int http_ok = 200;

// The answer refuses the content that was sent: a status of the 4xx that speaks of content, with an OperationOutcome.
bool is_refusal(const HttpAnswer& answer);
// An OperationOutcome whose issues are no errors.
bool is_outcome_without_error(std::string_view body);
// An OperationOutcome with an issue of severity error or fatal.
bool is_outcome_with_error(std::string_view body);
// "422: the texts of its OperationOutcome", or what else it is.
std::string summary(const HttpAnswer& answer);

// `element`: of the answer.
diag::Finding expected_found(const Question& question, std::string element, std::string expected, std::string found);

} // namespace renkei::exchange
