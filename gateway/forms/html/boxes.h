// Boxes that are filled in on a page, what is wrong beside each. Without script; what was typed comes back.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::html {

enum class BoxLook : std::uint8_t {
    line,
    number, // a whole one
    day,
    month,
    moment,
    paragraph,
    choice,  // one of the choices, from a list that opens
    picks,   // one of the choices, which all stand there
    offered, // a line, for which there are choices
    ticks,   // any of the choices
    tick     // yes or no
};

struct Box {
    std::string name{}; // of the field
    std::string label{};
    BoxLook look = BoxLook::line;
    bool is_needed = false;
    std::string value{};                                        // of ticks: words divided by blanks
    std::vector<std::pair<std::string, std::string>> choices{}; // value and words
    std::string error{};                                        // in words; empty: nothing is wrong
    std::string_view nothing = "選んでください";                // what a choice says that is not made
    std::string hint{};
    std::string question{}; // that boxes one behind the other answer together; empty: its own
    bool is_restricted = false;
    std::string
        confirm{}; // name of a tick: the value was taken over, and is to be confirmed; empty: it is not
    bool is_confirmed = false;
};

// One behind the other; three or more with the same picks are a table. `focused`: the name of the box that
// has the focus.
std::string boxes_html(std::span<const Box> boxes, std::string_view focused = {});

using HiddenFields = std::vector<std::pair<std::string, std::string>>;
std::string hidden_fields(const HiddenFields& fields);

// What is wrong, each with its box: a list that stands above all. `title`: with {} for their number.
struct BoxError {
    std::string name{};
    std::string label{};
    std::string error{};
};
std::string box_errors(std::span<const BoxError> errors, std::string_view title);

} // namespace renkei::html
