#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/mhd/person_link.h"
#include "gateway/network/server/routes.h"
#include "generated/messages/documents.h"

#include "tests/server_fhir/kit.h"

#include <algorithm>
#include <set>

namespace renkei::server::search_test {
namespace {

using documents::admission;
using documents::admission_named;
using documents::replaced;

// Another person with the same insured number: another insurer, another number at the hospital.
std::string other_insurer(std::string_view id) {
    return replaced(replaced(admission_named(id), "990010", "990028"), "00012345", "00054321");
}

// The document as it came, and as FHIR.
std::vector<std::string> both_of(const std::string& id) {
    return {"DocumentReference/" + id, "DocumentReference/" + id + ".0"};
}

Json resources(const Response& response) {
    Json out = Json::array();
    const Json all = json_of(response).value("entry", Json::array());
    for (const Json& entry : all) {
        if (entry["search"]["mode"] == "match") {
            out.push_back(entry["resource"]);
        }
    }
    return out;
}

TEST(Search, finds_the_documents_of_a_person) {
    Site site;
    const std::string id = site.submit(admission());
    const Response response =
        site.get("/fhir/DocumentReference?patient.identifier=" + person() + "&status=current");
    EXPECT_EQ(entries(response), both_of(id));
    EXPECT_EQ(mhd::errors_of(response.body), "");
    EXPECT_EQ(
        total(site.get("/fhir/List?patient.identifier=" + person() + "&status=current&code=submissionset")),
        1U);
    EXPECT_EQ(total(site.get("/fhir/List?patient.identifier=" + person() + "&status=current&code=folder")),
              0U);
}

TEST(Search, of_an_unknown_person_is_empty) {
    Site site;
    site.submit(admission());
    const Response response = site.get("/fhir/DocumentReference?patient.identifier=" + person("0000009999"));
    EXPECT_EQ(total(response), 0U);
    EXPECT_FALSE(json_of(response).contains("entry"));
    EXPECT_EQ(total(site.get("/fhir/DocumentReference?patient.identifier=" + person(), "stranger")), 0U);
    EXPECT_EQ(total(site.get("/fhir/Observation?patient=Patient/1")), 0U);
}

TEST(Search, says_that_a_value_is_empty) {
    Site site;
    const Json outcome = json_of(site.get("/fhir/Patient?birthdate=&identifier=" + person()));
    EXPECT_TRUE(outcome["issue"][0]["diagnostics"].get<std::string>().starts_with(
        "the search parameter birthdate has a wrong value: \"\"; expected: YYYY"))
        << outcome;
}

TEST(Search, by_get_at_the_path_for_post_is_refused_with_the_right_path) {
    Site site;
    const std::vector<http::Route> table = bound(routes_of(site.gateway()), site.gateway());
    for (const std::vector<std::string>& path : {std::vector<std::string>{"documents", "_search"},
                                                 {"fhir", "DocumentReference", "_search"},
                                                 {"fhir", "$validate"}}) {
        for (const char* const method : {"GET", "HEAD", "PUT", "DELETE"}) {
            const http::RouteMatch found = http::match_route(table, {.method = method, .path = path});
            EXPECT_EQ(found.route, nullptr) << method << " " << path.back();
            EXPECT_EQ(found.allowed, std::vector<std::string_view>{"POST"}) << method << " " << path.back();
        }
    }
}

TEST(Search, by_post_is_the_same) {
    Site site;
    site.submit(admission());
    const std::string parameters = "patient.identifier=" + person() + "&status=current";
    const Response by_get = site.get("/fhir/DocumentReference?" + parameters);
    EXPECT_EQ(
        site.post("/fhir/DocumentReference/_search", parameters, "application/x-www-form-urlencoded").body,
        by_get.body);
}

TEST(Search, by_a_patient_of_the_view_finds_all_documents_of_that_person) {
    Site site;
    const std::string first = site.submit(admission());
    const std::string second = site.submit(admission_named("FIX-OTHER"));
    for (const std::string& patient : {"Patient/" + first + ".1", first + ".1",
                                       "https://gateway.example.jp/fhir/Patient/" + first + ".1"}) {
        EXPECT_EQ(entries(site.get("/fhir/DocumentReference?relation:missing=true&patient=" + patient)),
                  (std::vector<std::string>{"DocumentReference/" + second, "DocumentReference/" + first}))
            << patient;
    }
}

TEST(Search, of_patients_by_number_looks_at_what_describes_them_too) {
    Site site;
    const std::string id = site.submit(admission());
    EXPECT_EQ(entries(site.get("/fhir/Patient?identifier=" + person())),
              std::vector<std::string>{"Patient/" + id + ".1"});
    EXPECT_EQ(total(site.get("/fhir/Patient?name=x&identifier=" + person())), 0U);
    EXPECT_EQ(total(site.get("/fhir/Patient?identifier=" + person() + "&gender=male")), 0U);
    EXPECT_EQ(total(site.get("/fhir/Patient?identifier=" + person() + "&birthdate=1938")), 1U);
}

TEST(Search, of_a_number_that_two_insurers_gave_wants_to_know_which) {
    Site site;
    const std::string ours = site.submit(admission());
    const std::string theirs = site.submit(other_insurer("FIX-THEIRS"));
    const Response bare = site.get("/fhir/DocumentReference?patient.identifier=" + person());
    EXPECT_EQ(bare.status, 400);
    EXPECT_EQ(problem(bare), "person-ambiguous");
    EXPECT_EQ(entries(site.get("/fhir/DocumentReference?patient.identifier=" + person("990010.0000001016"))),
              both_of(ours));
    EXPECT_EQ(entries(site.get("/fhir/DocumentReference?patient.identifier=" + person("990028.0000001016"))),
              both_of(theirs));
    EXPECT_EQ(entries(site.get("/fhir/DocumentReference?patient.identifier=insurer:990028%7C0000001016")),
              both_of(theirs));
    EXPECT_EQ(entries(site.get("/fhir/DocumentReference?patient=" + ours + ".1")), both_of(ours));
}

TEST(Search, follows_what_was_linked_and_no_longer_what_was_unlinked) {
    Site site;
    site.submit(admission());
    site.submit(other_insurer("FIX-THEIRS"));
    const auto here = documents::must(mhd::read_person("insurer:990010|0000001016"));
    const auto there = documents::must(mhd::read_person("insurer:990028|0000001016"));
    const std::string path = "/fhir/List?patient.identifier=" + person("990028.0000001016");
    EXPECT_EQ(total(site.get(path)), 1U);
    documents::must(mhd::link_persons(site.store(), here, there));
    EXPECT_EQ(total(site.get(path)), 2U);
    EXPECT_EQ(total(site.get("/fhir/List?patient.identifier=" + person())), 2U)
        << "one person now, so the number alone will do";
    documents::must(mhd::unlink_persons(site.store(), here, there));
    EXPECT_EQ(total(site.get(path)), 1U);
    EXPECT_EQ(site.events().back().find(hanako), std::string::npos);
}

TEST(Search, finds_no_other_persons_documents_after_a_number_alone_was_to_be_linked) {
    Site site;
    site.submit(admission());
    const auto bare = documents::must(mhd::read_person(std::string(insured_system) + "|0000001016"));
    const auto other = documents::must(mhd::read_person("insurer:990010|0000002022"));
    for (const auto& [one, two] : {std::pair(bare, other), std::pair(other, bare)}) {
        const auto refused = mhd::link_persons(site.store(), one, two);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().message, diag::message::person_ambiguous);
    }
    EXPECT_EQ(total(site.get("/fhir/DocumentReference?patient.identifier=" + person("990010.0000002022"))),
              0U);
}

TEST(Search, goes_on_from_page_to_page_until_all_was_seen_once) {
    Site site;
    site.submit(admission());
    const std::size_t all = total(site.get("/fhir/Observation?patient.identifier=" + person() + "&_count=0"));
    ASSERT_GT(all, 50U);
    std::set<std::string> seen;
    std::string path = "/fhir/Observation?patient.identifier=" + person() + "&_count=20";
    std::size_t pages = 0;
    while (!path.empty()) {
        const Response page = site.get(path);
        EXPECT_EQ(total(page), all);
        for (const std::string& each : entries(page)) {
            EXPECT_TRUE(seen.insert(each).second) << each;
        }
        path = link(page, "next");
        ++pages;
    }
    EXPECT_EQ(seen.size(), all);
    EXPECT_EQ(pages, (all + 19) / 20);
}

TEST(Search, has_no_number_in_the_link_to_the_next_page) {
    Site site;
    site.submit(admission());
    const Response page = site.post("/fhir/Observation/_search", "_count=5&patient.identifier=" + person(),
                                    "application/x-www-form-urlencoded");
    const std::string next = link(page, "next");
    EXPECT_EQ(next.find(hanako), std::string::npos);
    EXPECT_EQ(site.get(next).status, 200);
    EXPECT_EQ(problem(site.get(next, "hospital")), "search-parameter-wrong") << "the link is the manager's";
    EXPECT_EQ(site.get(next + "x").status, 400);
}

TEST(Search, repeats_no_number_in_an_error) {
    Site site;
    const Response response = site.get("/fhir/Patient?identifier=|" + std::string(hanako));
    EXPECT_EQ(problem(response), "search-parameter-wrong");
    EXPECT_EQ(response.body.find(hanako), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("|NNNNNNNNNN"), std::string::npos) << response.body;
}

TEST(Search, names_in_self_what_it_understood) {
    Site site;
    site.submit(admission());
    const Response response = site.get("/fhir/Observation?patient.identifier=" + person() + "&code=a&note=b");
    EXPECT_EQ(link(response, "self"), "/fhir/Observation?patient.identifier=" + std::string(insured_system) +
                                          "%7C" + std::string(hanako) + "&code=a");
}

TEST(Search, reports_what_it_ignored_or_refuses_it) {
    Site site;
    site.submit(admission());
    const std::string path =
        "/fhir/Observation?patient.identifier=" + person() + "&code=admission.dementia_level&note=b";
    const Response lenient = site.get(path);
    EXPECT_EQ(entries(lenient).size(), 1U);
    ASSERT_EQ(entries(lenient, "outcome").size(), 1U);
    EXPECT_EQ(mhd::errors_of(lenient.body), "");
    const Response strict = site.get(path, "manager", {{"Prefer", "handling=strict"}});
    EXPECT_EQ(strict.status, 400);
    EXPECT_EQ(problem(strict), "search-parameter-unknown");
    EXPECT_EQ(site.get("/fhir/Observation?patient.identifier=" + person() + "&code:foo=b").status, 400)
        << "an unknown modifier is never ignored";
}

TEST(Search, refuses_types_that_it_does_not_offer) {
    Site site;
    const Response response = site.get("/fhir/Communication?patient.identifier=" + person());
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(problem(response), "resource-not-offered");
}

TEST(Search, includes_what_is_referred_to) {
    Site site;
    const std::string id = site.submit(admission());
    const std::string one = "/fhir/Observation?code=admission.dementia_level&patient.identifier=" + person();
    EXPECT_EQ(entries(site.get(one + "&_include=Observation:subject"), "include"),
              std::vector<std::string>{"Patient/" + id + ".1"});
    EXPECT_EQ(entries(site.get(one + "&_include=Observation:subject:Group"), "include"),
              std::vector<std::string>{});
    EXPECT_EQ(entries(site.get(one + "&_include=Observation:performer"), "include"),
              std::vector<std::string>{"PractitionerRole/" + id + ".5"});
    EXPECT_EQ(entries(site.get(one + "&_include=*"), "include").size(), 2U);
    EXPECT_EQ(
        entries(site.get("/fhir/List?code=submissionset&_include=List:item&patient.identifier=" + person()),
                "include"),
        std::vector<std::string>{"DocumentReference/" + id});
}

TEST(Search, includes_what_refers_back) {
    Site site;
    const std::string id = site.submit(admission());
    const Response response = site.get(
        "/fhir/Patient?_revinclude=Coverage:beneficiary&_revinclude=DocumentReference:subject&identifier=" +
        person());
    EXPECT_EQ(entries(response, "include"),
              (std::vector<std::string>{"Coverage/" + id + ".2", "DocumentReference/" + id,
                                        "DocumentReference/" + id + ".0"}));
    EXPECT_EQ(mhd::errors_of(response.body), "");
}

TEST(Search, by_id_needs_no_person) {
    Site site;
    const std::string id = site.submit(admission());
    EXPECT_EQ(entries(site.get("/fhir/Patient?_id=" + id + ".1")),
              std::vector<std::string>{"Patient/" + id + ".1"});
    EXPECT_EQ(entries(site.get("/fhir/DocumentReference?_id=" + id)),
              std::vector<std::string>{"DocumentReference/" + id});
    EXPECT_EQ(total(site.get("/fhir/Patient?_id=" + id + ".0,nothing")), 0U);
    EXPECT_EQ(total(site.get("/fhir/Patient?_id=" + id + ".1", "stranger")), 0U);
}

TEST(Search, gives_xml) {
    Site site;
    site.submit(admission());
    const Response response = site.get("/fhir/Observation?_count=3&patient.identifier=" + person(), "manager",
                                       {{"Accept", "application/fhir+xml"}});
    EXPECT_EQ(response.media_type, "application/fhir+xml");
    EXPECT_EQ(mhd::errors_of(response.body), "");
    EXPECT_EQ(site.get("/fhir/Observation?_format=xml&_count=3&patient.identifier=" + person()).media_type,
              "application/fhir+xml");
}

TEST(Search, asks_resources_about_the_person_only) {
    Site site;
    site.submit(admission());
    const Json all = resources(site.get("/fhir/Observation?_count=200&patient.identifier=" + person()));
    EXPECT_GT(all.size(), 50U);
    for (const Json& each : all) {
        EXPECT_TRUE(each["subject"]["reference"].get<std::string>().ends_with(".1")) << each["id"];
    }
}

} // namespace
} // namespace renkei::server::search_test
