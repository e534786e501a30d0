// The steps of a discriminator's path, through the document and through the definition.
#include "gateway/fhir/validate/elements/slicing.h"

#include <algorithm>

namespace renkei::validate {
namespace {

bool each_value(const DocumentTree& tree, NodeId node, definitions::TypeId type, PlaceTest visit) {
    if (!tree[node].is_array()) {
        return visit({{node, no_node}, type});
    }
    return std::ranges::any_of(tree.children(node), [&](NodeId item) {
        return visit({{item, no_node}, type});
    });
}

// The type of a member called `name`, or of a type's variant of the choice `name`; nothing: it is another.
std::optional<definitions::TypeId> type_of_member(const ValidationRun& validation, definitions::TypeId type,
                                                  NodeId member, const DiscriminatorStep& step) {
    const DocumentTree& tree = validation.tree();
    const json::NameId id = tree[member].name();
    const bool is_named = id != json::no_name && step.name_id != json::no_name
                              ? id == step.name_id
                              : tree.key(member) == step.name;
    // every variant begins with the choice's name
    if (!is_named && !tree.key(member).starts_with(step.name)) {
        return std::nullopt;
    }
    const definitions::Element* element =
        type && id != json::no_name ? validation.r4().find(type, id) : nullptr;
    if (element != nullptr && (is_named || validation.r4().choice(*element) == step.name)) {
        return element->type;
    }
    return is_named ? std::optional(definitions::TypeId{}) : std::nullopt;
}

bool each_child(const ValidationRun& validation, const ElementPlace& from, const DiscriminatorStep& step,
                PlaceTest visit) {
    const DocumentTree& tree = validation.tree();
    const NodeId object = from.value.node != no_node && tree[from.value.node].is_object()
                              ? from.value.node
                              : from.value.sibling;
    if (object == no_node || !tree[object].is_object()) {
        return false;
    }
    definitions::TypeId type = from.type;
    if (type && validation.r4().kind(type) == definitions::TypeKind::resource) {
        type = validation.document().type_of(object);
    }
    return std::ranges::any_of(tree.children(object), [&](NodeId member) {
        const auto found = type_of_member(validation, type, member, step);
        return found && each_value(tree, member, *found, visit);
    });
}

bool each(const ValidationRun& validation, const ElementPlace& from, const DiscriminatorStep& it,
          PlaceTest visit) {
    const Document& document = validation.document();
    switch (it.kind) {
    case DiscriminatorStep::Kind::child: {
        const bool is_value_of_primitive = it.name == "value" && from.value.node != no_node &&
                                           !validation.tree()[from.value.node].is_container();
        return is_value_of_primitive ? visit(from) : each_child(validation, from, it, visit);
    }
    case DiscriminatorStep::Kind::extension: {
        const DiscriminatorStep extension = child_step("extension", validation.r4());
        return each_child(validation, from, extension, [&](const ElementPlace& place) {
            return document.text(place.value.node, document.names().url) == it.name && visit(place);
        });
    }
    case DiscriminatorStep::Kind::resolve: {
        const NodeId node = from.value.node;
        const std::string_view reference =
            node != no_node && validation.tree()[node].is_object()
                ? document.text(node, document.names().reference)
                : (node == no_node ? std::string_view() : validation.tree().text(node));
        const auto target = document.resolve(from.value.place(), reference);
        return target && visit({{target->resource, no_node}, document.type_of(target->resource)});
    }
    case DiscriminatorStep::Kind::of_type: {
        const definitions::TypeId wanted = validation.r4().type(it.name);
        return wanted && validation.r4().is_a(from.type, wanted) && visit(from);
    }
    case DiscriminatorStep::Kind::resource: return visit(from);
    }
    return false;
}

// Children of an element by name: its own, and those of elements of other profiles that its type names; else
// those of the profiles of its type, else those of its type.
void add_children(const ValidationRun& validation, DefAt from, std::string_view name,
                  std::vector<DefAt>& out) {
    const auto own = [&](DefAt parent) {
        const DefAt here = parent.checks().same_as != nullptr ? parent.at(parent.checks().target) : parent;
        bool any = false;
        for (const ChildPlan& one : here.checks().children) {
            const std::string_view full = here.at(one.element).def().name;
            if (full == name || (full.ends_with("[x]") && full.substr(0, full.size() - 3) == name)) {
                any = true;
                if (one.slices.size() == 1 && here.at(one.element).def().is_choice()) {
                    out.push_back(here.at(one.slices[0])); // value[x]:valueQuantity says more
                    continue;
                }
                out.push_back(here.at(one.element));
                // component:a.code.coding:b.code: one of the values must be as a required slice says
                for (const ElementId slice : one.slices) {
                    if (!here.at(one.element).def().is_choice() && here.at(slice).def().min > 0) {
                        out.push_back(here.at(slice));
                    }
                }
            }
        }
        return any;
    };
    const bool has_own = own(from);
    for (const profiles::TypeRef& type : from.def().types) {
        bool any = has_own;
        for (std::size_t at = 0; at < type.profiles.size(); ++at) {
            if (!has_own || !type.profile_elements[at].empty()) {
                const DefAt profile = profile_at(validation, type, at);
                any = (profile && own(profile)) || any;
            }
        }
        if (!any) {
            if (const StructurePlan* plan = validation.plan(type.code)) {
                own({plan, 0});
            }
        }
    }
}

bool is_extension(const ValidationRun& validation, DefAt slice, std::string_view url) {
    for (const profiles::TypeRef& type : slice.def().types) {
        if (std::ranges::find(type.profiles, url) != type.profiles.end()) {
            return true;
        }
    }
    std::vector<DefAt> urls;
    add_children(validation, slice, "url", urls);
    return std::ranges::any_of(urls, [&](DefAt def) {
        const profiles::DefinitionValue& fixed = def.def().fixed;
        return fixed.node != no_node && def.plan->structure->tree().text(fixed.node) == url;
    });
}

// Slices and re-slices of the extension element that are about `url`.
void slices_about(const ValidationRun& validation, DefAt from, const std::vector<ElementId>& slices,
                  std::string_view url, std::vector<DefAt>& out) {
    for (const ElementId slice : slices) {
        if (is_extension(validation, from.at(slice), url)) {
            out.push_back(from.at(slice));
        }
        slices_about(validation, from, from.at(slice).checks().reslices, url, out);
    }
}

void add_own_extensions(const ValidationRun& validation, DefAt from, std::string_view url,
                        std::vector<DefAt>& out) {
    for (const ChildPlan& one : from.checks().children) {
        if (from.at(one.element).def().name == "extension") {
            slices_about(validation, from, one.slices, url, out);
        }
    }
}

void add_extensions(const ValidationRun& validation, DefAt from, std::string_view url,
                    std::vector<DefAt>& out) {
    add_own_extensions(validation, from, url, out);
    for (const profiles::TypeRef& type : from.def().types) { // of the profiles of its type
        for (std::size_t at = 0; out.empty() && at < type.profiles.size(); ++at) {
            if (const DefAt profile = profile_at(validation, type, at)) {
                add_own_extensions(validation, profile, url, out);
            }
        }
    }
    const StructurePlan* plan = out.empty() ? validation.plan(url) : nullptr;
    if (plan != nullptr) {
        out.push_back({plan, 0});
    }
}

void resolve(const ValidationRun& validation, DefAt from, std::vector<DefAt>& out) {
    for (const profiles::TypeRef& type : from.def().types) {
        for (const std::string_view canonical : type.target_profiles) {
            if (const StructurePlan* plan = validation.plan(canonical)) {
                out.push_back({plan, 0});
            }
        }
    }
}

void step(const ValidationRun& validation, DefAt from, const DiscriminatorStep& it, std::vector<DefAt>& out) {
    switch (it.kind) {
    case DiscriminatorStep::Kind::child: add_children(validation, from, it.name, out); return;
    case DiscriminatorStep::Kind::extension: add_extensions(validation, from, it.name, out); return;
    case DiscriminatorStep::Kind::resolve: resolve(validation, from, out); return;
    case DiscriminatorStep::Kind::of_type:
    case DiscriminatorStep::Kind::resource: out.push_back(from); return;
    }
}

} // namespace

DefAt profile_at(const ValidationRun& validation, const profiles::TypeRef& type, std::size_t at) {
    const StructurePlan* plan = validation.plan(type.profiles[at]);
    const std::string_view part = type.profile_elements[at];
    return {plan, plan == nullptr || part.empty() ? 0 : plan->structure->by_id(part)};
}

bool any_place(const ValidationRun& validation, const ElementPlace& from,
               std::span<const DiscriminatorStep> steps, PlaceTest visit) {
    if (steps.empty()) {
        return visit(from);
    }
    return each(validation, from, steps.front(), [&](const ElementPlace& next) {
        return any_place(validation, next, steps.subspan(1), visit);
    });
}

std::vector<ElementPlace> follow(const ValidationRun& validation, const ElementPlace& from,
                                 std::span<const DiscriminatorStep> steps) {
    std::vector<ElementPlace> out;
    any_place(validation, from, steps, [&](const ElementPlace& place) {
        out.push_back(place);
        return false;
    });
    return out;
}

std::vector<DefAt> follow(const ValidationRun& validation, DefAt from,
                          std::span<const DiscriminatorStep> steps) {
    std::vector<DefAt> now{from};
    for (const DiscriminatorStep& one : steps) {
        std::vector<DefAt> next;
        for (const DefAt at : now) {
            step(validation, at, one, next);
        }
        now = std::move(next);
    }
    return now;
}

} // namespace renkei::validate
