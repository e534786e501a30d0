#include "gateway/network/mhd/search_table.h"

#include "gateway/network/mhd/clinical_parameters.h"

#include <algorithm>
#include <array>

namespace renkei::mhd {
namespace {

using enum SearchKind;
using enum SearchUse;

constexpr SearchParameter general_parameters[] = {
    {"", "_id", token, "id", "Resource-id"},
    {"", "_lastUpdated", date, "meta.lastUpdated", "Resource-lastUpdated"},

    {"Patient", "identifier", token, "identifier", "Patient-identifier", about},
    {"Patient", "name", string, "name.family|name.given|name.text", "Patient-name", demographic},
    {"Patient", "family", string, "name.family", "individual-family", demographic},
    {"Patient", "given", string, "name.given", "individual-given", demographic},
    {"Patient", "birthdate", date, "birthDate", "individual-birthdate", demographic},
    {"Patient", "telecom", token, "telecom", "individual-telecom", demographic},
    {"Patient", "gender", token, "gender", "individual-gender"},
    {"Patient", "address", string,
     "address.text|address.line|address.city|address.district|address.state|address.postalCode|address."
     "country",
     "individual-address"},
    {"Patient", "address-city", string, "address.city", "individual-address-city"},
    {"Patient", "address-country", string, "address.country", "individual-address-country"},
    {"Patient", "address-postalcode", string, "address.postalCode", "individual-address-postalcode"},
    {"Patient", "address-state", string, "address.state", "individual-address-state"},

    {"Observation", "patient", reference, "subject", "clinical-patient", person},
    {"Observation", "subject", reference, "subject", "Observation-subject", person},
    {"Observation", "patient.identifier", token, "", "", about, "patient"},
    {"Observation", "subject.identifier", token, "", "", about, "subject"},
    {"Observation", "code", token, "code", "clinical-code"},
    {"Observation", "category", token, "category", "Observation-category"},
    {"Observation", "date", date, "effectiveDateTime|effectivePeriod|effectiveInstant", "clinical-date"},
    {"Observation", "identifier", token, "identifier", "clinical-identifier"},
    {"Observation", "status", token, "status", "Observation-status"},
    {"Observation", "value-concept", token, "valueCodeableConcept", "Observation-value-concept"},
    {"Observation", "component-code", token, "component.code", "Observation-component-code"},
    {"Observation", "component-value-concept", token, "component.valueCodeableConcept",
     "Observation-component-value-concept"},
    {"Observation", "encounter", reference, "encounter", "clinical-encounter"},
    {"Observation", "performer", reference, "performer", "Observation-performer"},
    {"Observation", "focus", reference, "focus", "Observation-focus"},
    {"Observation", "has-member", reference, "hasMember", "Observation-has-member"},
    {"Observation", "derived-from", reference, "derivedFrom", "Observation-derived-from"},

    {"Condition", "patient", reference, "subject", "clinical-patient", person},
    {"Condition", "subject", reference, "subject", "Condition-subject", person},
    {"Condition", "patient.identifier", token, "", "", about, "patient"},
    {"Condition", "subject.identifier", token, "", "", about, "subject"},
    {"Condition", "code", token, "code", "clinical-code"},
    {"Condition", "category", token, "category", "Condition-category"},
    {"Condition", "clinical-status", token, "clinicalStatus", "Condition-clinical-status"},
    {"Condition", "onset-date", date, "onsetDateTime|onsetPeriod", "Condition-onset-date"},
    {"Condition", "recorded-date", date, "recordedDate", "Condition-recorded-date"},
    {"Condition", "identifier", token, "identifier", "clinical-identifier"},
    {"Condition", "encounter", reference, "encounter", "Condition-encounter"},
    {"Condition", "asserter", reference, "asserter", "Condition-asserter"},
    {"Condition", "evidence-detail", reference, "evidence.detail", "Condition-evidence-detail"},

    {"Encounter", "patient", reference, "subject", "clinical-patient", person},
    {"Encounter", "subject", reference, "subject", "Encounter-subject", person},
    {"Encounter", "patient.identifier", token, "", "", about, "patient"},
    {"Encounter", "subject.identifier", token, "", "", about, "subject"},
    {"Encounter", "class", token, "class", "Encounter-class"},
    {"Encounter", "type", token, "type", "clinical-type"},
    {"Encounter", "date", date, "period", "clinical-date"},
    {"Encounter", "identifier", token, "identifier", "clinical-identifier"},
    {"Encounter", "status", token, "status", "Encounter-status"},
    {"Encounter", "reason-code", token, "reasonCode", "Encounter-reason-code"},
    {"Encounter", "service-provider", reference, "serviceProvider", "Encounter-service-provider"},
    {"Encounter", "participant", reference, "participant.individual", "Encounter-participant"},
    {"Encounter", "location", reference, "location.location", "Encounter-location"},

    {"CarePlan", "patient", reference, "subject", "clinical-patient", person},
    {"CarePlan", "subject", reference, "subject", "CarePlan-subject", person},
    {"CarePlan", "patient.identifier", token, "", "", about, "patient"},
    {"CarePlan", "subject.identifier", token, "", "", about, "subject"},
    {"CarePlan", "category", token, "category", "CarePlan-category"},
    {"CarePlan", "activity-code", token, "activity.detail.code", "CarePlan-activity-code"},
    {"CarePlan", "date", date, "period", "clinical-date"},
    {"CarePlan", "identifier", token, "identifier", "clinical-identifier"},
    {"CarePlan", "status", token, "status", "CarePlan-status"},
    {"CarePlan", "intent", token, "intent", "CarePlan-intent"},
    {"CarePlan", "encounter", reference, "encounter", "CarePlan-encounter"},
    {"CarePlan", "care-team", reference, "careTeam", "CarePlan-care-team"},
    {"CarePlan", "condition", reference, "addresses", "CarePlan-condition"},
    {"CarePlan", "goal", reference, "goal", "CarePlan-goal"},
    {"CarePlan", "activity-reference", reference, "activity.reference", "CarePlan-activity-reference"},

    {"Coverage", "patient", reference, "beneficiary", "Coverage-patient", person},
    {"Coverage", "beneficiary", reference, "beneficiary", "Coverage-beneficiary", person},
    {"Coverage", "patient.identifier", token, "", "", about, "patient"},
    {"Coverage", "beneficiary.identifier", token, "", "", about, "beneficiary"},
    {"Coverage", "identifier", token, "identifier", "Coverage-identifier"},
    {"Coverage", "type", token, "type", "Coverage-type"},
    {"Coverage", "status", token, "status", "Coverage-status"},
    {"Coverage", "class-type", token, "class.type", "Coverage-class-type"},
    {"Coverage", "class-value", string, "class.value", "Coverage-class-value"},
    {"Coverage", "payor", reference, "payor", "Coverage-payor"},

    {"Composition", "patient", reference, "subject", "clinical-patient", person},
    {"Composition", "subject", reference, "subject", "Composition-subject", person},
    {"Composition", "patient.identifier", token, "", "", about, "patient"},
    {"Composition", "subject.identifier", token, "", "", about, "subject"},
    {"Composition", "type", token, "type", "clinical-type"},
    {"Composition", "category", token, "category", "Composition-category"},
    {"Composition", "date", date, "date", "clinical-date"},
    {"Composition", "period", date, "event.period", "Composition-period"},
    {"Composition", "identifier", token, "identifier", "clinical-identifier"},
    {"Composition", "status", token, "status", "Composition-status"},
    {"Composition", "author", reference, "author", "Composition-author"},
    {"Composition", "encounter", reference, "encounter", "clinical-encounter"},

    {"DocumentReference", "patient", reference, "subject", "clinical-patient", person},
    {"DocumentReference", "subject", reference, "subject", "DocumentReference-subject", person},
    {"DocumentReference", "patient.identifier", token, "", "", about, "patient"},
    {"DocumentReference", "subject.identifier", token, "", "", about, "subject"},
    {"DocumentReference", "author.given", string, "author>name.given|author>name.text", "", filter, "author"},
    {"DocumentReference", "author.family", string, "author>name.family|author>name.text", "", filter,
     "author"},
    {"DocumentReference", "category", token, "category", "DocumentReference-category"},
    {"DocumentReference", "creation", date, "content.attachment.creation",
     "https://profiles.ihe.net/ITI/MHD/SearchParameter/DocumentReference-Creation"},
    {"DocumentReference", "date", date, "date", "DocumentReference-date"},
    {"DocumentReference", "event", token, "context.event", "DocumentReference-event"},
    {"DocumentReference", "facility", token, "context.facilityType", "DocumentReference-facility"},
    {"DocumentReference", "format", token, "content.format", "DocumentReference-format"},
    {"DocumentReference", "contenttype", token, "content.attachment.contentType",
     "DocumentReference-contenttype"},
    {"DocumentReference", "identifier", token, "masterIdentifier|identifier", "clinical-identifier"},
    {"DocumentReference", "period", date, "context.period", "DocumentReference-period"},
    {"DocumentReference", "relatesto", reference, "relatesTo.target", "DocumentReference-relatesto"},
    {"DocumentReference", "relation", token, "relatesTo.code", "DocumentReference-relation"},
    {"DocumentReference", "related", reference, "context.related", "DocumentReference-related"},
    {"DocumentReference", "security-label", token, "securityLabel", "DocumentReference-security-label"},
    {"DocumentReference", "setting", token, "context.practiceSetting", "DocumentReference-setting"},
    {"DocumentReference", "status", token, "status", "DocumentReference-status"},
    {"DocumentReference", "type", token, "type", "clinical-type"},
    {"DocumentReference", "custodian", reference, "custodian", "DocumentReference-custodian"},
    {"DocumentReference", "encounter", reference, "context.encounter", "clinical-encounter"},

    {"List", "patient", reference, "subject", "clinical-patient", person},
    {"List", "subject", reference, "subject", "List-subject", person},
    {"List", "patient.identifier", token, "", "", about, "patient"},
    {"List", "subject.identifier", token, "", "", about, "subject"},
    {"List", "code", token, "code", "clinical-code"},
    {"List", "date", date, "date", "clinical-date"},
    {"List", "designationType", token, "~ihe-designationType.valueCodeableConcept",
     "https://profiles.ihe.net/ITI/MHD/SearchParameter/List-DesignationType"},
    {"List", "identifier", token, "identifier", "clinical-identifier"},
    {"List", "source.given", string, "source>name.given|source>name.text", "", filter, "source"},
    {"List", "source.family", string, "source>name.family|source>name.text", "", filter, "source"},
    {"List", "sourceId", token, "~ihe-sourceId.valueIdentifier",
     "https://profiles.ihe.net/ITI/MHD/SearchParameter/List-SourceId"},
    {"List", "status", token, "status", "List-status"},
    {"List", "item", reference, "entry.item", "List-item"},
};

// An element of type code has the system of its required binding (R4 search.html#token).
struct ImpliedSystem {
    std::string_view type;
    std::string_view name;
    std::string_view system;
};
constexpr ImpliedSystem implied_systems[] = {
    {"Patient", "gender", "http://hl7.org/fhir/administrative-gender"},
    {"Observation", "status", "http://hl7.org/fhir/observation-status"},
    {"Encounter", "status", "http://hl7.org/fhir/encounter-status"},
    {"CarePlan", "status", "http://hl7.org/fhir/request-status"},
    {"CarePlan", "intent", "http://hl7.org/fhir/request-intent"},
    {"Coverage", "status", "http://hl7.org/fhir/fm-status"},
    {"Composition", "status", "http://hl7.org/fhir/composition-status"},
    {"DocumentReference", "contenttype", "urn:ietf:bcp:13"},
    {"DocumentReference", "relation", "http://hl7.org/fhir/document-relationship-type"},
    {"DocumentReference", "status", "http://hl7.org/fhir/document-reference-status"},
    {"List", "status", "http://hl7.org/fhir/list-status"},
    {"AllergyIntolerance", "category", "http://hl7.org/fhir/allergy-intolerance-category"},
    {"AllergyIntolerance", "criticality", "http://hl7.org/fhir/allergy-intolerance-criticality"},
    {"AllergyIntolerance", "type", "http://hl7.org/fhir/allergy-intolerance-type"},
    {"AllergyIntolerance", "severity", "http://hl7.org/fhir/reaction-event-severity"},
    {"Appointment", "status", "http://hl7.org/fhir/appointmentstatus"},
    {"Appointment", "part-status", "http://hl7.org/fhir/participationstatus"},
    {"CareTeam", "status", "http://hl7.org/fhir/care-team-status"},
    {"Consent", "status", "http://hl7.org/fhir/consent-state-codes"},
    {"DiagnosticReport", "status", "http://hl7.org/fhir/diagnostic-report-status"},
    {"Goal", "lifecycle-status", "http://hl7.org/fhir/goal-status"},
    {"Immunization", "status", "http://hl7.org/fhir/event-status"},
    {"MedicationAdministration", "status", "http://terminology.hl7.org/CodeSystem/medication-admin-status"},
    {"MedicationRequest", "status", "http://hl7.org/fhir/CodeSystem/medicationrequest-status"},
    {"MedicationRequest", "intent", "http://hl7.org/fhir/CodeSystem/medicationrequest-intent"},
    {"MedicationRequest", "priority", "http://hl7.org/fhir/request-priority"},
    {"MedicationStatement", "status", "http://hl7.org/fhir/CodeSystem/medication-statement-status"},
    {"Procedure", "status", "http://hl7.org/fhir/event-status"},
    {"QuestionnaireResponse", "status", "http://hl7.org/fhir/questionnaire-answers-status"},
    {"RelatedPerson", "gender", "http://hl7.org/fhir/administrative-gender"},
    {"ServiceRequest", "status", "http://hl7.org/fhir/request-status"},
    {"ServiceRequest", "intent", "http://hl7.org/fhir/request-intent"},
    {"ServiceRequest", "priority", "http://hl7.org/fhir/request-priority"},
};

template <std::size_t First, std::size_t Second>
constexpr auto joined(const SearchParameter (&first)[First], const SearchParameter (&second)[Second]) {
    std::array<SearchParameter, First + Second> out{};
    std::ranges::copy(second, std::ranges::copy(first, out.begin()).out);
    return out;
}
constexpr auto parameter_table = joined(general_parameters, clinical_parameters);

constexpr auto searchable_type_names = std::to_array<std::string_view>({"AllergyIntolerance",
                                                                        "Appointment",
                                                                        "CarePlan",
                                                                        "CareTeam",
                                                                        "Composition",
                                                                        "Condition",
                                                                        "Consent",
                                                                        "Coverage",
                                                                        "DiagnosticReport",
                                                                        "DocumentReference",
                                                                        "Encounter",
                                                                        "Goal",
                                                                        "Immunization",
                                                                        "List",
                                                                        "MedicationAdministration",
                                                                        "MedicationRequest",
                                                                        "MedicationStatement",
                                                                        "Observation",
                                                                        "Patient",
                                                                        "Procedure",
                                                                        "Provenance",
                                                                        "QuestionnaireResponse",
                                                                        "RelatedPerson",
                                                                        "ServiceRequest"});

constexpr std::string_view kind_names[] = {"token", "date", "reference", "string", "uri", "reference"};

} // namespace

std::string_view to_text(SearchKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::span<const SearchParameter> search_parameters() { return parameter_table; }

const SearchParameter* find_parameter(std::string_view type, std::string_view name) {
    const auto* const found = std::ranges::find_if(parameter_table, [&](const SearchParameter& each) {
        return (each.type.empty() || each.type == type) && each.name == name;
    });
    return found == parameter_table.end() ? nullptr : found;
}

std::string_view implied_system(const SearchParameter& parameter) {
    const auto* const found = std::ranges::find_if(implied_systems, [&](const ImpliedSystem& each) {
        return each.type == parameter.type && each.name == parameter.name;
    });
    return found == std::end(implied_systems) ? std::string_view() : found->system;
}

bool can_search(std::string_view type) {
    return std::ranges::find(searchable_type_names, type) != searchable_type_names.end();
}

std::span<const std::string_view> searchable_types() { return searchable_type_names; }

} // namespace renkei::mhd
