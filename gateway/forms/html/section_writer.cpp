#include "gateway/forms/html/section_writer.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/html/beside_table.h"
#include "gateway/forms/html/choices.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/grids.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/question_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

using form::GroupKind;
using form::Item;
using record::Row;

constexpr std::size_t long_text = 150; // bytes: then an answer has the width of the page
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
            items_.all(), [this](form::ItemId index) { return answers_.is_restricted(index); });
        return std::move(out_);
    }

private:
    std::string_view text(form::Str str) const { return form_.text(str); }

    // ------------------------------------------------------------ rows
    void row(const Row& row, const std::string& before, unsigned heading) {
        std::vector<form::GroupId> done_groups;
        std::vector<mapping::PageQuestionId> done_questions;
        std::vector<const mapping::PageTable*> done_tables;
        for (std::size_t i = 0; i < items_.all().size(); ++i) {
            const form::ItemId index = items_.all()[i];
            const form::GroupId group = answers_.group_of(form_.items()[index]);
            if (group != row.group) {
                const form::GroupId child = form::child_towards(form_, row.group, group);
                if (child != form::none && is_first(done_groups, child)) {
                    rows(row, child, before, heading);
                }
                continue;
            }
            if (const mapping::PageTable* const table = plan_.beside(index)) {
                if (is_first(done_tables, table)) {
                    beside(*table);
                }
                keep_name(answers_.of(row, index).state, std::string(text(form_.items()[index].name)));
                continue;
            }
            const mapping::PageQuestionId asked = plan_.page_item(index).question;
            if (items_.stands_behind_words(index)) {
                single(row, index, before);
            } else if (asked == form::none) {
                i += same_answers(row, i, before);
            } else if (is_first(done_questions, asked)) {
                question(row, asked, before);
            }
        }
    }

    // Boxes one behind the other that the same list answers are a scale. How many follow the first?
    std::size_t same_answers(const Row& row, std::size_t first, const std::string& before) {
        const form::ItemId head = items_.all()[first];
        const form::ListId list = form_.items()[head].list;
        const auto is_same = [&](form::ItemId index) {
            const Item& item = form_.items()[index];
            return list != form::none && item.list == list && item.group == row.group &&
                   !items_.stands_behind_words(index) && plan_.page_item(index).question == form::none &&
                   plan_.beside(index) == nullptr &&
                   answers_.is_restricted(index) == answers_.is_restricted(head);
        };
        std::size_t end = first + 1;
        while (end < items_.all().size() && is_same(items_.all()[end])) {
            ++end;
        }
        if (end == first + 1) {
            single(row, head, before);
            return 0;
        }
        std::vector<QuestionPart> parts;
        for (std::size_t i = first; i < end; ++i) {
            parts.push_back({items_.all()[i], answers_.of(row, items_.all()[i])});
        }
        scales(text(form_.lists()[list].name), parts, answers_.is_restricted(head));
        for (const QuestionPart& part : parts) {
            single(row, part.item, before);
        }
        return end - first - 1;
    }

    // Are all codes beside the answer of one list? Else a scale would tear the question apart.
    bool has_one_list(const std::vector<QuestionPart>& parts) const {
        form::ListId list;
        return std::ranges::all_of(parts, [&](const QuestionPart& part) {
            const Item& item = form_.items()[part.item];
            const bool is_coded =
                item.type == form::ItemType::code && plan_.page_item(part.item).answers == 0;
            list = is_coded && list == form::none ? item.list : list;
            return !is_coded || item.list == list;
        });
    }

    void scales(std::string_view name, std::vector<QuestionPart>& parts, bool is_restricted) {
        if (const std::string html = take_scales(answers_, name, parts, is_restricted); !html.empty()) {
            close_list();
            out_.has_restricted |= is_restricted;
            out_.html += html;
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
        const bool is_wide = text_size(html) > long_text;
        out_.has_restricted |= is_restricted;
        out_.html +=
            fmt::format("<div{}><dt>{}{}</dt><dd{}>{}</dd></div>\n",
                        is_wide && is_restricted ? " class=\"w x\""
                        : is_wide                ? " class=\"w\""
                        : is_restricted          ? " class=\"x\""
                                                 : "",
                        tag_if(is_restricted), escaped(name), is_unknown ? " class=\"state\"" : "", html);
    }

    void beside(const mapping::PageTable& table) {
        const BesideTable shown = beside_table(answers_, items_, table);
        if (!shown.html.empty()) {
            close_list();
            out_.html += shown.html;
            out_.has_restricted |= shown.has_restricted;
        }
    }

    void keep_name(AnswerState state, std::string name) {
        if (state == AnswerState::stated || state == AnswerState::unknown) {
            return;
        }
        (state == AnswerState::blank ? out_.blank : out_.silent).push_back(std::move(name));
    }

    bool is_beside_others(mapping::PageQuestionId asked) const {
        return std::ranges::any_of(items_.all(), [&](form::ItemId item) {
            return plan_.page_item(item).question == asked && plan_.beside(item) != nullptr;
        });
    }

    void single(const Row& row, form::ItemId index, const std::string& before) {
        single(row, index, before, items_.label_of(index));
    }
    void single(const Row& row, form::ItemId index, const std::string& before, std::string_view name) {
        const Answer answer = with_choices(answers_, row, index);
        if (!answer.speaks()) {
            keep_name(answer.state, before + std::string(name));
        } else if (!items_.stands_behind_words(index)) { // else it comes with the words
            line(name, answer.html, answer.state == AnswerState::unknown, answers_.is_restricted(index));
        }
    }

    // ------------------------------------------------------------ questions
    void question(const Row& row, mapping::PageQuestionId asked, const std::string& before) {
        std::vector<QuestionPart> parts;
        for (const form::ItemId index : items_.all()) {
            if (plan_.page_item(index).question == asked && !items_.stands_behind_words(index) &&
                plan_.beside(index) == nullptr && answers_.group_of(form_.items()[index]) == row.group) {
                parts.push_back({index, with_choices(answers_, row, index)});
            }
        }
        if (parts.size() == 1 && is_beside_others(asked)) { // the rest of the question stands in a table
            return single(row, parts.front().item, before, text(form_.items()[parts.front().item].name));
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
        const bool is_marked = answers_.is_restricted(parts.front().item);
        std::vector<QuestionPart> rest = parts;
        if (has_one_list(parts)) {
            scales(name, rest, is_marked);
        }
        if (fits_small_table(answers_, rest)) {
            close_list();
            out_.has_restricted |= is_marked;
            out_.html += small_table(answers_, tag_if(is_marked) + escaped(name), rest, is_marked);
        } else if (std::ranges::any_of(rest, speaks)) {
            line(name, answer_line(answers_, rest), is_unknown, is_marked);
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
            if (const std::string reason = answers_.reason_for(parent, text(about.id)); !reason.empty()) {
                line(text(about.name), reason, true,
                     std::ranges::any_of(items_.all(), [&](form::ItemId item) {
                         return form_.items()[item].group == group && answers_.is_restricted(item);
                     }));
            } else if (about.kind != GroupKind::carried && about.kind != GroupKind::absent &&
                       items_.shows_group(group)) {
                out_.silent.push_back(before + std::string(text(about.name)));
            }
            return;
        }
        const mapping::PageTable* const declared = plan_.page_table(group);
        RowSpan shown(all.begin(), all.end());
        Grid grid;
        const bool has_grid = declared != nullptr && declared->grid != mapping::PageGrid::table &&
                              std::ranges::find(items_.all(), declared->places.front()) != items_.all().end();
        if (has_grid) { // not among what is for programs, nor where the day is not shown
            grid = declared->grid == mapping::PageGrid::week ? week_grid(answers_, items_, *declared, shown)
                                                             : month_grid(answers_, items_, *declared, shown);
            shown = grid.rest;
        }
        const RowsTable table(answers_, items_, group, shown);
        if (!table.fits()) {
            blocks(about, all, before, heading);
            return;
        }
        if (const std::string html = grid.html + table.html(); !html.empty()) {
            close_list();
            out_.html += html;
            out_.has_restricted |= table.has_restricted() || grid.has_restricted;
        }
        if (about.kind != GroupKind::absent) { // of a reason, a note is no box of the form
            keep_unstated(all, group, before);
        }
    }

    void keep_unstated(const record::Rows& rows, form::GroupId group, const std::string& before) {
        for (const form::ItemId item : items_.all()) {
            const form::GroupId own = answers_.group_of(form_.items()[item]);
            if (own == group || form::child_towards(form_, group, own) != form::none) {
                const AnswerState state = best_state(rows, item);
                if (state == AnswerState::blank || state == AnswerState::not_stated) {
                    keep_name(state, fmt::format("{}{}：{}", before, text(form_.groups()[own].name),
                                                 items_.label_of(item)));
                }
            }
        }
    }

    // The state of the item in the row that says most.
    AnswerState best_state(const record::Rows& rows, form::ItemId item) const {
        AnswerState out = AnswerState::not_stated;
        const form::GroupId own = answers_.group_of(form_.items()[item]);
        for (const Row* row : rows) {
            const form::GroupId below = form::child_towards(form_, row->group, own);
            out =
                std::min(out, row->group == own     ? answers_.of(*row, item).state
                              : below == form::none ? AnswerState::not_stated
                                                    : best_state(answers_.record().rows(*row, below), item));
        }
        return out;
    }

    // Rows that are too wide for a table, or have rows of their own.
    void blocks(const form::Group& group, const record::Rows& rows, const std::string& before,
                unsigned heading) {
        const unsigned level = std::min(heading, last_heading);
        for (const Row* each : rows) {
            close_list();
            const std::size_t start = out_.html.size();
            const std::string name = fmt::format("{} {}", text(group.name), row_number(answers_, *each));
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
