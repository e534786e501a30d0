// $convert takes what its OperationDefinition declares, in Parameters as in the query.
#include "gateway/core/base/base64.h"
#include "gateway/core/base/file.h"

#include "tests/server_fhir/kit.h"

#include <map>

namespace renkei::server::convert_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";

Json as_input(const std::string& bytes) {
    return {{"resourceType", "Binary"}, {"contentType", "text/csv"}, {"data", base::to_base64(bytes)}};
}

std::string parameters(const Json& input, const Json& more = Json::array()) {
    Json all = more;
    all.push_back({{"name", "input"}, {"resource", input}});
    return Json{{"resourceType", "Parameters"}, {"parameter", all}}.dump();
}

Json output(const Response& response) { return json_of(response)["parameter"][0]["resource"]; }

std::string with_a_character_of_its_own() {
    return documents::replaced(admission(), ",43,\"", ",43,\"\xf0\x40");
}

// The composition alone: every item that stands elsewhere is missing.
std::string nearly_empty(const std::string& bundle) {
    const std::size_t end = bundle.find("},{\"fullUrl\"");
    EXPECT_NE(end, std::string::npos);
    return bundle.substr(0, end) + "}]}";
}

TEST(ConvertTakes, no_bundle_in_which_required_items_are_missing_unless_rules_are_only_reported) {
    Site site;
    const std::string bundle =
        nearly_empty(site.post("/fhir/$convert?to=fhir", admission(), "text/csv").body);
    const Response refused = site.post("/fhir/$convert?to=csv", bundle, fhir_type);
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("R101"), std::string::npos) << refused.body;
    EXPECT_EQ(site.post("/fhir/$convert?to=csv&rules=report", bundle, fhir_type).status, 200);
    EXPECT_EQ(site.post("/fhir/$convert?to=csv&rules=ignore", bundle, fhir_type).status, 400);
    const Json to_csv =
        Json::array({{{"name", "to"}, {"valueCode", "csv"}}, {{"name", "rules"}, {"valueCode", "report"}}});
    EXPECT_EQ(site.post("/fhir/$convert", parameters(Json::parse(bundle), to_csv), fhir_type).status, 200);
}

TEST(ConvertTakes, only_the_syntax_of_a_document_unless_it_is_to_be_rebuilt) {
    Site site;
    const std::string ours = site.post("/fhir/$convert?to=fhir", admission(), "text/csv").body;
    std::string foreign = ours;
    foreign.insert(
        foreign.find("},{\"fullUrl\"") + 2,
        R"({"fullUrl":"urn:uuid:6b2d3c5e-0000-4000-8000-000000000001","resource":{"resourceType":"Basic","code":{"text":"ward 3"}}},)");
    EXPECT_NE(site.post("/fhir/$convert?to=fhir-xml", foreign, fhir_type).body.find("ward 3"),
              std::string::npos);
    EXPECT_EQ(site.post("/fhir/$convert?to=fhir&rebuild=true", foreign, fhir_type).body, ours);
}

TEST(ConvertTakes, lenient_and_report_from_parameters_as_from_the_query) {
    Site site;
    const std::string odd = with_a_character_of_its_own();
    EXPECT_EQ(site.post("/fhir/$convert", parameters(as_input(odd)), fhir_type).status, 422);
    EXPECT_EQ(site.post("/fhir/$convert?lenient=true", odd, "text/csv").status, 200);
    const Json lenient = {{"name", "lenient"}, {"valueBoolean", true}};
    const Response reported =
        site.post("/fhir/$convert", parameters(as_input(odd), Json::array({lenient})), fhir_type);
    ASSERT_EQ(reported.status, 200) << reported.body;
    EXPECT_EQ(json_of(reported)["parameter"][1]["name"], "report") << "unless the parameter says otherwise";
    const Json no_report = {{"name", "report"}, {"valueBoolean", false}};
    const Response alone =
        site.post("/fhir/$convert", parameters(as_input(odd), Json::array({lenient, no_report})), fhir_type);
    EXPECT_EQ(json_of(alone)["type"], "document") << "the document itself";
}

std::string letter() { return *base::read_file(RENKEI_BINARY "/tests/files/referral-letter-full.json"); }

// Two persons of one gateway: what the input lacks is said for each, in the body and never in an address.
TEST(ConvertTakes, values_that_the_input_lacks_one_by_one) {
    Site site;
    const auto set = [](const std::string& value) { return Json{{"name", "set"}, {"valueString", value}}; };
    const Json to = {{"name", "to"}, {"valueCode", "referral"}};
    const Response lacking =
        site.post("/fhir/$convert", parameters(Json::parse(letter()), Json::array({to})), fhir_type);
    EXPECT_EQ(lacking.status, 422);
    EXPECT_NE(lacking.body.find("transfer-incomplete"), std::string::npos) << lacking.body;
    for (const std::string kind : {"1", "4"}) {
        const Json given = Json::array(
            {to, set("header.sender.organizationType=03"), set("referral.recipientType=" + kind)});
        const Json made =
            output(site.post("/fhir/$convert", parameters(Json::parse(letter()), given), fhir_type));
        const std::optional<std::string> bytes = base::from_base64(made["data"].get<std::string>());
        EXPECT_NE(bytes->find(R"("recipientType":")" + kind), std::string::npos) << *bytes;
    }
    EXPECT_EQ(
        problem(site.post("/fhir/$convert",
                          parameters(Json::parse(letter()), Json::array({to, set("no value")})), fhir_type)),
        "parameter-wrong");
    EXPECT_EQ(problem(site.post("/fhir/$convert?to=referral&set=a=b", letter(), fhir_type)),
              "parameter-wrong");
}

TEST(ConvertRefuses, more_documents_than_a_file_may_bring) {
    Site site;
    std::string rows;
    for (std::size_t i = 0; i <= documents::Limits{}.documents; ++i) {
        rows += admission();
    }
    const Response refused = site.post("/fhir/$convert", rows, "text/csv");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(problem(refused), "too-many-documents");
}

TEST(ConvertTakes, no_more_documents_than_a_file_may_bring) {
    Site site;
    std::string rows;
    for (std::size_t i = 0; i <= documents::Limits().documents; ++i) {
        rows += "x\r\n";
    }
    const Response refused = site.post("/fhir/$convert", rows, "text/csv");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(problem(refused), "too-many-documents");
    EXPECT_EQ(problem(site.post("/fhir/$convert", rows.substr(3), "text/csv")), "S042") << "one less";
    std::string lines;
    for (std::size_t i = 0; i <= documents::Limits().documents; ++i) {
        lines += R"({"resourceType":"Bundle","type":"document"})"
                 "\n";
    }
    EXPECT_EQ(problem(site.post("/fhir/$convert", lines, "application/fhir+ndjson")), "too-many-documents");
}

} // namespace
} // namespace renkei::server::convert_test
