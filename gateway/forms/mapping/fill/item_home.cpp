#include "gateway/forms/mapping/fill/item_home.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace renkei::mapping {
namespace {

struct HomeSearch {
    const Plan& form_plan;

    static constexpr const char* composition = "Bundle.entry.resource.ofType(Composition)";

    // Where the item has its home below `node`: the rest of the path.
    std::optional<std::string> home(std::uint32_t node, ItemId item) const {
        return below(form_plan.nodes()[node], [&](const MatchNode& each) { return is_home(each, item); });
    }

    // All resources that may be the entry's. If only a reference distinguishes them, the path follows it:
    // from the Composition, or from a resource that is found in this way.
    std::string resources(EntryId entry) const {
        std::vector<EntryId> followed{entry};
        return resources(entry, followed);
    }

    // `followed`: the entries on the way, so that no path goes in circles.
    std::string resources(EntryId entry, std::vector<EntryId>& followed) const {
        const EntryPlan& plan = form_plan.entries()[entry];
        const std::string_view type = form_plan.text(plan.type);
        if (plan.within != none) {
            return fmt::format("{}.contained.ofType({})", resources(plan.within, followed), type);
        }
        std::string all = fmt::format("Bundle.entry.resource.ofType({})", type);
        if (is_only_one(type)) {
            return all;
        }
        if (!where(form_plan.nodes()[plan.node]).empty()) {
            return all; // below() adds the condition
        }
        const auto resolved = [&](const std::string& path) {
            return fmt::format("{}.resolve().ofType({})", path, type);
        };
        // a strong reference stands wherever its target lives, a weak one may be missing
        for (const std::uint32_t wanted : {std::uint32_t{m_strong}, std::uint32_t{0}}) {
            const auto refers = [&](const MatchNode& each) {
                return each.kind == MatchKind::reference && EntryId(each.index) == entry &&
                       (each.flags & wanted) == wanted;
            };
            if (const auto path = below(form_plan.nodes()[form_plan.head().composition_node], refers)) {
                return resolved(composition + *path);
            }
            for (const EntryId owner : form_plan.entries().ids()) {
                const EntryPlan& from = form_plan.entries()[owner];
                if (from.accepted != 0 || std::ranges::find(followed, owner) != followed.end()) {
                    continue;
                }
                if (const auto path = below(form_plan.nodes()[from.node], refers)) {
                    followed.push_back(owner);
                    return resolved(resources(owner, followed) + *path);
                }
            }
        }
        return all;
    }

    bool is_only_one(std::string_view type) const {
        return std::ranges::count_if(form_plan.entries().rows(), [&](const EntryPlan& each) {
                   return each.accepted == 0 && form_plan.text(each.type) == type;
               }) == 1;
    }

    bool is_home(const MatchNode& node, ItemId item) const {
        return node.kind == MatchKind::hole && !form_plan.hole(node.index).derived &&
               std::ranges::any_of(form_plan.parts(form_plan.hole(node.index)), [&](const HolePart& part) {
                   return part.derived == 0 && part.item == item;
               });
    }

    // The path from `node` to what is wanted. It is put together on the way back, where something was found.
    template <class Wanted>
    std::optional<std::string> below(const MatchNode& node, const Wanted& wanted) const {
        if (wanted(node)) {
            return std::string();
        }
        for (const MatchNode& child : form_plan.children(node)) {
            if ((child.flags & m_accepted) != 0) {
                continue; // no item has its home there
            }
            if (const auto rest = below(child, wanted)) {
                const bool is_field = child.name != json::no_name;
                return (node.kind == MatchKind::object ? where(node) : std::string()) +
                       (is_field ? "." + element_name(child) : std::string()) + *rest;
            }
        }
        return std::nullopt;
    }

    // FHIRPath's name of a field: value for valueQuantity, birthDate for _birthDate.
    std::string element_name(const MatchNode& field) const {
        const std::string_view name = form_plan.names().name(field.name);
        return std::string(field.choice != 0 ? name.substr(0, field.choice)
                                             : name.substr(name.starts_with('_') ? 1 : 0));
    }

    // What distinguishes the object from others: ".where(system='…' and code='…')".
    std::string where(const MatchNode& object) const {
        std::vector<std::string> conditions;
        for (const MatchNode& field : form_plan.children(object)) {
            if (field.name != form_plan.key(EngineName::resource_type) &&
                (field.flags & m_discriminates) != 0) {
                add_conditions(field, element_name(field), conditions);
            }
        }
        return conditions.empty() ? "" : fmt::format(".where({})", fmt::join(conditions, " and "));
    }

    void add_conditions(const MatchNode& node, const std::string& path,
                        std::vector<std::string>& conditions) const {
        if (node.kind == MatchKind::constant) {
            conditions.push_back(path + "=" + literal(node));
            return;
        }
        if (node.kind == MatchKind::object && has_hole(node)) {
            return; // an object with values is no constant that distinguishes
        }
        for (const MatchNode& child : form_plan.children(node)) {
            if ((child.flags & m_discriminates) == 0) {
                continue;
            }
            if (node.kind == MatchKind::object) {
                add_conditions(child, path + "." + element_name(child), conditions);
            } else {
                conditions.push_back(path + element_condition(child));
            }
        }
    }

    bool has_hole(const MatchNode& node) const {
        return node.kind == MatchKind::hole ||
               std::ranges::any_of(form_plan.children(node),
                                   [&](const MatchNode& child) { return has_hole(child); });
    }

    std::string element_condition(const MatchNode& element) const {
        return element.kind == MatchKind::object ? where(element) + ".exists()"
                                                 : fmt::format(".where($this={}).exists()", literal(element));
    }

    std::string literal(const MatchNode& constant) const {
        const std::string_view text = form_plan.text(constant.text);
        if (constant.literal != 's') {
            return std::string(text);
        }
        std::string out = "'";
        for (const char c : text) {
            out += c == '\'' || c == '\\' ? "\\" : "";
            out += c;
        }
        return out + "'";
    }
};

} // namespace

std::string home_of(const Plan& plan, ItemId item) {
    const HomeSearch search{plan};
    if (const auto found = search.home(plan.head().bundle_node, item)) {
        return "Bundle" + *found;
    }
    if (const auto found = search.home(plan.head().composition_node, item)) {
        return HomeSearch::composition + *found;
    }
    for (const EntryId id : plan.entries().ids()) {
        const EntryPlan& entry = plan.entries()[id];
        if (entry.accepted != 0) {
            continue;
        }
        if (const auto found = search.home(entry.node, item)) {
            return search.resources(id) + *found;
        }
    }
    return {};
}

} // namespace renkei::mapping
