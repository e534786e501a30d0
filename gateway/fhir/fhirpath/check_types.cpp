#include "gateway/fhir/fhirpath/check_types.h"

#include "gateway/fhir/fhirpath/functions.h"
#include "gateway/fhir/fhirpath/lexer.h"
#include "gateway/fhir/fhirpath/navigation.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>
#include <set>

namespace renkei::fhirpath {
namespace {

constexpr std::uint32_t bit(ItemKind kind) { return 1U << static_cast<unsigned>(kind); }

// What a collection may hold.
struct Types {
    bool is_known = false; // if false, anything may be in it
    bool is_ordered = true;
    std::uint32_t system = 0; // bits of Kind
    std::vector<definitions::TypeId> fhir{};

    static Types of(ItemKind kind) { return {.is_known = true, .system = bit(kind)}; }
    static Types of(definitions::TypeId type) { return {.is_known = true, .fhir = {type}}; }
    bool is_nothing() const { return is_known && system == 0 && fhir.empty(); }
};

Types united(const Types& a, const Types& b) {
    Types out = a;
    out.is_known = a.is_known && b.is_known;
    out.is_ordered = a.is_ordered && b.is_ordered;
    out.system |= b.system;
    for (const definitions::TypeId type : b.fhir) {
        if (std::ranges::find(out.fhir, type) == out.fhir.end()) {
            out.fhir.push_back(type);
        }
    }
    return out;
}

using Found = diag::Result<Types>;

struct TypeChecker {
    const Program& program;
    const CompileOptions& options;
    const definitions::R4Definitions& r4 = *program.r4;

    Found check(OpId id, const Types& self) {
        const Op& op = program.ops[id];
        switch (op.code) {
        case OpCode::literal: return Types::of(program.literals[op.row].kind());
        case OpCode::empty: return Types{.is_known = true};
        case OpCode::self: return self;
        case OpCode::context: return root();
        case OpCode::resource:
            return r4.kind(options.context) == definitions::TypeKind::resource ? root() : Types{};
        case OpCode::index:
        case OpCode::count: return with_input(op, self, Types::of(ItemKind::integer));
        case OpCode::root_resource:
        case OpCode::total:
        case OpCode::variable: return Types{};
        case OpCode::start: return start(op, self);
        case OpCode::member: {
            TRY(const Types input, check(op.input, self));
            return member(op, input);
        }
        case OpCode::function: return call(op, self);
        case OpCode::exists:
        case OpCode::all: return criterion(op, self);
        case OpCode::indexer: return indexed(op, self);
        case OpCode::as: return cast(op, self);
        case OpCode::positive:
        case OpCode::negative: return check(op.input, self);
        case OpCode::unite: {
            TRY(const Types left, check(op.input, self));
            TRY(const Types right, check(op.right, self));
            return united(left, right);
        }
        case OpCode::concatenate: return both_sides(op, self, Types::of(ItemKind::string));
        case OpCode::is:
        case OpCode::is_empty:
        case OpCode::negation:
        case OpCode::has_value: return with_input(op, self, Types::of(ItemKind::boolean));
        default: // what is compared, and what is calculated
            return both_sides(op, self, gives_truth(op.code) ? Types::of(ItemKind::boolean) : Types{});
        }
    }

    Types root() const { return options.context ? Types::of(options.context) : Types{}; }

    tl::unexpected<diag::Error> fail(Message message, const Op& op, diag::Arguments args) const {
        return diag::fail(message, place_in(program.text, op.at), std::move(args));
    }

    std::string listed(const Types& types) const {
        std::string out;
        for (const definitions::TypeId type : types.fhir) {
            out += (out.empty() ? "" : ", ") + std::string(r4.name(type));
        }
        for (auto kind = ItemKind::boolean; kind <= ItemKind::type_info;
             kind = static_cast<ItemKind>(static_cast<int>(kind) + 1)) {
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
        const Step& step = program.steps[op.row];
        if (!step.type) {
            return member(op, self);
        }
        if (!self.is_known || self.fhir.empty()) {
            return Types::of(step.type);
        }
        Types out{.is_known = true, .is_ordered = self.is_ordered};
        for (const definitions::TypeId type : self.fhir) {
            if (r4.is_a(type, step.type)) {
                out.fhir.push_back(type);
            } else if (r4.is_a(step.type, type)) {
                out.fhir.push_back(step.type);
            }
        }
        if (out.fhir.empty()) {
            return fail(message::fhirpath_start_type, op, {step.text, listed(self)});
        }
        return out;
    }

    // A resource in a resource may be of any type, so its elements are not known beforehand.
    bool is_open(definitions::TypeId type) const { return !type || r4[type].is_abstract; }

    Found member(const Op& op, const Types& input) {
        const Step& step = program.steps[op.row];
        if (!input.is_known || input.is_nothing()) {
            return Types{.is_known = input.is_known, .is_ordered = input.is_ordered};
        }
        Types out{.is_known = true, .is_ordered = input.is_ordered};
        bool is_found = false;
        for (const definitions::TypeId type : input.fhir) {
            for (const definitions::Element& element : Navigation::elements(*program.r4, type, step)) {
                out = united(out, element.type ? Types::of(element.type) : Types{});
                is_found = true;
            }
            if (!is_found && is_open(type)) {
                return Types{.is_ordered = input.is_ordered};
            }
        }
        const bool has_parts = (input.system & (bit(ItemKind::type_info) | bit(ItemKind::quantity))) != 0;
        if (!is_found && has_parts) {
            return Types{};
        }
        return is_found ? Found(out) : unknown_name(op, step, input);
    }

    Found unknown_name(const Op& op, const Step& step, const Types& input) const {
        std::string known;
        std::set<std::string_view> names;
        for (const definitions::TypeId type : input.fhir) {
            if (const definitions::Element* element = r4.find(type, step.text); element != nullptr) {
                return fail(message::fhirpath_choice_name, op,
                            {step.text, r4.choice(*element), r4.name(element->type)});
            }
            for (const definitions::Element& element : r4.elements(type)) {
                const std::string_view name = element.is_choice() ? r4.choice(element) : r4.name(element);
                if (names.insert(name).second) {
                    known += (known.empty() ? "" : ", ") + std::string(name);
                }
            }
        }
        return fail(message::fhirpath_name_unknown, op,
                    {step.text, listed(input), known.empty() ? "–" : known});
    }

    Found indexed(const Op& op, const Types& self) {
        TRY(const Types input, check(op.input, self));
        TRY_VOID(check(op.right, self));
        if (!input.is_ordered && options.checks == Checks::names_and_order) {
            return fail(message::fhirpath_unordered, op, {"[]"});
        }
        return input;
    }

    Types named(const TypeName& type) const {
        Types out{.is_known = true};
        if (type.fhir) {
            out.fhir.push_back(type.fhir);
        }
        out.system = type.system == ItemKind::node ? 0 : bit(type.system);
        return out;
    }

    Found cast(const Op& op, const Types& self) {
        TRY_VOID(input_of(op, self));
        return named(program.types[op.type]);
    }

    Found criterion(const Op& op, const Types& self) {
        TRY(const Types input, input_of(op, self));
        for (const OpId argument : program.arguments_of(op)) {
            TRY_VOID(check(argument, input));
        }
        return Types::of(ItemKind::boolean);
    }

    bool may_be(const Types& types, std::uint32_t system, bool takes_quantity) const {
        const definitions::TypeId quantity = r4.type("Quantity");
        return !types.is_known || types.is_nothing() || (types.system & system) != 0 ||
               std::ranges::any_of(types.fhir, [&](definitions::TypeId type) {
                   return is_open(type) || r4.kind(type) == definitions::TypeKind::primitive ||
                          (takes_quantity && r4.is_a(type, quantity));
               });
    }

    diag::Result<void> check_input(const Op& op, const Function& function, const Types& input) const {
        constexpr std::uint32_t numbers = bit(ItemKind::integer) | bit(ItemKind::long_integer) |
                                          bit(ItemKind::decimal) | bit(ItemKind::quantity);
        constexpr std::uint32_t moments =
            bit(ItemKind::date) | bit(ItemKind::date_time) | bit(ItemKind::time);
        struct Row {
            InputKind input_kind;
            std::uint32_t system;
            bool takes_quantity;
            std::string_view wanted;
        };
        static constexpr Row rows[] = {
            {InputKind::text, bit(ItemKind::string), false, "String"},
            {InputKind::number, numbers, true, "Integer, Decimal, Quantity"},
            {InputKind::temporal_or_number, numbers | moments, true,
             "Decimal, Quantity, Date, DateTime, Time"},
        };
        for (const Row& row : rows) {
            if (row.input_kind == function.input_kind && !may_be(input, row.system, row.takes_quantity)) {
                return fail(message::fhirpath_input_type, op,
                            {std::string(function.name) + "()", row.wanted, listed(input)});
            }
        }
        if (function.needs_order && !input.is_ordered && options.checks == Checks::names_and_order) {
            return fail(message::fhirpath_unordered, op, {function.name});
        }
        return {};
    }

    Found call(const Op& op, const Types& self) {
        const Function& function = functions()[op.row];
        TRY(const Types input, input_of(op, self));
        TRY_VOID(check_input(op, function, input));
        std::vector<Types> arguments;
        for (const OpId argument : program.arguments_of(op)) {
            TRY(Types each, check(argument, function.argument_mode == ArgumentMode::values ? self : input));
            arguments.push_back(std::move(each));
        }
        if (function.name == "iif") {
            return choice(op, arguments);
        }
        return result(op, function, input, arguments);
    }

    Found choice(const Op& op, const std::vector<Types>& arguments) const {
        if (!may_be(arguments[0], bit(ItemKind::boolean), false)) {
            return fail(message::fhirpath_argument, op, {"iif", "Boolean", listed(arguments[0])});
        }
        return arguments.size() > 2 ? united(arguments[1], arguments[2]) : arguments[1];
    }

    Types result(const Op& op, const Function& function, const Types& input,
                 const std::vector<Types>& arguments) const {
        switch (function.result_kind) {
        case ResultKind::unknown: return {};
        case ResultKind::input:
        case ResultKind::number: return input;
        case ResultKind::argument: {
            Types out = arguments[0];
            out.is_ordered = out.is_ordered && input.is_ordered;
            return out;
        }
        case ResultKind::both: return united(input, arguments[0]);
        case ResultKind::type: return named(program.types[op.type]);
        case ResultKind::boolean: return Types::of(ItemKind::boolean);
        case ResultKind::integer: return Types::of(ItemKind::integer);
        case ResultKind::decimal: return Types::of(ItemKind::decimal);
        case ResultKind::string: return Types::of(ItemKind::string);
        case ResultKind::date: return Types::of(ItemKind::date);
        case ResultKind::date_time: return Types::of(ItemKind::date_time);
        case ResultKind::time: return Types::of(ItemKind::time);
        case ResultKind::quantity: return Types::of(ItemKind::quantity);
        case ResultKind::extension: return Types::of(r4.type("Extension"));
        case ResultKind::unordered: return {.is_ordered = false};
        }
        return {};
    }
};

} // namespace

diag::Result<void> check_types(const Program& program, const CompileOptions& options) {
    TypeChecker checker{program, options};
    TRY_VOID(checker.check(program.root, checker.root()));
    return {};
}

} // namespace renkei::fhirpath
