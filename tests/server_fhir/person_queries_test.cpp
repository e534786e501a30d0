// IHE PIXm (ITI-83) and the search of PDQm (ITI-78).
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/mhd/person_link.h"
#include "gateway/network/mhd/search.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::person_queries_test {
namespace {

using documents::admission;
using documents::admission_named;
using documents::replaced;

constexpr std::string_view fhir_type = "application/fhir+json";

std::string pix_path(const std::string& source, const std::string& target = "") {
    return "/fhir/Patient/$ihe-pix?sourceIdentifier=" + escaped(source) +
           (target.empty() ? "" : "&targetSystem=" + escaped(target));
}

// "SYSTEM|VALUE" of the identifiers, and the references.
std::set<std::string> targets(const Response& response) {
    std::set<std::string> out;
    EXPECT_EQ(response.status, 200) << response.body.substr(0, 500);
    EXPECT_EQ(mhd::errors_of(response.body), "");
    const Json all = json_of(response).value("parameter", Json::array());
    for (const Json& each : all) {
        const bool is_identifier = each["name"] == "targetIdentifier";
        out.insert(is_identifier ? each["valueIdentifier"]["system"].get<std::string>() + "|" +
                                       each["valueIdentifier"]["value"].get<std::string>()
                                 : each["valueReference"]["reference"].get<std::string>());
    }
    return out;
}

TEST(CrossReference, gives_the_other_numbers_and_the_patients_of_the_person) {
    TwoPersons persons;
    const std::set<std::string> found = targets(persons.site.get(pix_path(hanako_member)));
    EXPECT_TRUE(found.contains(hospital_system + "|00012345"));
    EXPECT_TRUE(found.contains("Patient/" + persons.plain + ".1"));
    EXPECT_TRUE(found.contains("Patient/" + persons.present + ".1"));
    EXPECT_FALSE(found.contains(hanako_member)) << "it is the source";
    for (const std::string& each : found) {
        EXPECT_EQ(each.find("990028"), std::string::npos) << each;
        EXPECT_EQ(each.find("00054321"), std::string::npos) << each;
        EXPECT_EQ(each.find("kaigo-insured-person-no"), std::string::npos) << "alone it is two persons'";
    }
}

TEST(CrossReference, of_each_way_to_write_the_source_is_the_same_person) {
    TwoPersons persons;
    for (const std::string& source :
         {hanako_member, hospital_system + "|00012345", std::string("insurer:990010|0000001016"),
          std::string(insured_system) + "|990010.0000001016",
          "https://gateway.example.jp/fhir|Patient/" + persons.plain + ".1"}) {
        const std::set<std::string> found = targets(persons.site.get(pix_path(source)));
        EXPECT_TRUE(found.contains("Patient/" + persons.present + ".1")) << source;
        EXPECT_FALSE(found.contains("Patient/" + persons.namesake + ".1")) << source;
        EXPECT_FALSE(found.contains(source.substr(source.find('|') + 1))) << "the source: " << source;
    }
}

TEST(CrossReference, of_a_number_that_several_persons_have_is_refused) {
    TwoPersons persons;
    const Response response =
        persons.site.get(pix_path(std::string(insured_system) + "|" + std::string(hanako)));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(problem(response), "person-ambiguous");
}

// The hospital of the documents also has an office's number.
const std::string hospital_as_office = user_system + "/9910100016|00012345";

TEST(CrossReference, joins_no_persons_by_a_number_whose_organisation_is_not_known) {
    const std::string bare = std::string(insured_system) + "|" + std::string(hanako);
    Site site;
    const std::string one = site.submit(document_without_insurer("N-1", "7"));
    site.submit(document_without_insurer("N-2", "8"));
    EXPECT_EQ(problem(site.get(pix_path(bare))), "person-ambiguous");
    EXPECT_EQ(targets(site.get(pix_path("https://gateway.example.jp/fhir|Patient/" + one + ".1"))),
              std::set<std::string>{"urn:oid:1.2.3.4|7"});
    const std::string known = site.submit(present_document("N-3", "990010", "00012345"));
    EXPECT_EQ(problem(site.get(pix_path(bare))), "person-ambiguous") << "one known and two unknown";
    EXPECT_EQ(targets(site.get(pix_path(hanako_member))),
              (std::set<std::string>{hospital_system + "|00012345", hospital_as_office,
                                     "Patient/" + known + ".1"}));
}

TEST(CrossReference, of_a_number_alone_is_the_person_where_all_name_the_same_organisation) {
    Site site;
    const std::string known = site.submit(present_document("N-3", "990010", "00012345"));
    EXPECT_TRUE(targets(site.get(pix_path(std::string(insured_system) + "|" + std::string(hanako))))
                    .contains("Patient/" + known + ".1"));
}

TEST(CrossReference, of_an_identifier_without_its_organisation_finds_no_person) {
    Site site;
    for (const std::string id : {"M-1", "M-2"}) {
        site.submit(document_with(
            id, Json::array({{{"system", member_system}, {"value", ":" + std::string(hanako)}}}), false));
    }
    EXPECT_EQ(problem(site.get(pix_path(member_system + "|:" + std::string(hanako)))), "pix-source-unknown");
}

TEST(CrossReference, gives_numbers_that_a_document_has_apart_from_their_organisation_as_unique_ones) {
    Site site;
    const std::string id = site.submit(plain_document("E-1", "990010", "00012345"));
    const std::string patient = "Patient/" + id + ".1";
    EXPECT_EQ(targets(site.get(pix_path(hanako_member))),
              (std::set<std::string>{patient, hospital_system + "|00012345", hospital_as_office}));
    EXPECT_EQ(targets(site.get(pix_path(hospital_system + "|00012345", member_system))),
              (std::set<std::string>{patient, hanako_member}));
}

TEST(CrossReference, gives_the_wanted_systems_only) {
    TwoPersons persons;
    EXPECT_EQ(targets(persons.site.get(pix_path(hospital_system + "|00012345", member_system))),
              (std::set<std::string>{hanako_member, "Patient/" + persons.present + ".1",
                                     "Patient/" + persons.plain + ".1"}));
    EXPECT_EQ(
        targets(persons.site.get(pix_path(hanako_member, "https://gateway.example.jp/fhir"))),
        (std::set<std::string>{"Patient/" + persons.plain + ".1", "Patient/" + persons.present + ".1"}));
    EXPECT_TRUE(
        targets(persons.site.get(pix_path(hanako_member, "urn:oid:1.2.392.100495.20.3.51.11311234567")))
            .empty())
        << "a hospital that gave the person no number";
}

TEST(CrossReference, is_refused_as_ITI_83_says) {
    TwoPersons persons;
    const auto expect = [&](const std::string& path, int status, const std::string& issue,
                            const std::string& message, std::string_view peer = "manager") {
        const Response response = persons.site.get(path, peer);
        EXPECT_EQ(response.status, status) << path;
        EXPECT_EQ(problem(response), message) << path;
        EXPECT_EQ(json_of(response)["issue"][0]["code"], issue) << path;
        EXPECT_EQ(response.body.find(hanako), std::string::npos) << path;
    };
    expect(pix_path(member_system + "|990010:0000009999"), 404, "not-found", "pix-source-unknown");
    expect(pix_path(hanako_member), 404, "not-found", "pix-source-unknown", "stranger");
    expect(pix_path("https://other.example/id|0000001016"), 400, "code-invalid", "pix-source-system-unknown");
    expect(pix_path(hanako_member, "https://other.example/id"), 403, "code-invalid", "pix-target-unknown");
    expect(pix_path("0000001016"), 400, "value", "parameter-wrong");
    expect("/fhir/Patient/$ihe-pix", 400, "value", "parameter-wrong");
    expect(pix_path(hanako_member) + "&sourceIdentifier=a%7Cb", 400, "value", "parameter-twice");
}

TEST(CrossReference, may_have_its_parameters_in_the_body) {
    TwoPersons persons;
    const Json body = {{"resourceType", "Parameters"},
                       {"parameter", Json::array({{{"name", "sourceIdentifier"},
                                                   {"valueString", hospital_system + "|00012345"}},
                                                  {{"name", "targetSystem"}, {"valueUri", member_system}}})}};
    EXPECT_EQ(targets(persons.site.post("/fhir/Patient/$ihe-pix", body.dump(), fhir_type)),
              targets(persons.site.get(pix_path(hospital_system + "|00012345", member_system))));
}

TEST(CrossReference, follows_links_between_persons) {
    TwoPersons persons;
    documents::must(mhd::link_persons(persons.site.store(), documents::must(mhd::read_person(hanako_member)),
                                      documents::must(mhd::read_person("insurer:990028|0000001016"))));
    EXPECT_TRUE(
        targets(persons.site.get(pix_path(hanako_member))).contains(member_system + "|990028:0000001016"));
}

TEST(CrossReference, is_a_query_in_the_audit_without_the_number) {
    TwoPersons persons;
    persons.site.get(pix_path(hanako_member));
    const std::string event = persons.site.events().back();
    EXPECT_NE(event.find("ITI-83"), std::string::npos) << event;
    EXPECT_EQ(event.find(hanako), std::string::npos) << event;
}

std::vector<std::string> found(Site& site, const std::string& query, std::string_view peer = "manager") {
    return entries(site.get("/fhir/Patient?" + query, peer));
}

TEST(Demographics, find_a_person_by_name_kana_birth_date_telecom_and_what_narrows_it) {
    Site site;
    const std::vector<std::string> hit{"Patient/" + site.submit(admission()) + ".1"};
    const std::vector<std::string> none;
    for (const std::string query :
         {"family=連携", "family=れんけい", "given=ハナ", "name=レンケイ ハナコ", "name=連携　花子",
          "family:exact=連携", "name:contains=花", "birthdate=1938-05-12", "birthdate=1938-05&gender=female",
          "telecom=00-0000-0001", "family=連携&birthdate=1938-05-12&address-postalcode=000-0001",
          "name=連携&address:contains=見本市"}) {
        EXPECT_EQ(found(site, escaped_query(query)), hit) << query;
    }
    for (const std::string query :
         {"family=花子", "family:exact=連", "birthdate=1938-05-13", "family=連携&gender=male",
          "telecom=00-0000-9999", "name=連携&address-postalcode=999-9999"}) {
        EXPECT_EQ(found(site, escaped_query(query)), none) << query;
    }
}

TEST(Demographics, find_what_the_caller_may_read_only) {
    Site site;
    site.submit(admission());
    EXPECT_EQ(found(site, escaped_query("family=連携"), "hospital").size(), 1U);
    EXPECT_EQ(total(site.get("/fhir/Patient?" + escaped_query("family=連携"), "stranger")), 0U);
}

TEST(Demographics, are_needed_by_more_than_sex_or_address_or_what_is_not) {
    Site site;
    for (const std::string query :
         {"gender=female", "address=架空県", "family:missing=false", "telecom:not=1", ""}) {
        EXPECT_EQ(problem(site.get("/fhir/Patient?" + escaped_query(query))), "search-needs") << query;
    }
    EXPECT_EQ(problem(site.get("/fhir/Observation?family=x")), "search-needs");
}

TEST(Demographics, go_on_from_page_to_page_and_have_no_name_in_the_link) {
    Site site;
    std::set<std::string> all;
    for (int i = 0; i < 5; ++i) {
        all.insert("Patient/" + site.submit(admission_named(fmt::format("P-{}", i))) + ".1");
    }
    std::set<std::string> seen;
    std::string path = "/fhir/Patient?_count=2&" + escaped_query("family=連携");
    int pages = 0;
    for (; !path.empty() && pages < 10; ++pages) {
        const Response page = site.get(path);
        EXPECT_EQ(mhd::errors_of(page.body), "");
        for (const std::string& each : entries(page)) {
            EXPECT_TRUE(seen.insert(each).second) << each;
        }
        path = link(page, "next");
        EXPECT_EQ(path.find("family"), std::string::npos) << path;
    }
    EXPECT_EQ(seen, all);
    EXPECT_EQ(pages, 3);
}

// The result of search() if one request may compare at most `most` documents.
mhd::SearchResult compared_at_most(Site& site, std::size_t most, const mhd::QueryPairs& parameters) {
    const mhd::SearchRequest request =
        documents::must(mhd::read_search("Patient", parameters, mhd::Handling::strict));
    mhd::SearchContext context{
        .search_key = site.store().search_key(),
        .reader = site.reader("manager"),
        .base = "https://gateway.example.jp/fhir",
        .self = "https://gateway.example.jp/fhir/Patient",
        .next = [](const std::string& after) { return "https://gateway.example.jp/fhir/" + after; },
        .outcome =
            [](const diag::Report& report) {
                return resources::operation_outcome(report, diag::Language::english,
                                                    "https://renkei.example.jp/fhir");
            },
        .memory = {.document = UINT64_MAX, .page = UINT64_MAX},
        .most_compared = most};
    return documents::must(site.store().read_value<mhd::SearchResult>(
        [&](const store::Snapshot& snapshot) { return mhd::search(snapshot, request, context, ""); }));
}

TEST(Demographics, are_compared_with_so_many_documents_and_say_that_there_are_more) {
    Site site;
    site.submit(admission());
    for (int i = 0; i < 3; ++i) {
        site.submit(replaced(plain_document(fmt::format("P-{}", i), "990028", "00054321"), "1938-05-12",
                             "1938-05-13"));
    }
    const Json some = Json::parse(compared_at_most(site, 3, {{"birthdate", "1938-05-12"}}).bundle);
    EXPECT_FALSE(some.contains("total"));
    EXPECT_EQ(some["link"][1]["relation"], "next");
    ASSERT_EQ(some["entry"].size(), 1U);
    EXPECT_EQ(some["entry"][0]["resource"]["issue"][0]["details"]["coding"][0]["code"], "search-incomplete");
    const Json all = Json::parse(compared_at_most(site, 4, {{"birthdate", "1938-05-12"}}).bundle);
    EXPECT_EQ(all["total"], 1);
    EXPECT_EQ(all["link"].size(), 1U);
    EXPECT_EQ(all["entry"].size(), 1U);
    const Json counted =
        Json::parse(compared_at_most(site, 3, {{"birthdate", "1938-05-12"}, {"_summary", "count"}}).bundle);
    EXPECT_FALSE(counted.contains("total"));
    EXPECT_EQ(counted["link"].size(), 1U);
}

TEST(PersonOperations, stand_in_the_statement_of_what_there_is) {
    Site site;
    const Json statement = json_of(site.get("/metadata"));
    std::set<std::string> names;
    for (const Json& resource : statement["rest"][0]["resource"]) {
        for (const Json& operation : resource.value("operation", Json::array())) {
            if (resource["type"] == "Patient") {
                names.insert(operation["name"]);
            }
        }
    }
    EXPECT_TRUE(names.contains("ihe-pix"));
    EXPECT_TRUE(names.contains("match"));
    EXPECT_TRUE(names.contains("summary"));
}

TEST(Demographics, are_a_query_of_PDQm_in_the_audit_without_the_name) {
    Site site;
    site.submit(admission());
    site.get("/fhir/Patient?" + escaped_query("family=連携&birthdate=1938-05-12"));
    const std::string event = site.events().back();
    EXPECT_NE(event.find("ITI-78"), std::string::npos) << event;
    EXPECT_EQ(event.find("連携"), std::string::npos);
    EXPECT_EQ(event.find("1938"), std::string::npos);
}

} // namespace
} // namespace renkei::server::person_queries_test
