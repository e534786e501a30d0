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
    EXPECT_EQ(found(site, about + "questionnaire=http://x.jp/other," + url), 1U);
    EXPECT_EQ(found(site, about + "questionnaire=" + url.substr(0, url.size() - 1)), 0U);
    EXPECT_EQ(found(site, about + "questionnaire=" + url + "%7C1.0"), 0U) << "it has none";
    EXPECT_EQ(found(site, about + "questionnaire:missing=true"), 0U);
    EXPECT_EQ(found(site, about + "status=" + response["status"].get<std::string>()), 1U);
    EXPECT_EQ(found(site, about + "authored=" + response["authored"].get<std::string>()), 1U);
    EXPECT_EQ(found(site, about + "authored=lt2000"), 0U);
    EXPECT_EQ(found(site, about + "author=" + response["author"]["reference"].get<std::string>()), 1U);
    EXPECT_EQ(found(site, "patient.identifier=" + person("0000000109"), "stranger"), 0U);
}

} // namespace
} // namespace renkei::server::search_questionnaire_test
