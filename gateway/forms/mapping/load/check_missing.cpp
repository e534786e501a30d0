// Checks what stands in for an empty field: constants, or a `~` for a `~` of the same element; nothing may
// follow a constant.
#include "gateway/forms/mapping/load/example.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

bool is_derived_hole(const ExampleNode& node) { return node.kind == NodeKind::hole && node.derived(); }

// `deceasedBoolean` for `deceasedDateTime`: the names of a choice share their place.
bool is_same_element(const Field& field, const ExampleNode& object, const definitions::R4Definitions& r4) {
    const definitions::Element* const own = r4.find(object.type, field.name);
    const definitions::Element* const replaced = r4.find(object.type, field.instead_of);
    return field.name == field.instead_of ||
           (own != nullptr && replaced != nullptr && own->is_choice() && own->order == replaced->order);
}

bool may_stand_in(const Field& field, const ExampleNode& object, const definitions::R4Definitions& r4) {
    const auto is_replaced = [&](const Field& other) {
        return other.instead_of.empty() && other.name == field.instead_of && is_derived_hole(other.value);
    };
    return all_constant(field.value) || (is_derived_hole(field.value) && is_same_element(field, object, r4) &&
                                         std::ranges::any_of(object.fields, is_replaced));
}

void check_object(const ExampleNode& object, const definitions::R4Definitions& r4, diag::Report& report) {
    for (const Field& field : object.fields) {
        if (field.instead_of.empty()) {
            continue;
        }
        if (!may_stand_in(field, object, r4)) {
            report.add(message::missing_not_constant, field.value.where, {field.name});
        }
        const auto is_sooner = [&](const Field& other) {
            return other.instead_of == field.instead_of && other.turn < field.turn &&
                   all_constant(other.value);
        };
        if (std::ranges::any_of(object.fields, is_sooner)) {
            report.add(message::missing_never_used, field.value.where, {field.instead_of});
        }
    }
}

} // namespace

void check_missing(const Example& example, diag::Report& report) {
    const auto check = [&](const ExampleNode& node) { check_object(node, *example.r4, report); };
    for (const ExampleNode* const head : example.heads()) {
        walk(*head, check);
    }
    for (const ExampleEntry& entry : example.entries) {
        walk(entry.resource, check);
    }
}

} // namespace renkei::mapping
