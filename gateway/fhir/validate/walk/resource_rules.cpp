#include "gateway/fhir/validate/walk/resource_rules.h"

#include "gateway/fhir/validate/bundles/bundle_rules.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/questionnaire/questionnaire_rules.h"

#include <array>

namespace renkei::validate {
namespace {

using ResourceRule = void (*)(ValidationRun&, NodeId);
struct ResourceRow {
    std::string_view type; // empty: every resource
    ResourceRule rule;
};
constexpr std::array resource_rules{
    ResourceRow{"", check_contained},
    ResourceRow{"", check_element_ids},
    ResourceRow{"", check_narrative_links},
    ResourceRow{"", check_canonical_url},
    ResourceRow{"Bundle", check_bundle},
    ResourceRow{"CapabilityStatement", check_capability_statement},
    ResourceRow{"CodeSystem", check_code_system},
    ResourceRow{"ConceptMap", check_concept_map},
    ResourceRow{"Measure", check_measure},
    ResourceRow{"MeasureReport", check_measure_report},
    ResourceRow{"OperationDefinition", check_operation_definition},
    ResourceRow{"Questionnaire", check_questionnaire},
    ResourceRow{"QuestionnaireResponse", check_questionnaire_response},
    ResourceRow{"SearchParameter", check_search_parameter},
    ResourceRow{"StructureDefinition", check_structure_definition},
    ResourceRow{"StructureMap", check_structure_map},
    ResourceRow{"ValueSet", check_value_set},
};

} // namespace

void apply_resource_rules(ValidationRun& validation, NodeId resource, std::string_view type) {
    for (const ResourceRow& row : resource_rules) {
        if (row.type.empty() || row.type == type) {
            row.rule(validation, resource);
        }
    }
}

} // namespace renkei::validate
