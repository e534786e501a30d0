#include "gateway/fhir/validate/questionnaire/question_types.h"

#include "gateway/core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

struct AnswerRow {
    AnswerType type;
    std::string_view suffix;
    std::string_view name;
    bool has_order;
};
constexpr std::array answer_rows{
    AnswerRow{AnswerType::attachment, "Attachment", "Attachment", false},
    AnswerRow{AnswerType::boolean, "Boolean", "boolean", false},
    AnswerRow{AnswerType::coding, "Coding", "Coding", false},
    AnswerRow{AnswerType::date, "Date", "date", true},
    AnswerRow{AnswerType::date_time, "DateTime", "dateTime", true},
    AnswerRow{AnswerType::decimal, "Decimal", "decimal", true},
    AnswerRow{AnswerType::integer, "Integer", "integer", true},
    AnswerRow{AnswerType::quantity, "Quantity", "Quantity", true},
    AnswerRow{AnswerType::reference, "Reference", "Reference", false},
    AnswerRow{AnswerType::string, "String", "string", true},
    AnswerRow{AnswerType::time, "Time", "time", true},
    AnswerRow{AnswerType::uri, "Uri", "uri", false},
};

constexpr std::array listable{AnswerType::coding,  AnswerType::string, AnswerType::date,
                              AnswerType::integer, AnswerType::time,   AnswerType::reference};
constexpr std::array attachment_only{AnswerType::attachment};
constexpr std::array boolean_only{AnswerType::boolean};
constexpr std::array date_only{AnswerType::date};
constexpr std::array date_time_only{AnswerType::date_time};
constexpr std::array decimal_only{AnswerType::decimal};
constexpr std::array integer_only{AnswerType::integer};
constexpr std::array quantity_only{AnswerType::quantity};
constexpr std::array reference_only{AnswerType::reference};
constexpr std::array text_only{AnswerType::string};
constexpr std::array time_only{AnswerType::time};
constexpr std::array uri_only{AnswerType::uri};

struct ItemRow {
    QuestionItemType type;
    std::string_view code;
    std::span<const AnswerType> answers;
};
constexpr std::array item_rows{
    ItemRow{QuestionItemType::group, "group", {}},
    ItemRow{QuestionItemType::display, "display", {}},
    ItemRow{QuestionItemType::question, "question", {}},
    ItemRow{QuestionItemType::boolean, "boolean", boolean_only},
    ItemRow{QuestionItemType::decimal, "decimal", decimal_only},
    ItemRow{QuestionItemType::integer, "integer", integer_only},
    ItemRow{QuestionItemType::date, "date", date_only},
    ItemRow{QuestionItemType::date_time, "dateTime", date_time_only},
    ItemRow{QuestionItemType::time, "time", time_only},
    ItemRow{QuestionItemType::string, "string", text_only},
    ItemRow{QuestionItemType::text, "text", text_only},
    ItemRow{QuestionItemType::url, "url", uri_only},
    ItemRow{QuestionItemType::choice, "choice", listable},
    ItemRow{QuestionItemType::open_choice, "open-choice", listable},
    ItemRow{QuestionItemType::attachment, "attachment", attachment_only},
    ItemRow{QuestionItemType::reference, "reference", reference_only},
    ItemRow{QuestionItemType::quantity, "quantity", quantity_only},
};

const AnswerRow* row_of(AnswerType type) {
    const auto* const found = std::ranges::find(answer_rows, type, &AnswerRow::type);
    return found == answer_rows.end() ? nullptr : found;
}

} // namespace

QuestionItemType item_type(std::string_view code) {
    const auto* const found = std::ranges::find(item_rows, code, &ItemRow::code);
    return found == item_rows.end() ? QuestionItemType::unknown : found->type;
}

std::span<const AnswerType> answers_of(QuestionItemType type) {
    const auto* const found = std::ranges::find(item_rows, type, &ItemRow::type);
    return found == item_rows.end() ? std::span<const AnswerType>() : found->answers;
}

bool takes(QuestionItemType item, AnswerType answer) {
    const auto allowed = answers_of(item);
    return (allowed.empty() && has_answers(item)) || std::ranges::find(allowed, answer) != allowed.end();
}

std::string names_of_answers(QuestionItemType type) {
    std::string out;
    for (const AnswerType one : answers_of(type)) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", name_of(one));
    }
    return out;
}

std::string_view name_of(AnswerType type) {
    const AnswerRow* row = row_of(type);
    return row == nullptr ? std::string_view("?") : row->name;
}

bool has_order(AnswerType type) {
    const AnswerRow* row = row_of(type);
    return row != nullptr && row->has_order;
}

AnswerValue answer_of(TreeNode object, std::string_view choice) {
    const TreeNode node = object.choice(choice);
    if (!node) {
        return {};
    }
    const auto* const found = std::ranges::find(answer_rows, node.suffix(choice), &AnswerRow::suffix);
    return {found == answer_rows.end() ? AnswerType::none : found->type, node};
}

std::string coding_text(TreeNode coding) {
    const std::string_view system = coding.text("system");
    const std::string_view code = coding.text("code");
    if (code.empty()) {
        return std::string(coding.text("display"));
    }
    return system.empty() ? std::string(code) : fmt::format("{}#{}", system, code);
}

std::string quantity_text(TreeNode quantity) {
    const std::string_view unit = quantity.text("unit");
    const std::string_view code = quantity.text("code");
    std::string out = fmt::format("{}{}", quantity.text("comparator"), quantity.text("value"));
    if (!unit.empty()) {
        out += fmt::format(" {}", unit);
    }
    if (!code.empty() && code != unit) {
        out += fmt::format(" ({})", code);
    }
    return out;
}

std::string display_text(const AnswerValue& answer) {
    if (answer.type == AnswerType::coding) {
        return coding_text(answer.node);
    }
    if (answer.type == AnswerType::quantity) {
        return quantity_text(answer.node);
    }
    if (answer.type == AnswerType::reference) {
        return std::string(answer.node.text("reference"));
    }
    constexpr std::size_t most = 100; // characters
    return std::string(text::head_of(answer.node.text(), most));
}

} // namespace renkei::validate
