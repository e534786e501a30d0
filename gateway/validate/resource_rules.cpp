#include "gateway/validate/resource_rules.h"

#include "gateway/validate/bundle_rules.h"
#include "gateway/validate/contained_rules.h"
#include "gateway/validate/definition_rules.h"
#include "gateway/validate/element_ids.h"
#include "gateway/validate/narrative_links.h"
#include "gateway/validate/questionnaire_rules.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

using Rule = void (*)(Check&, json::NodeId);
struct Row {
    std::string_view type; // empty: every resource
    Rule rule;
};
constexpr std::array rules{
    Row{"", check_contained},
    Row{"", check_element_ids},
    Row{"", check_narrative_links},
    Row{"", check_canonical_url},
    Row{"Bundle", check_bundle},
    Row{"CapabilityStatement", check_capability_statement},
    Row{"CodeSystem", check_code_system},
    Row{"ConceptMap", check_concept_map},
    Row{"Measure", check_measure},
    Row{"MeasureReport", check_measure_report},
    Row{"OperationDefinition", check_operation_definition},
    Row{"Questionnaire", check_questionnaire},
    Row{"QuestionnaireResponse", check_questionnaire_response},
    Row{"SearchParameter", check_search_parameter},
    Row{"StructureDefinition", check_structure_definition},
    Row{"StructureMap", check_structure_map},
    Row{"ValueSet", check_value_set},
};

} // namespace

void apply_resource_rules(Check& check, json::NodeId resource, std::string_view type) {
    for (const Row& row : rules) {
        if (row.type.empty() || row.type == type) {
            row.rule(check, resource);
        }
    }
}

} // namespace renkei::validate
