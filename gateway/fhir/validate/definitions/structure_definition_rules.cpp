// StructureDefinitions as instances: base, type, contexts, the url of an extension, and whether a snapshot
// can be made.
#include "gateway/core/json/parser.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/profiles/read_structure.h"
#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/definitions/element_definition_rules.h"
#include "gateway/fhir/validate/definitions/instance_snapshot.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/elements/slicing.h"
#include "gateway/fhir/validate/walk/compile_plan.h"
#include "gateway/fhir/validate/walk/stop.h"
#include "generated/messages/profiles.h"
#include "generated/messages/validate_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>

namespace renkei::validate {
namespace {

using profiles::no_element;

// The elements of the differential by id, and by path and slice; without a differential those of the
// snapshot. A slice that none of them states is the base's.
class StatedSlices {
public:
    StatedSlices(const Document& document, NodeId definition) {
        const NodeId differential = document.child(definition, "differential");
        const auto part = differential == no_node ? document.child(definition, "snapshot") : differential;
        for (const NodeId element : document.list(part, "element")) {
            stated_.emplace(document.text(element, "id"), element);
            stated_.emplace(key(document.text(element, "path"), document.text(element, "sliceName")),
                            element);
        }
    }
    NodeId find(const ElementDef& slice) const { // no_node: it is the base's
        auto found = stated_.find(slice.id);
        found = found == stated_.end() ? stated_.find(key(slice.path, slice.slice_name)) : found;
        return found == stated_.end() ? no_node : found->second;
    }

private:
    static std::string key(std::string_view path, std::string_view slice) {
        return fmt::format("{} {}", path, slice); // no id has a blank
    }
    std::map<std::string, NodeId, std::less<>> stated_{};
};

std::string paths_of(DefAt sliced) {
    std::string out;
    for (const DiscriminatorPlan& one : discriminators_of(sliced)) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", one.path);
    }
    return out.empty() ? "$this" : out;
}

// Slices that no document can have: their discriminators have nothing to go by.
void check_silent_slices(ValidationRun& validation, NodeId definition, const InstanceSnapshot& snapshot) {
    const std::string source(snapshot.json().empty() ? validation.tree().raw(definition) : snapshot.json());
    packages::Resource resource;
    json::Parser parser(validation.r4().names(), {.max_depth = 128, .max_keys = 100'000});
    if (!parser.parse(source, resource.tree)) {
        return; // it was parsed before
    }
    const profiles::Structure structure = profiles::read_structure(resource);
    StructurePlan plan;
    plan.structure = &structure;
    plan.is_of_document = true;
    compile_plan(validation.context(), plan);
    const StatedSlices stated(validation.document(), definition);
    for (profiles::ElementId id = 0; id < structure.elements.size() && !Stop::is_requested(); ++id) {
        const DefAt slice{&plan, id};
        if (!slice.def().is_slice() || slice.def().sliced == no_element || is_default_slice(slice) ||
            !structure[slice.def().sliced].is_sliced) {
            continue;
        }
        const DefAt sliced = slice.at(slice.def().sliced);
        const NodeId at = stated.find(slice.def());
        if (at != no_node && !can_be_found(validation, sliced, slice)) {
            validation.report(diag::message::element_slice_silent, at,
                              {slice.def().slice_name, paths_of(sliced)});
        }
    }
}

// "http://example.org/fhir" of "http://example.org/fhir/StructureDefinition/Foo" and ".../fhir/Foo"
std::string_view namespace_of(std::string_view url) {
    const std::size_t last = url.rfind('/');
    std::string_view out = last == std::string_view::npos ? url : url.substr(0, last);
    constexpr std::string_view folder = "/StructureDefinition";
    return out.ends_with(folder) ? out.substr(0, out.size() - folder.size()) : out;
}

// Does the expression of a context name an element: a type, an element of one by its path, or either of them
// within a definition ("http://…#Patient.name")?
bool is_element(const ValidationRun& validation, std::string_view expression) {
    if (is_absolute_uri(expression)) {
        return true; // of a definition of its own
    }
    const definitions::R4Definitions& r4 = validation.r4();
    std::string_view rest = expression;
    definitions::TypeId type = r4.type(text::next_part(rest, '.'));
    constexpr std::array later{std::string_view("Base"), std::string_view("CanonicalResource"),
                               std::string_view("DataType"), std::string_view("MetadataResource")};
    if (!type) { // types that later editions have, and extensions of this one name
        return std::ranges::find(later, expression.substr(0, expression.find('.'))) != later.end();
    }
    while (!rest.empty()) {
        std::string_view step = text::next_part(rest, '.');
        step = step.substr(0, std::min(step.find(':'), step.find("[x]")));
        const auto all = r4.elements(type);
        const auto found = std::ranges::find_if(all, [&](const definitions::Element& one) {
            return r4.name(one) == step || r4.choice(one) == step;
        });
        if (found == all.end()) {
            return false;
        }
        type = found->type;
    }
    return true;
}

class StructureRules {
public:
    StructureRules(ValidationRun& validation, NodeId node)
        : validation_(validation),
          document_(validation.document()),
          node_(node),
          type_(document_.text(node, "type")),
          derivation_(document_.text(node, "derivation")),
          base_(document_.text(node, "baseDefinition")) {}

    void run() {
        contexts();
        if (derivation_ == "specialization") {
            type_name();
        }
        base();
        const InstanceSnapshot made = snapshot();
        if (type_ == "Extension" && derivation_ == "constraint" && !made.empty()) {
            extension_url(made);
        }
        check_element_definitions(validation_, node_, made);
        if (derivation_ == "constraint" && !made.empty()) {
            check_silent_slices(validation_, node_, made);
        }
    }

private:
    std::string text(std::string_view name) const { return std::string(document_.text(node_, name)); }

    void contexts() {
        const auto all = document_.list(node_, "context");
        if (!all.empty() && !type_.empty() && type_ != "Extension") {
            validation_.report(message::structure_context_not_extension, *all.begin(), {type_});
            return;
        }
        for (const NodeId context : all) {
            const std::string_view kind = document_.text(context, "type");
            const std::string_view expression = document_.text(context, "expression");
            if (kind == "element" && expression == "Element") {
                validation_.report(message::structure_context_everywhere, context);
            } else if (kind == "element" && !expression.empty() && !is_element(validation_, expression)) {
                validation_.report(message::structure_context_unknown, context, {expression});
            } else if (kind == "fhirpath") {
                validation_.report(message::structure_context_fhirpath, context, {expression});
            }
        }
        for (const NodeId invariant : document_.list(node_, "contextInvariant")) {
            if (!validation_.tree()[invariant].is_string()) {
                continue;
            }
            if (const auto compiled = fhirpath::compile(validation_.tree().text(invariant), validation_.r4());
                !compiled) {
                validation_.report(message::structure_context_invariant_unreadable, invariant,
                                   {to_text(compiled.error(), diag::Language::english)});
            }
        }
    }

    // R4 defining-extensions.html: the url by which an instance names its extension is that of the
    // definition.
    void extension_url(const InstanceSnapshot& made) {
        const NodeId element = made.find("Extension.url");
        const NodeId fixed = element == no_node ? no_node : made.tree().child(element, "fixedUri");
        const std::string_view found = fixed == no_node ? std::string_view() : made.tree().text(fixed);
        const std::string_view url = document_.text(node_, "url");
        if (!url.empty() && found != url && document_.text(node_, "abstract") != "true") {
            validation_.report(message::structure_extension_url, node_,
                               {url, found.empty() ? "-" : std::string(found)});
        }
    }

    // What FHIR itself calls so: a type, a data element ("dateTime.value"), or what this very definition of
    // FHIR's defines.
    bool is_of_fhir(std::string_view url) const {
        return validation_.r4().type(type_.substr(0, type_.find('.'))) ||
               (url.starts_with(profiles::core_definitions) &&
                url.substr(profiles::core_definitions.size()) == type_);
    }

    // Any other type is a URL, so that two of the same name can be distinguished.
    void type_name() {
        const NodeId at = document_.child(node_, "type");
        const std::string_view url = document_.text(node_, "url");
        if (type_.empty() || is_of_fhir(url)) {
            return;
        }
        if (!is_absolute_uri(type_)) {
            validation_.report(message::structure_type_no_namespace, at, {type_});
        } else if (!url.empty() && namespace_of(type_) != namespace_of(url)) {
            validation_.report(message::structure_type_other_namespace, at, {type_, url});
        }
    }

    void base() {
        if (base_.empty()) {
            return;
        }
        if (derivation_.empty()) {
            validation_.report(message::structure_no_derivation, node_, {base_});
            return;
        }
        const packages::Resource* base = validation_.context().library().find("StructureDefinition", base_);
        if (base == nullptr) {
            if (!is_root_type()) {
                validation_.report(message::structure_base_unknown, node_, {base_});
            }
            return;
        }
        const std::string base_type(base->text("type"));
        if (derivation_ == "constraint") {
            same(message::structure_constrains_other_type, "type", base_type);
            same(message::structure_constrains_other_kind, "kind", base->text("kind"));
        } else if (type_ == base_type) {
            validation_.report(message::structure_no_new_type, document_.child(node_, "type"),
                               {type_, base_});
        }
    }

    // R4 gives no definition of Base, which Element and Resource of later versions and logical models name.
    bool is_root_type() const { return base_ == "http://hl7.org/fhir/StructureDefinition/Base"; }

    void same(Message message, std::string_view member, std::string_view wanted) {
        const std::string found = text(member);
        if (!found.empty() && !wanted.empty() && found != wanted) {
            validation_.report(message, document_.child(node_, member), {base_, wanted, found});
        }
    }

    InstanceSnapshot snapshot() {
        if (document_.child(document_.child(node_, "snapshot"), "element") != no_node) {
            return InstanceSnapshot(validation_.tree().whole(), document_.child(node_, "snapshot"));
        }
        diag::Report problems;
        auto made = InstanceSnapshot::generate(validation_, node_, problems);
        for (const diag::Finding& problem : problems.findings()) {
            // the standard wants the order of the base, and slicing where there are slices; a reader of
            // snapshots can do without
            const bool is_order = problem.message == message::profile_order ||
                                  problem.message == message::profile_slicing_missing;
            validation_.report(problem.message, is_order ? diag::Severity::error : problem.severity,
                               element_called(problem.where.path), problem.args);
        }
        return made;
    }

    NodeId element_called(std::string_view id) const {
        const NodeId differential = document_.child(node_, "differential");
        for (const NodeId element : document_.list(differential, "element")) {
            if (document_.text(element, "id") == id || document_.text(element, "path") == id) {
                return element;
            }
        }
        return differential == no_node ? node_ : differential;
    }

    ValidationRun& validation_;
    const Document& document_;
    NodeId node_;
    std::string_view type_;
    std::string_view derivation_;
    std::string_view base_;
};

} // namespace

void check_structure_definition(ValidationRun& validation, NodeId resource) {
    StructureRules(validation, resource).run();
}

} // namespace renkei::validate
