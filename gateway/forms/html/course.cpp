#include "gateway/forms/html/course.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"
#include "gateway/forms/html/section_items.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

namespace renkei::html {
namespace {

const std::string no_answer = "<span class=\"o\">―</span>";

// In each row in which a reader meets the item; rows of several documents are compared by their places.
void read_item(const Answers& answers, const record::Row& row, form::ItemId index, const std::string& before,
               CourseDocument& out) {
    const form::Form& form = answers.form();
    const form::Item& item = form.items()[index];
    if (const form::GroupId group = answers.group_of(item); group != row.group) {
        const form::GroupId child = form::child_towards(form, row.group, group);
        std::size_t number = 0;
        for (const record::Row* const each : answers.record().rows(row, child)) {
            read_item(answers, *each, index,
                      fmt::format("{}{} {}：", before, form.text(form.groups()[child].name), ++number), out);
        }
        return;
    }
    const Answer answer = answers.of(row, index);
    if (!answer.speaks()) {
        return;
    }
    const bool is_restricted = answers.is_restricted(index);
    out.has_restricted |= is_restricted;
    CourseAnswer& added = out.answers.emplace_back(CourseAnswer{
        .key = before + std::string(form.text(item.id)),
        .name = before + std::string(form.text(item.name)),
        .html = is_restricted ? fmt::format("<span class=\"x\">{}{}</span>", tag_if(true), answer.html)
                              : answer.html});
    if (answer.state == AnswerState::stated &&
        (item.type == form::ItemType::integer || item.type == form::ItemType::decimal)) {
        added.number = answers.record().value(row, item).text();
    }
}

std::size_t decimals(const std::string& number) {
    return number.find('.') == std::string::npos ? 0 : number.size() - number.find('.') - 1;
}

double value_of(const std::string& number) {
    double out = 0;
    std::from_chars(number.data(), number.data() + number.size(), out);
    return out;
}

// With as many decimals as the finer of both has.
std::string change_between(const CourseAnswer& before, const CourseAnswer& now) {
    if (before.number.empty() || now.number.empty()) {
        return before.html == now.html ? "" : "変わりました";
    }
    const double change = value_of(now.number) - value_of(before.number);
    return before.number == now.number
               ? "±0"
               : fmt::format("{:+.{}f}", change, std::max(decimals(before.number), decimals(now.number)));
}

const CourseAnswer* find(const CourseDocument& document, const std::string& key) {
    const auto found = std::ranges::find(document.answers, key, &CourseAnswer::key);
    return found == document.answers.end() ? nullptr : &*found;
}

std::string table_of(std::span<const CourseDocument> documents) {
    std::vector<const CourseAnswer*> lines; // of the newest document in its order, then of those before
    for (const CourseDocument& document : std::views::reverse(documents)) {
        for (const CourseAnswer& each : document.answers) {
            if (std::ranges::find(lines, each.key, &CourseAnswer::key) == lines.end()) {
                lines.push_back(&each);
            }
        }
    }
    std::array<std::string, most_of_course> days{"―", "―", "―"};
    TableRows rows;
    for (const CourseAnswer* const line : lines) {
        rows.push_back({escaped(line->name), no_answer, no_answer, no_answer});
        const CourseAnswer* before = nullptr;
        for (std::size_t i = 0; i < documents.size(); ++i) {
            days[i] = date_text(documents[i].day);
            const CourseAnswer* const now = find(documents[i], line->key);
            const std::string change = before && now ? change_between(*before, *now) : std::string();
            rows.back()[i + 1] =
                now == nullptr   ? no_answer
                : change.empty() ? now->html
                                 : fmt::format("{} <span class=\"src\">前から {}</span>", now->html, change);
            before = now;
        }
    }
    return table("提出の経過", {"項目", days[0], days[1], days[2]}, rows);
}

} // namespace

CourseDocument read_course(const mapping::Plan& plan, const record::Record& record,
                           const PageOptions& options) {
    const Answers answers(plan, record);
    CourseDocument out{.person = person_box(answers, options).html,
                       .person_sheet = person_of_sheet(answers, options.person)};
    const auto add = [&](mapping::PageSectionId section) {
        const SectionItems items(answers, section, Layer::content);
        for (const form::ItemId item : items.all()) {
            if (!items.stands_behind_words(item)) {
                read_item(answers, record.root(), item, {}, out);
            }
        }
    };
    std::ranges::for_each(plan.page_sections().ids(), add);
    add(form::none);
    return out;
}

std::string course_page(std::string_view title, std::span<const CourseDocument> documents,
                        std::size_t left_out, const PageHead& head) {
    std::string links;
    for (const CourseDocument& each : documents) {
        links +=
            fmt::format("<li><a href=\"{}\">{}の文書</a></li>\n", escaped(each.url), date_html(each.day));
    }
    const std::string name = fmt::format("{}：提出の経過", title);
    return begin_page({.title = name, .sheet = documents.back().person_sheet, .look = "broad-sheet"}, &head) +
           fmt::format(
               "<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">「前から」は、左の文書からの変化です。"
               "どちらかに値がない項目は、比べていません。</p>\n<ul>{}</ul>\n{}</div>\n{}{}{}{}",
               escaped(name), links,
               std::ranges::any_of(documents, &CourseDocument::has_restricted) ? restricted_choice
                                                                               : std::string_view(),
               documents.back().person, views_html(&head),
               left_out == 0
                   ? std::string()
                   : notice(Notice::warning, fmt::format("開けないため並べていない文書：{} 件", left_out)),
               table_of(documents)) +
           end_page();
}

} // namespace renkei::html
