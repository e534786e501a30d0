#include "gateway/forms/mapping/match/clinical_place.h"

#include <algorithm>
#include <string_view>

namespace renkei::mapping {

using json::NodeId;

bool is_clinical_place(const MatchState& match, NodeId node) {
    // R4's resources of the categories Clinical and Medications, and what they refer to
    constexpr std::string_view types[] = {"AllergyIntolerance",
                                          "CarePlan",
                                          "CareTeam",
                                          "ClinicalImpression",
                                          "Condition",
                                          "DetectedIssue",
                                          "DeviceRequest",
                                          "DeviceUseStatement",
                                          "DiagnosticReport",
                                          "FamilyMemberHistory",
                                          "Flag",
                                          "Goal",
                                          "Immunization",
                                          "Medication",
                                          "MedicationAdministration",
                                          "MedicationDispense",
                                          "MedicationRequest",
                                          "MedicationStatement",
                                          "NutritionOrder",
                                          "Observation",
                                          "Procedure",
                                          "QuestionnaireResponse",
                                          "RiskAssessment",
                                          "ServiceRequest",
                                          "Specimen"};
    constexpr std::string_view around[] = {"id",      "identifier",   "implicitRules", "language", "meta",
                                           "patient", "resourceType", "subject",       "text"};
    NodeId field = node;
    NodeId at = node;
    for (; at != json::Tree::root && match.known_resource(at) == nullptr; at = match.tree().parent(at)) {
        field = at;
    }
    return std::ranges::find(types, match.text_at(at, EngineName::resource_type)) != std::end(types) &&
           std::ranges::find(around, match.tree().key(field)) == std::end(around);
}

} // namespace renkei::mapping
