// FHIRPath over the document that is validated. What an expression reads is noted as a read of the whole
// document, unless the name of the function says otherwise.
#pragma once

#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/validate/walk/document.h"
#include "gateway/fhir/validate/walk/plan.h"

#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace renkei::validate {

class Expressions {
public:
    // `environment` answers what an expression may ask about the world around it.
    Expressions(const Document& document, fhirpath::Evaluator& evaluator,
                std::unique_ptr<fhirpath::Environment> environment)
        : document_(document),
          evaluator_(&evaluator),
          environment_(std::move(environment)) {}

    fhirpath::Evaluator& evaluator() { return *evaluator_; }
    // Returns the evaluator that was in use.
    fhirpath::Evaluator& use(fhirpath::Evaluator& other) { return *std::exchange(evaluator_, &other); }

    // A value as expressions see it.
    fhirpath::Item item(ElementValue value, definitions::TypeId type) const;
    // For an expression that reads the value only: its text is noted.
    fhirpath::Item item_of_value(ElementValue value, definitions::TypeId type) const;
    // For the analysis of an expression: nothing is noted.
    fhirpath::Item unnoted_item(ElementValue value, definitions::TypeId type) const;

    // `holder`: a node of the resource that %resource means; none: the one the value belongs to.
    diag::Result<fhirpath::InvariantResult> evaluate(const fhirpath::Expression& expression,
                                                     ElementValue value, definitions::TypeId type,
                                                     NodeId holder = no_node);
    // Nothing if it cannot be decided.
    std::optional<bool> holds(const fhirpath::Expression& expression, ElementValue value,
                              definitions::TypeId type);
    // What the expression selects; empty if it cannot be evaluated. Lives until the next evaluation.
    std::span<const fhirpath::Item> select(const fhirpath::Expression& expression, ElementValue value,
                                           definitions::TypeId type);

private:
    fhirpath::Focus focus(ElementValue value, definitions::TypeId type, NodeId holder);

    const Document& document_;
    fhirpath::Evaluator* evaluator_;
    std::unique_ptr<fhirpath::Environment> environment_;
    struct LastResources { // %resource and %rootResource of the last evaluation
        NodeId resource = no_node;
        fhirpath::Item item{};
        fhirpath::Item root{};
    };
    LastResources last_resources_;
};

} // namespace renkei::validate
