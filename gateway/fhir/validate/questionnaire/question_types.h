// Types of questionnaire items and the types of answers that they take (R4, questionnaire.html).
#pragma once

#include "gateway/fhir/validate/walk/tree_node.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace renkei::validate {

enum class QuestionItemType : std::uint8_t {
    unknown,
    group,
    display,
    question,
    boolean,
    decimal,
    integer,
    date,
    date_time,
    time,
    string,
    text,
    url,
    choice,
    open_choice,
    attachment,
    reference,
    quantity,
};

enum class AnswerType : std::uint8_t {
    none,
    attachment,
    boolean,
    coding,
    date,
    date_time,
    decimal,
    integer,
    quantity,
    reference,
    string,
    time,
    uri,
};

QuestionItemType item_type(std::string_view code);
// Empty: none (groups, displays) or any (unknown types, "question").
std::span<const AnswerType> answers_of(QuestionItemType type);
bool takes(QuestionItemType item, AnswerType answer);
inline bool has_answers(QuestionItemType type) {
    return type != QuestionItemType::group && type != QuestionItemType::display;
}
// "Coding, string"
std::string names_of_answers(QuestionItemType type);

std::string_view name_of(AnswerType type);
bool has_order(AnswerType type); // < and > mean something

// value[x], answer[x] with its type. Of a type that no answer can have: AnswerType::none.
struct AnswerValue {
    AnswerType type = AnswerType::none;
    TreeNode node{};

    explicit operator bool() const { return static_cast<bool>(node); }
};
AnswerValue answer_of(TreeNode object, std::string_view choice);

// As people write it: "http://loinc.org#LA33-6", "10 kg", "2022-01-01".
std::string display_text(const AnswerValue& answer);
std::string quantity_text(TreeNode quantity);
std::string coding_text(TreeNode coding);

} // namespace renkei::validate
