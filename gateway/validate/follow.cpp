// The steps of a discriminator's path, through the document and through the definition.
#include "gateway/validate/slicing.h"

#include <algorithm>

namespace renkei::validate {
namespace {

using profiles::ElementDef;
using profiles::ElementId;

void add_values(const json::Tree& tree, json::NodeId node, defs::TypeId type, std::vector<Place>& out) {
    if (!tree[node].is_array()) {
        out.push_back({{node, json::no_node}, type});
        return;
    }
    for (const json::NodeId item : tree.children(node)) {
        out.push_back({{item, json::no_node}, type});
    }
}

// Members called `name`, or a type's variant of the choice `name`.
void child(const Check& check, Place from, std::string_view name, std::vector<Place>& out) {
    const json::Tree& tree = check.tree();
    const json::NodeId object = from.value.node != json::no_node && tree[from.value.node].is_object()
                                    ? from.value.node
                                    : from.value.sibling;
    if (object == json::no_node || !tree[object].is_object()) {
        return;
    }
    defs::TypeId type = from.type;
    if (type && check.defs().kind(type) == defs::Kind::resource) {
        type = check.document().type_of(object);
    }
    for (const json::NodeId member : tree.children(object)) {
        const json::NameId id = tree[member].name;
        const defs::Element* element = type && id != json::no_name ? check.defs().find(type, id) : nullptr;
        if (element == nullptr) {
            if (tree.key(member) == name) {
                add_values(tree, member, {}, out);
            }
        } else if (check.defs().name(*element) == name || check.defs().choice(*element) == name) {
            add_values(tree, member, element->type, out);
        }
    }
}

void step(const Check& check, Place from, const Step& it, std::vector<Place>& out) {
    const Document& document = check.document();
    switch (it.kind) {
    case Step::Kind::child:
        if (it.name == "value" && from.value.node != json::no_node &&
            !check.tree()[from.value.node].is_container()) {
            out.push_back(from); // the value of a primitive
            return;
        }
        child(check, from, it.name, out);
        return;
    case Step::Kind::extension: {
        std::vector<Place> all;
        child(check, from, "extension", all);
        std::ranges::copy_if(all, std::back_inserter(out), [&](const Place& place) {
            return document.text(place.value.node, "url") == it.name;
        });
        return;
    }
    case Step::Kind::resolve: {
        const json::NodeId node = from.value.node;
        const std::string_view reference =
            node != json::no_node && check.tree()[node].is_object()
                ? document.text(node, "reference")
                : (node == json::no_node ? std::string_view() : check.tree().text(node));
        if (const auto target = document.resolve(from.value.place(), reference)) {
            out.push_back({{target->resource, json::no_node}, document.type_of(target->resource)});
        }
        return;
    }
    case Step::Kind::of_type: {
        const defs::TypeId wanted = check.defs().type(it.name);
        if (wanted && check.defs().is_a(from.type, wanted)) {
            out.push_back(from);
        }
        return;
    }
    case Step::Kind::resource:
        out.push_back(from);
        return;
    }
}

// Children of an element by name: its own, else those of the profiles of its type, else those of its type.
void child(const Check& check, DefAt from, std::string_view name, std::vector<DefAt>& out) {
    const auto own = [&](DefAt parent) {
        const DefAt here = parent.checks().same_as != nullptr ? parent.at(parent.checks().target) : parent;
        bool any = false;
        for (const ChildPlan& one : here.checks().children) {
            const std::string_view full = here.at(one.element).def().name;
            if (full == name || (full.ends_with("[x]") && full.substr(0, full.size() - 3) == name)) {
                any = true;
                if (one.slices.size() == 1 && here.at(one.element).def().is_choice()) {
                    out.push_back(here.at(one.slices[0])); // value[x]:valueQuantity says more
                } else {
                    out.push_back(here.at(one.element));
                }
            }
        }
        return any;
    };
    if (own(from)) {
        return;
    }
    for (const profiles::TypeRef& type : from.def().types) {
        bool any = false;
        for (const std::string_view canonical : type.profiles) {
            const StructurePlan* plan = check.knowledge().plan(canonical);
            any = (plan != nullptr && own({plan, 0})) || any;
        }
        if (!any) {
            if (const StructurePlan* plan = check.knowledge().plan(type.code)) {
                own({plan, 0});
            }
        }
    }
}

bool is_extension(const Check& check, DefAt slice, std::string_view url) {
    for (const profiles::TypeRef& type : slice.def().types) {
        if (std::ranges::find(type.profiles, url) != type.profiles.end()) {
            return true;
        }
    }
    std::vector<DefAt> urls;
    child(check, slice, "url", urls);
    return std::ranges::any_of(urls, [&](DefAt def) {
        const profiles::Value& fixed = def.def().fixed;
        return fixed.node != json::no_node && def.plan->structure->tree().text(fixed.node) == url;
    });
}

// Slices and re-slices of the extension element that are about `url`.
void slices_about(const Check& check, DefAt from, const std::vector<ElementId>& slices, std::string_view url,
                  std::vector<DefAt>& out) {
    for (const ElementId slice : slices) {
        if (is_extension(check, from.at(slice), url)) {
            out.push_back(from.at(slice));
        }
        slices_about(check, from, from.at(slice).checks().reslices, url, out);
    }
}

void extension(const Check& check, DefAt from, std::string_view url, std::vector<DefAt>& out) {
    for (const ChildPlan& one : from.checks().children) {
        if (from.at(one.element).def().name == "extension") {
            slices_about(check, from, one.slices, url, out);
        }
    }
    const StructurePlan* plan = out.empty() ? check.knowledge().plan(url) : nullptr;
    if (plan != nullptr) {
        out.push_back({plan, 0});
    }
}

void resolve(const Check& check, DefAt from, std::vector<DefAt>& out) {
    for (const profiles::TypeRef& type : from.def().types) {
        for (const std::string_view canonical : type.target_profiles) {
            if (const StructurePlan* plan = check.knowledge().plan(canonical)) {
                out.push_back({plan, 0});
            }
        }
    }
}

void step(const Check& check, DefAt from, const Step& it, std::vector<DefAt>& out) {
    switch (it.kind) {
    case Step::Kind::child:
        child(check, from, it.name, out);
        return;
    case Step::Kind::extension:
        extension(check, from, it.name, out);
        return;
    case Step::Kind::resolve:
        resolve(check, from, out);
        return;
    case Step::Kind::of_type:
    case Step::Kind::resource:
        out.push_back(from);
        return;
    }
}

template <class At>
std::vector<At> along(const Check& check, At from, const std::vector<Step>& steps) {
    std::vector<At> now{from};
    for (const Step& one : steps) {
        std::vector<At> next;
        for (const At& at : now) {
            step(check, at, one, next);
        }
        now = std::move(next);
    }
    return now;
}

} // namespace

std::vector<Place> follow(const Check& check, Place from, const std::vector<Step>& steps) {
    return along(check, from, steps);
}

std::vector<DefAt> follow(const Check& check, DefAt from, const std::vector<Step>& steps) {
    return along(check, from, steps);
}

} // namespace renkei::validate
