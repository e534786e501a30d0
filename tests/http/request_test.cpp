// Requests as handlers see them, and refusals in the caller's syntax and language.
#include "gateway/network/http/request.h"
#include "generated/messages/server.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace renkei::http::request_test {
namespace {

const diag::Error error = diag::finding(diag::message::encoding_unknown, {}, {"<br> & \"x\""});

Response refused_with(Pairs headers, Pairs query = {}) {
    Request request{
        .query = std::move(query), .headers = std::move(headers), .canonical = "https://example.org"};
    return error_response(request, error);
}

TEST(Request, headers_are_found_in_any_case_and_parameters_exactly) {
    const Request request{.query = {{"Code", "1"}, {"code", "2"}, {"empty", ""}},
                          .headers = {{"ACCEPT", "a"}, {"Accept", "b"}}};
    EXPECT_EQ(request.header("accept"), "a");
    EXPECT_EQ(request.parameter("code"), "2");
}

TEST(Refusal, is_an_operation_outcome_in_json) {
    const Response response = refused_with({});
    EXPECT_EQ(response.status, 415);
    EXPECT_EQ(response.media_type, "application/fhir+json");
    EXPECT_EQ(response.outcome, "encoding-unknown");
    const auto json = nlohmann::json::parse(response.body);
    EXPECT_EQ(json["resourceType"], "OperationOutcome");
    EXPECT_EQ(json["issue"][0]["details"]["coding"][0]["code"], "encoding-unknown");
}

TEST(Refusal, is_xml_if_only_xml_is_accepted) {
    for (const Response& response : {refused_with({{"Accept", "application/fhir+xml"}}),
                                     refused_with({{"Accept", "application/json"}}, {{"_format", "xml"}})}) {
        EXPECT_EQ(response.media_type, "application/fhir+xml");
        EXPECT_TRUE(response.body.starts_with(
            R"(<OperationOutcome xmlns="http://hl7.org/fhir"><language value="en"/><issue><extension url="https://example.org/StructureDefinition/finding"><extension url="argument"><valueString value="&lt;br> &amp; &quot;x&quot;"/></extension></extension><severity value="error"/>)"))
            << response.body;
        EXPECT_NE(response.body.find("&lt;br> &amp; &quot;x&quot;"), std::string::npos) << response.body;
    }
    EXPECT_EQ(refused_with({{"Accept", "application/fhir+xml, application/fhir+json;q=0.5"}}).media_type,
              "application/fhir+json");
    EXPECT_EQ(refused_with({{"Accept", "text/xml, */*"}}).media_type, "application/fhir+json");
}

TEST(Refusal, is_in_the_preferred_language) {
    const auto language = [](const std::string& wanted) {
        return nlohmann::json::parse(refused_with({{"Accept-Language", wanted}}).body)["language"]
            .get<std::string>();
    };
    EXPECT_EQ(language("ja"), "ja");
    EXPECT_EQ(language("ja-JP,ja;q=0.9,en-US;q=0.8"), "ja");
    EXPECT_EQ(language("en-US,en;q=0.9,ja;q=0.8"), "en");
    EXPECT_EQ(language("fr"), "en");
    EXPECT_EQ(language("ja;q=0"), "en");
}

TEST(Weight, of_a_token_is_its_quality) {
    EXPECT_EQ(weight_of("gzip", "gzip"), 1);
    EXPECT_EQ(weight_of("deflate, GZIP;q=0.5", "gzip"), 0.5);
    EXPECT_EQ(weight_of("gzip;q=0", "gzip"), 0);
    EXPECT_EQ(weight_of("gzip;q=x", "gzip"), 0);
    EXPECT_EQ(weight_of("", "gzip"), 0);
    EXPECT_EQ(weight_of("xgzip", "gzip"), 0);
}

} // namespace
} // namespace renkei::http::request_test
