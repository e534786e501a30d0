#include "gateway/forms/html/choices.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

constexpr std::size_t most_choices = 16;   // of a box that shows all of them
constexpr std::ptrdiff_t fewest_lines = 3; // of a scale
constexpr std::size_t most_degrees = 6;
constexpr std::size_t widest_scale = 110; // bytes of all its words

// The words of the codes of a list that are answers, in its order.
std::vector<std::string_view> degrees_of(const Answers& answers, const form::Item& item) {
    std::vector<std::string_view> out;
    for (const form::CodeRow& row : answers.form().rows(answers.form().lists()[item.list])) {
        if (row.absent.empty()) {
            out.push_back(answers.words_of_code(item, answers.form().text(row.form)));
        }
    }
    return out;
}

bool is_scale(const std::vector<std::string_view>& degrees) {
    std::size_t size = 0;
    for (const std::string_view each : degrees) {
        size += each.size();
    }
    return degrees.size() > 1 && degrees.size() <= most_degrees && size <= widest_scale;
}

} // namespace

std::string picks(const std::vector<Choice>& choices) {
    std::string out = "<span class=\"picks\">";
    for (const Choice& each : choices) {
        out += each.is_chosen ? "<b>☑ " + each.html + "</b> " : "<span>☐ " + each.html + "</span> ";
    }
    out.pop_back();
    return out + "</span>";
}

Answer with_choices(const Answers& answers, const record::Row& row, form::ItemId index) {
    Answer out = answers.of(row, index);
    const form::Form& form = answers.form();
    const form::Item& item = form.items()[index];
    if (!answers.plan().page_look().all_choices || item.list == form::none || !out.speaks() ||
        item.type == form::ItemType::flag) {
        return out;
    }
    std::vector<std::string_view> chosen;
    if (item.group == row.group) {
        chosen.push_back(answers.record().value(row, item).text());
    } else {
        for (const record::Row* each : answers.record().rows(row, item.group)) {
            chosen.push_back(answers.record().value(*each, item).text());
        }
    }
    std::vector<Choice> all;
    std::ptrdiff_t found = 0;
    for (const form::CodeRow& each : form.rows(form.lists()[item.list])) {
        const std::string_view code = form.text(each.form);
        const std::ptrdiff_t times = std::ranges::count(chosen, code);
        found += times;
        all.push_back({times > 0, escaped(answers.words_of_code(item, code))});
    }
    const bool is_known = found == std::ssize(chosen);
    if (is_known && all.size() <= most_choices && !answers.has_codes_behind(index)) {
        out.html = picks(all);
    }
    return out;
}

std::string take_scales(const Answers& answers, std::string_view name, std::vector<QuestionPart>& parts,
                        bool is_restricted) {
    std::string out;
    const auto item_of = [&](const QuestionPart& part) -> const form::Item& {
        return answers.form().items()[part.item];
    };
    for (std::size_t i = 0; i < parts.size();) {
        const form::ListId list = item_of(parts[i]).list;
        const auto is_line = [&](const QuestionPart& part) {
            const form::Item& item = item_of(part);
            return item.list == list && item.type == form::ItemType::code && part.answer.speaks() &&
                   !answers.has_codes_behind(part.item);
        };
        const std::vector<std::string_view> degrees =
            list == form::none ? std::vector<std::string_view>() : degrees_of(answers, item_of(parts[i]));
        if (!is_scale(degrees) || std::ranges::count_if(parts, is_line) < fewest_lines) {
            ++i;
            continue;
        }
        out += fmt::format("<table class=\"scale{}\"><caption>{}{}</caption><thead><tr><th "
                           "scope=\"col\">項目</th>",
                           is_restricted ? " x" : "", tag_if(is_restricted), escaped(name));
        for (const std::string_view degree : degrees) {
            out += fmt::format("<th scope=\"col\">{}</th>", escaped(degree));
        }
        out += "</tr></thead><tbody>\n";
        for (const QuestionPart& part : parts) {
            if (!is_line(part)) {
                continue;
            }
            out += fmt::format("<tr><th scope=\"row\">{}</th>",
                               escaped(answers.plan().text(answers.plan().page_item(part.item).label)));
            const auto at = std::ranges::find(degrees, part.answer.words);
            for (auto degree = degrees.begin(); at != degrees.end() && degree != degrees.end(); ++degree) {
                out += degree != at
                           ? "<td></td>"
                           : fmt::format("<td class=\"at\">● <span>{}</span></td>", escaped(*degree));
            }
            out += at != degrees.end() ? "</tr>\n"
                                       : fmt::format("<td class=\"state\" colspan=\"{}\">{}</td></tr>\n",
                                                     degrees.size(), part.answer.html);
        }
        out += "</tbody></table>\n";
        std::erase_if(parts, is_line);
        i = 0;
    }
    return out;
}

std::size_t text_size(std::string_view html) {
    std::size_t out = 0;
    bool is_tag = false;
    for (const char c : html) {
        is_tag |= c == '<';
        out += is_tag ? 0 : 1;
        is_tag &= c != '>';
    }
    return out;
}

} // namespace renkei::html
