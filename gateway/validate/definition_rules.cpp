#include "gateway/validate/definition_rules.h"

namespace renkei::validate {

void check_code_system(Check&, json::NodeId) {}
void check_measure(Check&, json::NodeId) {}
void check_measure_report(Check&, json::NodeId) {}
void check_operation_definition(Check&, json::NodeId) {}
void check_search_parameter(Check&, json::NodeId) {}
void check_structure_definition(Check&, json::NodeId) {}
void check_value_set(Check&, json::NodeId) {}

} // namespace renkei::validate
