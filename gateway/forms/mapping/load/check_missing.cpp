// Checks what stands in for an empty field: constants, or a `~` for a `~`; nothing may follow a constant.
#include "gateway/forms/mapping/load/example.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

namespace message = diag::message;

bool is_derived_hole(const ExampleNode& node) { return node.kind == NodeKind::hole && node.derived(); }

bool may_stand_in(const Field& field, const ExampleNode& object) {
    const auto is_replaced = [&](const Field& other) {
        return other.instead_of.empty() && other.name == field.instead_of && is_derived_hole(other.value);
    };
    return all_constant(field.value) || (is_derived_hole(field.value) && field.name == field.instead_of &&
                                         std::ranges::any_of(object.fields, is_replaced));
}

void check_object(const ExampleNode& object, diag::Report& report) {
    for (const Field& field : object.fields) {
        if (field.instead_of.empty()) {
            continue;
        }
        if (!may_stand_in(field, object)) {
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
    const auto check = [&](const ExampleNode& node) { check_object(node, report); };
    for (const ExampleNode* const head : example.heads()) {
        walk(*head, check);
    }
    for (const ExampleEntry& entry : example.entries) {
        walk(entry.resource, check);
    }
}

} // namespace renkei::mapping
