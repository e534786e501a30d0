#include "gateway/forms/mapping/match/written_instead.h"

namespace renkei::mapping {

WrittenInstead written_instead(const Encoder& encoder, const DerivedValue& derived, json::NameId name) {
    const Plan& plan = encoder.plan();
    if (const Hole& hole = plan.hole(derived.hole); encoder.has_text(hole, *derived.row)) {
        return {.hole = &hole};
    }
    if (derived.object == nullptr) {
        return {};
    }
    for (const MatchNode& each : plan.children(*derived.object)) { // in their turn
        if ((each.flags & m_stand_in) == 0 || each.name != name) {
            continue;
        }
        if (each.kind != MatchKind::hole) {
            return {.constant = &each};
        }
        if (const Hole& hole = plan.hole(each.index); encoder.has_text(hole, *derived.row)) {
            return {.hole = &hole};
        }
    }
    return {};
}

} // namespace renkei::mapping
