#include "gateway/forms/html/question_line.h"

#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

bool is_box(const Answers& answers, const QuestionPart& part) {
    return answers.form().items()[part.item].type == form::ItemType::flag &&
           answers.plan().page_item(part.item).answers == 0 && part.answer.state == AnswerState::stated;
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
    std::string not_ticked;
    const auto add = [&](const std::string& html) { out += (out.empty() ? "" : "　") + html; };
    for (const QuestionPart& part : parts) {
        if (part.answer.speaks() && plan.page_item(part.item).answers != 0) {
            add(part.answer.html);
        }
    }
    for (const QuestionPart& part : parts) {
        if (!is_box(answers, part)) {
            continue;
        }
        const std::string label = escaped(plan.text(plan.page_item(part.item).label));
        if (part.answer.ticked) {
            add("<b>☑ " + label + "</b>");
        } else {
            not_ticked += (not_ticked.empty() ? "☐ " : " ☐ ") + label;
        }
    }
    for (const QuestionPart& part : parts) {
        const mapping::PageItem& shown = plan.page_item(part.item);
        if (part.answer.speaks() && shown.answers == 0 && !is_box(answers, part)) {
            add(fmt::format("<span class=\"k\">{}：</span>{}", escaped(plan.text(shown.label)),
                            part.answer.html));
        }
    }
    return not_ticked.empty()
               ? out
               : out + (out.empty() ? "" : "　") + "<span class=\"o\">" + not_ticked + "</span>";
}

} // namespace renkei::html
