#include "gateway/mhd/relations.h"

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

} // namespace renkei::mhd
