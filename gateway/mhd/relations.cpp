#include "gateway/mhd/relations.h"

#include "gateway/mhd/path.h"

#include <algorithm>

namespace renkei::mhd {
namespace {

struct Row {
    std::string_view code;
    std::string_view warning; // ITI TF-3, table 4.2.4.1-2
};
constexpr Row rows[] = {{"transforms", "PartialTransformContentNotProcessed"}, {"appends", "PartialAppendContentNotProcessed"}};
constexpr std::string_view any_other = "PartialRelationshipContentNotProcessed";

} // namespace

std::optional<diag::Finding> relation_not_kept(std::string_view code, std::string path) {
    if (code == "replaces") {
        return std::nullopt;
    }
    const auto* const row = std::ranges::find(rows, code, &Row::code);
    const std::string_view warning = row == std::end(rows) ? any_other : row->warning;
    return diag::finding(diag::Message::mhd_relation_not_kept, {.path = std::move(path)}, {std::string(warning), std::string(code)});
}

void add_unknown_target(const json::Tree& tree, json::NodeId relation, Wrongs& wrongs) {
    const json::NodeId target = node_at(tree, relation, "target.reference");
    if (target == json::no_node || tree.text(target).empty()) {
        wrongs.add(relation, "relatesTo.target.reference", "DocumentReference/ID", "-");
        return;
    }
    wrongs.add(diag::Message::mhd_target_unknown, target, {std::string(tree.text(target))});
}

} // namespace renkei::mhd
