// Finding a person's documents by each way in which documents and callers write the same number.
#include "gateway/network/mhd/person_link.h"

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

TEST(PersonSearch, finds_exactly_the_persons_documents_by_each_way_to_write_a_number) {
    Persons persons;
    const auto expect = [&](const std::vector<std::string>& documents, const std::string& insurer,
                            const std::string& local) {
        for (const std::string& identifier :
             {member_system + "|" + insurer + ":0000001016", "insurer:" + insurer + "|0000001016",
              std::string(insured_system) + "|" + insurer + ".0000001016", hospital_system + "|" + local,
              "institution:9910100016|" + local, user_system + "|9910100016." + local}) {
            EXPECT_EQ(persons.found(identifier), Persons::references(documents)) << identifier;
            EXPECT_TRUE(
                entries(persons.site.get("/fhir/DocumentReference?patient.identifier=" + escaped(identifier)),
                        "outcome")
                    .empty())
                << identifier;
        }
    };
    expect(persons.hanako, "990010", "00012345");
    expect(persons.namesake, "990028", "00054321");
}

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

TEST(PersonSearch, by_an_identifier_of_the_wrong_form_finds_nothing_and_says_so) {
    Persons persons;
    const Response response = persons.site.get("/fhir/DocumentReference?patient.identifier=" +
                                               escaped(member_system + "|990010.0000001016"));
    EXPECT_EQ(total(response), 0U);
    EXPECT_EQ(entries(response, "outcome").size(), 1U);
    EXPECT_NE(response.body.find("NNNNNN.NNNNNNNNNN"), std::string::npos) << response.body;
}

// What a search of a person's documents finds, newest first; or why it is refused.
std::vector<std::string> asked(Site& site, const std::string& query) {
    const Response response = site.get("/fhir/DocumentReference?" + query);
    return response.status == 200 ? entries(response) : std::vector<std::string>{problem(response)};
}
const std::string number_alone =
    "patient.identifier=" + escaped(std::string(insured_system) + "|" + std::string(hanako));

TEST(PersonSearch, by_a_number_without_insurer_joins_no_two_persons) {
    const std::vector<std::string> refused{"person-ambiguous"};
    Site site;
    const std::string one = site.submit(document_without_insurer("N-1", "7"));
    const std::vector<std::string> first{"DocumentReference/" + one};
    EXPECT_EQ(asked(site, number_alone), first);
    const std::string other = site.submit(document_without_insurer("N-2", "8"));
    EXPECT_EQ(asked(site, number_alone), refused) << "two persons, for all that is known";
    const std::string known = site.submit(present_document("N-3", "990010", "00012345"));
    EXPECT_EQ(asked(site, number_alone), refused);
    for (const std::string& each : {one, other, known}) {
        EXPECT_EQ(asked(site, "patient=" + each + ".1"),
                  std::vector<std::string>{"DocumentReference/" + each})
            << "the others have the number alone in common with it";
    }
    EXPECT_EQ(asked(site, "patient.identifier=" + escaped("urn:oid:1.2.3.4|7")), first);
    EXPECT_EQ(asked(site, "patient.identifier=" + escaped(hanako_member)),
              std::vector<std::string>{"DocumentReference/" + known});
}

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

TEST(PersonSummary, by_a_number_without_insurer_joins_no_two_persons) {
    Site site;
    const std::string one = site.submit(document_without_insurer("N-1", "7"));
    site.submit(document_without_insurer("N-2", "8"));
    const std::string alone = escaped(std::string(insured_system) + "|" + std::string(hanako));
    EXPECT_EQ(problem(site.get("/fhir/Patient/$summary?identifier=" + alone)), "person-ambiguous");
    const Json summary = json_of(site.get("/fhir/Patient/" + one + ".1/$summary"));
    const auto sources = std::ranges::count_if(summary["entry"], [](const Json& entry) {
        return entry["resource"]["resourceType"] == "Provenance";
    });
    EXPECT_EQ(sources, 1) << "one document";
}

TEST(PersonSearch, is_the_same_in_the_audit_whichever_way_the_number_is_written) {
    Persons persons;
    const auto audited = [&](const std::string& identifier) {
        persons.found(identifier);
        const std::string event = persons.site.events().back();
        const std::size_t at = event.find("person-hash");
        return at == std::string::npos ? std::string() : event.substr(at, 100);
    };
    const std::string named = audited("insurer:990010|0000001016");
    ASSERT_FALSE(named.empty());
    EXPECT_EQ(audited(member_system + "|990010:0000001016"), named);
}

TEST(PersonLink, holds_for_each_way_to_write_the_number) {
    Persons persons;
    const auto a = documents::must(mhd::read_person(member_system + "|990010:0000001016"));
    const auto b = documents::must(mhd::read_person("insurer:990028|0000001016"));
    documents::must(mhd::link_persons(persons.site.store(), a, b));
    EXPECT_EQ(persons.found(hospital_system + "|00012345").size(), 2U)
        << "the link is of the insured numbers";
    EXPECT_EQ(persons.found(member_system + "|990028:0000001016").size(), 4U);
    EXPECT_EQ(persons.found("insurer:990010|0000001016").size(), 4U);
    EXPECT_TRUE(documents::must(mhd::unlink_persons(persons.site.store(), b, a)));
    EXPECT_EQ(persons.found(member_system + "|990028:0000001016").size(), 2U);
}

TEST(SimplifiedPublish, is_about_the_person_whichever_way_the_number_is_written) {
    for (const auto& [number, status] :
         {std::pair("990010:0000001016", 201), {"990028:0000001016", 422}, {"990010:0000002022", 422}}) {
        Site site;
        Json reference = simplified(documents::admission(), "text/csv");
        reference["subject"]["identifier"] = {{"system", member_system}, {"value", number}};
        EXPECT_EQ(site.post("/fhir/DocumentReference", reference.dump(), "application/fhir+json").status,
                  status)
            << number;
    }
}

} // namespace
} // namespace renkei::server::person_search_test
