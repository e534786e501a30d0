#include "gateway/fhirpath/evaluator.h"

#include "gateway/fhirpath/machine.h"
#include "gateway/fhirpath/plain.h"
#include "gateway/json/place.h"

namespace renkei::fhirpath {

struct Evaluator::State {
    State(const defs::Defs& defs, const Options& options)
        : machine(defs, options) {}

    Machine machine;
    Focus focus{};

    // What the focus leaves out follows from what it has.
    void begin(const Expression& expression, const Focus& given, defs::Answer guess) {
        focus = given;
        focus.resource = given.resource.is_nothing() ? given.context : given.resource;
        focus.root_resource = given.root_resource.is_nothing() ? focus.resource : given.root_resource;
        machine.begin(expression.program(), focus, guess);
    }

    // With the place of the item that was asked.
    diag::Error located(diag::Error out) const {
        const Item& context = focus.context;
        if (context.is_node() && !context.is_nothing() && context.place() != json::no_node) {
            out.where.path = json::fhirpath(context.tree(), context.place());
        }
        return out;
    }

    diag::Result<Verdict> verdict(const Expression& expression, const Focus& given, defs::Answer guess) {
        begin(expression, given, guess);
        Tri out{};
        if (!machine.truth(expression.program().root, {.self = focus.context}, out)) {
            return tl::make_unexpected(located(*machine.error()));
        }
        static constexpr Verdict verdicts[] = {Verdict::no, Verdict::yes, Verdict::empty};
        return verdicts[static_cast<std::size_t>(out)];
    }
};

Evaluator::Evaluator(const defs::Defs& defs, Options options)
    : state_(std::make_unique<State>(defs, options)) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

diag::Result<std::span<const Item>> Evaluator::evaluate(const Expression& expression, const Focus& focus) {
    state_->begin(expression, focus, defs::Answer::unknown);
    if (!state_->machine.eval(expression.program().root, {.self = focus.context})) {
        return tl::make_unexpected(state_->located(*state_->machine.error()));
    }
    if (state_->machine.undecided()) {
        return tl::make_unexpected(state_->located(*state_->machine.undecided()));
    }
    return state_->machine.from(0);
}

std::optional<bool> Evaluator::plain_truth(const Expression& expression, const Item& context) {
    const Program& program = expression.program();
    if (program.ops[program.root].plain == Plain::never || !context.is_node() || context.is_nothing()) {
        return std::nullopt;
    }
    const Tri answer = fhirpath::plain_truth(program, program.root, context, state_->machine.navigation());
    return answer == Tri::unknown ? std::nullopt : std::optional(answer == Tri::yes);
}

std::optional<std::vector<TextTest>> Evaluator::grounds(const Expression& expression, const Item& context) {
    const Program& program = expression.program();
    std::vector<TextTest> tests;
    const bool is_true = program.ops[program.root].plain != Plain::never && context.is_node() && !context.is_nothing() &&
                         fhirpath::plain_truth(program, program.root, context, state_->machine.navigation(), &tests) == Tri::yes;
    return is_true ? std::optional(std::move(tests)) : std::nullopt;
}

// What hangs on an unknown answer comes out differently for a yes and a no.
diag::Result<Verdict> Evaluator::is_true(const Expression& expression, const Focus& focus) {
    TRY(const Verdict verdict, state_->verdict(expression, focus, defs::Answer::unknown));
    if (!state_->machine.undecided()) {
        return verdict;
    }
    TRY(const Verdict if_yes, state_->verdict(expression, focus, defs::Answer::yes));
    TRY(const Verdict if_no, state_->verdict(expression, focus, defs::Answer::no));
    return if_yes == if_no ? if_yes : Verdict::undecidable;
}

} // namespace renkei::fhirpath
