#include "gateway/network/mhd/search_table.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::search_conditions_test {
namespace {

using documents::admission;

struct Asked {
    std::string type;
    std::string condition;
    bool finds;
};

// Of the full admission, as its fixture stands.
const Asked conditions[] = {
    {"Observation", "code=admission.dementia_level", true},
    {"Observation", "code=https://renkei.example.jp/fhir/CodeSystem/item%7Cadmission.dementia_level", true},
    {"Observation", "code=http://loinc.org%7Cadmission.dementia_level", false},
    {"Observation", "code=admission.none,admission.dementia_level", true},
    {"Observation", "code=admission.dementia_level&category=cognitive-status", true},
    {"Observation", "code=admission.dementia_level&category=survey", false},
    {"Observation", "code=admission.dementia_level&date=2026-01-12", true},
    {"Observation", "code=admission.dementia_level&date=ge2026-01&date=lt2026-02", true},
    {"Observation", "code=admission.dementia_level&date=gt2026-01-12", false},
    {"Observation", "code=admission.dementia_level&value-concept=3", true},
    {"Observation", "code=admission.dementia_level&code:not=admission.dementia_level", false},
    {"Observation", "code=admission.dementia_level&value-concept:missing=true", false},
    {"Observation", "status=final", true},
    {"Observation", "status=cancelled", false},
    {"Observation", "status=http://hl7.org/fhir/observation-status%7Cfinal", true},
    {"Observation", "status=http://hl7.org/fhir/encounter-status%7Cfinal", false},
    {"Observation", "status:not=http://hl7.org/fhir/encounter-status%7Cfinal", true},
    {"Observation", "_lastUpdated=ge2027", true},
    {"Observation", "_lastUpdated=lt2027", false},
    {"Observation", "component-code=admission.proc_none", true},
    {"Condition", "code=04", true},
    {"Condition", "code=none-such", false},
    {"Condition", "recorded-date=2026-01-12", true},
    {"Condition", "recorded-date=2025", false},
    {"Condition", "category=x", false},
    {"Encounter", "class=IMP", true},
    {"Encounter", "class=AMB", false},
    {"Encounter", "type=past-admission&date=2025-10", true},
    {"Encounter", "type=past-admission&date=sa2025-10", false},
    {"Encounter", "status=finished", true},
    {"Coverage", "type=kaigo", true},
    {"Coverage", "type=medical", false},
    {"Coverage", "status=active", true},
    {"Coverage", "class-type=care-level&class-value=22", true},
    {"Coverage", "payor:identifier=https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no%7C990010", true},
    {"Coverage", "payor:identifier=990028", false},
    {"Composition", "type=admission-info&date=2026-01-12", true},
    {"Composition", "type=nursing-plan", false},
    {"Composition", "period=2026-01", true},
    {"DocumentReference", "type=admission-info", true},
    {"DocumentReference", "type=discharge-info", false},
    {"DocumentReference", "category=18761-7", true},
    {"DocumentReference", "creation=2026-01-12", true},
    {"DocumentReference", "creation=lt2026", false},
    {"DocumentReference", "date=2027-01-15", true},
    {"DocumentReference", "event=admission.info_date", true},
    {"DocumentReference", "facility=43", true},
    {"DocumentReference", "facility=15", false},
    {"DocumentReference", "setting=43", true},
    {"DocumentReference", "setting=UNK", false},
    {"DocumentReference", "relation=transforms", true},
    {"DocumentReference", "relation=replaces", false},
    {"DocumentReference", "security-label=R", true},
    {"DocumentReference", "security-label=N", false},
    {"DocumentReference", "contenttype=application/pdf", false},
    {"DocumentReference", "period=2026-01", true},
    {"DocumentReference", "author.given=一郎", true},
    {"DocumentReference", "author.family=支援", true},
    {"DocumentReference", "author.family=介護", false},
    {"DocumentReference", "status=superseded", false},
    {"DocumentReference", "related=Patient/1", false},
    {"DocumentReference", "format=https://renkei.example.jp/fhir/CodeSystem/format%7C", true},
    {"List", "designationType=admission-info", true},
    {"List", "designationType=x", false},
    {"List", "source.given=一郎", true},
    {"List", "source.family=介護", false},
    {"List", "date=2027", true},
    {"List", "status=current", true},
    {"List", "sourceId=urn:ietf:rfc:3986%7Curn:oid:1", false},
};

TEST(Search, compares_what_the_documents_hold) {
    Site site;
    site.submit(admission());
    for (const Asked& each : conditions) {
        const Response response =
            site.get(fmt::format("/fhir/{}?patient.identifier={}&{}", each.type, person(), each.condition),
                     "manager", {{"Prefer", "handling=strict"}});
        EXPECT_EQ(total(response) > 0, each.finds) << each.type << "?" << each.condition;
    }
}

TEST(Search, by_identifiers_that_ihe_gives_finds_its_resource) {
    Site site;
    const std::string id = site.submit(admission());
    const Json reference = json_of(site.get("/fhir/DocumentReference/" + id));
    const Json list = json_of(site.get("/fhir/List/" + id));
    const auto found = [&](const std::string& type, const std::string& condition) {
        return total(site.get(fmt::format("/fhir/{}?patient.identifier={}&{}", type, person(), condition)));
    };
    EXPECT_EQ(found("DocumentReference", "identifier=urn:ietf:rfc:3986%7C" +
                                             reference["masterIdentifier"]["value"].get<std::string>()),
              1U);
    EXPECT_EQ(
        found("DocumentReference", "identifier=" + reference["identifier"][0]["value"].get<std::string>()),
        1U);
    EXPECT_EQ(found("List", "identifier=" + list["identifier"][0]["value"].get<std::string>()), 1U);
    EXPECT_EQ(
        found("List", "sourceId=" + list["extension"][1]["valueIdentifier"]["value"].get<std::string>()), 1U);
    EXPECT_EQ(
        found("DocumentReference", "custodian=" + reference["custodian"]["reference"].get<std::string>()), 2U)
        << "the file, and the same as FHIR";
    EXPECT_EQ(found("List", "item=DocumentReference/" + id), 1U);
}

TEST(Search, of_every_type_and_parameter_is_answered) {
    Site site;
    site.submit(documents::file("nursing_plan/full.json"), "nurse");
    for (const mhd::SearchParameter& each : mhd::search_parameters()) {
        for (const std::string_view type : mhd::searchable_types()) {
            const bool names_person = each.use == mhd::SearchUse::person || each.use == mhd::SearchUse::about;
            if ((!each.type.empty() && each.type != type) || names_person) {
                continue;
            }
            const std::string value = each.kind == mhd::SearchKind::date ? "2026" : "x";
            const std::string about = type == "Patient" ? "identifier" : "patient.identifier";
            const Response response = site.get(
                fmt::format("/fhir/{}?{}={}&{}={}", type, about, person("0000000109"), each.name, value),
                "nurse", {{"Prefer", "handling=strict"}});
            EXPECT_EQ(response.status, 200) << type << " " << each.name << " " << response.body;
        }
    }
    EXPECT_EQ(total(site.get("/fhir/CarePlan?category=nursing-plan&date=2024-07&patient.identifier=" +
                                 person("0000000109"),
                             "nurse")),
              0U)
        << "the period is longer";
    EXPECT_EQ(total(site.get("/fhir/CarePlan?category=nursing-plan&date=ap2024-07&patient.identifier=" +
                                 person("0000000109"),
                             "nurse")),
              1U);
}

} // namespace
} // namespace renkei::server::search_conditions_test
