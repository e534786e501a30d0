#include "gateway/fhir/fhirpath/machine.h"

#include "gateway/core/base/clock.h"
#include "gateway/fhir/fhirpath/lexer.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath {

namespace {

constexpr std::size_t max_regexes = 256;
constexpr std::int64_t regex_memory = 2 << 20;
constexpr std::string_view known_variables =
    "%context, %resource, %rootResource, %ucum, %sct, %loinc, %`vs-…`, %`ext-…`";

Moment clock_now() { return Moment::of(base::SystemClock().now()); }

} // namespace

Machine::Machine(const definitions::R4Definitions& r4, const EvaluatorOptions& options)
    : r4_(r4),
      options_(options),
      own_environment_(r4),
      navigation_(r4) {}

void Machine::begin(const Program& program, const Focus& focus, definitions::Tristate assumed) {
    program_ = &program;
    focus_ = &focus;
    assumed_ = assumed;
    stack_.clear();
    arena_.reset();
    variables_.clear();
    variable_items_.clear();
    error_.reset();
    now_.reset();
    steps_ = 0;
    ++evaluation_;
    fixed_.resize(std::max(fixed_.size(), program.ops.size()));
    undecided_.reset();
}

bool Machine::fail(Message message, const Op& op, diag::Arguments args) {
    if (!error_) {
        error_ = diag::finding(message, place_in(program_->text, op.at), std::move(args));
    }
    return false;
}

bool Machine::fail_many(const Op& op, std::string_view what, std::size_t found) {
    return fail(message::fhirpath_many, op, {what, std::to_string(found)});
}

bool Machine::fail_steps(const Op& op) {
    return fail(message::fhirpath_steps, op, {std::to_string(options_.max_steps)});
}

std::string_view Machine::word_of(const Op& op) const {
    const std::string_view rest = std::string_view(program_->text).substr(op.at);
    std::size_t size =
        rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    size = size == 0 ? std::min(rest.find_first_not_of("<>=!~"), std::size_t{2}) : size;
    return rest.substr(0, std::max(size, std::size_t{1}));
}

void Machine::remove(std::size_t first, std::size_t last) {
    const auto begin = stack_.begin();
    stack_.erase(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last));
}

bool Machine::give(std::size_t mark, const Item& item) {
    const Item copy = item; // the item may lie in the part of the stack that is removed
    truncate(mark);
    if (!copy.is_nothing()) {
        push(copy);
    }
    return true;
}

bool Machine::give_nothing(std::size_t mark) {
    truncate(mark);
    return true;
}

bool Machine::give_boolean(std::size_t mark, TruthValue value) {
    truncate(mark);
    if (value != TruthValue::unknown) {
        push(Item::boolean(value == TruthValue::yes));
    }
    return true;
}

bool Machine::give_text(std::size_t mark, std::string_view text) {
    return give(mark, Item::string(arena_.keep(text)));
}

Cardinality Machine::one(const Op& op, std::size_t mark, Item& out) {
    const std::size_t count = stack_.size() - mark;
    if (count > 1) {
        fail_many(op, std::string(word_of(op)) + "()", count);
        return Cardinality::failed;
    }
    if (count == 0) {
        return Cardinality::none;
    }
    out = value_of(stack_[mark]);
    return out.is_nothing() ? Cardinality::none : Cardinality::one;
}

// A text, or the text of a primitive node of another type, as invariants ask it of dates and codes.
Cardinality Machine::one_text(const Op& op, std::size_t mark, std::string_view& out) {
    Item value;
    const Cardinality found = one(op, mark, value);
    if (found != Cardinality::one) {
        return found;
    }
    if (value.kind() == ItemKind::string) {
        out = value.as_string();
        return found;
    }
    const Item& item = stack_[mark];
    if (item.is_node() && item.value_node() != json::no_node && item.tree()[item.value_node()].is_string()) {
        out = item.tree().text(item.value_node());
        return found;
    }
    fail(message::fhirpath_input_type, op, {std::string(word_of(op)) + "()", "String", type_name(item, r4_)});
    return Cardinality::failed;
}

Cardinality Machine::eval_one(OpId id, const Scope& scope, Item& out, const Op& asking) {
    Item item;
    const Cardinality found = eval_operand(id, scope, item, asking);
    if (found != Cardinality::one) {
        return found;
    }
    out = value_of(item);
    return out.is_nothing() ? Cardinality::none : Cardinality::one;
}

Cardinality Machine::eval_operand(OpId id, const Scope& scope, Item& out, const Op& asking) {
    const std::size_t mark = stack_.size();
    const std::size_t variables = variables_.size();
    if (!eval(id, scope)) {
        return Cardinality::failed;
    }
    forget_variables(variables);
    const std::size_t count = stack_.size() - mark;
    if (count > 1) {
        fail_many(program_->ops[id], word_of(asking), count);
        return Cardinality::failed;
    }
    if (count == 0) {
        return Cardinality::none;
    }
    out = value_to_compare(stack_[mark]);
    truncate(mark);
    return out.is_nothing() ? Cardinality::none : Cardinality::one;
}

Cardinality Machine::argument(const Op& op, std::size_t number, const Scope& scope, Item& out) {
    return eval_one(program_->arguments_of(op)[number], scope, out, op);
}

Cardinality Machine::text_argument(const Op& op, std::size_t number, const Scope& scope,
                                   std::string_view& out) {
    Item value;
    const Cardinality found = argument(op, number, scope, value);
    if (found == Cardinality::one && value.kind() != ItemKind::string) {
        fail(message::fhirpath_argument, op, {word_of(op), "String", type_name(value, r4_)});
        return Cardinality::failed;
    }
    out = found == Cardinality::one ? value.as_string() : std::string_view();
    return found;
}

Cardinality Machine::whole_argument(const Op& op, std::size_t number, const Scope& scope, std::int64_t& out) {
    Item value;
    const Cardinality found = argument(op, number, scope, value);
    if (found == Cardinality::one && value.kind() != ItemKind::integer &&
        value.kind() != ItemKind::long_integer) {
        fail(message::fhirpath_argument, op, {word_of(op), "Integer", type_name(value, r4_)});
        return Cardinality::failed;
    }
    out = found == Cardinality::one ? value.as_integer() : 0;
    return found;
}

bool Machine::as_tri(const Op& op, std::size_t mark, TruthValue& out) {
    const std::size_t count = stack_.size() - mark;
    if (count > 1) {
        return fail_many(op, word_of(op), count);
    }
    if (count == 0) {
        out = TruthValue::unknown;
        return true;
    }
    const Item value = value_of(stack_[mark]);
    truncate(mark);
    // one item that is no Boolean counts as true: it is there
    out = value.kind() == ItemKind::boolean ? truth_value(value.as_boolean())
          : value.is_nothing()              ? TruthValue::unknown
                                            : TruthValue::yes;
    return true;
}

TruthValue Machine::or_undecided(definitions::Tristate answer, const Op& op, std::string_view asked) {
    if (answer == definitions::Tristate::unknown) {
        if (!undecided_) {
            undecided_ = diag::finding(message::fhirpath_undecided, place_in(program_->text, op.at),
                                       {word_of(op), asked});
        }
        answer = assumed_;
    }
    return answer == definitions::Tristate::unknown ? TruthValue::unknown
                                                    : truth_value(answer == definitions::Tristate::yes);
}

const re2::RE2* Machine::regex(std::string_view pattern, bool is_full, const Op& op) {
    std::string key(is_full ? "^(?:" : "");
    key += pattern;
    key += is_full ? ")$" : "";
    if (const auto known = regexes_.find(key); known != regexes_.end()) {
        return known->second.get();
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(regex_memory);
    auto made = std::make_unique<re2::RE2>(key, options);
    if (!made->ok()) {
        fail(message::fhirpath_regex, op, {pattern, made->error()});
        return nullptr;
    }
    if (regexes_.size() >= max_regexes) {
        regexes_.clear();
    }
    return regexes_.emplace(std::move(key), std::move(made)).first->second.get();
}

const Moment& Machine::now() {
    if (!now_) {
        now_ = options_.now ? *options_.now : clock_now();
    }
    return *now_;
}

bool Machine::define_variable(const Op& op, std::string_view name, std::size_t first) {
    static constexpr std::string_view taken[] = {"context", "resource", "rootResource",
                                                 "ucum",    "sct",      "loinc"};
    const bool is_known = std::ranges::find(variables_, name, &Variable::name) != variables_.end() ||
                          std::ranges::find(taken, name) != std::end(taken);
    if (is_known) {
        return fail(message::fhirpath_variable_twice, op, {name});
    }
    const std::size_t begin = variable_items_.size();
    variable_items_.insert(variable_items_.end(), stack_.begin() + static_cast<std::ptrdiff_t>(first),
                           stack_.end());
    variables_.push_back({name, begin, variable_items_.size()});
    return spend(stack_.size() - first, op);
}

void Machine::forget_variables(std::size_t count) {
    if (variables_.size() > count) {
        variable_items_.resize(variables_[count].first);
        variables_.resize(count);
    }
}

bool Machine::run_variable(const Op& op) {
    const std::string& name = program_->texts[op.row];
    for (const Variable& variable : variables_) {
        if (variable.name == name) {
            for (std::size_t at = variable.first; at < variable.last; ++at) {
                push(variable_items_[at]);
            }
            return true;
        }
    }
    const auto given = environment().variable(name);
    if (!given) {
        return fail(message::fhirpath_variable_unknown, op, {name, known_variables});
    }
    for (const Item& item : *given) {
        push(item);
    }
    return true;
}

} // namespace renkei::fhirpath
