#include "gateway/forms/mapping/item_paths.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mapping {
namespace {

using definitions::TypeId;

constexpr std::string_view resource_type = "resourceType";

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    return out + "'";
}

class ItemPaths {
public:
    ItemPaths(const Plan& plan, const definitions::R4Definitions& r4) : plan_(plan), r4_(r4) {
        out_.resize(plan.form().items().size());
    }

    base::IdVector<ItemId, std::vector<std::string>> run() && {
        walk(plan_.nodes()[plan_.head().bundle_node], r4_.type("Bundle"), "Bundle");
        walk(plan_.nodes()[plan_.head().composition_node], r4_.type("Composition"),
             "Bundle.entry.first().resource");
        for (const EntryPlan& entry : plan_.entries()) {
            if (entry.derived == 0 && entry.accepted == 0) {
                const MatchNode& root = plan_.nodes()[entry.node];
                const TypeId type = r4_.type(plan_.text(entry.type));
                walk(root, type,
                     selected(root, type,
                              fmt::format("Bundle.entry.resource.ofType({})", plan_.text(entry.type))));
            }
        }
        return std::move(out_);
    }

private:
    struct Field {
        std::string name; // in FHIRPath: value, not valueQuantity
        TypeId type;
    };

    // "_birthDate" is an element of the primitive itself.
    Field field_of(TypeId parent, const MatchNode& node) const {
        std::string_view name = plan_.names().name(node.name);
        name.remove_prefix(name.starts_with('_') ? 1 : 0);
        const definitions::Element* const element = r4_.find(parent, name);
        if (element == nullptr) {
            return {std::string(name), TypeId()};
        }
        return {std::string(element->is_choice() ? r4_.choice(*element) : name), element->type};
    }

    bool is_resource_type(const MatchNode& node) const {
        return node.name != json::no_name && plan_.names().name(node.name) == resource_type;
    }

    std::string literal(const MatchNode& node) const {
        return node.literal == 's' ? quoted(plan_.text(node.text)) : std::string(plan_.text(node.text));
    }

    static void add_criterion(std::string& out, const std::string& criterion) {
        out += (out.empty() || criterion.empty() ? "" : " and ") + criterion;
    }

    static std::string exists(const std::string& name, const std::string& criteria) {
        return criteria.empty() ? "" : fmt::format("{}.where({}).exists()", name, criteria);
    }

    std::string criterion(const MatchNode& node, const Field& field) const {
        if (node.kind == MatchKind::constant) {
            return fmt::format("{} = {}", field.name, literal(node));
        }
        if (node.kind == MatchKind::object) {
            return exists(field.name, criteria(node, field.type));
        }
        std::string out;
        for (const MatchNode& element : plan_.children(node)) {
            if ((element.flags & m_discriminates) != 0 && (element.flags & m_accepted) == 0) {
                const std::string what = element.kind == MatchKind::constant ? "$this = " + literal(element)
                                                                             : criteria(element, field.type);
                add_criterion(out, exists(field.name, what));
            }
        }
        return out;
    }

    // What distinguishes a resource or element from others of its kind: its discriminating constants.
    std::string criteria(const MatchNode& object, TypeId type) const {
        std::string out;
        for (const MatchNode& child : plan_.children(object)) {
            if ((child.flags & m_discriminates) != 0 && (child.flags & m_accepted) == 0 &&
                child.name != json::no_name && !is_resource_type(child)) {
                add_criterion(out, criterion(child, field_of(type, child)));
            }
        }
        return out;
    }

    std::string selected(const MatchNode& object, TypeId type, const std::string& path) const {
        const std::string what = criteria(object, type);
        return what.empty() ? path : fmt::format("{}.where({})", path, what);
    }

    // Of a resource within a resource the definition does not say the type: its constant does.
    void walk_object(const MatchNode& object, const Field& field, std::string path) {
        TypeId type = field.type;
        for (const MatchNode& child : plan_.children(object)) {
            if (is_resource_type(child)) {
                type = r4_.type(plan_.text(child.text));
                path += fmt::format(".ofType({})", plan_.text(child.text));
            }
        }
        walk(object, type, selected(object, type, path));
    }

    void walk(const MatchNode& object, TypeId type, const std::string& path) {
        for (const MatchNode& child : plan_.children(object)) {
            if ((child.flags & m_reads) == 0 || (child.flags & m_accepted) != 0) {
                continue;
            }
            const Field field = field_of(type, child);
            const std::string place = path + "." + field.name;
            if (child.kind == MatchKind::object) {
                walk(child, field.type, place);
                continue;
            }
            add(child, place);
            for (const MatchNode& element : plan_.children(child)) {
                if (element.kind == MatchKind::object && (element.flags & m_accepted) == 0) {
                    walk_object(element, field, place);
                } else {
                    add(element, place);
                }
            }
        }
    }

    void add(const MatchNode& node, const std::string& place) {
        if (node.kind != MatchKind::hole || plan_.hole(node.index).derived) {
            return;
        }
        for (const HolePart& part : plan_.parts(plan_.hole(node.index))) {
            std::vector<std::string>& places = out_[part.item];
            if (std::ranges::find(places, place) == places.end()) {
                places.push_back(place);
            }
        }
    }

    const Plan& plan_;
    const definitions::R4Definitions& r4_;
    base::IdVector<ItemId, std::vector<std::string>> out_;
};

} // namespace

base::IdVector<ItemId, std::vector<std::string>> item_paths(const Plan& plan,
                                                            const definitions::R4Definitions& r4) {
    return ItemPaths(plan, r4).run();
}

} // namespace renkei::mapping
