// Patient/$summary and the person's page of documents that no form reads: their facts by kinds
// (profiles/facts.tsv), what no section has and what could not be read by name, and why a section is empty.
#include "tests/documents/letters.h"
#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server::summary_facts_test {
namespace {

constexpr std::string_view fhir_type = "application/fhir+json";
const std::string by_number = "/fhir/Patient/$summary?identifier=urn:x:patients%7CP-1";

std::string url(int number) {
    return fmt::format("urn:uuid:5d1e0001-0000-4000-8000-0000000001{:02}", number);
}
const Json patient = {{"reference", url(1)}};

Json narrative(std::string_view text) {
    return {{"status", "additional"},
            {"div", fmt::format(R"(<div xmlns="http://www.w3.org/1999/xhtml">{}</div>)", text)}};
}

// A hospital's care plan summary, which no form here has; each resource stands in a section of its own.
std::string letter(const std::vector<Json>& resources, std::vector<Json> sections = {}) {
    Json entries = Json::array();
    for (std::size_t i = 0; i < resources.size(); ++i) {
        const std::string place = url(static_cast<int>(i) + 10);
        sections.push_back({{"title", "内容"},
                            {"text", narrative("内容")},
                            {"entry", Json::array({Json{{"reference", place}}})}});
        entries.push_back(Json{{"fullUrl", place}, {"resource", resources[i]}});
    }
    Json composition = Json::parse(R"({"resourceType":"Composition","status":"final","date":"2026-02-13",
        "identifier":{"system":"urn:x:documents","value":"D-1"},"title":"計画書",
        "type":{"coding":[{"system":"http://x.jp/types","code":"56447-6"}]}})");
    composition["subject"] = patient;
    composition["author"] = Json::array({Json{{"reference", url(2)}}});
    composition["section"] = sections;
    Json person = Json::parse(R"({"resourceType":"Patient","name":[{"text":"連携 花子"}],
        "identifier":[{"system":"urn:x:patients","value":"P-1"}]})");
    Json hospital =
        Json::parse(R"({"resourceType":"Organization","name":"架空総合病院","identifier":[{"system":
        "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no","value":"4910100016"}]})");
    Json bundle =
        Json::parse(R"({"resourceType":"Bundle","type":"document","timestamp":"2026-02-13T09:00:00+09:00",
        "identifier":{"system":"urn:x:bundles","value":"B-1"}})");
    Json all = Json::array({Json{{"fullUrl", url(0)}, {"resource", composition}},
                            Json{{"fullUrl", url(1)}, {"resource", person}},
                            Json{{"fullUrl", url(2)}, {"resource", hospital}}});
    all.insert(all.end(), entries.begin(), entries.end());
    bundle["entry"] = all;
    return bundle.dump();
}

Json prescription() {
    Json out = Json::parse(R"({"resourceType":"MedicationRequest","status":"active","intent":"order",
        "medicationCodeableConcept":{"text":"アムロジピン錠５ｍｇ"},"dosageInstruction":[{"text":"1日1回朝食後"}]})");
    out["subject"] = patient;
    return out;
}

Json risk() {
    Json out = Json::parse(R"({"resourceType":"RiskAssessment","status":"final"})");
    out["subject"] = patient;
    return out;
}

Json no_allergies(std::string_view code) {
    Json out = Json::parse(
        R"({"title":"アレルギー","code":{"coding":[{"system":"http://loinc.org","code":"48765-2"}]},
        "emptyReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/list-empty-reason"}]}})");
    out["emptyReason"]["coding"][0]["code"] = code;
    out["text"] = narrative("なし");
    return out;
}

class Ward {
public:
    Ward() { site.add(documents::peers_with_ward().back()); }

    void submit(const std::string& document) {
        const Response answer = site.post("/fhir/Bundle", document, fhir_type, "ward");
        EXPECT_EQ(answer.status, 201) << answer.body;
    }
    Json summary() {
        const Response answer = site.get(by_number, "ward");
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(mhd::errors_of(answer.body), "");
        return json_of(answer);
    }

    Site site;
};

Json section(const Json& bundle, const std::string& title) {
    for (const Json& each : bundle["entry"][0]["resource"]["section"]) {
        if (each["title"] == title) {
            return each;
        }
    }
    return {};
}

std::string outcome(const Json& bundle) {
    for (const Json& entry : bundle["entry"]) {
        if (entry["resource"]["resourceType"] == "OperationOutcome") {
            return entry["resource"].dump();
        }
    }
    return {};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(SummaryFacts, of_a_document_without_a_form_are_in_the_summary_of_a_person_known_by_a_hospital_alone) {
    Ward ward;
    ward.submit(letter({prescription()}));
    const Json bundle = ward.summary();
    const std::string text = section(bundle, "服薬").dump();
    EXPECT_TRUE(has(text, "アムロジピン錠５ｍｇ</td><td>1日1回朝食後　処方中")) << text;
    EXPECT_EQ(outcome(bundle), "");
    EXPECT_EQ(section(bundle, "アレルギー・不耐性")["emptyReason"]["coding"][0]["code"], "unavailable");
    const Response found = ward.site.get("/fhir/Patient?identifier=urn:x:patients%7CP-1", "ward");
    EXPECT_EQ(entries(found).size(), 1U) << found.body;
    EXPECT_EQ(ward.site.get(by_number, "manager").status, 404) << "who may not read it learns nothing of it";
}

TEST(SummaryFacts, that_no_section_has_are_named_with_their_document) {
    Ward ward;
    ward.submit(letter({prescription(), risk()}, {Json{{"title", "経過"}, {"text", narrative("良好")}}}));
    const Json bundle = ward.summary();
    const std::string said = outcome(bundle);
    EXPECT_TRUE(has(said, "resources-not-summarised")) << said;
    EXPECT_TRUE(has(said, "RiskAssessment")) << said;
    EXPECT_TRUE(has(said, "Composition.section")) << said;
    EXPECT_FALSE(has(said, "summary-incomplete")) << said;
    EXPECT_TRUE(has(section(bundle, "アレルギー・不耐性").dump(), "分かりません"));
}

TEST(SummaryFacts, that_there_are_none_give_the_reason_of_the_document) {
    for (const std::string code : {"nilknown", "notasked", "withheld"}) {
        Ward ward;
        ward.submit(letter({prescription()}, {no_allergies(code)}));
        const Json empty = section(ward.summary(), "アレルギー・不耐性");
        EXPECT_EQ(empty["emptyReason"]["coding"][0]["code"], code);
        EXPECT_FALSE(empty.contains("entry"));
    }
}

TEST(SummaryFacts, that_there_are_none_are_no_certainty_while_another_document_is_not_read) {
    Ward ward;
    ward.submit(letter({prescription(), risk()}, {no_allergies("nilknown")}));
    const Json empty = section(ward.summary(), "アレルギー・不耐性");
    EXPECT_EQ(empty["emptyReason"]["coding"][0]["code"], "unavailable");
    EXPECT_TRUE(has(empty.dump(), "「なし」と記載されています（計画書")) << empty.dump();
}

TEST(SummaryFacts, on_the_persons_page_say_that_nothing_is_written_only_where_all_was_read) {
    const auto page = [](const std::string& document) {
        Ward ward;
        ward.submit(document);
        const Response list =
            ward.site.get("/fhir/DocumentReference?patient.identifier=urn:x:patients%7CP-1", "ward");
        const std::string id = json_of(list)["entry"][0]["resource"]["id"];
        const Response answer = ward.site.get("/documents/" + mhd::parse_logical_id(id)->document + "/person",
                                              "ward", {{"Accept", "text/html"}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::string words = answer.body; // names stand in elements of their own
        for (std::size_t at = words.find('<'); at != std::string::npos; at = words.find('<', at)) {
            words.erase(at, words.find('>', at) + 1 - at);
        }
        return words;
    };
    const std::string whole = page(letter({prescription()}, {no_allergies("nilknown")}));
    EXPECT_TRUE(has(whole, "読める文書に記載がない区分")) << whole;
    EXPECT_TRUE(has(whole, "アレルギー・感染症・禁忌：アレルギーは「なし」と記載されています（計画書"))
        << whole;
    EXPECT_TRUE(has(whole, "アムロジピン錠５ｍｇ"));
    const std::string partial = page(letter({prescription(), risk()}));
    EXPECT_FALSE(has(partial, "読める文書に記載がない区分"));
    EXPECT_TRUE(has(partial, "記載があるか分からない区分"));
    EXPECT_TRUE(has(partial, "リスクの評価：1 件")) << partial;
}

} // namespace
} // namespace renkei::server::summary_facts_test
