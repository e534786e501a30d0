#include "gateway/validate/questionnaire_rules.h"

namespace renkei::validate {

void check_questionnaire(Check&, json::NodeId) {}
void check_questionnaire_response(Check&, json::NodeId) {}

} // namespace renkei::validate
