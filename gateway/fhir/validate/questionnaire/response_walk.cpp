#include "gateway/fhir/validate/questionnaire/response_walk.h"

#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "generated/messages/validate_questionnaire.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace renkei::validate {
namespace {

constexpr std::string_view min_url = "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs";
constexpr std::string_view max_url = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs";
constexpr std::string_view translation_url = "http://hl7.org/fhir/StructureDefinition/translation";

std::optional<std::size_t> occurs(const Question& question, std::string_view url) {
    const std::string_view text = extension_value(question.node, url).text();
    std::size_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return text.empty() || read.ec != std::errc() ? std::nullopt : std::optional(out);
}

bool is_filled(TreeNode item) { return item.child("answer") || item.child("item"); }

bool is_translation(TreeNode question, std::string_view text) {
    return std::ranges::any_of(
        extensions(question.child("_text"), translation_url),
        [&](TreeNode translation) { return extension_value(translation, "content").text() == text; });
}

} // namespace

ResponseWalk::ResponseWalk(ValidationRun& validation, const QuestionIndex& index, NodeId response)
    : validation_(validation),
      index_(index),
      response_(response),
      value_sets_(validation.context().terminology(), index.questionnaire()) {
    // R4, Questionnaire.item.required: "must be present in a completed response"
    const std::string_view status = validation.document().text(response, "status");
    is_complete_ = status == "completed" || status == "amended";
}

void ResponseWalk::missing(Message message, NodeId at, diag::Arguments args) {
    validation_.report(message, is_complete_ ? diag::Severity::error : diag::Severity::warning, at,
                       std::move(args));
}

QuestionId ResponseWalk::question_for(std::string_view link_id, QuestionId parent) const {
    const QuestionId first = index_.find(link_id);
    if (first == no_question || index_[first].parent == parent) {
        return first;
    }
    // a linkId that a bad questionnaire has twice
    for (const QuestionId child : index_.children(parent)) {
        if (index_[child].link_id == link_id) {
            return child;
        }
    }
    return first;
}

void ResponseWalk::items(TreeNode holder, QuestionId parent) {
    const std::vector<QuestionId>& children = index_.children(parent);
    std::vector<std::vector<TreeNode>> found(children.size());
    QuestionId last = no_question;
    for (const TreeNode one : holder.list("item")) {
        const std::string_view link_id = one.text("linkId");
        const QuestionId question = question_for(link_id, parent);
        if (question == no_question) {
            if (!link_id.empty()) {
                validation_.report(message::response_unknown_item, one.id(), {link_id, index_.url()});
            }
            continue;
        }
        if (index_[question].parent != parent) {
            misplaced(one, question);
            continue;
        }
        if (last != no_question && question < last) {
            validation_.report(message::response_item_order, one.id(), {link_id, index_[last].link_id});
        }
        last = question;
        found[static_cast<std::size_t>(std::ranges::lower_bound(children, question) - children.begin())]
            .push_back(one);
    }
    for (std::size_t at = 0; at < children.size(); ++at) {
        asked(children[at], holder, found[at]);
    }
}

void ResponseWalk::misplaced(TreeNode one, QuestionId question) {
    const QuestionId parent = index_[question].parent;
    const std::string_view place = parent == no_question ? "QuestionnaireResponse" : index_[parent].link_id;
    validation_.report(message::response_misplaced_item, one.id(), {index_[question].link_id, place});
    item(question, one, Enabled::unknown);
}

void ResponseWalk::asked(QuestionId id, TreeNode holder, const std::vector<TreeNode>& found) {
    const Question& question = index_[id];
    const std::string link_id(question.link_id);
    const Enablement enablement =
        validate::enablement(validation_, {index_, response_, steps_, conditions_}, id);
    if (!enablement.problem.empty()) {
        validation_.report(message::response_condition_undecided, holder.id(), {link_id, enablement.problem});
    }
    if (found.empty()) {
        if (enablement.enabled == Enabled::yes && question.is_required) {
            missing(message::response_item_missing, holder.id(), {link_id, question.node.text("text")});
        }
        return;
    }
    if (found.size() > 1 && !question.repeats) {
        validation_.report(message::response_item_twice, found[1].id(),
                           {link_id, std::to_string(found.size())});
    }
    if (found.size() > 1 && question.repeats && has_answers(question.type)) {
        validation_.report(message::response_question_twice, found[1].id(),
                           {link_id, std::to_string(found.size())});
    }
    if (question.type == QuestionItemType::group && enablement.enabled != Enabled::no) {
        occurrences(question, found.size(), holder.id());
    }
    for (const TreeNode one : found) {
        if (enablement.enabled == Enabled::no && is_filled(one)) {
            validation_.report(message::response_item_not_enabled, one.id(), {link_id});
        }
        item(id, one, enablement.enabled);
    }
}

void ResponseWalk::occurrences(const Question& question, std::size_t count, NodeId at) {
    const auto least = occurs(question, min_url);
    const auto most = occurs(question, max_url);
    if (least && count < *least) {
        missing(message::response_too_few, at,
                {question.link_id, std::to_string(*least), std::to_string(count)});
    }
    if (most && count > *most) {
        validation_.report(message::response_too_many, at,
                           {question.link_id, std::to_string(*most), std::to_string(count)});
    }
}

void ResponseWalk::item(QuestionId id, TreeNode one, Enabled enabled) {
    const Question& question = index_[id];
    text(question, one);
    unexpected_answer(question, one);
    steps_.push_back({id, one.id()});
    if (question.type == QuestionItemType::group) {
        group(id, one, enabled);
    } else if (question.type != QuestionItemType::display) {
        answers(id, one, enabled);
    }
    steps_.pop_back();
}

void ResponseWalk::text(const Question& question, TreeNode one) {
    const std::string_view given = one.text("text");
    const std::string_view asked = question.node.text("text");
    if (!given.empty() && given != asked && !is_translation(question.node, given)) {
        validation_.report(message::response_text_differs, one.id(), {question.link_id, given, asked});
    }
}

void ResponseWalk::unexpected_answer(const Question& question, TreeNode one) {
    const std::string link_id(question.link_id);
    const bool has_items = static_cast<bool>(one.child("item"));
    const bool has_answers = static_cast<bool>(one.child("answer"));
    if (question.type == QuestionItemType::group) {
        if (has_answers) {
            validation_.report(message::response_group_answered, one.id(), {link_id});
        }
        return;
    }
    if (question.type == QuestionItemType::display) {
        if (has_answers) {
            validation_.report(message::response_display_answered, one.id(), {link_id});
        }
        if (has_items) {
            validation_.report(message::response_items_of_display, one.id(), {link_id});
        }
        return;
    }
    if (has_items) {
        validation_.report(message::response_items_of_question, one.id(), {link_id});
    }
    if (has_answers && question.type == QuestionItemType::question) {
        validation_.report(message::response_abstract_answered, one.id(), {link_id});
    }
}

void ResponseWalk::group(QuestionId id, TreeNode one, Enabled enabled) {
    const Question& question = index_[id];
    if (question.is_required && enabled == Enabled::yes && !one.child("item")) {
        missing(message::response_group_empty, one.id(), {question.link_id});
    }
    if (enabled != Enabled::no || one.child("item")) {
        items(one, id);
    }
}

void ResponseWalk::answers(QuestionId id, TreeNode one, Enabled enabled) {
    const Question& question = index_[id];
    const std::string link_id(question.link_id);
    const std::vector<TreeNode> given = one.list("answer");
    if (given.empty() && question.is_required && enabled == Enabled::yes) {
        missing(message::response_item_missing, one.id(), {link_id, question.node.text("text")});
    }
    if (given.size() > 1 && !question.repeats) {
        validation_.report(message::response_answer_twice, one.id(), {link_id, std::to_string(given.size())});
    }
    if (enabled != Enabled::no) {
        occurrences(question, given.size(), one.id());
    }
    for (const TreeNode answer : given) {
        check_answer(validation_, {question, answer, answer_of(answer, "value"), given.size()}, value_sets_);
        items(answer, id);
    }
}

} // namespace renkei::validate
