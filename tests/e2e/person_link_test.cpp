// An operator states that two numbers are of one person: one who moves to another insurer, whose records are
// merged, or who has died.
#include "persons.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::e2e::person_link_test {
namespace {

using nlohmann::json;

std::string dashed(const std::string& id) { // as a path of /documents has it
    return fmt::format("{}-{}-{}-{}-{}", id.substr(0, 8), id.substr(8, 4), id.substr(12, 4), id.substr(16, 4),
                       id.substr(20));
}
// As `renkei person link` writes it.
std::string named(const std::string& town) { return "insurer:" + town + "|0000001016"; }
std::string admission_of(const std::string& id) { return renamed(fixture("admission/full.bundle.json"), id); }
using Ids = std::set<std::string>;

// "certain Patient/ID" of $match by a number.
Ids matched(Network& network, const PersonNumber& number) {
    const std::string identifier = written(number).front();
    const json patient = {
        {"resourceType", "Patient"},
        {"identifier",
         json::array({{{"system", member_system}, {"value", identifier.substr(identifier.find('|') + 1)}}})}};
    const Reply reply =
        network.client().post("/fhir/Patient/$match", fhir_json, patient.dump(), {{"Accept", fhir_json}});
    EXPECT_EQ(reply.status, 200) << reply.body;
    Ids out;
    const json entries = json::parse(reply.body).value("entry", json::array());
    for (const json& entry : entries) {
        const std::string id = entry["resource"]["id"];
        out.insert(fmt::format("{} {}", entry["search"]["extension"][0]["valueCode"].get<std::string>(),
                               id.substr(0, id.find('.'))));
    }
    return out;
}
Ids certain(const Ids& documents) {
    Ids out;
    for (const std::string& each : documents) {
        out.insert("certain " + each);
    }
    return out;
}
// "SYSTEM|VALUE" and "Patient/ID" of $ihe-pix.
Ids cross_referenced(Network& network, const PersonNumber& number) {
    const Reply reply =
        network.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + escaped(written(number).front()));
    EXPECT_EQ(reply.status, 200) << reply.body;
    Ids out;
    const json parameters = json::parse(reply.body).value("parameter", json::array());
    for (const json& each : parameters) {
        out.insert(each["name"] == "targetIdentifier"
                       ? fmt::format("{}|{}", each["valueIdentifier"]["system"].get<std::string>(),
                                     each["valueIdentifier"]["value"].get<std::string>())
                       : each["valueReference"]["reference"].get<std::string>());
    }
    return out;
}

// Somebody who moves to another town, and a namesake of a third one.
struct Moving {
    Moving() {
        before = network.store(admission_of("A-1"));
        after = network.store(of_another_town(admission_of("A-2")), "990028");
        namesake = network.store(of_a_third_town(admission_of("A-3")), "990036");
    }
    static std::string of_a_third_town(const std::string& document) {
        return with(with(document, "990010", "990036"), "9910100016", "9910100032");
    }
    Ids found(const std::string& town) { return network.found(written({"insurer", town, "0000001016"})[0]); }

    Network network;
    std::string before;
    std::string after;
    std::string namesake;
};

TEST(A_person, who_moves_is_found_by_the_numbers_of_both_insurers_once_they_are_linked) {
    Moving persons;
    Network& network = persons.network;
    EXPECT_EQ(persons.found("990010"), Ids{persons.before});
    EXPECT_EQ(persons.found("990028"), Ids{persons.after});

    network.site().command({"person", "link", named("990010"), named("990028"), "--moved-in", "2026-04-01"});
    const Ids both{persons.before, persons.after};
    EXPECT_EQ(persons.found("990010"), both);
    EXPECT_EQ(persons.found("990028"), both);
    EXPECT_EQ(persons.found("990036"), Ids{persons.namesake});
    EXPECT_EQ(network.found(insured_system + "|0000001016"), Ids{"400 person-ambiguous"})
        << "the namesake's, too";
    const PersonNumber number{"insurer", "990028", "0000001016"};
    EXPECT_EQ(matched(network, number), certain(both));
    const Ids others = cross_referenced(network, number);
    EXPECT_TRUE(others.contains(member_system + "|990010:0000001016"));
    EXPECT_FALSE(others.contains(member_system + "|990036:0000001016"));

    network.site().command({"person", "unlink", named("990028"), named("990010")});
    EXPECT_EQ(persons.found("990010"), Ids{persons.before});
    EXPECT_EQ(matched(network, number), certain({persons.after}));
    network.site().stop();
}

TEST(A_person, whose_records_are_merged_is_one_by_a_chain_of_links_and_stays_so_after_a_restart) {
    Moving persons;
    Network& network = persons.network;
    network.site().command({"person", "link", named("990010"), named("990028"), "--moved-in", "2026-04-01"});
    network.site().command({"person", "link", named("990028"), named("990036"), "--moved-in", "2026-05-01"});
    const Ids all{persons.before, persons.after, persons.namesake};
    EXPECT_EQ(persons.found("990010"), all);
    EXPECT_EQ(network.found(insured_system + "|0000001016"), all) << "now it is one person's";
    network.site().stop();
    network.restart();
    EXPECT_EQ(persons.found("990036"), all);

    // the link was wrong: a withdrawn document is not found, and an unlinked person is found apart
    network.site().command({"person", "unlink", named("990028"), named("990036")});
    EXPECT_EQ(network.client().send("DELETE", "/documents/" + dashed(persons.after)).value_or(Reply{}).status,
              200);
    EXPECT_EQ(persons.found("990010"), Ids{persons.before});
    EXPECT_EQ(persons.found("990028"), Ids{persons.before}) << "the link holds without its document";
    EXPECT_EQ(persons.found("990036"), Ids{persons.namesake});
    network.site().stop();
}

TEST(A_person, who_has_died_is_found_as_before_and_known_to_be_dead) {
    Moving persons;
    Network& network = persons.network;
    network.site().command({"person", "link", named("990010"), named("990028"), "--moved-in", "2026-04-01"});
    json bundle = json::parse(of_another_town(admission_of("A-4")));
    bundle["timestamp"] = "2026-04-01T09:00:00+09:00";
    for (json& entry : bundle["entry"]) {
        json& resource = entry["resource"];
        if (resource["resourceType"] == "Patient") {
            resource["deceasedDateTime"] = "2026-03-31";
        } else if (resource["resourceType"] == "Composition") {
            resource["date"] = "2026-04-01";
        }
    }
    const std::string last = network.store(bundle.dump(), "990028");
    const Ids all{persons.before, persons.after, last};
    EXPECT_EQ(persons.found("990010"), all);
    EXPECT_EQ(matched(network, {"insurer", "990010", "0000001016"}), certain(all));
    const json summary = json::parse(
        network.get("/fhir/Patient/$summary?identifier=" + escaped(member_system + "|990010:0000001016"))
            .body);
    std::size_t patients = 0;
    for (const json& entry : summary["entry"]) {
        if (entry["resource"]["resourceType"] == "Patient") {
            ++patients;
            EXPECT_EQ(entry["resource"].value("deceasedDateTime", ""), "2026-03-31");
        }
    }
    EXPECT_EQ(patients, 1U) << summary.dump().substr(0, 600);
    network.site().stop();
}

} // namespace
} // namespace renkei::e2e::person_link_test
