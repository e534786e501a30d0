// The items of a questionnaire response beside those of its questionnaire: what is missing, what should not
// be there, what is in the wrong place.
#pragma once

#include "gateway/fhir/validate/questionnaire/answer_value_sets.h"
#include "gateway/fhir/validate/questionnaire/enable_when.h"
#include "gateway/fhir/validate/questionnaire/question_index.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <vector>

namespace renkei::validate {

class ResponseWalk {
public:
    ResponseWalk(ValidationRun& validation, const QuestionIndex& index, NodeId response);

    void run() { items({validation_.tree().whole(), response_}, no_question); }

private:
    // What is in `holder` (the response, an item, an answer) for the questions below `parent`.
    void items(TreeNode holder, QuestionId parent);
    QuestionId question_for(std::string_view link_id, QuestionId parent) const;
    void misplaced(TreeNode item, QuestionId question);
    void asked(QuestionId question, TreeNode holder, const std::vector<TreeNode>& found);
    void item(QuestionId question, TreeNode item, Enabled enabled);
    void text(const Question& question, TreeNode item);
    void answers(QuestionId question, TreeNode item, Enabled enabled);
    void group(QuestionId question, TreeNode item, Enabled enabled);
    void unexpected_answer(const Question& question, TreeNode item);
    void occurrences(const Question& question, std::size_t count, NodeId at);

    // Something is still missing: only an error once the response is said to be complete.
    void missing(diag::Message message, NodeId at, diag::Arguments args);

    ValidationRun& validation_;
    const QuestionIndex& index_;
    NodeId response_;
    bool is_complete_;
    AnswerValueSets value_sets_;
    std::vector<ResponseStep> steps_;
    ConditionCache conditions_{};
};

} // namespace renkei::validate
