// Questionnaires and the responses to them.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_questionnaire(Check& check, json::NodeId resource);
void check_questionnaire_response(Check& check, json::NodeId resource);

} // namespace renkei::validate
