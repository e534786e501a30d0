#include "gateway/forms/html/section_writer.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/question_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace renkei::html {
namespace {

using form::GroupKind;
using form::Item;
using record::Row;

constexpr std::size_t most_columns = 7; // of a table that is still read across on A4
constexpr std::size_t long_text = 150;  // bytes: then an answer has the width of the page
constexpr unsigned first_row_heading = 3;
constexpr unsigned last_heading = 6;

class SectionWriter {
public:
    SectionWriter(const Answers& answers, mapping::PageSectionId section, Layer layer)
        : answers_(answers),
          plan_(answers.plan()),
          form_(answers.form()),
          items_(answers, section, layer) {}

    SectionText run() {
        row(answers_.record().root(), "", first_row_heading);
        close_list();
        out_.has_boxes = !items_.all().empty();
        for (const form::ItemId item : items_.left_out()) {
            if (!items_.stands_behind_words(item)) {
                out_.left_out.emplace_back(text(form_.items()[item].name));
            }
        }
        out_.has_restricted_boxes = std::ranges::any_of(
            items_.all(), [this](form::ItemId index) { return items_.is_restricted(index); });
        return std::move(out_);
    }

private:
    std::string_view text(form::Str str) const { return form_.text(str); }

    // ------------------------------------------------------------ rows
    void row(const Row& row, const std::string& before, unsigned heading) {
        std::vector<form::GroupId> done_groups;
        std::vector<mapping::PageQuestionId> done_questions;
        for (const form::ItemId index : items_.all()) {
            const form::GroupId group = answers_.group_of(form_.items()[index]);
            if (group != row.group) {
                const form::GroupId child = form::child_towards(form_, row.group, group);
                if (child != form::none && is_first(done_groups, child)) {
                    rows(row, child, before, heading);
                }
                continue;
            }
            const mapping::PageQuestionId asked = plan_.page_item(index).question;
            if (items_.stands_behind_words(index)) {
                behind_words(row, index, before);
            } else if (asked == form::none) {
                single(row, index, before);
            } else if (is_first(done_questions, asked)) {
                question(row, asked, before);
            }
        }
    }

    template <class Id>
    static bool is_first(std::vector<Id>& done, Id one) {
        if (std::ranges::find(done, one) != done.end()) {
            return false;
        }
        done.push_back(one);
        return true;
    }

    // ------------------------------------------------------------ lines
    void open_list() {
        if (!in_list_) {
            out_.html += "<dl class=\"sl\">\n";
            in_list_ = true;
        }
    }
    void close_list() {
        if (in_list_) {
            out_.html += "</dl>\n";
            in_list_ = false;
        }
    }

    void line(std::string_view name, const std::string& html, bool is_unknown, bool is_restricted) {
        open_list();
        const bool is_wide = html.size() > long_text;
        out_.has_restricted |= is_restricted;
        out_.html +=
            fmt::format("<div{}><dt>{}{}</dt><dd{}>{}</dd></div>\n",
                        is_wide && is_restricted ? " class=\"w x\""
                        : is_wide                ? " class=\"w\""
                        : is_restricted          ? " class=\"x\""
                                                 : "",
                        tag_if(is_restricted), escaped(name), is_unknown ? " class=\"state\"" : "", html);
    }

    void keep_name(AnswerState state, std::string name) {
        (state == AnswerState::blank ? out_.blank : out_.silent).push_back(std::move(name));
    }

    void single(const Row& row, form::ItemId index, const std::string& before) {
        const Answer answer = answers_.of(row, index);
        const std::string_view name = items_.label_of(index);
        if (answer.speaks()) {
            line(name, answer.html, answer.state == AnswerState::unknown, items_.is_restricted(index));
        } else {
            keep_name(answer.state, before + std::string(name));
        }
    }

    // The answer comes with the words.
    void behind_words(const Row& row, form::ItemId index, const std::string& before) {
        if (const Answer answer = answers_.of(row, index); !answer.speaks()) {
            keep_name(answer.state, before + std::string(items_.label_of(index)));
        }
    }

    // ------------------------------------------------------------ questions
    void question(const Row& row, mapping::PageQuestionId asked, const std::string& before) {
        std::vector<QuestionPart> parts;
        for (const form::ItemId index : items_.all()) {
            if (plan_.page_item(index).question == asked && !items_.stands_behind_words(index) &&
                answers_.group_of(form_.items()[index]) == row.group) {
                parts.push_back({index, answers_.of(row, index)});
            }
        }
        const std::string name(question_name(plan_, asked, parts));
        const auto speaks = [](const QuestionPart& part) { return part.answer.speaks(); };
        if (std::ranges::none_of(parts, speaks)) {
            const bool is_blank = std::ranges::any_of(
                parts, [](const QuestionPart& part) { return part.answer.state == AnswerState::blank; });
            keep_name(is_blank ? AnswerState::blank : AnswerState::not_stated, before + name);
            return;
        }
        const bool is_unknown = std::ranges::all_of(parts, [&](const QuestionPart& part) {
            return !part.answer.speaks() || part.answer.state == AnswerState::unknown;
        });
        const bool is_marked = items_.is_restricted(parts.front().item);
        if (fits_small_table(answers_, parts)) {
            close_list();
            out_.has_restricted |= is_marked;
            out_.html += small_table(answers_, tag_if(is_marked) + escaped(name), parts, is_marked);
        } else {
            line(name, answer_line(answers_, parts), is_unknown, is_marked);
        }
        for (const QuestionPart& part : parts) {
            if (!speaks(part)) {
                const std::string_view label = text(plan_.page_item(part.item).label);
                keep_name(
                    part.answer.state,
                    fmt::format("{}{}", before, label == name ? label : name + "：" + std::string(label)));
            }
        }
    }

    // ------------------------------------------------------------ groups
    void rows(const Row& parent, form::GroupId group, const std::string& before, unsigned heading) {
        if (answers_.is_blank_group(group)) {
            return; // blank boxes are shown at their items
        }
        const form::Group& about = form_.groups()[group];
        const record::Rows& all = answers_.record().rows(parent, group);
        if (all.count == 0) {
            if (about.kind != GroupKind::carried && about.kind != GroupKind::absent &&
                items_.shows_group(group)) {
                out_.silent.push_back(before + std::string(text(about.name)));
            }
            return;
        }
        const std::vector<form::ItemId> columns = stated_columns(all, group);
        if (!has_inner(group) && columns.size() <= most_columns) {
            table(about, all, columns, before);
        } else {
            blocks(about, all, before, heading);
        }
    }

    bool has_inner(form::GroupId group) const {
        return std::ranges::any_of(items_.all(), [&](form::ItemId index) {
            const form::GroupId own = answers_.group_of(form_.items()[index]);
            return own != group && form::child_towards(form_, group, own) != form::none;
        });
    }

    // Items of the group that some row states.
    std::vector<form::ItemId> stated_columns(const record::Rows& rows, form::GroupId group) const {
        std::vector<form::ItemId> out;
        for (const form::ItemId index : items_.all()) {
            if (!items_.stands_behind_words(index) && answers_.group_of(form_.items()[index]) == group &&
                is_stated(rows, index)) {
                out.push_back(index);
            }
        }
        return out;
    }

    bool is_stated(const record::Rows& rows, form::ItemId index) const {
        return std::ranges::any_of(rows, [&](const Row* row) { return answers_.of(*row, index).speaks(); });
    }

    std::uint32_t number_of(const form::Group& group, const Row& row) const {
        std::uint32_t number = row.index + 1;
        if (group.place != form::none) {
            const std::string_view place = row.values[form_.items()[group.place].slot].text();
            std::from_chars(place.data(), place.data() + place.size(), number);
        }
        return number;
    }

    void table(const form::Group& group, const record::Rows& rows, const std::vector<form::ItemId>& columns,
               const std::string& before) {
        const std::string name = escaped(text(group.name));
        if (!columns.empty()) {
            close_list();
            const bool is_numbered = !repeats_numbers(group, rows, columns);
            out_.html += fmt::format(
                "<table role=\"table\" class=\"stack\"><caption>{}</caption><thead role=\"rowgroup\"><tr "
                "role=\"row\">{}",
                name, is_numbered ? "<th role=\"columnheader\" scope=\"col\">番号</th>" : "");
            for (const form::ItemId index : columns) {
                out_.has_restricted |= items_.is_restricted(index);
                out_.html +=
                    fmt::format("<th role=\"columnheader\" scope=\"col\"{}>{}{}</th>", class_of(index),
                                tag_if(items_.is_restricted(index)), escaped(items_.label_of(index)));
            }
            out_.html += "</tr></thead><tbody role=\"rowgroup\">\n";
            for (const Row* row : rows) {
                table_row(*row, columns, is_numbered ? std::optional(number_of(group, *row)) : std::nullopt);
            }
            out_.html += "</tbody></table>\n";
        }
        const form::GroupId index = form_.groups().id_of(group);
        for (const form::ItemId item : items_.all()) {
            if (answers_.group_of(form_.items()[item]) == index && !is_stated(rows, item)) {
                keep_name(column_state(rows, item),
                          fmt::format("{}{}：{}", before, text(group.name), items_.label_of(item)));
            }
        }
    }

    std::string_view class_of(form::ItemId column) const {
        return items_.is_restricted(column) ? " class=\"x\"" : "";
    }

    // Does the form number its rows itself?
    bool repeats_numbers(const form::Group& group, const record::Rows& rows,
                         const std::vector<form::ItemId>& columns) const {
        return std::ranges::any_of(columns, [&](form::ItemId index) {
            const Item& item = form_.items()[index];
            return item.group == form_.groups().id_of(group) && item.list == form::none &&
                   std::ranges::all_of(rows, [&](const Row* row) {
                       return answers_.record().value(*row, item).text() ==
                              std::to_string(number_of(group, *row));
                   });
        });
    }

    // The state of a column in which no row states a value.
    AnswerState column_state(const record::Rows& rows, form::ItemId item) const {
        const bool is_blank = std::ranges::any_of(
            rows, [&](const Row* row) { return answers_.of(*row, item).state == AnswerState::blank; });
        return is_blank ? AnswerState::blank : AnswerState::not_stated;
    }

    void table_row(const Row& row, const std::vector<form::ItemId>& columns,
                   std::optional<std::uint32_t> number) {
        std::string cells;
        bool speaks = false;
        for (const form::ItemId index : columns) {
            const Answer answer = answers_.of(row, index);
            speaks |= answer.speaks();
            cells += fmt::format("<td role=\"cell\"{} data-label=\"{}\">{}</td>", class_of(index),
                                 escaped(items_.label_of(index)),
                                 answer.speaks()                      ? answer.html
                                 : answer.state == AnswerState::blank ? "<span class=\"o\">未記入</span>"
                                                                      : "<span class=\"o\">―</span>");
        }
        if (!speaks) {
            return;
        }
        out_.html += "<tr role=\"row\">";
        if (number) {
            out_.html += fmt::format("<th role=\"rowheader\" scope=\"row\">{}</th>", *number);
        }
        out_.html += cells + "</tr>\n";
    }

    // Rows that are too wide for a table, or have rows of their own.
    void blocks(const form::Group& group, const record::Rows& rows, const std::string& before,
                unsigned heading) {
        const unsigned level = std::min(heading, last_heading);
        for (const Row* each : rows) {
            close_list();
            const std::size_t start = out_.html.size();
            const std::string name = fmt::format("{} {}", text(group.name), number_of(group, *each));
            out_.html += fmt::format("<h{0}>{1}</h{0}>\n", level, escaped(name));
            const std::size_t begin = out_.html.size();
            row(*each, before + name + "：", heading + 1);
            close_list();
            if (out_.html.size() == begin) {
                out_.html.resize(start); // the row states nothing in this section
            }
        }
    }

    const Answers& answers_;
    const mapping::Plan& plan_;
    const form::Form& form_;
    SectionItems items_;
    SectionText out_;
    bool in_list_ = false;
};

} // namespace

SectionText write_section(const Answers& answers, mapping::PageSectionId section, Layer layer) {
    return SectionWriter(answers, section, layer).run();
}

std::string listed(const std::vector<std::string>& names) {
    return text::joined(names, "、", [](const std::string& name) { return escaped(name); });
}

} // namespace renkei::html
