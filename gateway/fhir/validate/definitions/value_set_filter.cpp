#include "gateway/core/json/member.h"
#include "gateway/fhir/terminology/code_shapes.h"
#include "gateway/fhir/terminology/ecl.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_definitions.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

enum class Takes : std::uint8_t { anything, boolean, code, own_code, coding, date, decimal, integer, ecl };

// Properties that every code system may have (R4, "Defined Concept Properties"), and what filters compare
// with.
struct Common {
    std::string_view name;
    Takes takes;
    bool needs_hierarchy;
};
constexpr std::array common{
    Common{"concept", Takes::code, false},        Common{"code", Takes::anything, false},
    Common{"status", Takes::anything, false},     Common{"inactive", Takes::boolean, false},
    Common{"effectiveDate", Takes::date, false},  Common{"deprecationDate", Takes::date, false},
    Common{"retirementDate", Takes::date, false}, Common{"notSelectable", Takes::boolean, false},
    Common{"parent", Takes::code, true},          Common{"child", Takes::code, true},
    Common{"partOf", Takes::code, false},         Common{"synonym", Takes::anything, false},
    Common{"comment", Takes::anything, false},    Common{"itemWeight", Takes::decimal, false},
    Common{"display", Takes::anything, false},    Common{"definition", Takes::anything, false},
};

struct ByType {
    std::string_view type;
    Takes takes;
};
constexpr std::array takes_by_type{ByType{"boolean", Takes::boolean}, ByType{"code", Takes::own_code},
                                   ByType{"Coding", Takes::coding},   ByType{"dateTime", Takes::date},
                                   ByType{"decimal", Takes::decimal}, ByType{"integer", Takes::integer}};

// What a value must be by itself.
struct BySyntax {
    Takes takes;
    definitions::Primitive primitive;
    std::string_view name;
};
constexpr std::array takes_by_syntax{BySyntax{Takes::date, definitions::Primitive::dateTime, "dateTime"},
                                     BySyntax{Takes::decimal, definitions::Primitive::decimal, "decimal"},
                                     BySyntax{Takes::integer, definitions::Primitive::integer, "integer"}};

// The properties concept and code are the code itself (R4, ValueSet.compose.include.filter).
constexpr std::array<std::string_view, 7> ops_of_concept{"=",  "is-a",   "descendent-of", "is-not-a",
                                                         "in", "not-in", "generalizes"};
constexpr std::array<std::string_view, 8> ops_of_code{"=",     "is-a", "descendent-of", "is-not-a",
                                                      "regex", "in",   "not-in",        "generalizes"};

// The filters of SNOMED CT (R4 snomedct.html), whose definition is not at hand.
struct OfSnomed {
    std::string_view property;
    Takes takes;
    std::string_view ops;
};
constexpr std::array of_snomed{OfSnomed{"concept", Takes::code, "is-a descendent-of is-not-a in generalizes"},
                               OfSnomed{"constraint", Takes::ecl, "="},
                               OfSnomed{"expressions", Takes::boolean, "="}};

std::vector<std::string_view> words_of(std::string_view list) {
    std::vector<std::string_view> out;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(' '), list.size());
        out.push_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return out;
}

// Why a text is no regular expression of any dialect; empty: it may be one of some.
std::string regex_error(std::string_view text) {
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(4 << 20);
    const RE2 regex(text, options);
    switch (regex.error_code()) {
    case RE2::ErrorMissingBracket:
    case RE2::ErrorMissingParen:
    case RE2::ErrorUnexpectedParen:
    case RE2::ErrorTrailingBackslash:
    case RE2::ErrorBadCharRange:
    case RE2::ErrorRepeatArgument: return regex.error();
    default: // one that RE2 does not know, or would not run
        return {};
    }
}

// What the code system says about a property of that name.
struct Property {
    bool is_known = false;
    Takes takes = Takes::anything;
    std::vector<std::string_view> operators; // empty: it does not say
};

struct Filter {
    NodeId node;
    std::string_view property;
    std::string_view op;
    std::string_view value;
};

struct Filters {
    ValidationRun& validation;
    std::string_view of_system;
    std::string_view version;
    const packages::Resource* definition =
        validation.context().library().find("CodeSystem", of_system); // nullptr: not loaded

    void check(const Filter& filter) const {
        const Property property = this->property(filter.property);
        if (!property.is_known) {
            if (definition != nullptr) {
                validation.report(message::value_set_property_unknown, filter.node,
                                  {filter.property, of_system, known_names()});
            }
            return;
        }
        const auto& allowed = property.operators;
        if (!allowed.empty() && std::ranges::find(allowed, filter.op) == allowed.end()) {
            validation.report(message::value_set_op_not_allowed, filter.node,
                              {filter.op, filter.property, joined(allowed)});
        }
        value(filter, property.takes);
    }

    // What the definition's list `name` holds under `code`.
    NodeId find(std::string_view name, std::string_view code) const {
        const Tree& tree = definition->tree;
        const auto items = json::items(tree, Tree::root, name);
        const auto at = std::ranges::find_if(
            items.begin(), items.end(), [&](NodeId item) { return definition->text(item, "code") == code; });
        return at == items.end() ? no_node : *at;
    }

    bool has_hierarchy() const {
        if (definition == nullptr || !definition->text("hierarchyMeaning").empty()) {
            return true;
        }
        const Tree& tree = definition->tree;
        const NodeId list = tree.child(Tree::root, "concept");
        if (list == no_node) {
            return definition->text("content") != "complete";
        }
        const auto items = tree.children(list);
        return std::ranges::any_of(items.begin(), items.end(),
                                   [&](NodeId item) { return tree.child(item, "concept") != no_node; });
    }

    Property property(std::string_view name) const {
        Property out;
        if (of_system == terminology::snomed) {
            const auto own = std::ranges::find(of_snomed, name, &OfSnomed::property);
            if (own != of_snomed.end()) {
                return {true, own->takes, words_of(own->ops)};
            }
        }
        const auto row = std::ranges::find(common, name, &Common::name);
        if (row != common.end()) {
            out.is_known = !row->needs_hierarchy || has_hierarchy();
            out.takes = row->takes;
        }
        if (name == "concept") {
            out.operators.assign(ops_of_concept.begin(), ops_of_concept.end());
        } else if (name == "code") {
            out.operators.assign(ops_of_code.begin(), ops_of_code.end());
        }
        if (definition == nullptr) {
            return out;
        }
        if (const NodeId own = find("property", name); own != no_node) {
            out.is_known = true;
            const auto type = std::ranges::find(takes_by_type, definition->text(own, "type"), &ByType::type);
            if (row == common.end() && type != takes_by_type.end()) {
                out.takes = type->takes;
            }
        }
        if (const NodeId filter = find("filter", name); filter != no_node) {
            out.is_known = true;
            if (const NodeId list = definition->tree.child(filter, "operator"); list != no_node) {
                out.operators.clear();
                for (const NodeId one : definition->tree.children(list)) {
                    out.operators.push_back(definition->tree.text(one));
                }
            }
        }
        return out;
    }

    std::string known_names() const {
        std::vector<std::string_view> out;
        for (const Common& row : common) {
            if (!row.needs_hierarchy || has_hierarchy()) {
                out.push_back(row.name);
            }
        }
        for (const std::string_view part : {"property", "filter"}) {
            const NodeId list = definition->tree.child(Tree::root, part);
            if (list != no_node) {
                for (const NodeId one : definition->tree.children(list)) {
                    out.push_back(definition->text(one, "code"));
                }
            }
        }
        return joined(out);
    }

    void value(const Filter& filter, Takes takes) const {
        if (filter.value.empty()) {
            return;
        }
        if (filter.op == "regex") {
            if (const std::string error = regex_error(filter.value); !error.empty()) {
                validation.report(message::value_set_value_no_regex, filter.node, {filter.value, error});
            }
            return;
        }
        if (filter.op == "exists" || takes == Takes::boolean) {
            if (filter.value != "true" && filter.value != "false") {
                validation.report(message::value_set_value_not_boolean, filter.node,
                                  {filter.property, filter.value});
            }
        } else if (takes == Takes::code || takes == Takes::own_code) {
            codes(filter, takes == Takes::code ? message::value_set_value_no_code
                                               : message::value_set_value_no_own_code);
        } else if (takes == Takes::coding) {
            coding(filter);
        } else if (takes == Takes::ecl) {
            if (const auto error = terminology::ecl_error(filter.value)) {
                validation.report(message::value_set_value_no_ecl, filter.node,
                                  {filter.value, filter.value.substr(*error, 20)});
            }
        } else {
            syntax(filter, takes);
        }
    }

    void syntax(const Filter& filter, Takes takes) const {
        const auto row = std::ranges::find(takes_by_syntax, takes, &BySyntax::takes);
        const bool is_list = filter.op == "in" || filter.op == "not-in";
        if (row != takes_by_syntax.end() && !is_list && !is_valid(row->primitive, filter.value)) {
            // R4 has no SHALL for it, but such a filter matches no code
            validation.report(message::value_set_value_not_of_type, diag::Severity::warning, filter.node,
                              {filter.property, row->name, filter.value});
        }
    }

    void codes(const Filter& filter, Message message) const {
        const bool is_list = filter.op == "in" || filter.op == "not-in";
        std::string_view rest = filter.value;
        while (!rest.empty()) {
            const std::size_t comma = is_list ? rest.find(',') : std::string_view::npos;
            const std::string_view code = rest.substr(0, comma);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
            if (known_code(validation, {.system = of_system, .version = version, .code = code}).exists ==
                definitions::Tristate::no) {
                validation.report(message, filter.node, {filter.property, of_system, code});
            }
        }
    }

    // "http://…|1.0#code"
    void coding(const Filter& filter) const {
        const std::size_t hash = filter.value.rfind('#');
        const packages::Canonical system = packages::canonical(filter.value.substr(0, hash));
        if (hash == std::string_view::npos || !is_absolute_uri(system.url)) {
            validation.report(message::value_set_value_no_coding, filter.node,
                              {filter.property, filter.value});
            return;
        }
        const std::string_view code = filter.value.substr(hash + 1);
        if (known_code(validation, {.system = system.url, .version = system.version, .code = code}).exists ==
            definitions::Tristate::no) {
            validation.report(message::value_set_value_no_code, filter.node,
                              {filter.property, system.url, code});
        }
    }
};

} // namespace

void check_filters(ValidationRun& validation, NodeId include, std::string_view system) {
    const Document& document = validation.document();
    const auto filters = document.list(include, "filter");
    if (filters.empty()) {
        return;
    }
    const Filters rules{validation, system, document.text(include, "version")};
    for (const NodeId node : filters) {
        const Filter filter{node, document.text(node, "property"), document.text(node, "op"),
                            document.text(node, "value")};
        if (!filter.property.empty() && !filter.op.empty()) {
            rules.check(filter);
        }
    }
}

} // namespace renkei::validate
