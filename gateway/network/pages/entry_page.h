// A page on which a record is entered or changed: boxes made of the items of its kind, what is wrong beside
// each, all at once. Without script; what was typed comes back.
#pragma once

#include "gateway/forms/html/page.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace renkei::pages {

enum class BoxLook : std::uint8_t {
    line,
    number, // a whole one
    day,
    month,
    moment,
    choice,  // one of the choices
    offered, // a line, for which there are choices
    ticks,   // any of the choices
    tick     // yes or no
};

struct EntryBox {
    std::string name{}; // of the field
    std::string label{};
    BoxLook look = BoxLook::line;
    bool is_needed = false;
    std::string value{};                                        // of ticks: words divided by blanks
    std::vector<std::pair<std::string, std::string>> choices{}; // value and words
    std::string error{};                                        // in words; empty: nothing is wrong
};

struct EntryPage {
    std::string title{};
    std::string about{}; // whom or what it is about
    std::string url{};   // to which the form is sent
    std::vector<std::pair<std::string, std::string>> hidden{};
    std::vector<EntryBox> boxes{};
    std::string button{};
    std::string refusal{}; // of what was sent, beside the boxes
};

std::string entry_page(const EntryPage& page, const html::PageHead& head);

// After it was sent. `onward`: a button.
std::string entry_done_page(std::string_view title, std::string_view done, std::string_view about,
                            std::string_view onward, const html::PageHead& head);

// A button that leads to such a page: a form with nothing but hidden fields. `about`: for those who hear it.
std::string entry_button(std::string_view url, const std::vector<std::pair<std::string, std::string>>& hidden,
                         std::string_view words, std::string_view about);

} // namespace renkei::pages
