// Which row of profiles/summary.tsv and profiles/person-page.tsv takes what: needs of a care plan are no
// diseases, and services that were billed are no treatments.
#include "gateway/network/mhd/summary/summary_sections.h"

#include "kit.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

namespace renkei::mhd::summary_rows_test {
namespace {

using test::must;

constexpr std::string_view canonical = "https://renkei.example.jp/fhir";
constexpr std::string_view needs = "生活課題（ニーズ）";
constexpr std::string_view services = "介護サービスの利用";

using Titles = std::set<std::string>;

// The first section whose search finds the resource.
std::string section_of(const std::vector<SummarySection>& sections, const Candidate& candidate) {
    const auto found = std::ranges::find_if(sections, [&](const SummarySection& section) {
        return std::ranges::any_of(section.searches,
                                   [&](const SearchRequest& search) { return finds(search, candidate); });
    });
    return found == sections.end() ? std::string() : found->title;
}

// Where the resources of a type of a document stand.
Titles titles_of(const std::vector<SummarySection>& sections, std::string_view type, std::string bundle) {
    OpenDocument document(
        must(DocumentView::open(store::Version{.document = document_id}, std::move(bundle))),
        "https://host/fhir");
    Titles out;
    for (const Candidate& each : candidates(document, type)) {
        out.insert(section_of(sections, each));
    }
    return out;
}

std::vector<SummarySection> sections_of(std::string_view table) {
    return must(read_summary_sections(table, canonical));
}

TEST(SummaryRows, take_needs_of_a_care_plan_for_no_diseases) {
    for (const std::string_view table : {summary_table(), person_page_table()}) {
        for (const std::string form : {"careplan2", "prevention_plan", "prevention_plan_sub"}) {
            EXPECT_EQ(titles_of(sections_of(table), "Condition", fixture(form + "/full.bundle.json")),
                      Titles{std::string(needs)})
                << form;
        }
    }
}

TEST(SummaryRows, take_billed_services_for_no_treatments) {
    for (const std::string_view table : {summary_table(), person_page_table()}) {
        EXPECT_EQ(titles_of(sections_of(table), "Procedure", fixture("careplan6_result/full.bundle.json")),
                  Titles{std::string(services)});
    }
}

TEST(SummaryRows, take_what_others_write_without_a_kind_for_diseases_and_treatments) {
    Json bundle = Json::parse(fixture("admission/full.bundle.json"));
    for (Json& entry : bundle["entry"]) {
        const std::string type = entry["resource"]["resourceType"];
        if (type == "Condition" || type == "Procedure") {
            entry["resource"].erase("category");
        }
    }
    for (const std::string_view table : {summary_table(), person_page_table()}) {
        EXPECT_EQ(titles_of(sections_of(table), "Condition", bundle.dump()), Titles{"傷病・健康上の問題"});
        EXPECT_EQ(titles_of(sections_of(table), "Procedure", bundle.dump()), Titles{"処置・手術"});
    }
}

// A row that takes a type as a whole finds what it should not.
TEST(SummaryRows, of_conditions_and_procedures_say_which) {
    for (const std::string_view table : {summary_table(), person_page_table()}) {
        for (const SummarySection& section : sections_of(table)) {
            for (const SearchRequest& search : section.searches) {
                EXPECT_TRUE((search.type != "Condition" && search.type != "Procedure") ||
                            !search.filters.empty())
                    << section.title;
            }
        }
    }
}

// An Encounter as a hospital's discharge summary has it.
std::string stay(std::string_view outcome) {
    Json bundle = Json::parse(fixture("nursing_summary/minimal.bundle.json"));
    const Json patient = bundle["entry"][0]["resource"]["subject"];
    bundle["entry"].push_back(
        {{"fullUrl", "urn:uuid:00000000-0000-4000-8000-0000000000aa"},
         {"resource",
          {{"resourceType", "Encounter"},
           {"status", "finished"},
           {"class", {{"system", "http://terminology.hl7.org/CodeSystem/v3-ActCode"}, {"code", "IMP"}}},
           {"subject", patient},
           {"hospitalization",
            {{"dischargeDisposition",
              {{"coding",
                {{{"system", "http://jpfhir.jp/fhir/Common/CodeSystem/discharge-disposition"},
                  {"code", outcome}}}}}}}}}}});
    return bundle.dump();
}

TEST(SummaryRows, take_a_stay_that_ended_with_death_and_no_other) {
    for (const std::string_view table : {summary_table(), person_page_table()}) {
        EXPECT_TRUE(titles_of(sections_of(table), "Encounter", stay("6")).contains("死亡"));
        EXPECT_TRUE(titles_of(sections_of(table), "Encounter", stay("7")).contains("死亡"));
        EXPECT_FALSE(titles_of(sections_of(table), "Encounter", stay("1")).contains("死亡"));
    }
}

} // namespace
} // namespace renkei::mhd::summary_rows_test
