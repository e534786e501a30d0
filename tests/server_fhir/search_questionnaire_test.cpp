// Answers to questionnaires are found by what was asked, and when, by whom.
#include "tests/server_fhir/kit.h"

namespace renkei::server::search_questionnaire_test {
namespace {

std::size_t found(Site& site, const std::string& query, std::string_view peer = "hospital") {
    return total(site.get("/fhir/QuestionnaireResponse?" + query, peer, {{"Prefer", "handling=strict"}}));
}

TEST(SearchQuestionnaireResponse, by_its_questionnaire_day_status_and_author) {
    Site site;
    const std::string id = site.submit(
        documents::replaced(documents::file("life_adl/full.json"), "9970100047", "9910100016"), "hospital");
    const std::string about = "patient=" + id + ".1&";
    ASSERT_EQ(found(site, about), 1U);
    const Json response =
        json_of(site.get("/fhir/QuestionnaireResponse?" + about, "hospital"))["entry"][0]["resource"];
    const std::string url = response["questionnaire"];
    EXPECT_EQ(found(site, about + "questionnaire=" + url), 1U);
    EXPECT_EQ(found(site, about + "questionnaire=" + url.substr(0, url.size() - 1)), 0U);
    EXPECT_EQ(found(site, about + "questionnaire=" + url + "%7C1.0"), 0U) << "it has none";
    EXPECT_EQ(found(site, about + "questionnaire:missing=true"), 0U);
    EXPECT_EQ(found(site, about + "status=" + response["status"].get<std::string>()), 1U);
    EXPECT_EQ(found(site, about + "authored=" + response["authored"].get<std::string>()), 1U);
    EXPECT_EQ(found(site, about + "authored=lt2000"), 0U);
    EXPECT_EQ(found(site, about + "author=" + response["author"]["reference"].get<std::string>()), 1U);
    EXPECT_EQ(found(site, "patient.identifier=" + person("0000000109"), "stranger"), 0U);
}

// A document of a type that no form here has: who was asked what, by a questionnaire of version 2.0.
constexpr std::string_view answered =
    R"({"resourceType":"Bundle","identifier":{"system":"urn:x:bundles","value":"B-1"},"type":"document",)"
    R"("timestamp":"2026-02-13T09:00:00+09:00","entry":[)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a1","resource":{"resourceType":"Composition",)"
    R"("identifier":{"system":"urn:x:documents","value":"D-1"},"status":"final",)"
    R"("type":{"coding":[{"system":"http://x.jp/types","code":"answers"}]},)"
    R"("subject":{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a2"},"date":"2026-02-13",)"
    R"("author":[{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a3"}],"title":"質問票",)"
    R"("section":[{"title":"答え","entry":[{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a4"}]}]}},)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a2","resource":{"resourceType":"Patient",)"
    R"("identifier":[{"system":"urn:x:patients","value":"P-1"}],"name":[{"text":"連携 花子"}]}},)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a3","resource":{"resourceType":"Organization",)"
    R"("identifier":[{"system":"http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no",)"
    R"("value":"9910000018"}],"name":"架空医院"}},)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a4","resource":{)"
    R"("resourceType":"QuestionnaireResponse","questionnaire":"http://x.jp/Questionnaire/q|2.0",)"
    R"("status":"completed","subject":{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a2"}}}]})";

TEST(SearchQuestionnaireResponse, by_a_canonical_reference_in_every_version_or_in_the_one_that_is_named) {
    Site site;
    const std::string id = site.submit(answered, "clinic");
    const auto by = [&](const std::string& canonical) {
        return found(site, "_id=" + id + ".3&questionnaire=" + canonical, "clinic");
    };
    std::cerr << site.get("/fhir/QuestionnaireResponse?_id=" + id + ".3", "clinic").body << id << "\n" << site.get("/fhir/Composition", "clinic").body << "\n";
    EXPECT_EQ(by("http://x.jp/Questionnaire/q"), 1U);
    EXPECT_EQ(by("http://x.jp/Questionnaire/q%7C2.0"), 1U);
    EXPECT_EQ(by("http://x.jp/Questionnaire/q%7C2"), 0U);
    EXPECT_EQ(by("http://x.jp/Questionnaire/other,http://x.jp/Questionnaire/q"), 1U);
    EXPECT_EQ(by("q"), 0U) << "no id: a canonical is compared as a whole";
}

} // namespace
} // namespace renkei::server::search_questionnaire_test
