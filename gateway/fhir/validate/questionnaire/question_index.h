// The items of a questionnaire by linkId, with what contains what.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/validate/questionnaire/question_types.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::validate {

using QuestionId = std::uint32_t;
constexpr QuestionId no_question = 0xFFFFFFFF;

struct Question {
    TreeNode node;
    std::string_view link_id;
    QuestionItemType type = QuestionItemType::unknown;
    bool is_required = false;
    bool repeats = false;
    QuestionId parent = no_question; // no_question: the questionnaire itself
    QuestionId after = 0;            // what is inside are the questions [own number + 1, after)
    std::vector<QuestionId> children;
};

// Views the questionnaire's tree. Questions are numbered in document order.
class QuestionIndex {
public:
    explicit QuestionIndex(TreeNode questionnaire);

    TreeNode questionnaire() const { return questionnaire_; }
    std::string_view url() const { return questionnaire_.text("url"); }
    const std::vector<Question>& questions() const { return questions_; }
    const Question& operator[](QuestionId id) const { return questions_[id]; }
    const std::vector<QuestionId>& top() const { return top_; }
    // Of a question, or for no_question of the questionnaire.
    const std::vector<QuestionId>& children(QuestionId id) const {
        return id == no_question ? top_ : questions_[id].children;
    }

    QuestionId find(std::string_view link_id) const; // the first; no_question: none
    // Is `inner` below `outer`? no_question stands for the questionnaire.
    bool is_inside(QuestionId inner, QuestionId outer) const {
        return outer == no_question || (inner > outer && inner < questions_[outer].after);
    }

private:
    void add(TreeNode item, QuestionId parent);

    TreeNode questionnaire_;
    std::vector<Question> questions_;
    std::vector<QuestionId> top_;
    std::unordered_map<std::string_view, QuestionId, base::TextHash> by_link_id_;
};

} // namespace renkei::validate
