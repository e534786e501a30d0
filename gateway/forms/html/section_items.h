// Which items a section of a page shows, in the form's order, and what it calls them.
#pragma once

#include "gateway/forms/html/answers.h"

#include <string_view>
#include <vector>

namespace renkei::html {

enum class Layer : std::uint8_t {
    content,   // restricted content stands in its place, marked
    technical, // for programs: closed, not printed
};

class SectionItems {
public:
    // `answers` must outlive it.
    SectionItems(const Answers& answers, mapping::PageSectionId section, Layer layer);

    const std::vector<form::ItemId>& all() const { return items_; }
    const std::vector<form::ItemId>& left_out() const { return left_out_; } // of a part
    // Of a part: an item of the group, or of one below it, is shown.
    bool shows_group(form::GroupId group) const;

    // A code, which comes with its words.
    bool stands_behind_words(form::ItemId item) const;
    // 区分 of 実施項目：区分 in the table 実施項目.
    std::string_view label_of(form::ItemId item) const;

private:
    bool belongs(form::ItemId item, mapping::PageSectionId section, Layer layer) const;
    bool is_place(form::ItemId item) const;

    const Answers& answers_;
    const mapping::Plan& plan_;
    const form::Form& form_;
    std::vector<form::ItemId> items_;
    std::vector<form::ItemId> left_out_;
};

} // namespace renkei::html
