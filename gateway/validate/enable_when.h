// Whether an item of a questionnaire is to be filled in, seen from the answers given so far (enableWhen,
// enableBehavior, enableWhenExpression).
#pragma once

#include "gateway/validate/check.h"
#include "gateway/validate/question_index.h"

#include <optional>
#include <span>
#include <string>

namespace renkei::validate {

enum class Enabled : std::uint8_t { yes, no, unknown };

// An item of a response on the way to where a question would stand, from the outside to the inside.
struct ResponseStep {
    QuestionId question = no_question;
    json::NodeId item = json::no_node;
};

struct ResponsePlace {
    const QuestionIndex& index;
    json::NodeId response; // the QuestionnaireResponse
    std::span<const ResponseStep> steps;
};

struct Enablement {
    Enabled enabled = Enabled::yes;
    std::string problem{}; // if unknown and worth telling
};
Enablement enablement(Check& check, const ResponsePlace& place, QuestionId question);

// Of an enableWhenExpression or an extension like it; empty: the item has none.
std::string_view condition_expression(TreeNode item);
// enable_expression.cpp
Enablement evaluate_condition(Check& check, const ResponsePlace& place, QuestionId question,
                              std::string_view expression);

} // namespace renkei::validate
