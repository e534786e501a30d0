#include "gateway/fhirpath/check_types.h"

#include "gateway/fhirpath/functions.h"
#include "gateway/fhirpath/lexer.h"
#include "gateway/fhirpath/navigation.h"

#include <algorithm>
#include <set>

namespace renkei::fhirpath {
namespace {

using diag::Message;

constexpr std::uint32_t bit(Kind kind) {
    return 1U << static_cast<unsigned>(kind);
}

// What a collection may hold.
struct Types {
    bool is_known = false; // else anything
    bool is_ordered = true;
    std::uint32_t system = 0; // bits of Kind
    std::vector<defs::TypeId> fhir{};

    static Types of(Kind kind) { return {.is_known = true, .system = bit(kind)}; }
    static Types of(defs::TypeId type) { return {.is_known = true, .fhir = {type}}; }
    bool is_nothing() const { return is_known && system == 0 && fhir.empty(); }
};

Types united(const Types& a, const Types& b) {
    Types out = a;
    out.is_known = a.is_known && b.is_known;
    out.is_ordered = a.is_ordered && b.is_ordered;
    out.system |= b.system;
    for (const defs::TypeId type : b.fhir) {
        if (std::ranges::find(out.fhir, type) == out.fhir.end()) {
            out.fhir.push_back(type);
        }
    }
    return out;
}

using Found = diag::Result<Types>;

class TypeChecker {
public:
    TypeChecker(const Program& program, const CompileOptions& options)
        : program_(program)
        , defs_(*program.defs)
        , options_(options)
        , navigation_(*program.defs) {}

    Found check(OpId id, const Types& self) {
        const Op& op = program_.ops[id];
        switch (op.code) {
        case OpCode::literal:
            return Types::of(program_.literals[op.row].kind());
        case OpCode::empty:
            return Types{.is_known = true};
        case OpCode::self:
            return self;
        case OpCode::context:
            return root();
        case OpCode::resource:
            return defs_.kind(options_.context) == defs::Kind::resource ? root() : Types{};
        case OpCode::index:
        case OpCode::count:
            return with_input(op, self, Types::of(Kind::integer));
        case OpCode::root_resource:
        case OpCode::total:
        case OpCode::variable:
            return Types{};
        case OpCode::start:
            return start(op, self);
        case OpCode::member: {
            TRY(const Types input, check(op.input, self));
            return member(op, input);
        }
        case OpCode::function:
            return call(op, self);
        case OpCode::exists:
        case OpCode::all:
            return criterion(op, self);
        case OpCode::indexer:
            return indexed(op, self);
        case OpCode::as:
            return cast(op, self);
        case OpCode::positive:
        case OpCode::negative:
            return check(op.input, self);
        case OpCode::unite: {
            TRY(const Types left, check(op.input, self));
            TRY(const Types right, check(op.right, self));
            return united(left, right);
        }
        case OpCode::multiply:
        case OpCode::divide:
        case OpCode::divide_whole:
        case OpCode::modulo:
        case OpCode::add:
        case OpCode::subtract:
            return both_sides(op, self, Types{});
        case OpCode::concatenate:
            return both_sides(op, self, Types::of(Kind::string));
        case OpCode::is:
        case OpCode::is_empty:
        case OpCode::negation:
        case OpCode::has_value:
            return with_input(op, self, Types::of(Kind::boolean));
        case OpCode::less:
        case OpCode::less_or_equal:
        case OpCode::greater:
        case OpCode::greater_or_equal:
        case OpCode::equal:
        case OpCode::not_equal:
        case OpCode::equivalent:
        case OpCode::not_equivalent:
        case OpCode::in:
        case OpCode::contains:
        case OpCode::both:
        case OpCode::either:
        case OpCode::only_one:
        case OpCode::implies:
            return both_sides(op, self, Types::of(Kind::boolean));
        }
        return Types{};
    }

    Types root() const { return options_.context ? Types::of(options_.context) : Types{}; }

private:
    tl::unexpected<diag::Error> fail(Message message, const Op& op, std::vector<std::string> args) const {
        return diag::fail(message, place_in(program_.text, op.at), std::move(args));
    }

    std::string listed(const Types& types) const {
        std::string out;
        for (const defs::TypeId type : types.fhir) {
            out += (out.empty() ? "" : ", ") + std::string(defs_.name(type));
        }
        for (auto kind = Kind::boolean; kind <= Kind::type_info;
             kind = static_cast<Kind>(static_cast<int>(kind) + 1)) {
            if ((types.system & bit(kind)) != 0) {
                out += (out.empty() ? "" : ", ") + std::string(name_of(kind));
            }
        }
        return out;
    }

    Found with_input(const Op& op, const Types& self, const Types& result) {
        if (op.input != no_op) {
            TRY_VOID(check(op.input, self));
        }
        return result;
    }

    Found both_sides(const Op& op, const Types& self, const Types& result) {
        TRY_VOID(check(op.input, self));
        TRY_VOID(check(op.right, self));
        return result;
    }

    Found input_of(const Op& op, const Types& self) {
        return op.input == no_op ? Found(self) : check(op.input, self);
    }

    Found start(const Op& op, const Types& self) {
        const Step& step = program_.steps[op.row];
        if (!step.type) {
            return member(op, self);
        }
        if (!self.is_known || self.fhir.empty()) {
            return Types::of(step.type);
        }
        Types out{.is_known = true, .is_ordered = self.is_ordered};
        for (const defs::TypeId type : self.fhir) {
            if (defs_.is_a(type, step.type)) {
                out.fhir.push_back(type);
            } else if (defs_.is_a(step.type, type)) {
                out.fhir.push_back(step.type);
            }
        }
        if (out.fhir.empty()) {
            return fail(Message::fhirpath_start_type, op, {step.text, listed(self)});
        }
        return out;
    }

    // A resource in a resource may be of any type: what it has is not known before.
    bool is_open(defs::TypeId type) const { return !type || defs_[type].is_abstract; }

    Found member(const Op& op, const Types& input) {
        const Step& step = program_.steps[op.row];
        if (!input.is_known || input.is_nothing()) {
            return Types{.is_known = input.is_known, .is_ordered = input.is_ordered};
        }
        Types out{.is_known = true, .is_ordered = input.is_ordered};
        bool is_found = false;
        for (const defs::TypeId type : input.fhir) {
            for (const defs::Element& element : navigation_.elements(type, step)) {
                out = united(out, element.type ? Types::of(element.type) : Types{});
                is_found = true;
            }
            if (!is_found && is_open(type)) {
                return Types{.is_ordered = input.is_ordered};
            }
        }
        const bool has_parts = (input.system & (bit(Kind::type_info) | bit(Kind::quantity))) != 0;
        if (!is_found && has_parts) {
            return Types{};
        }
        return is_found ? Found(out) : unknown_name(op, step, input);
    }

    Found unknown_name(const Op& op, const Step& step, const Types& input) const {
        std::string known;
        std::set<std::string_view> names;
        for (const defs::TypeId type : input.fhir) {
            if (const defs::Element* element = defs_.find(type, step.text); element != nullptr) {
                return fail(
                    Message::fhirpath_choice_name, op,
                    {step.text, std::string(defs_.choice(*element)), std::string(defs_.name(element->type))});
            }
            for (const defs::Element& element : defs_.elements(type)) {
                const std::string_view name =
                    element.is_choice() ? defs_.choice(element) : defs_.name(element);
                if (names.insert(name).second) {
                    known += (known.empty() ? "" : ", ") + std::string(name);
                }
            }
        }
        return fail(Message::fhirpath_name_unknown, op,
                    {step.text, listed(input), known.empty() ? "–" : known});
    }

    Found indexed(const Op& op, const Types& self) {
        TRY(const Types input, check(op.input, self));
        TRY_VOID(check(op.right, self));
        if (!input.is_ordered && options_.checks == Checks::names_and_order) {
            return fail(Message::fhirpath_unordered, op, {"[]"});
        }
        return input;
    }

    Types named(const TypeName& type) const {
        Types out{.is_known = true};
        if (type.fhir) {
            out.fhir.push_back(type.fhir);
        }
        out.system = type.system == Kind::node ? 0 : bit(type.system);
        return out;
    }

    Found cast(const Op& op, const Types& self) {
        TRY_VOID(input_of(op, self));
        return named(program_.types[op.type]);
    }

    Found criterion(const Op& op, const Types& self) {
        TRY(const Types input, input_of(op, self));
        for (const OpId argument : program_.arguments_of(op)) {
            TRY_VOID(check(argument, input));
        }
        return Types::of(Kind::boolean);
    }

    bool may_be(const Types& types, std::uint32_t system, bool takes_quantity) const {
        const defs::TypeId quantity = defs_.type("Quantity");
        return !types.is_known || types.is_nothing() || (types.system & system) != 0 ||
               std::ranges::any_of(types.fhir, [&](defs::TypeId type) {
                   return is_open(type) || defs_.kind(type) == defs::Kind::primitive ||
                          (takes_quantity && defs_.is_a(type, quantity));
               });
    }

    diag::Result<void> check_input(const Op& op, const Function& function, const Types& input) const {
        constexpr std::uint32_t numbers =
            bit(Kind::integer) | bit(Kind::long_integer) | bit(Kind::decimal) | bit(Kind::quantity);
        constexpr std::uint32_t moments = bit(Kind::date) | bit(Kind::date_time) | bit(Kind::time);
        struct Row {
            Takes takes;
            std::uint32_t system;
            bool takes_quantity;
            std::string_view wanted;
        };
        static constexpr Row rows[] = {
            {Takes::text, bit(Kind::string), false, "String"},
            {Takes::number, numbers, true, "Integer, Decimal, Quantity"},
            {Takes::temporal_or_number, numbers | moments, true, "Decimal, Quantity, Date, DateTime, Time"},
        };
        for (const Row& row : rows) {
            if (row.takes == function.takes && !may_be(input, row.system, row.takes_quantity)) {
                return fail(Message::fhirpath_input_type, op,
                            {std::string(function.name) + "()", std::string(row.wanted), listed(input)});
            }
        }
        if (function.needs_order && !input.is_ordered && options_.checks == Checks::names_and_order) {
            return fail(Message::fhirpath_unordered, op, {std::string(function.name)});
        }
        return {};
    }

    Found call(const Op& op, const Types& self) {
        const Function& function = functions()[op.row];
        TRY(const Types input, input_of(op, self));
        TRY_VOID(check_input(op, function, input));
        std::vector<Types> arguments;
        for (const OpId argument : program_.arguments_of(op)) {
            TRY(Types each, check(argument, function.manner == Manner::values ? self : input));
            arguments.push_back(std::move(each));
        }
        if (function.name == "iif") {
            return choice(op, arguments);
        }
        return result(op, function, input, arguments);
    }

    Found choice(const Op& op, const std::vector<Types>& arguments) const {
        if (!may_be(arguments[0], bit(Kind::boolean), false)) {
            return fail(Message::fhirpath_argument, op, {"iif", "Boolean", listed(arguments[0])});
        }
        return arguments.size() > 2 ? united(arguments[1], arguments[2]) : arguments[1];
    }

    Types result(const Op& op, const Function& function, const Types& input,
                 const std::vector<Types>& arguments) const {
        switch (function.gives) {
        case Gives::unknown:
            return {};
        case Gives::input:
        case Gives::number:
            return input;
        case Gives::argument: {
            Types out = arguments[0];
            out.is_ordered = out.is_ordered && input.is_ordered;
            return out;
        }
        case Gives::both:
            return united(input, arguments[0]);
        case Gives::type:
            return named(program_.types[op.type]);
        case Gives::boolean:
            return Types::of(Kind::boolean);
        case Gives::integer:
            return Types::of(Kind::integer);
        case Gives::decimal:
            return Types::of(Kind::decimal);
        case Gives::string:
            return Types::of(Kind::string);
        case Gives::date:
            return Types::of(Kind::date);
        case Gives::date_time:
            return Types::of(Kind::date_time);
        case Gives::time:
            return Types::of(Kind::time);
        case Gives::quantity:
            return Types::of(Kind::quantity);
        case Gives::extension:
            return Types::of(defs_.type("Extension"));
        case Gives::unordered:
            return {.is_ordered = false};
        }
        return {};
    }

    const Program& program_;
    const defs::Defs& defs_;
    const CompileOptions& options_;
    Navigation navigation_;
};

} // namespace

diag::Result<void> check_types(const Program& program, const CompileOptions& options) {
    TypeChecker checker(program, options);
    TRY_VOID(checker.check(program.root, checker.root()));
    return {};
}

} // namespace renkei::fhirpath
