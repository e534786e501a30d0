#include "gateway/forms/html/answers.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/joined.h"
#include "gateway/core/time/date_time.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/mapping/plan/narrative_text.h"
#include "gateway/forms/record/json/json_layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

using form::Item;
using form::ItemType;
using mapping::PageRole;

// A link that calls. Text that is no number stays text.
std::string telephone(std::string_view number) {
    std::string digits;
    for (const char c : number) {
        if (base::is_digit(c) || (c == '+' && digits.empty())) {
            digits += c;
        } else if (c != '-' && c != ' ' && c != '(' && c != ')') {
            return isolated(number);
        }
    }
    constexpr std::size_t shortest = 3; // 110, 119
    constexpr std::size_t longest = 15; // ITU-T E.164
    return digits.size() < shortest || digits.size() > longest
               ? isolated(number)
               : fmt::format("<a class=\"d\" href=\"tel:{}\">{}</a>", escaped(digits), escaped(number));
}

// HOTコード of 使用薬剤：HOTコード.
std::string_view name_of_code(std::string_view label) {
    constexpr std::string_view separator = "：";
    const std::size_t at = label.rfind(separator);
    return at == std::string_view::npos ? label : label.substr(at + separator.size());
}

// /visits/0/care is visits.care in row 0.
std::pair<std::string, std::string> place_of(std::string_view pointer) {
    std::pair<std::string, std::string> out;
    for (const std::string& step : record::pointer_steps(pointer).value_or(std::vector<std::string>())) {
        std::string& to = std::ranges::all_of(step, base::is_digit) ? out.second : out.first;
        to += (to.empty() ? "" : ".") + step;
    }
    return out;
}

bool begins_with_date(std::string_view iso) {
    constexpr std::size_t day = 10; // 2026-01-12
    return time::is_date(iso.substr(0, day));
}

} // namespace

std::string with_separators(std::string_view number) {
    constexpr std::size_t group = 3;
    std::string out(number);
    const bool is_whole =
        !number.empty() && number.front() != '0' && std::ranges::all_of(number, base::is_digit);
    for (std::size_t at = out.size(); is_whole && at > group; at -= group) {
        out.insert(at - group, 1, ',');
    }
    return out;
}

std::string date_text(std::string_view iso) {
    if (!begins_with_date(iso)) {
        return std::string(iso);
    }
    base::Buffer out;
    mapping::append_narrative_date(out, time::in_japan(iso).value_or(std::string(iso)));
    return std::string(out.view());
}

std::string sheet_person(std::string_view name, std::string_view born, std::string_view number) {
    return fmt::format("{}　{}", name.empty() ? "（氏名の値なし）" : std::string(name) + " 様",
                       !born.empty()    ? date_text(born) + "生"
                       : number.empty() ? "（生年月日の値なし）"
                                        : std::string(number));
}

std::string date_html(std::string_view iso) {
    return begins_with_date(iso) ? "<span class=\"d\">" + escaped(date_text(iso)) + "</span>" : isolated(iso);
}

Answers::Answers(const mapping::Plan& plan, const record::Record& record, ShowsItem shows)
    : plan_(plan),
      record_(record),
      shows_(std::move(shows)),
      extras_(plan.form()) {
    blanks_.collect(record, extras_);
    for (const record::Row* each :
         extras_.absent == form::none ? record::Rows() : record.rows(record.root(), extras_.absent)) {
        const auto text = [&](form::ItemId i) { return record.value(*each, form().items()[i]).text(); };
        reasons_.try_emplace(place_of(text(extras_.absent_pointer)),
                             record::Absent{text(extras_.absent_reason), text(extras_.absent_note)});
    }
    restricted_questions_.assign(plan.page_questions().size(), false);
    for (const form::ItemId item : plan.form().items().ids()) {
        const mapping::PageItem& shown = plan.page_item(item);
        if (shown.behind != form::none) {
            codes_.push_back(item);
        }
        if (shown.question != form::none && shown.restricted != 0) {
            restricted_questions_[shown.question] = true;
        }
    }
}

form::GroupId Answers::group_of(const Item& item) const {
    const form::Group& group = form().groups()[item.group];
    return group.kind == form::GroupKind::codes ? group.parent : item.group;
}

form::ItemId Answers::item_of(PageRole role) const {
    form::ItemId out;
    for (const form::ItemId i : form().items().ids()) {
        if (plan_.page_item(i).role != role || form().items()[i].group != form::document_group) {
            continue;
        }
        if (of(record_.root(), i).speaks()) {
            return i;
        }
        out = out == form::none ? i : out;
    }
    return out;
}

Answer Answers::of(const record::Row& row, form::ItemId index) const {
    Answer out = of_words(row, index);
    for (const form::ItemId code : codes_) {
        if (plan_.page_item(code).behind != index) {
            continue;
        }
        if (const Answer answer = of_words(row, code); answer.speaks()) {
            out.html +=
                fmt::format("{}<span class=\"o\">{} {}</span>", out.html.empty() ? "" : "　",
                            escaped(name_of_code(plan_.text(plan_.page_item(code).label))), answer.html);
            out.state = out.speaks() ? out.state : answer.state;
        }
    }
    return out;
}

PageWord Answers::word_of(const Item& item, std::string_view code) const {
    if (item.list == form::none) {
        return {};
    }
    const form::CodeList& list = form().lists()[item.list];
    const form::CodeRowId row = form().row_of_form_code(list, code);
    return page_word(form().text(list.system),
                     row == form::none ? code : form().text(form().rows(list)[row].fhir));
}

// A list that shows FHIR's own words, as it writes them, has Japanese ones for people.
std::string_view Answers::words_of_code(const Item& item, std::string_view code) const {
    const std::string_view own = form::text_of_code(form(), item.list, code);
    if (std::ranges::any_of(own, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
        return own;
    }
    const std::string_view word = word_of(item, code).text;
    return word.empty() ? own : word;
}

Answer Answers::of_words(const record::Row& row, form::ItemId index) const {
    const Item& item = form().items()[index];
    if (item.group != row.group) {
        return of_codes(row, item);
    }
    const record::ItemValue& value = record_.value(row, item);
    if (value.absent != nullptr) {
        return {.state = AnswerState::unknown, .html = reason_html(*value.absent)};
    }
    if (value.text().empty()) {
        return without_value(row, item);
    }
    return {.state =
                form::means_no_value(form(), item, value.text()) ? AnswerState::unknown : AnswerState::stated,
            .ticked = item.type == ItemType::flag && value.text() == "1",
            .html = html_of(index, value.text()),
            .words = item.list == form::none ? std::string_view() : words_of_code(item, value.text())};
}

Answer Answers::of_codes(const record::Row& row, const Item& item) const {
    const record::Rows& rows = record_.rows(row, item.group);
    if (rows.count == 0) {
        return without_value(row, item);
    }
    if (const record::Absent* const absent = record_.value(**rows.begin(), item).absent) { // the only row
        return {.state = AnswerState::unknown, .html = reason_html(*absent)};
    }
    return {.state = AnswerState::stated,
            .html = text::joined(rows, "・", [&](const record::Row* each) {
                return isolated(words_of_code(item, record_.value(*each, item).text()));
            })};
}

Answer Answers::without_value(const record::Row& row, const Item& item) const {
    if (blanks_.has(form(), item, record::row_indices(row))) {
        return {.state = AnswerState::blank};
    }
    std::string reason = reason_for(row, form().text(item.id));
    return {.state = reason.empty() ? AnswerState::not_stated : AnswerState::unknown,
            .html = std::move(reason)};
}

std::string Answers::reason_for(const record::Row& row, std::string_view id) const {
    if (reasons_.empty()) {
        return {};
    }
    const auto found = reasons_.find({std::string(id), record::row_indices(row)});
    const std::size_t end = id.rfind('.');
    return found != reasons_.end()         ? reason_html(found->second)
           : end == std::string_view::npos ? std::string()
                                           : reason_for(row, id.substr(0, end));
}

// What the form calls what the pointer leads to; empty: it has no name.
std::string_view Answers::name_of_place(std::string_view pointer) const {
    const std::string id = place_of(pointer).first;
    const auto item = form().item(id);
    const auto group = form().group(id);
    return item    ? form().text(form().items()[*item].name)
           : group ? form().text(form().groups()[*group].name)
                   : std::string_view();
}

std::string Answers::reason_html(const record::Absent& absent) const {
    std::string out = isolated(form::text_of_code(form(), form().about().absent_list, absent.reason));
    return absent.note.empty() ? out : out + fmt::format("（{}）", isolated(absent.note));
}

std::string Answers::html_of(form::ItemId index, std::string_view value) const {
    const Item& item = form().items()[index];
    const mapping::PageItem& shown = plan_.page_item(index);
    if (item.list != form::none) {
        return isolated(words_of_code(item, value));
    }
    if (shown.role == PageRole::phone) {
        return telephone(value);
    }
    switch (item.type) {
    case ItemType::flag:
        if (const base::Str words = value == "1" ? shown.ticked : shown.unticked; !words.empty()) {
            return escaped(plan_.text(words));
        }
        return value == "1" ? "☑ チェックあり" : "☐ チェックなし";
    case ItemType::date:
    case ItemType::month:
    case ItemType::datetime: return date_html(value);
    case ItemType::text:
    case ItemType::token:
    case ItemType::code:
    case ItemType::codes:
    case ItemType::time:
    case ItemType::integer:
    case ItemType::decimal: break;
    }
    std::string_view words = index == extras_.absent_pointer ? name_of_place(value)
                                                             : form::words_of_beginning(form(), item, value);
    const form::Format* const format = form::format_of(form(), item);
    if (words.empty() && format != nullptr && format->begins != form::none) {
        words = "一覧にないコード";
    } else if (!words.empty() && base::is_digit(words.front()) &&
               form::row_of_code(form(), format->begins, value) != nullptr) {
        return escaped(words); // they begin with the number on the form, and the code is another
    }
    if (!words.empty()) {
        return fmt::format("{}　<span class=\"o\">{}</span>", escaped(words), isolated(value));
    }
    const std::string_view unit = plan_.text(shown.unit);
    if (unit.empty()) {
        return isolated(value);
    }
    const bool is_year = unit.starts_with("年"); // no amount
    return isolated(is_year ? std::string(value) : with_separators(value)) + " " + escaped(unit);
}

} // namespace renkei::html
