#include "gateway/fhir/validate/questionnaire/question_index.h"

namespace renkei::validate {

QuestionIndex::QuestionIndex(TreeNode questionnaire) : questionnaire_(questionnaire) {
    for (const TreeNode item : questionnaire.list("item")) {
        top_.push_back(static_cast<QuestionId>(questions_.size()));
        add(item, no_question);
    }
}

void QuestionIndex::add(TreeNode item, QuestionId parent) {
    const auto id = static_cast<QuestionId>(questions_.size());
    const std::string_view link_id = item.text("linkId");
    questions_.push_back({.node = item,
                          .link_id = link_id,
                          .type = item_type(item.text("type")),
                          .is_required = item.is_true("required"),
                          .repeats = item.is_true("repeats"),
                          .parent = parent,
                          .children = {}});
    by_link_id_.try_emplace(link_id, id);
    for (const TreeNode inner : item.list("item")) {
        questions_[id].children.push_back(static_cast<QuestionId>(questions_.size()));
        add(inner, id);
    }
    questions_[id].after = static_cast<QuestionId>(questions_.size());
}

QuestionId QuestionIndex::find(std::string_view link_id) const {
    const auto found = by_link_id_.find(link_id);
    return found == by_link_id_.end() ? no_question : found->second;
}

} // namespace renkei::validate
