// The functions that FHIR adds to FHIRPath.
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "gateway/fhir/xml/xhtml.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath::handlers {
namespace {

// The text of an only child ("url" of an Extension); empty if there is none.
std::string_view item_child_text(const Item& item, std::string_view key) {
    if (!item.is_node() || item.value_node() == json::no_node) {
        return {};
    }
    const json::NodeId child = item.tree().child(item.value_node(), key);
    return child != json::no_node && item.tree()[child].is_string() ? item.tree().text(child)
                                                                    : std::string_view();
}

void push_named(Machine& machine, const Item& item, std::string_view name) {
    const Step step{.text = std::string(name), .name = machine.r4().names().find(name)};
    machine.push_member(item, step);
}

// The input as the environment gets to see it: more than one item is an error.
Cardinality one_item(Machine& machine, const Op& op, std::size_t mark, Item& out) {
    const std::size_t count = machine.size() - mark;
    if (count > 1) {
        machine.fail_many(op, machine.word_of(op), count);
        return Cardinality::failed;
    }
    out = count == 1 ? machine.at(mark) : Item();
    return count == 1 ? Cardinality::one : Cardinality::none;
}

template <class Ask>
bool ask_with_text(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, Ask ask) {
    Item item;
    std::string_view text;
    const Cardinality input = one_item(machine, op, mark, item);
    const Cardinality argument =
        input == Cardinality::failed ? input : machine.text_argument(op, 0, scope, text);
    if (input != Cardinality::one || argument != Cardinality::one) {
        return input != Cardinality::failed && argument != Cardinality::failed && machine.give_nothing(mark);
    }
    return machine.give_boolean(mark, machine.or_undecided(ask(item, text), op, text));
}

} // namespace

bool compare_concepts(Machine& machine, const Op& op, const Scope& scope, std::size_t mark,
                      bool is_reversed) {
    Item item;
    const Cardinality input = one_item(machine, op, mark, item);
    if (input == Cardinality::failed) {
        return false;
    }
    const std::size_t begin = machine.size();
    if (!machine.eval(machine.program().arguments_of(op)[0], scope)) {
        return false;
    }
    Item other;
    const Cardinality argument = one_item(machine, op, begin, other);
    if (input != Cardinality::one || argument != Cardinality::one) {
        return argument != Cardinality::failed && machine.give_nothing(mark);
    }
    const auto answer = is_reversed ? machine.environment().subsumes(other, item)
                                    : machine.environment().subsumes(item, other);
    return machine.give_boolean(mark, machine.or_undecided(answer, op, "the code system"));
}

bool extension(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::string_view url;
    const Cardinality argument = machine.text_argument(op, 0, scope, url);
    if (argument != Cardinality::one) {
        return argument == Cardinality::none && machine.give_nothing(mark);
    }
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < end; ++at) {
        push_named(machine, Item(machine.at(at)), "extension");
    }
    std::size_t kept = mark;
    const std::size_t found = machine.size();
    for (std::size_t at = end; at < found; ++at) {
        if (item_child_text(machine.at(at), "url") == url) {
            machine.at(kept++) = machine.at(at);
        }
    }
    machine.truncate(kept);
    return machine.spend(found - mark, op);
}

// Only R4's search parameters write it.
bool has_extension(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return extension(machine, op, scope, mark) &&
           machine.give_boolean(mark, truth_value(machine.size() > mark));
}

bool get_value(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    if (machine.size() != mark + 1) {
        return machine.give_nothing(mark);
    }
    const Item value = machine.value_of(machine.at(mark)); // as hasValue()
    const bool has_none =
        value.is_node() || value.kind() == ItemKind::quantity || value.kind() == ItemKind::type_info;
    return has_none ? machine.give_nothing(mark) : machine.give(mark, value);
}

bool resolve(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < end; ++at) {
        const Item item = machine.at(at);
        const Item value = machine.value_of(item);
        const std::string_view reference =
            value.kind() == ItemKind::string ? value.as_string() : item_child_text(value, "reference");
        if (reference.empty()) {
            continue;
        }
        if (const auto found = machine.environment().resolve(item, reference)) {
            machine.push(*found);
        }
    }
    machine.remove(mark, end);
    return machine.spend(end - mark, op);
}

bool member_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return ask_with_text(machine, op, scope, mark, [&](const Item& item, std::string_view value_set) {
        return machine.environment().member_of(item, value_set);
    });
}

bool conforms_to(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return ask_with_text(machine, op, scope, mark, [&](const Item& item, std::string_view profile) {
        return machine.environment().conforms_to(item, profile);
    });
}

bool html_checks(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    std::string_view text;
    const Cardinality found = machine.one_text(op, mark, text);
    return found == Cardinality::one ? machine.give_boolean(mark, truth_value(xml::is_good_narrative(text)))
                                     : found == Cardinality::none && machine.give_nothing(mark);
}

bool element_definition(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < end; ++at) {
        if (const auto found = machine.environment().element_definition(Item(machine.at(at)))) {
            machine.push(*found);
        }
    }
    machine.remove(mark, end);
    return true;
}

bool slice(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::string_view profile;
    std::string_view name;
    const Cardinality first = machine.text_argument(op, 0, scope, profile);
    const Cardinality second =
        first == Cardinality::failed ? first : machine.text_argument(op, 1, scope, name);
    if (first != Cardinality::one || second != Cardinality::one) {
        return first != Cardinality::failed && second != Cardinality::failed && machine.give_nothing(mark);
    }
    std::size_t kept = mark;
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item item = machine.at(at);
        if (machine.or_undecided(machine.environment().in_slice(item, profile, name), op, profile) ==
            TruthValue::yes) {
            machine.at(kept++) = item;
        }
    }
    machine.truncate(kept);
    return true;
}

// No modifier extension may occur on the items but those that are named: they would change the meaning.
bool check_modifiers(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::vector<std::string_view> known;
    for (std::size_t n = 0; n < op.arguments; ++n) {
        std::string_view url;
        if (machine.text_argument(op, n, scope, url) == Cardinality::failed) {
            return false;
        }
        known.push_back(url);
    }
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < end; ++at) {
        push_named(machine, Item(machine.at(at)), "modifierExtension");
    }
    for (std::size_t at = end; at < machine.size(); ++at) {
        const std::string_view url = item_child_text(machine.at(at), "url");
        if (std::ranges::find(known, url) == known.end()) {
            return machine.fail(message::fhirpath_modifier, op, {url});
        }
    }
    machine.truncate(end);
    return true;
}

} // namespace renkei::fhirpath::handlers
