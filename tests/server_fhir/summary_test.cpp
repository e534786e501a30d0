// Patient/$summary: one document of what the documents of a person say.
#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/summary/summary.h"
#include "gateway/network/mhd/summary/summary_line.h"

#include "tests/server_fhir/persons.h"
#include "tests/support/wordings.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::summary_test {
namespace {

using documents::admission;
using documents::replaced;

const std::string by_number = "/fhir/Patient/$summary?identifier=" + person();

// A discharge report of the hospital to the office of "manager", about the same person, a month later.
std::string discharge() {
    return documents::file("discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV");
}

// The admission as FHIR under another id, with other words in it.
std::string other_document(Site& site, const std::string& kept, std::string_view word = {},
                           std::string_view other = {}) {
    const Response document = site.get("/fhir/Composition/" + kept + ".0/$document");
    EXPECT_EQ(document.status, 200);
    std::string out = replaced(document.body, "FIX-FULL", "FIX-OTHER");
    return word.empty() ? out : replaced(std::move(out), word, other);
}

std::vector<Json> resources(const Json& bundle, std::string_view type) {
    std::vector<Json> out;
    for (const Json& entry : bundle["entry"]) {
        if (entry["resource"]["resourceType"] == type) {
            out.push_back(entry["resource"]);
        }
    }
    return out;
}

Json summary(Site& site, const std::string& path = by_number, std::string_view peer = "manager") {
    const Response response = site.get(path, peer);
    EXPECT_EQ(response.status, 200) << response.body.substr(0, 500);
    EXPECT_EQ(mhd::errors_of(response.body), "");
    return json_of(response);
}

Json composition(const Json& bundle) { return bundle["entry"][0]["resource"]; }

// The section with this title; the test fails if there is none.
Json section(const Json& bundle, const std::string& title) {
    const Json document = composition(bundle);
    for (const Json& each : document["section"]) {
        if (each["title"] == title) {
            return each;
        }
    }
    ADD_FAILURE() << title;
    return {};
}

std::vector<Json> entries_of(const Json& bundle, const std::string& title) {
    std::vector<Json> out;
    const Json wanted = section(bundle, title).value("entry", Json::array());
    for (const Json& reference : wanted) {
        for (const Json& entry : bundle["entry"]) {
            if (entry["fullUrl"] == reference["reference"]) {
                out.push_back(entry["resource"]);
            }
        }
    }
    EXPECT_EQ(out.size(), wanted.size()) << "each reference leads to one entry";
    return out;
}

void add_references(const Json& value, std::vector<std::string>& out) {
    for (const auto& [key, member] : value.items()) {
        if (key == "reference" && member.is_string()) {
            out.push_back(member);
        } else if (member.is_structured()) {
            add_references(member, out);
        }
    }
}

TEST(Summary, refers_to_what_is_in_it_or_to_a_whole_url) {
    Site site;
    site.submit(admission());
    site.submit(discharge(), "hospital");
    const Json bundle = summary(site);
    std::set<std::string> known;
    std::vector<std::string> references;
    for (const Json& entry : bundle["entry"]) {
        const std::string url = entry["fullUrl"];
        EXPECT_TRUE(known.insert(url).second) << url;
        const Json& resource = entry["resource"];
        known.insert(resource["resourceType"].get<std::string>() + "/" + resource.value("id", "-"));
        add_references(resource, references);
    }
    EXPECT_GT(references.size(), 100U);
    for (const std::string& each : references) {
        EXPECT_TRUE(known.contains(each) || each.starts_with("https://") || each.starts_with("#")) << each;
    }
}

// The newest document counts; what older ones say otherwise is shown as different, and what they alone say is
// taken from them.
TEST(Summary, says_so_if_it_leaves_documents_out) {
    Site site;
    const std::string first = site.submit(admission());
    site.submit(other_document(site, first, "そば", "えび"));
    const mhd::PersonFilter person{.patients = {*mhd::parse_reference("Patient/" + first + ".1")}};
    const mhd::SummaryContext context{
        .search_key = site.store().search_key(),
        .reader = site.reader("manager"),
        .base = "https://gateway.example.jp/fhir",
        .canonical = "https://renkei.example.jp/fhir",
        .wordings = std::make_shared<const form::Wordings>(),
        .outcome =
            [](const diag::Report&) {
                return std::string(
                    R"({"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"incomplete"}]})");
            },
        .now = 0,
        .memory = {.document = UINT64_MAX, .page = UINT64_MAX},
        .most_documents = 1};
    const auto found = documents::must(site.store().read_value<mhd::SummaryResult>(
        [&](const store::Snapshot& snapshot) { return mhd::summarise(snapshot, person, context); }));
    const Json bundle = Json::parse(found.written);
    EXPECT_EQ(resources(bundle, "Provenance").size(), 1U);
    EXPECT_EQ(resources(bundle, "OperationOutcome").size(), 1U);
    EXPECT_EQ(entries_of(bundle, "このサマリーの範囲").size(), 1U);
    EXPECT_NE(composition(bundle)["text"]["div"].get<std::string>().find("完全ではありません"),
              std::string::npos);
    EXPECT_EQ(mhd::errors_of(found.written), "");
}

TEST(SummaryMarks, are_the_tags_that_the_table_names_and_no_others) {
    const std::vector<mhd::SummaryMark> marks = mhd::read_summary_marks(mhd::summary_table());
    ASSERT_EQ(marks.size(), 2U);
    json::Tree tree;
    const Json resource = {
        {"resourceType", "Condition"},
        {"meta",
         {{"tag",
           {{{"system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"}, {"code", "SUBSETTED"}},
            {{"system", marks[0].system}, {"code", "LTS"}},
            {{"system", "urn:workflow"}, {"code", marks[0].code}},
            {{"system", marks[0].system}, {"code", marks[0].code}, {"display", "未告知"}}}}}},
        {"code", {{"text", "胃がん"}}}};
    const std::string text = resource.dump();
    documents::must(json::Parser().parse(text, tree));
    EXPECT_EQ(mhd::summary_line(tree, json::Tree::root, marks, test::wordings()).what, "［未告知］胃がん");
    EXPECT_EQ(mhd::summary_line(tree, json::Tree::root, {}, test::wordings()).what, "胃がん");
}

TEST(SummarySections, are_searches_about_a_person_by_kinds_of_facts) {
    const auto sections =
        documents::must(mhd::read_summary_sections(mhd::summary_table(), "https://renkei.example.jp/fhir"));
    EXPECT_GE(sections.size(), 8U);
    EXPECT_EQ(std::ranges::count(sections, "81338-6", &mhd::SummarySection::code), 1)
        << "goals and preferences";
    for (const mhd::SummarySection& each : sections) {
        EXPECT_FALSE(each.title.empty());
        EXPECT_EQ(each.code.empty(), each.system.empty()) << each.title;
        for (const mhd::SearchRequest& search : each.searches) {
            EXPECT_EQ(search.persons.size(), 1U) << search.type;
        }
    }
    EXPECT_FALSE(mhd::read_summary_sections("a\t\tObservation\tcolour=red\n", "https://x")) << "no search";
    EXPECT_FALSE(mhd::read_summary_sections("a\t\tcolour\n", "https://x")) << "no kind";
}

} // namespace
} // namespace renkei::server::summary_test
