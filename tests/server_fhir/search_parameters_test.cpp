// What a search may be asked by: which parameters may stand twice, how many a page has, what a person is
// named by.
#include "gateway/network/documents/person_number.h"
#include "gateway/network/server/fhir/fhir_handlers.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <set>

namespace renkei::server::search_parameters_test {
namespace {

using documents::admission;

TEST(SearchParameters, says_in_the_self_link_how_many_a_page_has_at_most) {
    Site site;
    site.submit(admission());
    const auto self = [&](const std::string& count) {
        return link(site.get("/fhir/Observation?patient.identifier=" + person() + "&_count=" + count),
                    "self");
    };
    EXPECT_TRUE(self("7").ends_with("&_count=7")) << self("7");
    EXPECT_TRUE(self("100000").ends_with("&_count=200")) << "fewer than were asked for: " << self("100000");
    EXPECT_TRUE(self("99999999999999999999").ends_with("&_count=200"));
    EXPECT_TRUE(self("0").ends_with("&_count=0")) << "the total alone: " << self("0");
}

TEST(SearchParameters, with_a_parameter_twice_is_refused_unless_both_values_count) {
    Site site;
    std::set<std::string> once;
    for (const QueryParameter& each : search_parameters_of_all(site.gateway())) {
        if (!each.may_repeat) {
            const Response response = site.get(
                fmt::format("/fhir/Observation?{0}=1&{0}=2&patient.identifier={1}", each.name, person()));
            EXPECT_EQ(response.status, 400) << each.name;
            EXPECT_EQ(problem(response), "parameter-twice") << each.name;
            once.insert(each.name);
        }
    }
    EXPECT_EQ(once, (std::set<std::string>{"_count", "_format", "_page", "_pretty", "_summary"}));
    EXPECT_EQ(site.events().size(), once.size()) << "each is audited";
    EXPECT_EQ(
        problem(site.post("/fhir/Observation/_search?_count=1", "_count=2&patient.identifier=" + person(),
                          "application/x-www-form-urlencoded")),
        "parameter-twice");
}

TEST(SearchParameters, with_a_condition_twice_wants_both) {
    Site site;
    const std::string id = site.submit(admission());
    const std::string path = "/fhir/Patient?identifier=" + person();
    EXPECT_EQ(total(site.get(path + "&birthdate=ge1938&birthdate=lt1939")), 1U);
    EXPECT_EQ(total(site.get(path + "&birthdate=ge1938&birthdate=ge1939")), 0U);
    EXPECT_EQ(total(site.get(path + "&gender=female&gender=male")), 0U);
    EXPECT_EQ(total(site.get(path + "&identifier=" + person("0000009999"))), 0U)
        << "no person is two persons";
    EXPECT_EQ(total(site.get("/fhir/Patient?_id=" + id + ".1&_id=" + id + ".2")), 0U);
}

TEST(SearchParameters, for_a_person_without_a_system_gets_the_parameter_and_the_known_systems) {
    Site site;
    const auto reported = [&](const std::string& query) {
        const Response response = site.get("/fhir/" + query);
        EXPECT_EQ(problem(response), "search-parameter-wrong") << query;
        return json_of(response)["issue"][0]["diagnostics"].get<std::string>();
    };
    const std::string expected =
        "; expected: SYSTEM|NUMBER (SYSTEM: " + documents::known_person_systems() + ")";
    EXPECT_EQ(reported("DocumentReference?patient.identifier=0000001016"),
              "the search parameter patient.identifier has a wrong value: NNNNNNNNNN" + expected);
    EXPECT_EQ(reported("DocumentReference?subject.identifier=%7C0000001016"),
              "the search parameter subject.identifier has a wrong value: |NNNNNNNNNN" + expected);
    EXPECT_EQ(reported("Patient?identifier=" + std::string(insured_system) + "%7C"),
              "the search parameter identifier has a wrong value: " + std::string(insured_system) + "|" +
                  expected);
}

TEST(SearchParameters, for_an_impossible_number_finds_no_person_and_reports_it) {
    Site site;
    site.submit(admission());
    const auto outcome = [&](const std::string& identifier) {
        const Response response = site.get("/fhir/DocumentReference?patient.identifier=" + identifier);
        EXPECT_EQ(total(response), 0U) << identifier;
        EXPECT_EQ(mhd::errors_of(response.body), "");
        const Json all = json_of(response).value("entry", Json::array());
        EXPECT_EQ(all.size(), 1U) << identifier;
        EXPECT_EQ(all[0]["search"]["mode"], "outcome");
        EXPECT_EQ(all[0]["resource"]["issue"][0]["severity"], "information");
        return all[0]["resource"]["issue"][0]["diagnostics"].get<std::string>();
    };
    EXPECT_TRUE(
        outcome("kaigo%7C0000001016")
            .starts_with(
                "the search parameter patient.identifier has a wrong value: xxxxx|NNNNNNNNNN; expected: "))
        << outcome("kaigo%7C0000001016");
    EXPECT_TRUE(outcome(std::string(insured_system) + "%7C1016")
                    .starts_with("the search parameter patient.identifier has a wrong value: " +
                                 std::string(insured_system) + "|NNNN; "));
    EXPECT_TRUE(
        outcome("insurer:99001%7C0000001016")
            .starts_with(
                "the search parameter patient.identifier has a wrong value: insurer:NNNNN|NNNNNNNNNN; "));
}

} // namespace
} // namespace renkei::server::search_parameters_test
