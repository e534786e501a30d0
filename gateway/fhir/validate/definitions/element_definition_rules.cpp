#include "gateway/fhir/validate/definitions/element_definition_rules.h"

#include "gateway/core/json/member.h"
#include "gateway/fhir/profiles/element_id.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/discriminator_path.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <unordered_map>
#include <utility>

namespace renkei::validate {
namespace {

// Which rules make sense for which types. A type that is not listed is taken for anything.
struct Suits {
    std::string_view type;
    bool binding;
    bool length;
    bool range;
};
constexpr std::array suits{
    Suits{"boolean", false, false, false},
    Suits{"integer", false, true, true},
    Suits{"decimal", false, true, true},
    Suits{"base64Binary", false, true, false},
    Suits{"instant", false, true, true},
    Suits{"string", true, true, false},
    Suits{"uri", true, true, false},
    Suits{"url", true, true, false},
    Suits{"canonical", true, true, false},
    Suits{"date", false, true, true},
    Suits{"dateTime", false, true, true},
    Suits{"time", false, true, true},
    Suits{"code", true, true, false},
    Suits{"oid", true, true, false},
    Suits{"id", true, true, false},
    Suits{"uuid", false, true, false},
    Suits{"unsignedInt", false, true, true},
    Suits{"positiveInt", false, true, true},
    Suits{"markdown", true, true, false},
    Suits{"xhtml", false, true, false},
    Suits{"Coding", true, false, false},
    Suits{"CodeableConcept", true, false, false},
    Suits{"Quantity", true, false, true},
    Suits{"Age", true, false, true},
    Suits{"Duration", true, false, true},
    Suits{"Count", true, false, true},
    Suits{"Distance", true, false, true},
    Suits{"Money", true, false, true},
    Suits{"Reference", false, false, false},
    Suits{"Identifier", false, false, false},
    Suits{"HumanName", false, false, false},
    Suits{"Address", false, false, false},
    Suits{"ContactPoint", false, false, false},
    Suits{"Period", false, false, false},
    Suits{"Range", false, false, false},
    Suits{"Ratio", false, false, false},
    Suits{"Attachment", false, false, false},
    Suits{"Annotation", false, false, false},
    Suits{"Narrative", false, false, false},
    Suits{"Meta", false, false, false},
    Suits{"Timing", false, false, false},
    Suits{"Dosage", false, false, false},
    Suits{"Signature", false, false, false},
    Suits{"SampledData", false, false, false},
};

// A member of ElementDefinition that only some types allow; of a choice its beginning.
struct Limited {
    std::string_view member;
    bool is_choice;
    bool Suits::*suits;
};
constexpr std::array limited{
    Limited{"binding", false, &Suits::binding}, Limited{"maxLength", false, &Suits::length},
    Limited{"minValue", true, &Suits::range}, Limited{"maxValue", true, &Suits::range}};

constexpr std::array<std::string_view, 3> values{"fixed", "pattern", "defaultValue"};

// "uri" of "fixedUri"; what is not a type's name stays as it is.
std::string type_in_suffix(const definitions::R4Definitions& r4, std::string_view suffix) {
    std::string lower(suffix);
    lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[0])));
    return r4.type(lower) ? lower : std::string(suffix);
}

class ElementRules {
public:
    ElementRules(ValidationRun& validation, NodeId structure, const InstanceSnapshot& snapshot)
        : validation_(validation),
          document_(validation.document()),
          snapshot_(snapshot),
          root_(document_.text(structure, "type")),
          is_constraint_(document_.text(structure, "derivation") == "constraint") {}

    void run(NodeId element, bool is_in_snapshot) {
        node_ = element;
        path_ = document_.text(element, "path");
        id_ = document_.text(element, "id");
        names();
        read_types();
        for (const NodeId type : document_.list(node_, "type")) {
            this->type(type);
        }
        members();
        if (is_in_snapshot) {
            repeating();
        }
        discriminators();
        constraints(is_in_snapshot);
    }

private:
    void names() {
        const std::string_view first = path_.substr(0, path_.find('.'));
        if (is_constraint_ && !path_.empty() && validation_.r4().type(root_) && first != root_) {
            validation_.report(message::element_root_path, node_, {path_, root_});
        }
        // Extension.value[x]:valueCode may be Extension.valueCode
        const bool has_choice = id_.find("[x]") != std::string_view::npos;
        if (!id_.empty() && !path_.empty() && !has_choice && profiles::path_of_id(id_) != path_) {
            validation_.report(message::element_id_other_path, node_, {id_, path_});
        }
    }

    // Its own, else those that it has by its base.
    void read_types() {
        types_.clear();
        for (const NodeId type : document_.list(node_, "type")) {
            types_.push_back(document_.text(type, "code"));
        }
        const NodeId known = !types_.empty() || snapshot_.empty() ? no_node : snapshot_element();
        if (known == no_node) {
            return;
        }
        const Tree& tree = snapshot_.tree();
        for (const NodeId type : json::items(tree, known, "type")) {
            const NodeId code = tree.child(type, "code");
            types_.push_back(code == no_node ? std::string_view() : tree.text(code));
        }
    }

    NodeId snapshot_element() const {
        const NodeId found = snapshot_.find(id_);
        return found != no_node ? found : snapshot_.find(path_);
    }

    void type(NodeId type) {
        const std::string_view code = document_.text(type, "code");
        const definitions::TypeId known = validation_.r4().type(code);
        if (!code.empty() && !known && !is_absolute_uri(code)) {
            validation_.report(message::element_type_unknown, type, {code});
            return;
        }
        for (const NodeId profile : document_.list(type, "profile")) {
            if (const auto about = about_of(profile); about && known && !fits(about, known)) {
                validation_.report(message::element_profile_other_type, profile,
                                   {validation_.tree().text(profile), validation_.r4().name(about), code});
            }
        }
        const auto targets = document_.list(type, "targetProfile");
        if (!targets.empty() && known && code != "Reference" && code != "canonical") {
            validation_.report(message::element_no_target, type, {code});
            return;
        }
        for (const NodeId target : targets) {
            if (const auto about = about_of(target);
                about && validation_.r4().kind(about) != definitions::TypeKind::resource) {
                validation_.report(message::element_target_no_resource, target,
                                   {validation_.tree().text(target), validation_.r4().name(about)});
            }
        }
    }

    // The R4 type that a profile is for; none: not known.
    definitions::TypeId about_of(NodeId profile) {
        const std::string_view canonical = validation_.tree().text(profile);
        if (canonical.starts_with('#')) {
            return {};
        }
        const auto known = known_definition(validation_, "StructureDefinition", canonical);
        if (!known) {
            validation_.report(message::element_profile_unknown, profile, {canonical});
            return {};
        }
        return validation_.r4().type(known->about);
    }

    bool fits(definitions::TypeId profile, definitions::TypeId type) const {
        return validation_.r4().is_a(profile, type) || validation_.r4().is_a(type, profile);
    }

    void members() {
        for (const NodeId member : validation_.tree().children(node_)) {
            const std::string_view key = validation_.tree().key(member);
            for (const Limited& row : limited) {
                if (row.is_choice ? key.starts_with(row.member) : key == row.member) {
                    suited(member, row);
                }
            }
            for (const std::string_view name : values) {
                if (key.size() > name.size() && key.starts_with(name)) {
                    value(member, key, key.substr(name.size()));
                }
            }
        }
    }

    void suited(NodeId member, const Limited& row) {
        const bool is_suited = types_.empty() || std::ranges::any_of(types_, [&](std::string_view type) {
                                   const auto* known = std::ranges::find(suits, type, &Suits::type);
                                   return known == suits.end() || known->*row.suits;
                               });
        if (!is_suited) {
            validation_.report(message::element_rule_irrelevant, member, {row.member, joined(types_)});
        }
    }

    void value(NodeId member, std::string_view key, std::string_view suffix) {
        const definitions::TypeId type = validation_.r4().type(type_in_suffix(validation_.r4(), suffix));
        if (!type || types_.empty()) {
            return;
        }
        const bool fits = std::ranges::any_of(types_, [&](std::string_view one) {
            const definitions::TypeId known = validation_.r4().type(one);
            return !known || this->fits(type, known);
        });
        if (!fits) {
            validation_.report(message::element_value_other_type, member, {key, joined(types_)});
        }
    }

    void repeating() {
        const std::string_view max = document_.text(node_, "max");
        if (max.empty() || max == "0" || max == "1" || id_.find('.') == std::string_view::npos) {
            return;
        }
        for (const NodeId member : validation_.tree().children(node_)) {
            const std::string_view key = validation_.tree().key(member);
            if (key.starts_with("fixed") || key.starts_with("pattern")) {
                validation_.report(message::element_value_on_repeating, member, {key});
            }
        }
    }

    void discriminators() {
        const NodeId slicing = document_.child(node_, "slicing");
        if (slicing == no_node || snapshot_.empty()) {
            return;
        }
        for (const NodeId one : document_.list(slicing, "discriminator")) {
            const std::string_view path = document_.text(one, "path");
            if (!leads_somewhere(validation_, snapshot_, id_.empty() ? path_ : id_, path)) {
                validation_.report(message::element_discriminator_nowhere, one, {path, path_});
            }
        }
    }

    void constraints(bool is_in_snapshot) {
        for (const NodeId one : document_.list(node_, "constraint")) {
            const std::string_view expression = document_.text(one, "expression");
            if (expression.empty()) {
                validation_.report(message::element_expression_missing, one, {document_.text(one, "key")});
                continue;
            }
            if (is_in_snapshot) {
                if (const std::optional<diag::Error>& problem = problem_of(expression)) {
                    unreadable(one, *problem);
                }
                continue;
            }
            const auto compiled = fhirpath::compile(
                expression, validation_.r4(), {.checks = fhirpath::Checks::names, .context = context()});
            if (!compiled) {
                unreadable(one, compiled.error());
            }
        }
    }

    // Most are in many elements: compiled once for this definition, and not kept, for senders invent them.
    const std::optional<diag::Error>& problem_of(std::string_view expression) {
        const auto [known, is_new] = problems_.try_emplace(expression);
        if (is_new) {
            if (auto compiled = fhirpath::compile(expression, validation_.r4()); !compiled) {
                known->second = std::move(compiled).error();
            }
        }
        return known->second;
    }

    void unreadable(NodeId constraint, const diag::Error& why) {
        validation_.report(message::element_expression_unreadable, constraint,
                           {document_.text(constraint, "key"), to_text(why, diag::Language::english)});
    }

    // What the expression is asked of; none: not known.
    definitions::TypeId context() const {
        if (path_.find('.') == std::string_view::npos) {
            return validation_.r4().type(path_);
        }
        const definitions::Element* element = validation_.r4().find_path(path_);
        return element == nullptr ? definitions::TypeId{} : element->type;
    }

    ValidationRun& validation_;
    const Document& document_;
    const InstanceSnapshot& snapshot_;
    std::string_view root_;
    bool is_constraint_;
    std::unordered_map<std::string_view, std::optional<diag::Error>> problems_{}; // by expression
    NodeId node_ = no_node; // the element at hand, and what is read of it:
    std::string_view path_;
    std::string_view id_;
    std::vector<std::string_view> types_;
};

} // namespace

void check_element_definitions(ValidationRun& validation, NodeId structure,
                               const InstanceSnapshot& snapshot) {
    const Document& document = validation.document();
    ElementRules rules(validation, structure, snapshot);
    for (const std::string_view part : {"differential", "snapshot"}) {
        for (const NodeId element : document.list(document.child(structure, part), "element")) {
            if (validation.tree()[element].is_object()) {
                rules.run(element, part == "snapshot");
            }
        }
    }
}

} // namespace renkei::validate
