#include "gateway/forms/mapping/match/match_units.h"

#include "gateway/forms/mapping/match/match_fit.h"
#include "gateway/forms/record/value/item_limits.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

constexpr EngineName units[] = {EngineName::unit, EngineName::code, EngineName::system, EngineName::currency};

const MatchNode* field_of(const Plan& plan, const MatchNode& object, EngineName name) {
    const auto fields = plan.children(object);
    const auto found = std::ranges::find_if(fields, [&](const MatchNode& field) {
        return field.name == plan.key(name) && (field.flags & m_stand_in) == 0;
    });
    return found == fields.end() ? nullptr : &*found;
}

Amount amount_at(const MatchState& match, NodeId object) {
    const NodeId value = match.child(object, EngineName::value);
    const std::string_view currency = match.text_at(object, EngineName::currency);
    return {.value = value == json::no_node ? std::string_view() : match.tree().raw(value),
            .unit = match.text_at(object, EngineName::unit),
            .system = match.text_at(object, EngineName::system),
            .code = currency.empty() ? match.text_at(object, EngineName::code) : currency};
}

// Has the amount in the document the same unit as in the example, and no other unit beside it?
bool is_in_unit(const MatchState& match, const MatchNode& amount, NodeId object) {
    bool is_asked = false; // by the example
    bool is_there = false; // the document has a unit that it asks for
    bool is_read = false;  // an item holds it
    bool is_more = false;  // something that it does not ask for
    for (const EngineName name : units) {
        const MatchNode* const ours = field_of(match.plan(), amount, name);
        const NodeId theirs = match.child(object, name);
        const bool is_constant = ours != nullptr && ours->kind == MatchKind::constant;
        is_asked = is_asked || (is_constant && name != EngineName::system);
        is_read = is_read || (ours != nullptr && !is_constant);
        if (theirs != json::no_node && is_constant) {
            is_there = is_there || name != EngineName::system; // a system alone names no unit
            if (!constant_equal(match.plan(), match.tree(), *ours, theirs)) {
                return false;
            }
        }
        is_more = is_more || (theirs != json::no_node && ours == nullptr);
    }
    if (is_read) { // in words; a code beside them is to say the same
        const Amount theirs = is_more ? amount_at(match, object) : Amount();
        return theirs.code.empty() || (!theirs.unit.empty() && !contradicts_itself(theirs));
    }
    return is_there == is_asked && !is_more;
}

Amount amount_of(const MatchState& match, const MatchNode& amount) {
    const auto text = [&](EngineName name) {
        const MatchNode* const field = field_of(match.plan(), amount, name);
        return field == nullptr || field->kind != MatchKind::constant ? std::string_view()
                                                                      : match.plan().text(field->text);
    };
    const std::string_view currency = text(EngineName::currency);
    return {.value = {},
            .unit = text(EngineName::unit),
            .system = text(EngineName::system),
            .code = currency.empty() ? text(EngineName::code) : currency};
}

std::string words_of(const Amount& amount, std::string_view value) {
    const std::string_view unit = amount.unit.empty() ? amount.code : amount.unit;
    std::string out = std::string(value) + (unit.empty() ? "" : " ") + std::string(unit);
    const bool has_other_code = !amount.code.empty() && amount.code != unit;
    return has_other_code ? out + " (" + std::string(amount.code) + ")" : out;
}

} // namespace

void match_unit(MatchState& match, const MatchNode& amount, NodeId object) {
    const NodeId value = match.child(object, EngineName::value);
    match.read_as_it_stands(value); // whatever another entry made of it
    if (value == json::no_node || is_in_unit(match, amount, object)) {
        return;
    }
    const Amount theirs = amount_at(match, object);
    const Amount ours = amount_of(match, amount);
    const AmountInUnit found = in_unit_of(theirs, ours);
    const bool has_unit = !theirs.unit.empty() || !theirs.code.empty();
    std::string said = has_unit ? words_of(theirs, theirs.value) : std::string();
    if (found.fit == UnitFit::converted) {
        const std::string as = words_of({.value = {},
                                         .unit = ours.unit,
                                         .system = {},
                                         .code = ours.unit.empty() ? ours.code : std::string_view()},
                                        found.value);
        const ItemId item =
            match.item_of(match.plan().hole(field_of(match.plan(), amount, EngineName::value)->index));
        if (record::may_hold(match.form(), match.item(item), found.value)) {
            Amendment amendment{.text = found.value,
                                .notes = {{diag::message::loss_converted, value, said, as, form::none}}};
            for (const EngineName name : units) {
                if (const NodeId part = match.child(object, name); part != json::no_node) {
                    amendment.parts.push_back(part);
                }
            }
            match.amend(value, std::move(amendment));
            match.other_units.push_back({object, UnitFit::converted, std::move(said)});
            return;
        }
        said += " = " + as;
    }
    match.other_units.push_back(
        {object, found.fit == UnitFit::same ? UnitFit::same : UnitFit::other, std::move(said)});
}

} // namespace renkei::mapping
