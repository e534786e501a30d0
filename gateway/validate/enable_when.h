// Whether an item of a questionnaire is to be filled in, seen from the answers given so far (enableWhen,
// enableBehavior, enableWhenExpression).
#pragma once

#include "gateway/fhirpath/expression.h"
#include "gateway/validate/check.h"
#include "gateway/validate/question_index.h"

#include <map>
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

struct Enablement {
    Enabled enabled = Enabled::yes;
    std::string problem{}; // if unknown and worth telling
};

// What the expressions of one questionnaire said of one response. They are asked of the response as a whole, so once is enough, however
// often an item stands in it: who wrote the questionnaire may be who wrote the response.
class Conditions {
public:
    struct Compiled {
        std::optional<fhirpath::Expression> expression{}; // nothing: `problem` says why
        std::string problem{};
    };
    const Compiled& compiled(std::string_view text, const defs::Defs& defs); // of the questionnaire, which lives longer

    template <class Ask>
    const Enablement& of(QuestionId question, Ask ask) {
        const auto [at, is_new] = told_.try_emplace(question);
        if (is_new) {
            at->second = ask();
        }
        return at->second;
    }

private:
    std::map<std::string_view, Compiled> compiled_{}; // ordered: nobody can write texts that all fall into one place
    std::map<QuestionId, Enablement> told_{};
};

struct ResponsePlace {
    const QuestionIndex& index;
    json::NodeId response; // the QuestionnaireResponse
    std::span<const ResponseStep> steps;
    Conditions& conditions;
};
Enablement enablement(Check& check, const ResponsePlace& place, QuestionId question);

// Of an enableWhenExpression or an extension like it; empty: the item has none.
std::string_view condition_expression(TreeNode item);
// enable_expression.cpp
Enablement evaluate_condition(Check& check, const ResponsePlace& place, QuestionId question,
                              std::string_view expression);

} // namespace renkei::validate
