#include "gateway/fhir/validate/walk/expressions.h"

namespace renkei::validate {

fhirpath::Item Expressions::item(ElementValue value, definitions::TypeId type) const {
    document_.tree().note_whole();
    return unnoted_item(value, type);
}

fhirpath::Item Expressions::item_of_value(ElementValue value, definitions::TypeId type) const {
    for (const NodeId node : {value.node, value.sibling}) {
        if (node != no_node) {
            document_.tree().note_text(node);
        }
    }
    return unnoted_item(value, type);
}

fhirpath::Item Expressions::unnoted_item(ElementValue value, definitions::TypeId type) const {
    return fhirpath::Item::node(document_.source(), value.node, value.sibling, type);
}

fhirpath::Focus Expressions::focus(ElementValue value, definitions::TypeId type, NodeId holder) {
    const NodeId resource = document_.resource_of(holder == no_node ? value.place() : holder);
    if (resource != last_resources_.resource) { // the same for the next thousand invariants
        const auto as_resource = [&](NodeId node) {
            return unnoted_item({node, no_node}, document_.type_of(node));
        };
        last_resources_ = {resource, as_resource(resource), as_resource(document_.container_of(resource))};
    }
    return {.context = unnoted_item(value, type),
            .resource = last_resources_.item,
            .root_resource = last_resources_.root,
            .environment = environment_.get()};
}

diag::Result<fhirpath::InvariantResult> Expressions::evaluate(const fhirpath::Expression& expression,
                                                              ElementValue value, definitions::TypeId type,
                                                              NodeId holder) {
    document_.tree().note_whole();
    return evaluator_->is_true(expression, focus(value, type, holder));
}

std::span<const fhirpath::Item> Expressions::select(const fhirpath::Expression& expression,
                                                    ElementValue value, definitions::TypeId type) {
    document_.tree().note_whole();
    const auto found = evaluator_->evaluate(expression, focus(value, type, no_node));
    return found ? *found : std::span<const fhirpath::Item>();
}

std::optional<bool> Expressions::holds(const fhirpath::Expression& expression, ElementValue value,
                                       definitions::TypeId type) {
    const auto result = evaluate(expression, value, type);
    if (!result || *result == fhirpath::InvariantResult::undecidable ||
        *result == fhirpath::InvariantResult::empty) {
        return std::nullopt;
    }
    return *result == fhirpath::InvariantResult::yes;
}

} // namespace renkei::validate
