// By which system the items that number the sender are written: that of the identifier where the example has
// their home.
#include "gateway/forms/mapping/plan_tables.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

const ExampleNode* field(const ExampleNode& object, std::string_view name) {
    const auto found = std::ranges::find(object.fields, name, &Field::name);
    return found == object.fields.end() ? nullptr : &found->value;
}

bool is_home(const ExampleNode* value, std::uint16_t item) {
    return value != nullptr && value->kind == NodeKind::hole && value->parts.size() == 1 &&
           !value->derived() && value->parts[0].item == item;
}

// {system: constant, value: $item}
void look(const ExampleNode& resource, std::uint16_t item, const definitions::R4Definitions& r4,
          std::string& system) {
    walk(resource, [&](const ExampleNode& node) {
        const bool is_identifier =
            node.kind == NodeKind::object && node.type && r4.name(node.type) == "Identifier";
        const ExampleNode* const named = is_identifier ? field(node, "system") : nullptr;
        if (named != nullptr && named->is_constant() && is_home(field(node, "value"), item)) {
            system = named->text;
        }
    });
}

} // namespace

void compile_senders(PlanTables& plan) {
    for (const std::uint16_t item : plan.tables.senders) {
        std::string system;
        for (const ExampleNode* const head : plan.example.heads()) {
            look(*head, item, *plan.example.r4, system);
        }
        for (const ExampleEntry& entry : plan.example.written()) {
            look(entry.resource, item, *plan.example.r4, system);
        }
        plan.sender_systems.push_back(plan.text(system));
    }
}

} // namespace renkei::mapping
