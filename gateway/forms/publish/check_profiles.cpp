#include "gateway/forms/publish/check_profiles.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/mapping/load/profile_requirements.h"
#include "generated/messages/publish.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::publish {
namespace {

using mapping::ExampleNode;
using mapping::Field;
using mapping::NodeKind;
using profiles::ElementDef;
using profiles::ElementId;
using profiles::Structure;

// "value" of value[x]
std::string_view plain_name(const ElementDef& element) {
    return element.is_choice() ? element.name.substr(0, element.name.size() - 3) : element.name;
}

struct ProfileCheck {
    const LoadedForm& form;
    const profiles::Profiles& profiles;
    const terminology::Terminology& terms;
    diag::Report& report;
    const definitions::R4Definitions& standard = *form.example.r4;
    std::vector<mapping::ProfileRequirement> demands{};

    void run() {
        resource(form.example.composition, "Composition");
        for (const mapping::ExampleEntry& entry : form.example.written()) {
            resource(entry.resource, entry.type);
        }
        for (const mapping::ProfileRequirement& open : mapping::unmet_requirements(form.example, demands)) {
            report.add(message::profile_requires, open.object->where, {open.said_by, open.element});
        }
    }

    void resource(const ExampleNode& node, const std::string& type) {
        std::vector<std::string_view> claimed = profiles_of(node);
        for (const std::string_view url : claimed) {
            if (!form.is_ours(url)) {
                continue;
            }
            const Structure* structure = profiles.find(url);
            if (structure == nullptr) {
                report.add(message::profile_unknown, place_of(node, url),
                           {std::string(url), nearest_of(url, type)});
            } else if (structure->type != type) {
                report.add(message::profile_of_other_type, place_of(node, url),
                           {std::string(url), std::string(structure->type), type,
                            fmt::format("{}", fmt::join(names_for(type), ", "))});
            } else {
                parents(node, *structure, claimed);
                object(node, *structure, 0, type);
            }
        }
        extensions(node);
    }

    // Our profiles of a type, or our extensions, as mappings name them: what follows the last slash.
    std::vector<std::string> names_for(std::string_view type) const {
        std::vector<std::string> out;
        profiles.library().each("StructureDefinition",
                                [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
                                    const std::string_view url = image.text(row.url);
                                    if (form.is_ours(url) && image.text(row.about) == type) {
                                        out.emplace_back(last_part(url));
                                    }
                                });
        return out;
    }
    static std::string_view last_part(std::string_view url) { return url.substr(url.rfind('/') + 1); }
    std::string nearest_of(std::string_view url, std::string_view type) const {
        const std::vector<std::string> names = names_for(type);
        return form::nearest(last_part(url), std::vector<std::string_view>(names.begin(), names.end()));
    }

    const diag::Where& place_of(const ExampleNode& resource, std::string_view url) const {
        const ExampleNode* meta = child(resource, "meta");
        const ExampleNode* all = meta == nullptr ? nullptr : child(*meta, "profile");
        if (all != nullptr) {
            for (const ExampleNode& each : all->elements) {
                if (each.text == url) {
                    return each.where;
                }
            }
        }
        return resource.where;
    }

    // The parents that bundles claim are those that the profile imposes.
    void parents(const ExampleNode& node, const Structure& structure,
                 const std::vector<std::string_view>& claimed) {
        const std::string imposed = text::joined(structure.imposes, " ");
        for (const std::string_view url : claimed) {
            if (!form.is_ours(url) && std::ranges::find(structure.imposes, url) == structure.imposes.end()) {
                report.add(message::profile_parent_differs, place_of(node, url),
                           {std::string(url), std::string(structure.url), imposed.empty() ? "-" : imposed});
            }
        }
    }

    // Every extension of ours that stands somewhere is defined, and is as its definition says.
    void extensions(const ExampleNode& root) {
        mapping::walk(root, [&](const ExampleNode& node) {
            const std::string_view url = constant(node, "url");
            if (!form.is_ours(url) || !node.type || standard.name(node.type) != "Extension") {
                return;
            }
            const Structure* structure = profiles.find(url);
            if (structure == nullptr || structure->type != "Extension") {
                report.add(message::extension_unknown, node.where,
                           {std::string(url), nearest_of(url, "Extension")});
            } else {
                object(node, *structure, 0, "Extension");
            }
        });
    }

    // ---------------------------------------------------------------- one object against one element of the
    // profile
    void object(const ExampleNode& node, const Structure& structure, ElementId at, const std::string& path) {
        for (ElementId id = structure[at].first_child; id != profiles::no_element;
             id = structure[id].next_sibling) {
            const ElementDef& element = structure[id];
            if (!element.is_slice()) {
                field(node, structure, id, path + "." + std::string(element.name));
            }
        }
    }

    void field(const ExampleNode& node, const Structure& structure, ElementId id, const std::string& path) {
        const ElementDef& element = structure[id];
        const std::string_view name = plain_name(element);
        if (element.min > 0 && !is_required_by_r4(node.type, name)) {
            demands.push_back({&node, std::string(name), std::string(structure.url)});
        }
        std::size_t count = 0;
        for (const Field& each : node.fields) {
            const definitions::Element* known = standard.find(node.type, each.name);
            if (known == nullptr ||
                name != (known->is_choice() ? standard.choice(*known) : standard.name(*known))) {
                continue;
            }
            const bool is_list = each.value.kind == NodeKind::array;
            count += is_list ? each.value.elements.size() : 1;
            for (const ExampleNode& value : is_list ? std::span<const ExampleNode>(each.value.elements)
                                                    : std::span<const ExampleNode>(&each.value, 1)) {
                this->value(value, structure, id, path);
                slices(value, structure, id, path);
            }
        }
        const bool has_too_many =
            element.max != profiles::unbounded && count > element.max && is_narrower(node.type, element);
        if (has_too_many) {
            report.add(
                message::profile_has_no_place, node.where,
                {std::string(structure.url), path, std::to_string(element.max), std::to_string(count)});
        }
    }

    bool is_required_by_r4(definitions::TypeId type, std::string_view name) const {
        return std::ranges::any_of(standard.elements(type), [&](const definitions::Element& each) {
            return each.min > 0 && name == (each.is_choice() ? standard.choice(each) : standard.name(each));
        });
    }

    // Two values of one choice are two fields here; R4's own limits were checked when the mapping was loaded.
    bool is_narrower(definitions::TypeId type, const ElementDef& element) const {
        const definitions::Element* r4 = standard.find(type, element.name);
        return element.max == 0 || (r4 != nullptr && r4->max > element.max);
    }

    void slices(const ExampleNode& value, const Structure& structure, ElementId sliced,
                const std::string& path) {
        for (ElementId id = structure[sliced].next_sibling; id != profiles::no_element;
             id = structure[id].next_sibling) {
            const ElementDef& slice = structure[id];
            if (slice.sliced == sliced && belongs_to_slice(value, structure, sliced, id)) {
                this->value(value, structure, id, path + ":" + std::string(slice.slice_name));
            }
        }
    }

    void value(const ExampleNode& node, const Structure& structure, ElementId id, const std::string& path) {
        const ElementDef& element = structure[id];
        type(node, structure, element, path);
        for (const profiles::DefinitionValue& wanted : {element.fixed, element.pattern}) {
            if (wanted.node != json::no_node && contradicts(node, structure.tree(), wanted.node)) {
                report.add(message::profile_fixes_another_value, node.where,
                           {shown(node), path, std::string(structure.url),
                            std::string(structure.tree().raw(wanted.node))});
            }
        }
        binding(node, structure, element, path);
        if (node.kind == NodeKind::object && element.first_child != profiles::no_element) {
            object(node, structure, id, path);
        }
    }

    static std::string shown(const ExampleNode& node) { return node.is_constant() ? node.text : "{…}"; }

    void type(const ExampleNode& node, const Structure& structure, const ElementDef& element,
              const std::string& path) {
        if (!element.is_choice() || element.types.empty() || !node.type) {
            return;
        }
        const std::string_view name = standard.name(node.type);
        std::string allowed;
        for (const profiles::TypeRef& each : element.types) {
            if (each.code == name) {
                return;
            }
            allowed += (allowed.empty() ? "" : " ") + std::string(each.code);
        }
        report.add(message::profile_wants_another_type, node.where,
                   {path + " " + std::string(name), std::string(structure.url), allowed});
    }

    // ---------------------------------------------------------------- codes
    void binding(const ExampleNode& node, const Structure& structure, const ElementDef& element,
                 const std::string& path) {
        const profiles::Binding& bound = element.binding;
        if (bound.strength != definitions::Strength::required || bound.value_set.empty()) {
            return;
        }
        const auto ask = [&](std::string_view system, std::string_view code) {
            const terminology::MembershipResult membership =
                system.empty()
                    ? terms.validate_code(bound.value_set, code)
                    : terms.validate(bound.value_set, terminology::Coding{.system = system, .code = code});
            if (membership.member == terminology::Tristate::no) {
                report.add(
                    message::profile_code_outside, node.where,
                    {std::string(code), path, std::string(bound.value_set), std::string(structure.url)});
            }
        };
        if (node.kind == NodeKind::hole) {
            codes_of(node, ask);
        } else if (node.is_constant()) {
            ask("", node.text);
        } else if (const ExampleNode* codings = child(node, "coding");
                   codings != nullptr && codings->elements.size() == 1) {
            coding(codings->elements.front(), ask); // of several, one may do
        } else {
            coding(node, ask);
        }
    }

    template <class Ask>
    void coding(const ExampleNode& node, const Ask& ask) {
        if (node.kind == NodeKind::hole) {
            codes_of(node, ask);
        } else if (!constant(node, "code").empty() && !constant(node, "system").empty()) {
            ask(constant(node, "system"), constant(node, "code"));
        }
    }

    // Every code that the hole may get; a code with translations may be in the set by one of them.
    template <class Ask>
    void codes_of(const ExampleNode& hole, const Ask& ask) {
        if (mapping::is_declared(hole.view)) {
            for (const mapping::DeclaredCase& each : form.example.views[hole.declared_view].cases) {
                if (!each.tail.empty() &&
                    std::ranges::none_of(each.pieces, &mapping::DeclaredPiece::writes)) {
                    ask("", each.tail);
                }
            }
            return;
        }
        const form::ListId index =
            hole.view == mapping::View::list ? hole.view_list : form.tables.items[hole.parts[0].item].list;
        if (!mapping::is_coded(hole.codec) || index == form::none ||
            form.tables.lists[index].translations > 0) {
            return;
        }
        const form::CodeList& list = form.tables.lists[index];
        const std::string system =
            hole.codec == mapping::CodecId::code ? std::string() : form.text(list.system);
        for (const form::CodeRow& row : form.tables.rows(list)) {
            if (row.absent.empty()) {
                ask(system, form.text(row.fhir));
            }
        }
    }
};

} // namespace

void check_profiles(const LoadedForm& form, const profiles::Profiles& profiles,
                    const terminology::Terminology& terms, diag::Report& report) {
    ProfileCheck{form, profiles, terms, report}.run();
}

} // namespace renkei::publish
