// Whether an item of a questionnaire is to be filled in, seen from the answers given so far (enableWhen,
// enableBehavior, enableWhenExpression).
#pragma once

#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/validate/questionnaire/question_index.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <map>
#include <optional>
#include <span>
#include <string>

namespace renkei::validate {

enum class Enabled : std::uint8_t { yes, no, unknown };

// An item of a response on the way to where a question would stand, from the outside to the inside.
struct ResponseStep {
    QuestionId question = no_question;
    NodeId item = no_node;
};

struct Enablement {
    Enabled enabled = Enabled::yes;
    std::string problem{}; // if unknown and worth reporting
};

// The results of the expressions of one questionnaire for one response. They are evaluated on the response as
// a whole, so once is enough, however often an item occurs in it: the author of a questionnaire may be the
// author of the response.
class ConditionCache {
public:
    struct Compiled {
        std::optional<fhirpath::Expression> expression{}; // nothing: `problem` says why
        std::string problem{};
    };
    // of the questionnaire, which lives longer
    const Compiled& compiled(std::string_view text, const definitions::R4Definitions& r4);

    template <class Ask>
    const Enablement& of(QuestionId question, Ask ask) {
        const auto [at, is_new] = results_.try_emplace(question);
        if (is_new) {
            at->second = ask();
        }
        return at->second;
    }

private:
    std::map<std::string_view, Compiled> compiled_{}; // ordered: a sender cannot construct hash collisions
    std::map<QuestionId, Enablement> results_{};
};

struct ResponsePlace {
    const QuestionIndex& index;
    NodeId response; // the QuestionnaireResponse
    std::span<const ResponseStep> steps;
    ConditionCache& conditions;
};
Enablement enablement(ValidationRun& validation, const ResponsePlace& place, QuestionId question);

// Of an enableWhenExpression or an extension like it; empty: the item has none.
std::string_view condition_expression(TreeNode item);
// enable_expression.cpp
Enablement evaluate_condition(ValidationRun& validation, const ResponsePlace& place, QuestionId question,
                              std::string_view expression);

} // namespace renkei::validate
