// A line of several answers, of which some are restricted: only these are marked, and left out on paper.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace renkei::html {

struct LinePart {
    std::string html{};
    bool restricted = false;
};

bool any_restricted(std::span<const LinePart> parts);
bool all_restricted(std::span<const LinePart> parts); // no: there are none

// Where all are restricted, none is marked here: what stands around them is. `look`: a class for each part.
std::string line_html(std::span<const LinePart> parts, std::string_view look, std::string_view between);

} // namespace renkei::html
