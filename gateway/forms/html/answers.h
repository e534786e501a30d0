// What a record says in a box, in words and with its state.
#pragma once

#include "gateway/forms/mapping/plan.h"
#include "gateway/forms/model/record.h"
#include "gateway/forms/model/unmapped_content.h"

#include <string>

namespace renkei::page {

enum class AnswerState : std::uint8_t {
    stated,
    unknown,    // a reason instead of a value, or a code that means "no value": 不明, 未聴取
    blank,      // the box was shown and left empty
    not_stated, // no value came
};

struct Answer {
    AnswerState state = AnswerState::not_stated;
    bool ticked = false; // of a flag
    std::string html{};  // the value, ready for the page

    // Is there something to read?
    bool speaks() const { return state == AnswerState::stated || state == AnswerState::unknown; }
};

class Answers {
public:
    // Both must outlive it.
    Answers(const mapping::Plan& plan, const model::Record& record);

    const mapping::Plan& plan() const { return plan_; }
    const model::Form& form() const { return plan_.form(); }
    const model::Record& record() const { return record_; }

    // `row` is of the item's group; of a set of codes, of the group above.
    Answer of(const model::Row& row, model::ItemId item) const;

    // The group in whose rows a reader meets the item: a set of codes is one box of the row above.
    model::GroupId group_of(const model::Item& item) const;
    // Of content that no box holds: kept beside the items.
    bool is_blank_group(model::GroupId group) const { return group == extras_.blank; }

private:
    Answer of_codes(const model::Row& row, const model::Item& item) const;
    Answer without_value(const model::Row& row, const model::Item& item) const;
    std::string html_of(model::ItemId index, std::string_view value) const;

    const mapping::Plan& plan_;
    const model::Record& record_;
    model::UnmappedContent extras_;
    model::BlankBoxes blanks_;
};

// 2026年1月12日, not broken at the end of a line; a time in another zone is shown in Japan's. What is no date
// is shown as it is.
std::string date_html(std::string_view iso);

} // namespace renkei::page
