// One view under `views:`: YAML -> DeclaredView.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <string>
#include <vector>

namespace renkei::mapping {

// What a hole asks of a view: one of its columns, and items if the view names none.
struct AskedView {
    std::string column{};
    std::vector<ItemId> items{};
};

enum class Reach : std::uint8_t {
    here,
    lost // an item that it names is not of this version of the form
};
// Everything wrong goes to the report.
Reach read_view(const yaml::Node& node, const AskedView& asked, const form::Tables& tables,
                diag::Report& report, DeclaredView& out);

std::vector<std::string> column_names(const yaml::Node& view);
// How many items the hole must name; 0: the view names them itself.
std::size_t items_at_hole(const yaml::Node& view);

} // namespace renkei::mapping
