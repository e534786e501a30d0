// Evaluates expressions on items. Reusable, one per thread: memory grows to what the largest evaluation
// needed and is kept.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/fhir/fhirpath/environment.h"
#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/fhirpath/text_test.h"
#include "gateway/fhir/fhirpath/value.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace renkei::fhirpath {

struct Focus {
    Item context;                       // where the expression starts: $this, %context
    Item resource{};                    // %resource; nothing: context
    Item root_resource{};               // %rootResource: the one that contains %resource; nothing: resource
    Environment* environment = nullptr; // nullptr: an Environment as it is
};

struct EvaluatorOptions {
    std::uint64_t max_steps = 20'000'000; // of one evaluation: items made or looked at
    std::uint32_t max_depth = 200;        // of repeat() and of values inside values
    std::optional<Moment> now{};          // what now() and today() say; none: the clock
};

enum class InvariantResult : std::uint8_t {
    yes,
    no,
    empty,
    undecidable, // it depends on something that the environment could not decide: a value set, a profile
};

class Evaluator {
public:
    explicit Evaluator(const definitions::R4Definitions& r4, EvaluatorOptions options = {});
    Evaluator(Evaluator&&) noexcept;
    Evaluator& operator=(Evaluator&&) noexcept;
    ~Evaluator(); // where State is known

    // The items live until the next evaluation. What the environment could not decide is an error.
    [[nodiscard]] diag::Result<std::span<const Item>> evaluate(const Expression& expression,
                                                               const Focus& focus);
    // For invariants: one Boolean, or one other item, which counts as true.
    [[nodiscard]] diag::Result<InvariantResult> is_true(const Expression& expression, const Focus& focus);
    // The result of is_true(), where it depends on nothing but the node; nothing: call is_true().
    [[nodiscard]] std::optional<bool> simple_truth(const Expression& expression, const Item& context);
    // The tests of texts that a true simple_truth() depends on: it is also true for every node that differs
    // from this one in texts, dates and numbers only, and for whose texts these tests have the same result.
    // Nothing if simple_truth() is not true.
    [[nodiscard]] std::optional<std::vector<TextTest>> grounds(const Expression& expression,
                                                               const Item& context);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::fhirpath
