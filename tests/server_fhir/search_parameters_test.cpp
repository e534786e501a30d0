// What a search may be asked by: which parameters may stand twice, how many a page has, what a person is
// named by.
#include "gateway/network/documents/person_number.h"
#include "gateway/network/server/fhir/fhir_handlers.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <set>

namespace renkei::server::search_parameters_test {
namespace {

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

} // namespace
} // namespace renkei::server::search_parameters_test
