#include "gateway/forms/html/section_writer.h"

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
using mapping::PageItem;
using mapping::PageRole;
using record::Row;

constexpr std::size_t most_columns = 7; // of a table that is still read across on A4
constexpr std::size_t long_text = 150;  // bytes: then an answer has the width of the page
constexpr unsigned first_row_heading = 3;
constexpr unsigned last_heading = 6;

// Do items of this role stand at the top of the page already?
bool stands_at_the_top(PageRole role) {
    switch (role) {
    case PageRole::name:
    case PageRole::kana:
    case PageRole::gender:
    case PageRole::birth_date:
    case PageRole::date:
    case PageRole::status:
    case PageRole::confidentiality: return true;
    case PageRole::plain:
    case PageRole::phone:
    case PageRole::technical:
    case PageRole::sender: return false;
    }
    return false;
}

class SectionWriter {
public:
    SectionWriter(const Answers& answers, mapping::PageSectionId section, Layer layer)
        : answers_(answers),
          plan_(answers.plan()),
          form_(answers.form()) {
        restricted_questions_.assign(plan_.page_questions().size(), false);
        for (const form::ItemId i : form_.items().ids()) {
            const PageItem& shown = plan_.page_item(i);
            if (shown.question != form::none && shown.restricted != 0) {
                restricted_questions_[shown.question] = true;
            }
        }
        for (const form::ItemId i : form_.items().ids()) {
            if (belongs(i, section, layer)) {
                items_.push_back(i);
            }
        }
        std::ranges::stable_sort(items_, {}, [&](form::ItemId i) { return form_.items()[i].order; });
    }

    SectionText run() {
        row(answers_.record().root(), "", first_row_heading);
        close_list();
        out_.has_boxes = !items_.empty();
        return std::move(out_);
    }

private:
    bool belongs(form::ItemId index, mapping::PageSectionId section, Layer layer) const {
        const PageItem& shown = plan_.page_item(index);
        if (form_.items()[index].is(form::implied) && is_place(index)) {
            return false;
        }
        if (layer == Layer::technical) {
            return shown.role == PageRole::technical;
        }
        const bool is_restricted =
            shown.restricted != 0 || (shown.question != form::none && restricted_questions_[shown.question]);
        return shown.section == section && shown.role != PageRole::technical &&
               !stands_at_the_top(shown.role) && is_restricted == (layer == Layer::restricted);
    }

    // Is the item the place of a numbered row? The number of the row says the same.
    bool is_place(form::ItemId index) const {
        return form_.groups()[form_.items()[index].group].place == index;
    }

    std::string_view text(form::Str str) const { return form_.text(str); }

    // 区分 of 実施項目：区分 in the table 実施項目.
    std::string_view label_of(form::ItemId index) const {
        constexpr std::string_view separator = "：";
        const std::string_view label = text(plan_.page_item(index).label);
        const std::string_view group = text(form_.groups()[answers_.group_of(form_.items()[index])].name);
        const bool is_repeated = !group.empty() && label.starts_with(group) &&
                                 label.substr(group.size()).starts_with(separator) &&
                                 label.size() > group.size() + separator.size();
        return is_repeated ? label.substr(group.size() + separator.size()) : label;
    }

    // ------------------------------------------------------------ rows
    void row(const Row& row, const std::string& before, unsigned heading) {
        std::vector<form::GroupId> done_groups;
        std::vector<mapping::PageQuestionId> done_questions;
        for (const form::ItemId index : items_) {
            const form::GroupId group = answers_.group_of(form_.items()[index]);
            if (group != row.group) {
                const form::GroupId child = child_towards(row.group, group);
                if (child != form::none && is_first(done_groups, child)) {
                    rows(row, child, before, heading);
                }
                continue;
            }
            const mapping::PageQuestionId asked = plan_.page_item(index).question;
            if (asked == form::none) {
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

    // The group directly below `above` that `group` is or lies in; none if it is not below.
    form::GroupId child_towards(form::GroupId above, form::GroupId group) const {
        while (group != form::document_group) {
            const form::GroupId parent = form_.groups()[group].parent;
            if (parent == above) {
                return group;
            }
            group = parent;
        }
        return form::none;
    }

    // ------------------------------------------------------------ lines
    void open_list() {
        if (!in_list_) {
            out_.html += "<dl>\n";
            in_list_ = true;
        }
    }
    void close_list() {
        if (in_list_) {
            out_.html += "</dl>\n";
            in_list_ = false;
        }
    }

    void line(std::string_view name, const std::string& html, bool is_unknown) {
        open_list();
        const bool is_wide = html.size() > long_text;
        out_.html += fmt::format("<div{}><dt>{}</dt><dd{}>{}</dd></div>\n", is_wide ? " class=\"w\"" : "",
                                 escaped(name), is_unknown ? " class=\"u\"" : "", html);
    }

    void keep_name(AnswerState state, std::string name) {
        (state == AnswerState::blank ? out_.blank : out_.silent).push_back(std::move(name));
    }

    void single(const Row& row, form::ItemId index, const std::string& before) {
        const Answer answer = answers_.of(row, index);
        const std::string_view name = label_of(index);
        if (answer.speaks()) {
            line(name, answer.html, answer.state == AnswerState::unknown);
        } else {
            keep_name(answer.state, before + std::string(name));
        }
    }

    // ------------------------------------------------------------ questions
    void question(const Row& row, mapping::PageQuestionId asked, const std::string& before) {
        std::vector<QuestionPart> parts;
        for (const form::ItemId index : items_) {
            if (plan_.page_item(index).question == asked &&
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
        line(name, answer_line(answers_, parts), is_unknown);
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
            if (about.kind != GroupKind::carried && about.kind != GroupKind::absent) {
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
        return std::ranges::any_of(items_, [&](form::ItemId index) {
            const form::GroupId own = answers_.group_of(form_.items()[index]);
            return own != group && child_towards(group, own) != form::none;
        });
    }

    // Items of the group that some row states.
    std::vector<form::ItemId> stated_columns(const record::Rows& rows, form::GroupId group) const {
        std::vector<form::ItemId> out;
        for (const form::ItemId index : items_) {
            if (answers_.group_of(form_.items()[index]) == group &&
                std::ranges::any_of(rows,
                                    [&](const Row* row) { return answers_.of(*row, index).speaks(); })) {
                out.push_back(index);
            }
        }
        return out;
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
            out_.html +=
                fmt::format("<table role=\"table\"><caption>{}</caption><thead role=\"rowgroup\"><tr "
                            "role=\"row\">{}",
                            name, is_numbered ? "<th role=\"columnheader\" scope=\"col\">番号</th>" : "");
            for (const form::ItemId index : columns) {
                out_.html +=
                    fmt::format("<th role=\"columnheader\" scope=\"col\">{}</th>", escaped(label_of(index)));
            }
            out_.html += "</tr></thead><tbody role=\"rowgroup\">\n";
            for (const Row* row : rows) {
                table_row(*row, columns, is_numbered ? std::optional(number_of(group, *row)) : std::nullopt);
            }
            out_.html += "</tbody></table>\n";
        }
        const form::GroupId index = form_.groups().id_of(group);
        for (const form::ItemId item : items_) {
            if (answers_.group_of(form_.items()[item]) == index &&
                std::ranges::find(columns, item) == columns.end()) {
                keep_name(column_state(rows, item),
                          fmt::format("{}{}：{}", before, text(group.name), label_of(item)));
            }
        }
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
            cells += fmt::format("<td role=\"cell\" data-label=\"{}\">{}</td>", escaped(label_of(index)),
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
    std::vector<form::ItemId> items_; // of this section, in the form's order
    base::IdVector<mapping::PageQuestionId, bool> restricted_questions_;
    SectionText out_;
    bool in_list_ = false;
};

} // namespace

SectionText write_section(const Answers& answers, mapping::PageSectionId section, Layer layer) {
    return SectionWriter(answers, section, layer).run();
}

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) {
        out += (out.empty() ? "" : "、") + escaped(name);
    }
    return out;
}

} // namespace renkei::html
