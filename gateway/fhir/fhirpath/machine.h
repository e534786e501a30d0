// Runs a program: one stack of items, each operation leaves its result on top. Nothing is allocated once the
// stack is as large as the largest evaluation needed.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/fhirpath/calendar_units.h"
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/fhir/fhirpath/navigation.h"
#include "gateway/fhir/fhirpath/program.h"
#include "gateway/fhir/fhirpath/truth_value.h"

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::fhirpath {

// Whether a collection has none or one item.
enum class Cardinality : std::uint8_t { none, one, failed };

// What $this, $index and $total are.
struct Scope {
    Item self{}; // nothing: $this is empty
    std::int64_t index = -1;
    std::size_t total_begin = 0; // on the stack
    std::size_t total_end = 0;
};

class Machine {
public:
    Machine(const definitions::R4Definitions& r4, const EvaluatorOptions& options);

    // Before each evaluation. `assumed` is used for what the environment cannot decide.
    void begin(const Program& program, const Focus& focus, definitions::Tristate assumed);
    const std::optional<diag::Error>& error() const { return error_; }
    const std::optional<diag::Error>& undecided() const { return undecided_; }
    const Focus& focus() const { return *focus_; }
    Environment& environment() {
        return focus_->environment != nullptr ? *focus_->environment : own_environment_;
    }
    const definitions::R4Definitions& r4() const { return r4_; }
    const Program& program() const { return *program_; }
    const EvaluatorOptions& options() const { return options_; }
    Navigation& navigation() { return navigation_; }

    // Each pushes the result. False: failed, see error().
    [[nodiscard]] bool eval(OpId op, const Scope& scope);
    [[nodiscard]] bool truth(OpId op, const Scope& scope, TruthValue& out);
    [[nodiscard]] bool eval_input(const Op& op, const Scope& scope);
    [[nodiscard]] Cardinality eval_one(OpId op, const Scope& scope, Item& out, const Op& asking); // pops it
    [[nodiscard]] Cardinality eval_operand(OpId op, const Scope& scope, Item& out,
                                           const Op& asking); // pops it
    [[nodiscard]] Cardinality argument(const Op& op, std::size_t number, const Scope& scope, Item& out);

    std::size_t size() const { return stack_.size(); }
    const Item& at(std::size_t place) const { return stack_[place]; }
    Item& at(std::size_t place) { return stack_[place]; }
    std::span<const Item> from(std::size_t mark) const { return std::span(stack_).subspan(mark); }
    void push(const Item& item) {
        stack_.push_back(item);
        ++steps_;
    }
    void push_member(const Item& item, const Step& step) { navigation_.push_member(item, step, stack_); }
    void push_children(const Item& item) { navigation_.push_children(item, stack_); }
    void truncate(std::size_t mark) { stack_.resize(mark); }
    void remove(std::size_t first, std::size_t last); // [first, last) of the stack
    // The input from `mark` on is replaced.
    bool give(std::size_t mark, const Item& item);
    bool give_nothing(std::size_t mark);
    bool give_boolean(std::size_t mark, TruthValue value);
    bool give_text(std::size_t mark, std::string_view text); // a copy of it
    [[nodiscard]] bool spend(std::uint64_t steps, const Op& op) {
        steps_ += steps;
        return steps_ <= options_.max_steps || fail_steps(op);
    }

    // The only value of the input; fails if there are more.
    Cardinality one(const Op& op, std::size_t mark, Item& out);
    Cardinality one_text(const Op& op, std::size_t mark, std::string_view& out);
    Cardinality text_argument(const Op& op, std::size_t number, const Scope& scope, std::string_view& out);
    Cardinality whole_argument(const Op& op, std::size_t number, const Scope& scope, std::int64_t& out);
    bool as_tri(const Op& op, std::size_t mark, TruthValue& out); // pops

    // A primitive node as a System value, nothing if it has none; other items as they are.
    Item value_of(const Item& item);
    // Like value_of(), but a number that is too large for Decimal stays a node, for order() and equal().
    Item value_to_compare(const Item& item);
    // A number of the document that Decimal cannot hold, or a Quantity with one.
    bool is_large(const Item& item) const;
    // A FHIR Quantity as System.Quantity; nothing if it cannot be.
    Item quantity_of(const Item& item);
    Item keep_quantity(const Quantity& quantity);
    std::string_view keep(std::string_view text) { return arena_.keep(text); }
    std::string_view joined(std::string_view first, std::string_view second);

    TruthValue equal(const Item& a, const Item& b);
    TruthValue equal_collections(std::size_t a, std::size_t b, std::size_t end); // [a, b) and [b, end)
    bool equivalent(const Item& a, const Item& b);
    bool equivalent_collections(std::size_t a, std::size_t b, std::size_t end);
    bool same(const Item& a, const Item& b) { return equal(a, b) == TruthValue::yes; }
    // The order of two values of which at least one is_large().
    static Order order_of_large(const Item& a, const Item& b);
    // Sets `out` to less, equal, greater or unknown. False (failed) if values of these types have no order.
    bool order(const Op& op, const Item& a, const Item& b, Order& out);
    // Equal items have equal hashes.
    std::uint64_t hash(const Item& item);
    bool distinct(std::size_t mark, const Op& op); // removes what is there already
    bool contains(std::size_t first, std::size_t last, const Item& item);

    bool is_a(const Item& item, const TypeName& type, bool is_operator) const;
    bool is_exactly(const Item& item, const TypeName& type) const;
    // Records that the environment could not decide about `asked`.
    TruthValue or_undecided(definitions::Tristate answer, const Op& op, std::string_view asked);
    const re2::RE2* regex(std::string_view pattern, bool is_full, const Op& op);
    const Moment& now();

    bool define_variable(const Op& op, std::string_view name, std::size_t first);
    std::size_t variables() const { return variables_.size(); }
    void forget_variables(std::size_t count);

    bool fail(diag::Message message, const Op& op, diag::Arguments args);
    bool fail_steps(const Op& op);
    bool fail_many(const Op& op, std::string_view what, std::size_t found);
    std::string_view word_of(const Op& op) const; // the operator or function as written

private:
    friend class Evaluator;
    struct Variable {
        std::string_view name;
        std::size_t first;
        std::size_t last;
    };

    bool run(OpId id, const Op& op, const Scope& scope);
    bool run_member(const Op& op, const Scope& scope);
    bool run_start(const Op& op, const Scope& scope);
    bool run_function(const Op& op, const Scope& scope);
    bool run_indexer(const Op& op, const Scope& scope);
    bool run_variable(const Op& op);
    bool run_type_test(const Op& op, const Scope& scope);
    bool run_sign(const Op& op, const Scope& scope);
    bool run_binary(const Op& op, const Scope& scope);
    bool run_concatenate(const Op& op, const Scope& scope);
    bool run_unite(const Op& op, const Scope& scope);
    bool run_count(const Op& op, const Scope& scope);
    bool push_truth(OpId id, const Scope& scope);

    bool eval_fixed(OpId id, const Op& op, const Scope& scope);
    bool truth_of_op(OpId id, const Scope& scope, TruthValue& out);
    bool any(OpId id, const Scope& scope, bool& out);
    bool logic(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_equality(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_equal_booleans(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_order(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_membership(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_exists(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_each(const Op& op, const Scope& scope, TruthValue at_first, TruthValue& out);
    bool truth_of_all(const Op& op, const Scope& scope, TruthValue& out);
    bool truth_of_has_value(const Op& op, const Scope& scope, TruthValue& out);

    TruthValue equal_values(const Item& a, const Item& b);
    TruthValue equal_quantities(const Quantity& a, const Quantity& b);
    bool equivalent_values(const Item& a, const Item& b);

    const definitions::R4Definitions& r4_;
    EvaluatorOptions options_;
    Environment own_environment_;
    Navigation navigation_;
    const Program* program_ = nullptr;
    const Focus* focus_ = nullptr;
    std::vector<Item> stack_;
    base::Arena arena_;
    std::vector<Variable> variables_;
    std::vector<Item> variable_items_;
    std::vector<std::uint32_t> slots_; // of distinct()
    std::unordered_map<std::string, std::unique_ptr<re2::RE2>, base::TextHash> regexes_;
    std::optional<diag::Error> error_;
    std::optional<Moment> now_;
    std::uint64_t steps_ = 0;
    struct FixedResult { // of an operation that is_fixed
        std::uint64_t evaluation = 0;
        std::uint64_t steps = 0; // that it took
        TruthValue truth{};
        std::vector<Item> items{};
    };
    // May the result be taken? Its steps count each time.
    bool is_known(const FixedResult& result) {
        const bool known = result.evaluation == evaluation_ && steps_ + result.steps <= options_.max_steps;
        steps_ += known ? result.steps : 0;
        return known;
    }
    std::vector<FixedResult> fixed_; // by OpId
    std::uint64_t evaluation_ = 0;   // number of the one that runs
    definitions::Tristate assumed_ = definitions::Tristate::unknown;
    std::optional<diag::Error> undecided_; // the first that the environment could not decide
};

// Arithmetic of two values; pushes the result unless it is empty. False if they cannot be combined.
bool calculate(Machine& machine, OpCode code, const Item& a, const Item& b);
// The text that toString() gives; none for items that it gives no text for.
std::optional<std::string> text_of(const Item& value);

} // namespace renkei::fhirpath
