// Finding a person's documents by each way in which documents and callers write the same number.
#include "gateway/network/mhd/persons/person_link.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server::person_search_test {
namespace {

// Two persons of two towns with the same insured number: a document of each with the number alone, and one
// with the unique number.
struct Persons {
    Persons() {
        hanako = {site.submit(plain_document("A-1", "990010", "00012345")),
                  site.submit(present_document("A-2", "990010", "00012345"))};
        namesake = {site.submit(plain_document("B-1", "990028", "00054321")),
                    site.submit(present_document("B-2", "990028", "00054321"))};
    }
    std::vector<std::string> found(const std::string& identifier, std::string_view peer = "manager") {
        std::vector<std::string> out =
            entries(site.get("/fhir/DocumentReference?patient.identifier=" + escaped(identifier), peer));
        std::ranges::reverse(out);
        return out;
    }
    static std::vector<std::string> references(const std::vector<std::string>& documents) {
        std::vector<std::string> out;
        for (const std::string& each : documents) {
            out.push_back("DocumentReference/" + each);
        }
        return out;
    }

    Site site;
    std::vector<std::string> hanako; // documents, oldest first
    std::vector<std::string> namesake;
};

TEST(PersonSearch, finds_exactly_the_persons_documents_by_each_identifier_of_each_patient) {
    Persons persons;
    for (const auto& documents : {persons.hanako, persons.namesake}) {
        for (const std::string& document : documents) {
            const Json patient = json_of(persons.site.get("/fhir/Patient/" + document + ".1"));
            for (const Json& each : patient["identifier"]) {
                const std::string system = each["system"];
                const std::string identifier = system + "|" + each["value"].get<std::string>();
                if (system == insured_system) { // this number alone is of two persons
                    EXPECT_EQ(
                        persons.site.get("/fhir/DocumentReference?patient.identifier=" + escaped(identifier))
                            .status,
                        400);
                    continue;
                }
                EXPECT_EQ(persons.found(identifier), Persons::references(documents)) << identifier;
            }
            const std::string by_patient = "/fhir/DocumentReference?patient=" + document + ".1";
            EXPECT_EQ(total(persons.site.get(by_patient)), 2U);
        }
    }
}

// What a search of a person's documents finds, newest first; or why it is refused.
std::vector<std::string> asked(Site& site, const std::string& query) {
    const Response response = site.get("/fhir/DocumentReference?" + query);
    return response.status == 200 ? entries(response) : std::vector<std::string>{problem(response)};
}
const std::string number_alone =
    "patient.identifier=" + escaped(std::string(insured_system) + "|" + std::string(hanako));

TEST(PersonSearch, by_a_number_without_insurer_finds_whom_another_number_shows_to_be_one_person) {
    Site site;
    const std::string one = site.submit(document_without_insurer("N-1", "7"));
    const std::string other = site.submit(document_without_insurer("N-2", "7"));
    const std::string known = site.submit(
        document_with("N-3", Json::array({{{"system", member_system}, {"value", "990010:0000001016"}},
                                          {{"system", "urn:oid:1.2.3.4"}, {"value", "7"}}})));
    const std::vector<std::string> all{"DocumentReference/" + known, "DocumentReference/" + other,
                                       "DocumentReference/" + one};
    EXPECT_EQ(asked(site, number_alone), all);
    EXPECT_EQ(asked(site, "patient=" + one + ".1"), all);
}

} // namespace
} // namespace renkei::server::person_search_test
