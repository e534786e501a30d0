// A page on which a record is entered or changed: boxes made of the items of its kind, what is wrong beside
// each, all at once.
#pragma once

#include "gateway/forms/html/boxes.h"
#include "gateway/forms/html/page.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

struct EntryPage {
    std::string title{};
    std::string about{}; // whom or what it is about
    std::string url{};   // to which the form is sent
    html::HiddenFields hidden{};
    std::vector<html::Box> boxes{};
    std::string button{};
    std::string refusal{}; // of what was sent, beside the boxes
};

std::string entry_page(const EntryPage& page, const html::PageHead& head);

// After it was sent. `onward`: a button.
std::string entry_done_page(std::string_view title, std::string_view done, std::string_view about,
                            std::string_view onward, const html::PageHead& head);

// A button that leads to such a page: a form with nothing but hidden fields. `about`: for those who hear it.
std::string entry_button(std::string_view url, const html::HiddenFields& hidden, std::string_view words,
                         std::string_view about);

} // namespace renkei::pages
