#include "gateway/forms/html/question_line.h"

#include "gateway/forms/html/choices.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

bool is_box(const Answers& answers, const QuestionPart& part) {
    const mapping::PageItem& shown = answers.plan().page_item(part.item);
    return answers.form().items()[part.item].type == form::ItemType::flag && shown.ticked.empty() &&
           shown.answers == 0 && part.answer.state == AnswerState::stated;
}

constexpr std::ptrdiff_t fewest_pairs = 5;

bool is_pair(const Answers& answers, const QuestionPart& part) {
    return part.answer.speaks() && answers.form().items()[part.item].type != form::ItemType::flag &&
           answers.plan().page_item(part.item).answers == 0;
}

bool is_short(const Answers& answers, const QuestionPart& part) {
    const form::Item& item = answers.form().items()[part.item];
    return item.list != form::none || item.type == form::ItemType::integer ||
           item.type == form::ItemType::decimal;
}

} // namespace

std::string_view question_name(const mapping::Plan& plan, mapping::PageQuestionId asked,
                               const std::vector<QuestionPart>& parts) {
    const auto is_answer = [&](const QuestionPart& part) { return plan.page_item(part.item).answers != 0; };
    if (std::ranges::count_if(parts, is_answer) == 1) {
        return plan.text(plan.page_item(std::ranges::find_if(parts, is_answer)->item).label);
    }
    const std::string_view name = plan.text(plan.page_questions()[asked].name);
    return name.empty() ? plan.text(plan.page_item(parts.front().item).label) : name;
}

std::string answer_line(const Answers& answers, const std::vector<QuestionPart>& parts) {
    const mapping::Plan& plan = answers.plan();
    std::string out;
    const auto add = [&](const std::string& html) { out += (out.empty() ? "" : "　") + html; };
    for (const QuestionPart& part : parts) {
        if (part.answer.speaks() && plan.page_item(part.item).answers != 0) {
            add(part.answer.html);
        }
    }
    std::vector<Choice> boxes;
    for (const QuestionPart& part : parts) {
        if (is_box(answers, part)) {
            boxes.push_back({part.answer.ticked, escaped(plan.text(plan.page_item(part.item).label))});
        }
    }
    if (!boxes.empty()) {
        add(picks(boxes));
    }
    for (const QuestionPart& part : parts) {
        const mapping::PageItem& shown = plan.page_item(part.item);
        if (part.answer.speaks() && shown.answers == 0 && !is_box(answers, part)) {
            add(fmt::format("<span class=\"k\">{}：</span>{}", escaped(plan.text(shown.label)),
                            part.answer.html));
        }
    }
    return out;
}

bool fits_small_table(const Answers& answers, const std::vector<QuestionPart>& parts) {
    return std::ranges::count_if(parts, [&](const QuestionPart& part) {
               return is_pair(answers, part) && is_short(answers, part);
           }) >= fewest_pairs;
}

std::string small_table(const Answers& answers, const std::string& name,
                        const std::vector<QuestionPart>& parts, bool is_restricted) {
    std::string rows;
    std::vector<QuestionPart> answer;
    std::vector<QuestionPart> boxes;
    for (const QuestionPart& part : parts) {
        if (is_pair(answers, part)) {
            rows += fmt::format("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}</th><td "
                                "role=\"cell\">{}</td></tr>\n",
                                escaped(answers.plan().text(answers.plan().page_item(part.item).label)),
                                part.answer.html);
        } else {
            (answers.plan().page_item(part.item).answers != 0 ? answer : boxes).push_back(part);
        }
    }
    const std::string total = answer_line(answers, answer);
    const std::string ticks = answer_line(answers, boxes);
    return fmt::format(
        "<table class=\"g{}\" role=\"table\"><caption>{}{}{}</caption><tbody "
        "role=\"rowgroup\">\n{}</tbody></table>\n{}",
        is_restricted ? " x" : "", name, total.empty() ? "" : "　", total, rows,
        ticks.empty() ? "" : fmt::format("<p class=\"s{}\">{}</p>\n", is_restricted ? " x" : "", ticks));
}

} // namespace renkei::html
