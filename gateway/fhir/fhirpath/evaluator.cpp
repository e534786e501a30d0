#include "gateway/fhir/fhirpath/evaluator.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "gateway/fhir/fhirpath/simple_predicate.h"

namespace renkei::fhirpath {

struct Evaluator::State {
    State(const definitions::R4Definitions& r4, const EvaluatorOptions& options) : machine(r4, options) {}

    Machine machine;
    Focus focus{};

    // Fills in the parts that `given` leaves out from those that it has, and begins the evaluation.
    void begin(const Expression& expression, const Focus& given, definitions::Tristate assumed) {
        focus = given;
        focus.resource = given.resource.is_nothing() ? given.context : given.resource;
        focus.root_resource = given.root_resource.is_nothing() ? focus.resource : given.root_resource;
        machine.begin(expression.program(), focus, assumed);
    }

    // The error with the path of the item on which the expression was evaluated.
    diag::Error located(diag::Error out) const {
        const Item& context = focus.context;
        if (context.is_node() && !context.is_nothing() && context.place() != json::no_node) {
            out.where.path = json::fhirpath(context.tree(), context.place());
        }
        return out;
    }

    diag::Result<InvariantResult> result(const Expression& expression, const Focus& given,
                                         definitions::Tristate assumed) {
        begin(expression, given, assumed);
        TruthValue out{};
        if (!machine.truth(expression.program().root, {.self = focus.context}, out)) {
            return tl::make_unexpected(located(*machine.error()));
        }
        static constexpr InvariantResult results[] = {InvariantResult::no, InvariantResult::yes,
                                                      InvariantResult::empty};
        return results[static_cast<std::size_t>(out)];
    }

    // An element that is absent itself has no invariants.
    diag::Result<InvariantResult> result_without_valueless(const Expression& expression, const Focus& given) {
        if (given.context.is_node() && !given.context.is_nothing() &&
            given.context.value_node() == json::no_node) {
            return InvariantResult::yes;
        }
        machine.navigation().set_sees_valueless(false);
        auto out = result(expression, given, definitions::Tristate::unknown);
        machine.navigation().set_sees_valueless(true);
        return out;
    }
};

Evaluator::Evaluator(const definitions::R4Definitions& r4, EvaluatorOptions options)
    : state_(std::make_unique<State>(r4, options)) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

diag::Result<std::span<const Item>> Evaluator::evaluate(const Expression& expression, const Focus& focus) {
    state_->begin(expression, focus, definitions::Tristate::unknown);
    if (!state_->machine.eval(expression.program().root, {.self = focus.context})) {
        return tl::make_unexpected(state_->located(*state_->machine.error()));
    }
    if (state_->machine.undecided()) {
        return tl::make_unexpected(state_->located(*state_->machine.undecided()));
    }
    return state_->machine.from(0);
}

std::optional<bool> Evaluator::simple_truth(const Expression& expression, const Item& context) {
    const Program& program = expression.program();
    if (program.ops[program.root].plain == SimplePredicate::never || !context.is_node() ||
        context.is_nothing()) {
        return std::nullopt;
    }
    const TruthValue answer =
        fhirpath::simple_truth(program, program.root, context, state_->machine.navigation());
    return answer == TruthValue::unknown ? std::nullopt : std::optional(answer == TruthValue::yes);
}

std::optional<std::vector<TextTest>> Evaluator::grounds(const Expression& expression, const Item& context) {
    const Program& program = expression.program();
    std::vector<TextTest> tests;
    const bool is_true = program.ops[program.root].plain != SimplePredicate::never && context.is_node() &&
                         !context.is_nothing() &&
                         fhirpath::simple_truth(program, program.root, context, state_->machine.navigation(),
                                                &tests) == TruthValue::yes;
    return is_true ? std::optional(std::move(tests)) : std::nullopt;
}

// R4 fhirpath.html: a primitive with only extensions exists, and has no value to compare. What is empty
// because of that says nothing, so the invariant is asked again as if the primitive were absent. If something
// is unknown, evaluates again with yes and with no in its place: the result is decided if both give the same.
diag::Result<InvariantResult> Evaluator::is_true(const Expression& expression, const Focus& focus) {
    TRY(InvariantResult result, state_->result(expression, focus, definitions::Tristate::unknown));
    if (result == InvariantResult::empty) {
        TRY(result, state_->result_without_valueless(expression, focus));
    }
    if (!state_->machine.undecided()) {
        return result;
    }
    TRY(const InvariantResult if_yes, state_->result(expression, focus, definitions::Tristate::yes));
    TRY(const InvariantResult if_no, state_->result(expression, focus, definitions::Tristate::no));
    return if_yes == if_no ? if_yes : InvariantResult::undecidable;
}

} // namespace renkei::fhirpath
