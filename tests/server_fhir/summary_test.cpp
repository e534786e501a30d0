// Patient/$summary: one document of what the documents of a person say.
#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/summary.h"
#include "gateway/network/mhd/summary_line.h"

#include "tests/server_fhir/persons.h"
#include "tests/support/wordings.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::summary_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view fhir_type = "application/fhir+json";
const std::string by_number = "/fhir/Patient/$summary?identifier=" + person();

// A discharge report of the hospital to the office of "manager", about the same person, a month later.
std::string discharge() {
    return documents::file("discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV");
}

// A report of a nurse to the office of "manager", about the same person, who has no allergy in it.
std::string nursing_report() { return documents::report_of_hanako("R-1"); }

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

const std::string person_title = "本人の基本情報";
const std::string allergies = "アレルギー・不耐性";
const std::string care_level = "要介護状態区分";
const std::string functions = "心身の機能と生活機能";

void add_references(const Json& value, std::vector<std::string>& out) {
    for (const auto& [key, member] : value.items()) {
        if (key == "reference" && member.is_string()) {
            out.push_back(member);
        } else if (member.is_structured()) {
            add_references(member, out);
        }
    }
}

TEST(Summary, of_two_senders_is_a_valid_document_with_every_section) {
    Site site;
    const std::string earlier = site.submit(admission());
    const std::string later = site.submit(discharge(), "hospital");
    const Json bundle = summary(site);
    EXPECT_EQ(bundle["type"], "document");
    const Json document = composition(bundle);
    EXPECT_EQ(document["type"]["coding"][0]["code"], "60591-5");
    EXPECT_TRUE(document["subject"]["reference"].get<std::string>().ends_with("Patient/" + later + ".1"));
    EXPECT_EQ(resources(bundle, "Provenance").size(), 2U);
    for (const Json& each : document["section"]) {
        EXPECT_NE(each.contains("entry"), each.contains("emptyReason")) << each["title"];
        EXPECT_TRUE(each["text"]["div"].get<std::string>().find("<p></p>") == std::string::npos);
    }
    const std::vector<Json> levels = entries_of(bundle, care_level);
    ASSERT_EQ(levels.size(), 2U) << "both, newest first";
    EXPECT_TRUE(levels[0]["id"].get<std::string>().starts_with(later));
    EXPECT_TRUE(levels[1]["id"].get<std::string>().starts_with(earlier));
    EXPECT_FALSE(entries_of(bundle, functions).empty());
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

TEST(Summary, shows_answers_that_contradict_each_other_newest_first_with_their_sources) {
    Site site;
    const std::string earlier = site.submit(admission());
    const std::string later =
        site.submit(replaced(other_document(site, earlier, "そば", "えび"), "2026-01-12", "2026-01-20"));
    const Json bundle = summary(site);
    const std::vector<Json> found = entries_of(bundle, allergies);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0]["code"]["text"], "えび");
    EXPECT_EQ(found[1]["code"]["text"], "そば");
    EXPECT_NE(found[0]["meta"]["source"], found[1]["meta"]["source"]);
    const std::string text = section(bundle, allergies)["text"]["div"];
    EXPECT_LT(text.find("えび"), text.find("そば"));
    EXPECT_NE(text.find("2026-01-20"), std::string::npos);
}

TEST(Summary, has_what_two_documents_repeat_once_with_both_sources) {
    Site site;
    const std::string first = site.submit(admission());
    const Json alone = summary(site);
    site.submit(other_document(site, first));
    const Json both = summary(site);
    for (const std::string& title : {allergies, care_level, functions}) {
        EXPECT_EQ(entries_of(both, title).size(), entries_of(alone, title).size()) << title;
    }
    const std::string allergy = section(both, allergies)["entry"][0]["reference"];
    const std::vector<Json> sources = resources(both, "Provenance");
    ASSERT_EQ(sources.size(), 2U);
    for (const Json& each : sources) {
        EXPECT_TRUE(std::ranges::any_of(each["target"],
                                        [&](const Json& target) { return target["reference"] == allergy; }));
    }
    EXPECT_NE(sources[0]["entity"], sources[1]["entity"]);
}

// The newest document counts; what older ones say otherwise is shown as different, and what they alone say is
// taken from them.
TEST(Summary, has_the_person_of_the_newest_document_and_what_older_ones_say_otherwise) {
    Site site;
    const std::string earlier = site.submit(admission());
    const Json alone = section(summary(site), person_title);
    const std::string later = site.submit(replaced(
        replaced(other_document(site, earlier, "連携　花子", "連携花子"), "2026-01-12", "2026-01-20"),
        "中央１丁目２番３号", "中央９丁目９番９号"));
    const Json bundle = summary(site);
    EXPECT_TRUE(
        composition(bundle)["subject"]["reference"].get<std::string>().ends_with("Patient/" + later + ".1"));
    EXPECT_EQ(entries_of(bundle, person_title).size(), 2U) << "both Patients";
    const std::string before = alone["text"]["div"];
    EXPECT_EQ(before.find("異なる"), std::string::npos) << before;
    const std::string text = section(bundle, person_title)["text"]["div"];
    EXPECT_NE(text.find("中央９丁目９番９号 見本荘２０１</td>"), std::string::npos) << text;
    EXPECT_NE(text.find("中央１丁目２番３号 見本荘２０１（新しい文書と異なる）"), std::string::npos) << text;
    EXPECT_EQ(text.find("連携　花子"), std::string::npos) << "another spelling is no difference: " << text;
    EXPECT_EQ(mhd::errors_of(bundle.dump()), "");
}

TEST(Summary, of_a_patient_is_that_of_the_persons_number) {
    Site site;
    const std::string id = site.submit(admission());
    const Json expected = summary(site);
    const std::string path = "/fhir/Patient/" + id + ".1/$summary";
    EXPECT_EQ(summary(site, path)["entry"], expected["entry"]);
    const Json body = {
        {"resourceType", "Parameters"},
        {"parameter", Json::array({{{"name", "identifier"},
                                    {"valueString", fmt::format("{}|{}", insured_system, hanako)}}})}};
    EXPECT_EQ(json_of(site.post("/fhir/Patient/$summary", body.dump(), fhir_type))["entry"],
              expected["entry"]);
    EXPECT_EQ(json_of(site.post(path, "", fhir_type))["entry"], expected["entry"]);
}

TEST(Summary, says_unavailable_where_no_document_says_anything) {
    Site site;
    site.submit(nursing_report(), "nurse");
    const Json empty = section(summary(site), allergies);
    EXPECT_EQ(empty["emptyReason"]["coding"][0]["code"], "unavailable");
    EXPECT_FALSE(empty.contains("entry"));
}

TEST(Summary, has_the_infection_and_the_death_that_a_nurse_writes) {
    Site site;
    site.submit(documents::file("nursing_summary/full.json"), "nurse");
    const Json bundle = summary(site, "/fhir/Patient/$summary?identifier=" + person("0000000109"), "nurse");
    const std::vector<Json> infections = entries_of(bundle, "感染症");
    ASSERT_EQ(infections.size(), 1U);
    EXPECT_EQ(infections[0]["valueString"], "MRSA（喀痰）");
    const std::vector<Json> deaths = entries_of(bundle, "死亡");
    ASSERT_EQ(deaths.size(), 2U);
    EXPECT_EQ(deaths[0]["resourceType"], "Patient");
    EXPECT_EQ(deaths[1]["valueDateTime"], "2026-02-20T04:15:00+09:00");
    ASSERT_EQ(resources(bundle, "Patient").size(), 1U);
    EXPECT_EQ(resources(bundle, "Patient")[0]["deceasedDateTime"], "2026-02-20T04:15:00+09:00");
}

TEST(Summary, has_a_death_without_a_moment_among_the_deaths) {
    Site site;
    site.submit(documents::file("nursing_summary/died.json"), "nurse");
    const Json bundle = summary(site, "/fhir/Patient/$summary?identifier=" + person("0000000505"), "nurse");
    const std::vector<Json> deaths = entries_of(bundle, "死亡");
    ASSERT_EQ(deaths.size(), 1U);
    EXPECT_EQ(deaths[0]["deceasedBoolean"], true);
    EXPECT_FALSE(section(bundle, "死亡").contains("emptyReason"));
}

TEST(Summary, is_of_what_the_caller_may_read_only) {
    Site site;
    site.submit(admission());
    site.submit(nursing_report(), "nurse");
    const std::size_t of_manager = resources(summary(site), "Provenance").size();
    const std::size_t of_hospital = resources(summary(site, by_number, "hospital"), "Provenance").size();
    EXPECT_EQ(of_manager, 2U);
    EXPECT_EQ(of_hospital, 1U);
    const Response stranger = site.get(by_number, "stranger");
    EXPECT_EQ(stranger.status, 404);
    EXPECT_EQ(problem(stranger), "resource-not-there");
}

TEST(Summary, leaves_out_superseded_versions_and_withdrawn_documents) {
    Site site;
    const std::string id = site.submit(admission());
    site.submit(admission("2", "00-0000-7777"));
    const Json now = summary(site);
    EXPECT_EQ(resources(now, "Provenance").size(), 1U);
    EXPECT_EQ(entries_of(now, allergies).size(), 1U);
    const documents::Caller caller{.peer = &site.peer("manager")};
    const std::string document = mhd::parse_logical_id(id)->document;
    ASSERT_EQ(site.gateway().intake().withdraw(document, caller).refusal, documents::Refusal::none);
    EXPECT_EQ(site.get(by_number).status, 404);
    EXPECT_EQ(site.get("/fhir/Patient/" + id + ".1/$summary").status, 404);
}

TEST(Summary, needs_one_identifier_with_a_system_and_a_patient_of_a_document) {
    Site site;
    const std::string id = site.submit(admission());
    EXPECT_EQ(site.get("/fhir/Patient/$summary").status, 400);
    EXPECT_EQ(site.get("/fhir/Patient/$summary?identifier=0000001016").status, 400);
    EXPECT_EQ(site.get(by_number + "&identifier=" + person()).status, 400);
    EXPECT_EQ(site.get("/fhir/Patient/$summary?identifier=" + person("0000009999")).status, 404);
    for (const std::string& other : {id, id + ".0", id + ".9", std::string("x")}) {
        EXPECT_EQ(site.get("/fhir/Patient/" + other + "/$summary").status, 404) << other;
    }
}

TEST(Summary, is_as_confidential_as_the_strictest_of_its_documents) {
    Site site;
    site.submit(admission());
    const Json bundle = summary(site);
    EXPECT_EQ(bundle["meta"]["security"][0]["code"], "R") << "as the form is";
    EXPECT_EQ(composition(bundle)["confidentiality"], "R");
}

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

TEST(Summary, is_a_query_in_the_audit_without_the_number) {
    Site site;
    site.submit(admission());
    site.get(by_number);
    const std::string event = site.events().back();
    EXPECT_NE(event.find("$summary"), std::string::npos) << event;
    EXPECT_EQ(event.find(hanako), std::string::npos);
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

TEST(Summary, takes_entries_that_differ_in_tags_of_a_server_for_the_same) {
    Site site;
    const std::string id = site.submit(admission());
    const std::size_t before = entries_of(summary(site), "アレルギー・不耐性").size();
    ASSERT_GT(before, 0U);
    std::string document = other_document(site, id);
    constexpr std::string_view meta = R"("meta":{)";
    std::size_t at = 0;
    while ((at = document.find(R"("resourceType":"AllergyIntolerance")", at)) != std::string::npos) {
        at = document.find(meta, at) + meta.size();
        document.insert(at, R"("tag":[{"system":"urn:w","code":"seen"}],)");
    }
    ASSERT_NE(document.find("urn:w"), std::string::npos);
    EXPECT_EQ(site.post("/fhir/Bundle", document, fhir_type).status, 201);
    EXPECT_EQ(entries_of(summary(site), "アレルギー・不耐性").size(), before);
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
