#include "gateway/forms/html/small_table.h"

#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

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
