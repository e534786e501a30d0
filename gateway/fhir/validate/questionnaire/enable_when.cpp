#include "gateway/fhir/validate/questionnaire/enable_when.h"

#include "gateway/fhir/validate/questionnaire/answer_order.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

constexpr Enabled yes_or_no(bool value) { return value ? Enabled::yes : Enabled::no; }

// The items of a question that are below `holder` (the response, or an item of a question around it).
void collect(TreeNode holder, std::span<const std::string_view> link_ids, std::vector<TreeNode>& out) {
    std::vector<TreeNode> items = holder.list("item");
    for (const TreeNode answer : holder.list("answer")) {
        std::ranges::copy(answer.list("item"), std::back_inserter(items));
    }
    for (const TreeNode item : items) {
        if (item.text("linkId") != link_ids.front()) {
            continue;
        }
        if (link_ids.size() == 1) {
            out.push_back(item);
        } else {
            collect(item, link_ids.subspan(1), out);
        }
    }
}

// Where groups repeat, a condition asks for the answer in its own repetition: from the innermost item around
// both questions, down to the target.
std::vector<TreeNode> target_items(const ValidationRun& validation, const ResponsePlace& place,
                                   QuestionId target) {
    TreeNode scope(validation.tree().whole(), place.response);
    QuestionId around = no_question;
    for (const ResponseStep& step : place.steps) {
        if (step.question == target) {
            return {TreeNode(validation.tree().whole(), step.item)};
        }
        if (place.index.is_inside(target, step.question)) {
            scope = TreeNode(validation.tree().whole(), step.item);
            around = step.question;
        }
    }
    std::vector<std::string_view> link_ids;
    for (QuestionId at = target; at != around && at != no_question; at = place.index[at].parent) {
        link_ids.insert(link_ids.begin(), place.index[at].link_id);
    }
    std::vector<TreeNode> out;
    collect(scope, link_ids, out);
    return out;
}

std::vector<AnswerValue> target_answers(const ValidationRun& validation, const ResponsePlace& place,
                                        QuestionId target) {
    std::vector<AnswerValue> out;
    for (const TreeNode item : target_items(validation, place, target)) {
        for (const TreeNode answer : item.list("answer")) {
            if (const AnswerValue value = answer_of(answer, "value")) {
                out.push_back(value);
            }
        }
    }
    return out;
}

using OrderFits = bool (*)(AnswerOrder);
struct OperatorRow {
    std::string_view sign;
    OrderFits fits;
};
constexpr std::array operators{
    OperatorRow{"=", [](AnswerOrder it) { return it == AnswerOrder::equal; }},
    OperatorRow{"<", [](AnswerOrder it) { return it == AnswerOrder::less; }},
    OperatorRow{">", [](AnswerOrder it) { return it == AnswerOrder::greater; }},
    OperatorRow{"<=", [](AnswerOrder it) { return it == AnswerOrder::less || it == AnswerOrder::equal; }},
    OperatorRow{">=", [](AnswerOrder it) { return it == AnswerOrder::greater || it == AnswerOrder::equal; }},
};

Enabled any_fits(ValidationRun& validation, const std::vector<AnswerValue>& answers,
                 const AnswerValue& wanted, OrderFits fits) {
    Enabled out = Enabled::no;
    for (const AnswerValue& answer : answers) {
        const AnswerOrder order = compare(validation, answer, wanted);
        if (fits(order)) {
            return Enabled::yes;
        }
        out = order == AnswerOrder::unknown ? Enabled::unknown : out;
    }
    return out;
}

// R4 asks that no answer is equal; readers differ on whether that holds without any answer, and on whether
// one other answer is enough. Where they differ, nothing is said.
Enabled none_equal(ValidationRun& validation, const std::vector<AnswerValue>& answers,
                   const AnswerValue& wanted) {
    std::size_t equal = 0;
    for (const AnswerValue& answer : answers) {
        const AnswerOrder order = compare(validation, answer, wanted);
        if (order == AnswerOrder::unknown) {
            return Enabled::unknown;
        }
        equal += order == AnswerOrder::equal ? 1U : 0U;
    }
    if (answers.empty() || (equal > 0 && equal < answers.size())) {
        return Enabled::unknown;
    }
    return yes_or_no(equal == 0);
}

Enabled condition(ValidationRun& validation, const ResponsePlace& place, TreeNode enable_when) {
    const QuestionId target = place.index.find(enable_when.text("question"));
    const AnswerValue wanted = answer_of(enable_when, "answer");
    if (target == no_question || !wanted) {
        return Enabled::unknown;
    }
    const std::vector<AnswerValue> answers = target_answers(validation, place, target);
    const std::string_view sign = enable_when.text("operator");
    if (sign == "exists") {
        return yes_or_no(answers.empty() != (wanted.node.text() == "true"));
    }
    if (sign == "!=") {
        return none_equal(validation, answers, wanted);
    }
    const auto* const row = std::ranges::find(operators, sign, &OperatorRow::sign);
    return row == operators.end() ? Enabled::unknown : any_fits(validation, answers, wanted, row->fits);
}

// The SDC guide's, and one of a national guide that is in use since before it.
constexpr std::array expression_extensions{
    std::string_view("http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"),
    std::string_view("http://hl7.org/fhir/StructureDefinition/questionnaire-enableWhenExpression"),
    std::string_view("http://phr.kanta.fi/StructureDefinition/fiphr-ext-questionnaire-enablewhen"),
};

} // namespace

std::string_view condition_expression(TreeNode item) {
    for (const std::string_view url : expression_extensions) {
        const TreeNode value = extension_value(item, url);
        if (!value) {
            continue;
        }
        const std::string_view language = value.text("language");
        if (!value.text().empty()) {
            return value.text();
        }
        if (language.empty() || language == "text/fhirpath") {
            return value.text("expression");
        }
    }
    return {};
}

Enablement enablement(ValidationRun& validation, const ResponsePlace& place, QuestionId question) {
    const TreeNode item = place.index[question].node;
    if (const std::string_view expression = condition_expression(item); !expression.empty()) {
        return place.conditions.of(
            question, [&] { return evaluate_condition(validation, place, question, expression); });
    }
    const std::vector<TreeNode> conditions = item.list("enableWhen");
    if (conditions.empty()) {
        return {};
    }
    // que-12: with one condition the behavior makes no difference
    const Enabled decisive = item.text("enableBehavior") == "all" ? Enabled::no : Enabled::yes;
    Enabled out = decisive == Enabled::no ? Enabled::yes : Enabled::no;
    for (const TreeNode one : conditions) {
        const Enabled result = condition(validation, place, one);
        if (result == decisive) {
            return {decisive};
        }
        out = result == Enabled::unknown ? Enabled::unknown : out;
    }
    return {out};
}

} // namespace renkei::validate
