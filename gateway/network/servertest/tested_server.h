// The server under test: requests to it, and what its responses mean.
#pragma once

#include "gateway/forms/service/input.h"
#include "gateway/network/client/http_pool.h"

#include <string>
#include <string_view>

namespace renkei::servertest {

inline constexpr std::string_view fhir_json = "application/fhir+json";

struct TestRequest {
    std::string_view method{};
    std::string url{};
    std::string content_type{}; // of the body
    std::string accept{};
    std::string_view body{};
    std::string file_name{}; // of the body; empty: it is no file
    std::string about{};     // the file of the kit that is sent; may be empty
};
// "POST https://host/fhir/$convert?form=x&to=fhir (x/minimal.csv)"
std::string printed(const TestRequest& question);

class TestedServer {
public:
    // `base`: of its FHIR API, "https://host/fhir".
    TestedServer(client::HttpPool& pool, std::string base);

    std::string url(std::string_view below) const { return base_ + "/" + std::string(below); }
    // A reference in one of its answers: whole, from the root of the server, or from the base.
    std::string resolve(std::string_view reference) const;
    const std::string& base() const { return base_; }

    // Sends to the server of the base only. It is an error if the request is for another server or there is
    // no response. After several requests without a response it sends no more.
    diag::Result<client::HttpResponse> send(const TestRequest& question);

private:
    client::HttpPool* pool_;
    std::string base_;
    unsigned silent_ = 0; // times in a row
};

inline constexpr int http_ok = 200;

// The answer refuses the content that was sent: a status of the 4xx that speaks of content, with an
// OperationOutcome that has an error of the content.
bool is_refusal(const client::HttpResponse& response);
// An OperationOutcome whose issues are no errors.
bool is_outcome_without_error(std::string_view body);
// An OperationOutcome with an issue of severity error or fatal.
bool is_outcome_with_error(std::string_view body);
// "422: the texts of its OperationOutcome", or what else it is.
std::string summary(const client::HttpResponse& response);

// `element`: of the answer.
diag::Finding expected_found(const TestRequest& question, std::string element, std::string expected,
                             std::string found);

} // namespace renkei::servertest
