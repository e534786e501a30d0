// The table macro: `table: [columns]` with `rows:` repeats a piece of YAML, replacing <column> in keys and
// values.
#pragma once

#include "gateway/forms/mapping/load/example.h"

namespace renkei::mapping {

// One copy per row, or the node itself if it has no table. A cell `-` removes the field that names it; an
// object that loses a field so and keeps no hole and no item code goes as a whole (the entry or element then
// is not in the result). `answers: items` is an element for each item (answers.h).
std::vector<yaml::Node> expand(const yaml::Node& node, const form::Tables& tables, diag::Report& report);

using ViewNames = std::set<std::string, std::less<>>;

// Removes what names an item that this version of the form does not have, or a declared view of such items,
// and elements of an array that lose their last home. False: nothing of the node is left.
bool strip_without(yaml::Node& node, const form::Tables& tables, const ViewNames& lost_views);

// Item ids and views of a hole: "$a+~b|view"; "~|view", a declared view, has no items of its own. Empty if
// the scalar is no hole.
struct HoleText {
    struct Part {
        std::string item;
        bool derived;
    };
    std::vector<Part> parts;
    std::string view;
};
std::optional<HoleText> hole_text(const yaml::Node& scalar);
bool is_reference(const yaml::Node& scalar);
bool has_home(const yaml::Node& node); // $item or =>entry is in it

} // namespace renkei::mapping
