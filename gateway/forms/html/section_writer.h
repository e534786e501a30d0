// The boxes of one section of a form as HTML: questions on one line, rows as tables, and one line of boxes
// without a value.
#pragma once

#include "gateway/forms/html/section_items.h"

#include <string>
#include <vector>

namespace renkei::html {

struct SectionText {
    std::string html{};                  // what is stated; empty: nothing
    std::vector<std::string> blank{};    // names of boxes that were left empty …
    std::vector<std::string> silent{};   // … and of those for which no value came
    std::vector<std::string> left_out{}; // of a part: names of boxes that are not shown
    bool has_boxes = false;              // does the form have any here?
    bool has_restricted_boxes = false;   // and for restricted content?
    bool has_restricted = false;         // is any of that stated?
};

// `section` is an index into Plan::page_sections(); none is the part that belongs to no section.
SectionText write_section(const Answers& answers, mapping::PageSectionId section, Layer layer);

// Names beside one another, as HTML.
std::string listed(const std::vector<std::string>& names);

} // namespace renkei::html
