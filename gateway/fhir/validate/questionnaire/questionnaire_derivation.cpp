#include "gateway/fhir/validate/questionnaire/answer_order.h"
#include "gateway/fhir/validate/questionnaire/question_index.h"
#include "gateway/fhir/validate/questionnaire/questionnaire_rules.h"
#include "gateway/fhir/validate/questionnaire/questionnaire_search.h"
#include "generated/messages/validate_questionnaire.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::validate {
namespace {

constexpr std::string_view kind_url = "http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType";

// One item beside the item of the same linkId in the questionnaire it derives from.
struct Derived {
    const Question& item;
    const Question& base;
    std::string_view base_url;
};

void differs(ValidationRun& validation, const Derived& pair, std::string_view name, std::string_view found,
             std::string_view allowed) {
    const TreeNode member = pair.item.node.child(name);
    validation.report(message::questionnaire_derived_differs, (member ? member : pair.item.node).id(),
                      {pair.item.link_id, name, found, pair.base_url, allowed});
}

void check_features(ValidationRun& validation, const Derived& pair) {
    if (pair.base.type != pair.item.type) {
        differs(validation, pair, "type", pair.item.node.text("type"), pair.base.node.text("type"));
    }
    if (!pair.base.repeats && pair.item.repeats) {
        differs(validation, pair, "repeats", "true", "false");
    }
    if (pair.base.is_required && pair.item.node.text("required") == "false") {
        differs(validation, pair, "required", "false", "true");
    }
    const std::string_view base_length = pair.base.node.text("maxLength");
    const std::string_view length = pair.item.node.text("maxLength");
    std::size_t most = 0;
    std::size_t own = 0;
    std::from_chars(base_length.data(), base_length.data() + base_length.size(), most);
    std::from_chars(length.data(), length.data() + length.size(), own);
    if (!base_length.empty() && (length.empty() || own > most)) {
        differs(validation, pair, "maxLength", length.empty() ? "-" : length, fmt::format("<= {}", most));
    }
}

bool is_among(ValidationRun& validation, const AnswerValue& option, const std::vector<TreeNode>& options) {
    return std::ranges::any_of(options, [&](TreeNode one) {
        return compare(validation, option, answer_of(one, "value")) == AnswerOrder::equal;
    });
}

// What is offered may become less, not more, and not of another kind.
void check_choices(ValidationRun& validation, const Derived& pair) {
    const std::vector<TreeNode> offered = pair.base.node.list("answerOption");
    const std::vector<TreeNode> own = pair.item.node.list("answerOption");
    const bool base_has_set = !pair.base.node.text("answerValueSet").empty();
    const bool has_set = !pair.item.node.text("answerValueSet").empty();
    if (base_has_set && !own.empty()) {
        differs(validation, pair, "answerOption", "-", "answerValueSet");
        return;
    }
    if (!offered.empty() && (has_set || own.empty())) {
        differs(validation, pair, has_set ? "answerValueSet" : "answerOption", "-", "answerOption");
        return;
    }
    for (const TreeNode option : own) {
        const AnswerValue value = answer_of(option, "value");
        if (!offered.empty() && value && !is_among(validation, value, offered)) {
            validation.report(message::questionnaire_derived_option, option.id(),
                              {pair.item.link_id, display_text(value), pair.base_url});
        }
    }
}

void check_against(ValidationRun& validation, const QuestionIndex& index, TreeNode base, bool may_add) {
    const QuestionIndex base_index(base);
    for (const Question& item : index.questions()) {
        const QuestionId same = base_index.find(item.link_id);
        if (same != no_question) {
            const Derived pair{item, base_index[same], base_index.url()};
            check_features(validation, pair);
            check_choices(validation, pair);
        } else if (!may_add) {
            validation.report(message::questionnaire_derived_new_item, item.node.id(),
                              {item.link_id, base_index.url()});
        }
    }
}

} // namespace

void check_derivation(ValidationRun& validation, const QuestionIndex& index) {
    const std::vector<TreeNode> named = index.questionnaire().list("derivedFrom");
    const std::vector<TreeNode> siblings = index.questionnaire().list("_derivedFrom");
    for (std::size_t at = 0; at < named.size(); ++at) {
        const std::string_view canonical = named[at].text();
        const FoundQuestionnaire base = find_questionnaire(validation, named[at].id(), canonical);
        if (!base.questionnaire) {
            validation.report(message::questionnaire_base_unknown, named[at].id(), {canonical});
            continue;
        }
        const TreeNode kind = at < siblings.size() ? extension_value(siblings[at], kind_url) : TreeNode();
        const std::string_view code = kind.text("code");
        if (code == "extends" || code == "compliesWith") {
            check_against(validation, index, base.questionnaire, code == "extends");
        } else if (code != "inspiredBy") {
            validation.report(message::questionnaire_derivation_kind, named[at].id(), {canonical});
        }
    }
}

} // namespace renkei::validate
