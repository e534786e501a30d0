// What a record says in a box, in words and with its state.
#pragma once

#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::html {

enum class AnswerState : std::uint8_t {
    stated,
    unknown,    // a reason instead of a value, or a code that means "no value": 不明, 未聴取
    blank,      // the box was shown and left empty
    not_stated, // no value came
};

struct Answer {
    AnswerState state = AnswerState::not_stated;
    bool ticked = false;      // of a flag
    std::string html{};       // the value, ready for the page
    std::string_view words{}; // of a code: what it says

    // Is there something to read?
    bool speaks() const { return state == AnswerState::stated || state == AnswerState::unknown; }
};

class Answers {
public:
    // Both must outlive it.
    Answers(const mapping::Plan& plan, const record::Record& record, ShowsItem shows = {});

    const mapping::Plan& plan() const { return plan_; }
    const form::Form& form() const { return plan_.form(); }
    const record::Record& record() const { return record_; }
    bool is_part() const { return static_cast<bool>(shows_); }
    bool shows(form::ItemId item) const { return !shows_ || shows_(form().text(form().items()[item].id)); }

    // `row` is of the item's group; of a set of codes, of the group above. Codes that stand behind these
    // words come with them.
    Answer of(const record::Row& row, form::ItemId item) const;

    // Do codes (HOT, ICD-10 …) come with the words of the item?
    bool has_codes_behind(form::ItemId item) const {
        return std::ranges::any_of(codes_,
                                   [&](form::ItemId code) { return plan_.page_item(code).behind == item; });
    }

    // Why nothing stands at the item or group `id` in the row, if a reason names it or what is around it, as
    // HTML; empty: none does.
    std::string reason_for(const record::Row& row, std::string_view id) const;

    // The group in whose rows a reader meets the item: a set of codes is one box of the row above.
    form::GroupId group_of(const form::Item& item) const;
    // Is it the group of blank boxes? Its rows are kept beside the items and have no box of their own.
    bool is_blank_group(form::GroupId group) const { return group == extras_.blank; }

    // Of the items of the document that have the role, the first that says something, else the first.
    form::ItemId item_of(mapping::PageRole role) const;

    // A question is restricted as a whole.
    bool is_restricted(form::ItemId item) const {
        const mapping::PageItem& shown = plan_.page_item(item);
        return shown.restricted != 0 ||
               (shown.question != form::none && restricted_questions_[shown.question]);
    }

    // What FHIR's code says to which a code of the item stands.
    PageWord word_of(const form::Item& item, std::string_view code) const;

    // What a code of the item's list says.
    std::string_view words_of_code(const form::Item& item, std::string_view code) const;

private:
    Answer of_words(const record::Row& row, form::ItemId item) const;
    Answer of_codes(const record::Row& row, const form::Item& item) const;
    Answer without_value(const record::Row& row, const form::Item& item) const;
    std::string html_of(form::ItemId index, std::string_view value) const;
    std::string reason_html(const record::Absent& absent) const;
    std::string_view name_of_place(std::string_view pointer) const;

    const mapping::Plan& plan_;
    const record::Record& record_;
    ShowsItem shows_;
    record::UnmappedContent extras_;
    record::BlankBoxes blanks_;
    std::vector<form::ItemId> codes_;                                       // that stand behind words
    std::map<std::pair<std::string, std::string>, record::Absent> reasons_; // by id and row indices
    base::IdVector<mapping::PageQuestionId, bool> restricted_questions_;
};

// 1,234,567 of 1234567; what is no whole number stays as it is.
std::string with_separators(std::string_view number);
// 2026年1月12日; a time in another zone is shown in Japan's. What is no date stays as it is.
std::string date_text(std::string_view iso);
// Name and birth date for the head of each printed sheet, plain; `number`: without a birth date, so that
// persons of one name stay apart.
std::string sheet_person(std::string_view name, std::string_view born, std::string_view number = {});
// The same as HTML, not broken at the end of a line.
std::string date_html(std::string_view iso);

} // namespace renkei::html
