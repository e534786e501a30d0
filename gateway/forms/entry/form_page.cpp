#include "gateway/forms/entry/form_page.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::entry {
namespace {

using form::Form;
using form::GroupId;
using form::Item;
using form::ItemId;
using html::Box;
using html::BoxLook;
using html::escaped;
using mapping::PageItem;
using mapping::PageRole;
using mapping::PageSectionId;
using record::Row;

constexpr std::uint32_t longest_line = 120; // characters; longer texts have lines of their own
constexpr std::string_view nothing_said = "未記入";

BoxLook look_of(const Form& form, const Item& item) {
    using enum form::ItemType;
    switch (item.type) {
    case codes: return BoxLook::ticks;
    case flag: return BoxLook::picks;
    case code: return has_long_list(form, item) ? BoxLook::choice : BoxLook::picks;
    case integer: return BoxLook::number;
    case text:
        return item.max_length == 0 || item.max_length > longest_line ? BoxLook::paragraph : BoxLook::line;
    case token:
    case date:
    case month:
    case time:
    case datetime:
    case decimal: return BoxLook::line;
    }
    return BoxLook::line;
}

std::string_view hint_of(form::ItemType type) {
    using enum form::ItemType;
    switch (type) {
    case date: return "例：令和8年3月1日、R8.3.1、2026-03-01";
    case month: return "例：令和8年3月、2026-03";
    case time: return "例：9:30";
    case datetime: return "例：2026-03-01 9:15";
    case text:
    case token:
    case code:
    case codes:
    case flag:
    case integer:
    case decimal: return {};
    }
    return {};
}

class Sections {
public:
    Sections(const mapping::Plan& plan, const FilledForm& filled, std::string_view added)
        : plan_(plan),
          form_(plan.form()),
          filled_(filled),
          added_(added) {
        const GroupId carried = form_.about().carried_group;
        for (const ItemId id : form_.items().ids()) {
            if (is_asked(form_, id) && form_.items()[id].group != carried) {
                items_.push_back(id);
            }
        }
        std::ranges::stable_sort(items_, {}, [&](ItemId id) { return form_.items()[id].order; });
    }

    std::string run() {
        add_section("文書と利用者", [&](ItemId id) {
            return plan_.page_item(id).section == form::none &&
                   plan_.page_item(id).role != PageRole::technical;
        });
        for (const PageSectionId section : plan_.page_sections().ids()) {
            add_section(form_.text(plan_.page_sections()[section].title), [&](ItemId id) {
                return plan_.page_item(id).section == section &&
                       plan_.page_item(id).role != PageRole::technical;
            });
        }
        if (form_.about().absent_list != form::none) {
            add_reasons();
        }
        add_carried();
        add_section("番号など", [&](ItemId id) { return plan_.page_item(id).role == PageRole::technical; });
        return std::move(out_);
    }
    const std::vector<html::BoxError>& errors() const { return errors_; } // after run()

private:
    template <class Wanted>
    void add_section(std::string_view title, const Wanted& wanted) {
        const std::size_t before = out_.size();
        out_ += fmt::format("<section>\n<h2>{}</h2>\n", escaped(title));
        const std::size_t begin = out_.size();
        add_row_content(filled_.record().root(), wanted);
        if (out_.size() == begin) {
            out_.resize(before);
        } else {
            out_ += "</section>\n";
        }
    }

    template <class Wanted>
    void add_row_content(const Row& row, const Wanted& wanted) {
        std::set<GroupId> done;
        std::vector<Box> boxes;
        for (const ItemId id : items_) {
            const Item& item = form_.items()[id];
            const GroupId below = form::child_towards(form_, row.group, item.group);
            const bool is_own = item.group == row.group;
            if ((!is_own && below == form::none) || !wanted(id)) {
                continue;
            }
            if (is_own || form_.groups()[below].kind == form::GroupKind::codes) {
                if (form_.groups()[item.group].place != id) {
                    boxes.push_back(box_of(row, id));
                } else if (!filled_.record().value(row, item).empty()) {
                    out_ += html::hidden_fields({{box_name(form_, row, item),
                                                  std::string(filled_.record().value(row, item).text())}});
                }
            } else if (done.insert(below).second && shown_.insert({&row, below}).second) {
                flush(boxes);
                add_rows(row, below);
            }
        }
        flush(boxes);
    }

    void flush(std::vector<Box>& boxes) {
        out_ += html::boxes_html(boxes, focused_);
        boxes.clear();
    }

    // The rows of a group, each a field set, with a button for one more.
    void add_rows(const Row& above, GroupId group) {
        const form::Group& it = form_.groups()[group];
        const record::Rows& rows = filled_.record().rows(above, group);
        const std::string name = rows_in(form_, row_name(form_, above), group);
        const std::string title = escaped(form_.text(it.name));
        out_ += fmt::format("<div id=\"{}\" tabindex=\"-1\">\n", escaped(name));
        if (const std::string* const error = filled_.error(name)) {
            out_ += fmt::format("<p class=\"err\">{}</p>\n", escaped(*error));
            errors_.push_back({name, std::string(form_.text(it.name)), *error});
        }
        for (const Row* row : rows) {
            const std::string own = fmt::format("{}[{}]", name, row->index);
            if (name == added_ && row->index + 1 == rows.count) {
                takes_focus_ = true;
            }
            out_ += fmt::format("<fieldset class=\"row\"><legend>{} {}</legend>\n", title, row->index + 1);
            add_row_content(*row, [](ItemId) { return true; });
            if (rows.count > 1) { // a single one is emptied
                out_ +=
                    fmt::format("<button class=\"btn\" name=\"act\" value=\"{}{}\">{} {} を消す</button>\n",
                                drop_act, escaped(own), title, row->index + 1);
            }
            out_ += "</fieldset>\n";
        }
        if (it.max_rows == form::no_bound || rows.count < it.max_rows) {
            out_ += fmt::format(
                "<div class=\"acts\"><button class=\"btn\" name=\"act\" value=\"{}{}\">{}を1行ふやす"
                "</button></div>\n",
                add_act, escaped(name), title);
        }
        out_ += "</div>\n";
    }

    Box box_of(const Row& row, ItemId id) {
        const Item& item = form_.items()[id];
        const PageItem& shown = plan_.page_item(id);
        Box box{.name = box_name(form_, row, item),
                .label = std::string(form_.text(shown.label.empty() ? item.name : shown.label)),
                .look = look_of(form_, item),
                .is_needed = item.is(form::required),
                .nothing = nothing_said,
                .hint = std::string(hint_of(item.type)),
                .is_restricted = item.is(form::sensitive)};
        if (!shown.unit.empty()) {
            box.label += fmt::format("（{}）", form_.text(shown.unit));
        }
        if (shown.question != form::none) {
            box.question = form_.text(plan_.page_questions()[shown.question].name);
        }
        add_choices(item, box);
        box.value = filled_.value_of(row, item, box.name);
        if (box.look == BoxLook::line && box.value.find('\n') != std::string::npos) {
            box.look = BoxLook::paragraph; // a line would lose it
        }
        if (const auto* const before = filled_.taken_over(box.name); before != nullptr && before->is_there) {
            box.confirm = std::string(confirmed_prefix) + box.name;
            box.is_confirmed = before->is_confirmed;
        }
        if (const std::string* const error = filled_.error(box.name)) {
            box.error = *error;
            errors_.push_back({box.name, box.label, *error});
            focused_ = focused_.empty() ? box.name : focused_;
        } else if (const std::string* const warning = filled_.warning(box.name)) {
            box.hint = "注意：" + *warning;
        }
        if (takes_focus_) {
            focused_ = box.name;
            takes_focus_ = false;
        }
        return box;
    }

    void add_choices(const Item& item, Box& box) const {
        if (item.type == form::ItemType::flag) {
            box.choices = {{"1", "はい"}, {"0", "いいえ"}};
        } else if (item.list != form::none) {
            for (const form::CodeRow& row : form_.rows(form_.lists()[item.list])) {
                const std::string code(form_.text(row.form));
                const std::string_view words = form_.text(row.display);
                box.choices.emplace_back(code, box.look == BoxLook::choice ? fmt::format("{} {}", code, words)
                                                                           : std::string(words));
            }
        }
        if (const form::ListId reasons = form_.about().absent_list;
            reasons != form::none && has_long_list(form_, item)) {
            for (const form::CodeRow& row : form_.rows(form_.lists()[reasons])) {
                box.choices.emplace_back(reason_mark + std::string(form_.text(row.form)),
                                         fmt::format("値なし：{}", form_.text(row.display)));
            }
        }
    }

    // What the document says beside its items goes along unseen.
    void add_carried() {
        const GroupId carried = form_.about().carried_group;
        if (carried == form::none) {
            return;
        }
        const std::string rows = rows_in(form_, std::string(box_prefix), carried) + "[";
        html::HiddenFields fields = filled_.fields();
        std::erase_if(fields, [&](const auto& field) { return !field.first.starts_with(rows); });
        out_ += html::hidden_fields(fields);
    }

    // Reasons that boxes themselves do not say, and one row more.
    void add_reasons() {
        const std::string name = reasons_name(form_);
        std::vector<Reason> reasons = filled_.reasons();
        reasons.emplace_back();
        const auto places = filled_.places();
        Box item{.label = "欄", .look = BoxLook::choice, .nothing = nothing_said};
        Box reason{.label = "値がない理由", .look = BoxLook::choice, .nothing = nothing_said};
        for (const form::CodeRow& row : form_.rows(form_.lists()[form_.about().absent_list])) {
            reason.choices.emplace_back(form_.text(row.form), form_.text(row.display));
        }
        Box note{.label = "補足"};
        out_ += "<section>\n<h2>値がない欄とその理由</h2>\n<p "
                "class=\"m\">「不明」「測定できない」など、確かめたうえで"
                "値がない欄を挙げます。挙げない空欄は未記入です。</p>\n";
        for (std::size_t i = 0; i < reasons.size(); ++i) {
            const std::string row = fmt::format("{}[{}]", name, i);
            item.name = row + ".item";
            item.value = reasons[i].item;
            reason.name = row + ".reason";
            reason.value = reasons[i].reason;
            note.name = row + ".note";
            note.value = reasons[i].note;
            const auto own =
                std::ranges::find(places, item.value, &decltype(item.choices)::value_type::first);
            if (i + 1 == reasons.size() || own == places.end()) {
                item.choices = places;
            } else { // it stays, or goes
                item.choices = {*own};
            }
            for (Box* const box : {&item, &reason}) {
                const std::string* const error = filled_.error(box->name);
                box->error = error != nullptr ? *error : std::string();
                if (error != nullptr) {
                    errors_.push_back({box->name, box->label, *error});
                    focused_ = focused_.empty() ? box->name : focused_;
                }
            }
            const Box boxes[] = {item, reason, note};
            out_ += fmt::format("<fieldset class=\"row\"><legend>理由 {}</legend>\n{}</fieldset>\n", i + 1,
                                html::boxes_html(boxes, focused_));
        }
        out_ += "</section>\n";
    }

    const mapping::Plan& plan_;
    const Form& form_;
    const FilledForm& filled_;
    std::string_view added_;
    std::vector<ItemId> items_{}; // that are asked, in the order of the form
    std::set<std::pair<const Row*, GroupId>> shown_{};
    std::vector<html::BoxError> errors_{};
    std::string focused_{};    // the first wrong box, or the first of a new row
    bool takes_focus_ = false; // the next box
    std::string out_{};
};

std::string heading(const std::string& title, const FormPage& page) {
    return fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">{}</p>\n</div>\n", escaped(title),
                       escaped(page.to));
}

std::string refusal_html(const FormPage& page) {
    return page.refusal.empty()
               ? std::string()
               : html::notice(html::Notice::warning, page.refused, escaped(page.refusal), "alert");
}

std::string notice_html(const FormPage& page) {
    return page.notice.empty() ? std::string() : html::notice(html::Notice::warning, escaped(page.notice));
}

std::string button(std::string_view act, std::string_view look, std::string_view words) {
    return fmt::format("<button class=\"btn {}\" name=\"{}\" value=\"{}\">{}</button>", look, act_field, act,
                       words);
}

} // namespace

std::string form_page(const mapping::Plan& plan, const FilledForm& filled, const FormPage& page,
                      const html::PageHead& head) {
    Sections sections(plan, filled, page.added);
    const std::string boxes = sections.run();
    const std::string title(plan.form().text(plan.form().about().title));
    std::vector<html::BoxError> errors = sections.errors();
    for (const auto& [box, text] : filled.errors()) { // of what has no box here
        if (std::ranges::find(errors, box, &html::BoxError::name) == errors.end()) {
            errors.push_back({"main", "この帳票", text});
        }
    }
    const bool is_wrong = !errors.empty() || !page.refusal.empty();
    return html::begin_page({.title = is_wrong ? "エラー：" + title : title, .has_forms = true}, &head) +
           heading(title, page) + refusal_html(page) + notice_html(page) +
           html::box_errors(errors, "まだ送れません。直すところが{}つあります") +
           fmt::format("<form class=\"entry\" method=\"post\" action=\"{}\" novalidate>\n{}",
                       escaped(page.url),
                       html::hidden_fields(page.hidden) + html::hidden_fields(filled.texts_taken_over())) +
           // the first button is what Enter in a line does
           fmt::format("<button class=\"vh\" name=\"{}\" value=\"{}\" tabindex=\"-1\" "
                       "aria-hidden=\"true\">内容を確認する</button>\n",
                       act_field, preview_act) +
           boxes + "<div class=\"acts\">" + button(preview_act, "go", "内容を確認する") +
           button(save_act, "", "下書きを保存する") + "</div>\n</form>\n" + page.below + html::end_page();
}

std::string preview_page(const mapping::Plan& plan, const FilledForm& filled, const FormPage& page,
                         const html::PageHead& head) {
    const html::DocumentSheet sheet = html::document_sheet(plan, filled.record());
    html::HiddenFields fields = page.hidden;
    std::ranges::move(filled.fields(), std::back_inserter(fields));
    const std::string title = "内容の確認：" + std::string(plan.form().text(plan.form().about().title));
    std::string warnings;
    for (const std::string& each : filled.warnings()) {
        warnings += "<p>" + escaped(each) + "</p>";
    }
    return html::begin_page({.title = title, .sheet = sheet.person, .has_forms = true}, &head) +
           heading(title, page) + refusal_html(page) + notice_html(page) +
           (warnings.empty() ? warnings : html::notice(html::Notice::warning, "確認してください", warnings)) +
           html::notice(html::Notice::info, "まだ送っていません", "受け取る側には、次のとおりに見えます。") +
           fmt::format("<form method=\"post\" action=\"{}\">\n{}<div class=\"acts\">{}{}</div>\n</form>\n",
                       escaped(page.url), html::hidden_fields(fields),
                       button(send_act, "go", "この内容で送る"), button(edit_act, "", "直す")) +
           sheet.html + html::end_page();
}

} // namespace renkei::entry
