// The systems of the items that number the sender and the receivers. Each is the system of the identifier in
// which the example has the item's home.
#include "gateway/forms/mapping/compile/page_codes.h"
#include "gateway/forms/mapping/compile/plan_tables.h"

namespace renkei::mapping {
namespace {

bool is_home(const ExampleNode* value, ItemId item) {
    return value != nullptr && value->kind == NodeKind::hole && value->parts.size() == 1 &&
           !value->derived() && value->parts[0].item == item;
}

// {system: constant, value: $item}
void look(const ExampleNode& resource, ItemId item, const definitions::R4Definitions& r4,
          std::string& system) {
    walk(resource, [&](const ExampleNode& node) {
        const bool is_identifier =
            node.kind == NodeKind::object && node.type && r4.name(node.type) == "Identifier";
        const ExampleNode* const named = is_identifier ? field_of(node, "system") : nullptr;
        if (named != nullptr && named->is_constant() && is_home(field_of(node, "value"), item)) {
            system = named->text;
        }
    });
}

} // namespace

std::string number_system(const Example& example, ItemId item) {
    std::string out;
    for (const ExampleNode* const head : example.heads()) {
        look(*head, item, *example.r4, out);
    }
    for (const ExampleEntry& entry : example.written()) {
        look(entry.resource, item, *example.r4, out);
    }
    return out;
}

void compile_parties(PlanTables& plan) {
    for (const ItemId item : plan.tables.senders) {
        plan.sender_systems.push_back(plan.text(number_system(plan.example, item)));
    }
    for (const ItemId item : plan.tables.receivers) {
        plan.receiver_systems.push_back(plan.text(number_system(plan.example, item)));
    }
}

} // namespace renkei::mapping
