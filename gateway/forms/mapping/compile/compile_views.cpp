// Declared views -> tables of texts.
#include "gateway/forms/mapping/compile/plan_tables.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

// A piece holds for a filled text only, so a pattern that every one matches asks nothing more.
std::uint32_t pattern_number(PlanTables& plan, const DeclaredPiece& piece) {
    const std::string& re2 = piece.pattern;
    if (re2.empty() || (re2 == "(?s:.+)" && piece.wording == nullptr)) {
        return no_view_pattern;
    }
    const auto known =
        std::ranges::find_if(plan.view_patterns, [&](base::Str each) { return plan.stored(each) == re2; });
    const auto number = static_cast<std::uint32_t>(known - plan.view_patterns.begin());
    if (known == plan.view_patterns.end()) {
        plan.view_patterns.push_back(plan.text(re2));
    }
    return number;
}

PieceWrites what_writes(const DeclaredPiece& piece) {
    return !piece.writes ? PieceWrites::nothing : piece.as_digits ? PieceWrites::digits : PieceWrites::text;
}

// The number of a wording in the catalogue, whose wordings are shared by all forms.
std::uint32_t wording_number(const PlanTables& plan, const form::Wording* wording) {
    return wording == nullptr ? no_wording
                              : static_cast<std::uint32_t>(wording - plan.tables.wordings.all().data());
}

} // namespace

void compile_views(PlanTables& plan) {
    for (const DeclaredView& view : plan.example.views) {
        plan.compiled_views.push_back({static_cast<std::uint32_t>(plan.view_cases.size()),
                                       static_cast<std::uint16_t>(view.cases.size())});
        for (const DeclaredCase& each : view.cases) {
            plan.view_cases.push_back({static_cast<std::uint32_t>(plan.view_pieces.size()),
                                       static_cast<std::uint16_t>(each.pieces.size()), plan.text(each.tail)});
            for (const DeclaredPiece& piece : each.pieces) {
                plan.view_pieces.push_back({plan.text(piece.before), piece.part, what_writes(piece),
                                            pattern_number(plan, piece),
                                            wording_number(plan, piece.wording)});
            }
        }
    }
}

} // namespace renkei::mapping
