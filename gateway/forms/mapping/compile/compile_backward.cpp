// Example -> the tree that is matched against a bundle, and where to look resources up.
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/load/discriminator.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace renkei::mapping {
namespace {

struct Backward {
    struct Found {
        std::string type;
        std::string path;
        std::string value;
        EntryId entry;
    };

    PlanTables& tables;
    const definitions::R4Definitions& r4 = *tables.example.r4;
    std::uint32_t references = 0;
    std::vector<Found> found_at{};

    void run() {
        tables.head.bundle_node = root(tables.example.bundle);
        tables.head.composition_node = root(tables.example.composition);
        for (const EntryId e : tables.entries.ids()) {
            const ExampleEntry& entry = tables.example.entries[e];
            tables.entries[e].node = root(entry.resource);
            take_families(tables.entries[e].node, entry);
            anchor(tables.entries[e], entry);
            rivals(tables.entries[e], entry);
            if (!entry.is_derived()) {
                candidate(e, entry);
            }
        }
        finish_probes();
    }

    std::uint32_t root(const ExampleNode& node) {
        const auto index = static_cast<std::uint32_t>(tables.nodes.size());
        tables.nodes.emplace_back();
        fill(index, node);
        keep_written(index);
        const bool may_lack = category_may_lack(node);
        for (std::uint32_t c = 0; c < tables.nodes[index].children; ++c) {
            MatchNode& child = tables.nodes[tables.nodes[index].first_child + c];
            if (may_lack && child.name == tables.names.id("category")) {
                child.flags &= ~std::uint32_t{m_discriminates};
            }
        }
        return index;
    }

    // Children of a node are side by side; vectors grow, so nodes are addressed by index.
    void fill(std::uint32_t index, const ExampleNode& node) {
        MatchNode out = tables.nodes[index]; // name and field flags are set by the parent
        out.kind = static_cast<MatchKind>(node.kind);
        out.flags |= reads_items(node) ? m_reads : 0U;
        out.flags |= all_constant(node) ? m_all_constant : 0U;
        out.flags |= node.stay ? m_owner_stays : 0U;
        out.each = node.each;
        if (node.kind == NodeKind::constant) {
            out.text = tables.text(node.text);
            out.literal = literal_kind(node);
            out.flags |= node.type && r4.name(node.type) == "canonical" ? std::uint32_t{m_canonical} : 0U;
        } else if (node.kind == NodeKind::hole) {
            out.index = tables.hole(node);
        } else if (node.kind == NodeKind::reference) {
            out.index = node.entry.value;
            out.flags |= (node.many ? m_many : 0U) | (node.strong ? m_strong : 0U);
            out.place = references++;
        }
        out.first_child = static_cast<std::uint32_t>(tables.nodes.size());
        out.children =
            static_cast<std::uint32_t>(node.fields.size() + node.elements.size() + node.accepted.size());
        tables.nodes[index] = out;
        tables.nodes.resize(tables.nodes.size() + out.children);
        std::uint32_t child = out.first_child;
        for (const Field& field : node.fields) {
            field_of(node, field, child);
            if (!field.instead_of.empty()) {
                tables.nodes[child].replaces = tables.names.id(field.instead_of);
            }
            ++child;
        }
        for (const ExampleNode& element : node.elements) {
            fill(child++, element);
        }
        for (const ExampleNode& element : node.accepted) { // last: what is written is tried first
            tables.nodes[child].flags |= std::uint32_t{m_accepted};
            fill(child++, element);
        }
        tables.nodes[index].flags |= mark_discriminators(index) ? m_discriminates : 0U;
        tables.nodes[index].flags |= is_amount(node) ? m_amount : 0U;
        for (std::uint32_t c = out.first_child; c < out.first_child + out.children; ++c) {
            tables.nodes[index].flags |= (tables.nodes[c].flags & m_needed) != 0 ? m_needs : 0U;
        }
        tables.nodes[index].flags |= are_distinct(tables.nodes[index]) ? m_distinct : 0U;
    }

    bool are_distinct(const MatchNode& object) const {
        std::set<json::NameId> names;
        bool out = object.kind == MatchKind::object;
        for (std::uint32_t c = 0; c < object.children && out; ++c) {
            const MatchNode& field = tables.nodes[object.first_child + c];
            out = names.insert(field.name).second &&
                  (field.sibling == json::no_name || names.insert(field.sibling).second);
        }
        return out;
    }

    // Gives the outermost objects and arrays of constants their text as it is written.
    void keep_written(std::uint32_t index) {
        const MatchNode node = tables.nodes[index];
        if (std::string text; node.kind != MatchKind::constant && append_written(node, text)) {
            tables.nodes[index].text = tables.text(text);
            return;
        }
        for (std::uint32_t c = 0; c < node.children; ++c) {
            keep_written(node.first_child + c);
        }
    }

    // False: what is in it may be written or matched in another way than one after the other.
    bool append_written(const MatchNode& node, std::string& out) const {
        const bool is_object = node.kind == MatchKind::object;
        if ((node.flags & (m_stand_in | m_accepted | m_ranked | m_latest)) != 0 ||
            node.each != document_group) {
            return false;
        }
        if (node.kind == MatchKind::constant) {
            const std::string text = tables.stored(node.text);
            out += node.literal == 's' ? json_string(text) : text;
            return true;
        }
        if ((!is_object && node.kind != MatchKind::array) || node.children == 0) {
            return false;
        }
        for (std::uint32_t c = 0; c < node.children; ++c) {
            const MatchNode& child = tables.nodes[node.first_child + c];
            out += c > 0 ? "," : is_object ? "{" : "[";
            out += is_object ? json_string(tables.names.all()[child.name]) + ":" : "";
            if (!append_written(child, out)) {
                return false;
            }
        }
        out += is_object ? '}' : ']';
        return true;
    }

    // A Quantity, or one of its kinds, or a Money, of which the value is read.
    bool is_amount(const ExampleNode& node) const {
        const bool reads_value = std::ranges::any_of(node.fields, [](const Field& field) {
            return field.name == "value" && field.value.kind == NodeKind::hole && !field.value.derived();
        });
        definitions::TypeId type = node.type;
        while (type && r4.name(type) != "Quantity" && r4.name(type) != "Money") {
            type = r4[type].base;
        }
        return reads_value && type;
    }

    // The row of context.tsv that calls the field needed, in the type or one of its bases; null if none does.
    const QualifierRow* needed_row(definitions::TypeId type, const Field& field) const {
        for (; type; type = r4[type].base) {
            const std::string element = std::string(r4.name(type)) + "." + field.name;
            const auto rows = context();
            const auto row = std::ranges::find_if(rows, [&](const QualifierRow& each) {
                return each.asked == Asked::needed && each.element == element;
            });
            if (row != rows.end()) {
                return &*row;
            }
        }
        return nullptr;
    }

    void need(MatchNode& node, const ExampleNode& object, const Field& field) {
        const bool is_known = field.value.kind == NodeKind::constant ||
                              field.value.kind == NodeKind::object ||
                              (field.value.kind == NodeKind::hole && field.value.derived());
        const QualifierRow* const row =
            is_known && field.instead_of.empty() ? needed_row(object.type, field) : nullptr;
        if (row != nullptr) {
            node.flags |= std::uint32_t{m_needed};
            node.needed_by = row->beside.empty() ? json::no_name : tables.names.id(row->beside);
        }
    }

    static bool has_row(Asked asked, std::string_view element) {
        return std::ranges::any_of(
            context(), [&](const QualifierRow& row) { return row.asked == asked && row.element == element; });
    }

    // The resources that several references of one array lead to are read together.
    void join_references(std::uint32_t index) {
        const MatchNode array = tables.nodes[index];
        for (std::uint32_t c = 0; c < array.children && (array.flags & m_joins) != 0; ++c) {
            MatchNode& each = tables.nodes[array.first_child + c];
            each.flags |= each.kind == MatchKind::reference ? std::uint32_t{m_joins} : 0U;
        }
    }

    void field_of(const ExampleNode& object, const Field& field, std::uint32_t index) {
        MatchNode& node = tables.nodes[index];
        node.name = tables.names.id(json_name(field, r4));
        const definitions::Element* const element = r4.find(object.type, field.name);
        node.choice = element == nullptr ? 0 : static_cast<std::uint8_t>(r4.choice(*element).size());
        node.sibling = field.value.kind == NodeKind::hole && field.value.type &&
                               r4.kind(field.value.type) == definitions::TypeKind::primitive
                           ? tables.names.id("_" + field.name)
                           : json::no_name;
        const auto set = [&](bool is_so, MatchFlag flag) { node.flags |= is_so ? std::uint32_t{flag} : 0U; };
        const auto any_element = [&](const auto& is_so) {
            return std::ranges::any_of(field.value.elements, is_so, &ExampleNode::type);
        };
        set(!field.instead_of.empty(), m_stand_in);
        set(has_reason_beside(object, field, r4), m_coded_value);
        set(field.name == "valueQuantity" && reason_hole(object, field, r4) != nullptr, m_quantity);
        set(any_element([&](definitions::TypeId type) { return r4.find(type, "rank") != nullptr; }),
            m_ranked);
        set(has_row(Asked::many, std::string(r4.name(object.type)) + "." + field.name), m_joins);
        set(any_element([&](definitions::TypeId type) {
                return type && r4.kind(type) == definitions::TypeKind::backbone &&
                       has_row(Asked::time, std::string(r4.name(type)) + ".period");
            }),
            m_latest);
        need(node, object, field);
        fill(index, field.value);
        join_references(index);
        // an object that may be dead, or a field that a foreign sender may leave out, need not be there
        const bool may_be_dead =
            field.value.kind == NodeKind::object && reads_items(field.value) && !field.value.stay;
        const bool counts = field.instead_of.empty() && !may_be_dead && !never_discriminates(field.name) &&
                            (!field.value.is_constant() || is_discriminator(field.name));
        if (!counts) {
            tables.nodes[index].flags &= ~std::uint32_t{m_discriminates};
        }
        tables.nodes[index].flags |= is_closed_system(object, field) ? std::uint32_t{m_discriminates} : 0U;
    }

    // A constant discriminates if its field does (the parent decides); containers do if something in them
    // does. Of an array only constant elements count, of codings only the first: translations may be missing.
    bool mark_discriminators(std::uint32_t index) {
        const MatchNode node = tables.nodes[index];
        if (node.kind == MatchKind::constant) {
            return true;
        }
        const bool coding = node.kind == MatchKind::array && node.name == tables.names.id("coding");
        bool first_found = false;
        bool any = false;
        for (std::uint32_t c = 0; c < node.children; ++c) {
            MatchNode& child = tables.nodes[node.first_child + c];
            const bool constant = (child.flags & m_all_constant) != 0 && (child.flags & m_accepted) == 0;
            if (node.kind == MatchKind::array && (!constant || (coding && first_found))) {
                child.flags &= ~std::uint32_t{m_discriminates};
            }
            first_found |= constant;
            any |= (child.flags & m_discriminates) != 0;
        }
        return any;
    }

    std::uint8_t literal_kind(const ExampleNode& node) const {
        switch (r4.primitive(node.type)) {
        case definitions::Primitive::boolean: return 'b';
        case definitions::Primitive::integer:
        case definitions::Primitive::positiveInt:
        case definitions::Primitive::unsignedInt:
        case definitions::Primitive::decimal: return 'n';
        default: return 's';
        }
    }

    void anchor(EntryPlan& plan, const ExampleEntry& entry) {
        plan.first_anchor = static_cast<std::uint32_t>(tables.anchor_steps.size());
        plan.anchor_steps = static_cast<std::uint32_t>(entry.anchor.size());
        for (const std::string& step : entry.anchor) {
            tables.anchor_steps.push_back(step == "[]" ? json::no_name : tables.names.id(step));
        }
    }

    // The rivals are derived entries whose resources could be taken for this entry's, and that have a
    // constant where this entry has none. A resource with their constants is theirs, and gives no value here.
    void rivals(EntryPlan& plan, const ExampleEntry& entry) {
        plan.first_rival = static_cast<std::uint32_t>(tables.rivals.size());
        const Discriminators own = discriminators(entry.resource);
        for (const EntryId d : tables.example.entries.ids()) {
            const ExampleEntry& derived = tables.example.entries[d];
            if (entry.is_derived() || !derived.is_derived() || derived.type != entry.type) {
                continue;
            }
            const Discriminators theirs = discriminators(derived.resource);
            const auto is_more = [&](const auto& each) { return !own.contains(each.first); };
            if (!are_disjoint(own, theirs) && std::ranges::any_of(theirs, is_more)) {
                tables.rivals.push_back(d);
            }
        }
        plan.rivals = static_cast<std::uint32_t>(tables.rivals.size()) - plan.first_rival;
    }

    // ---------------------------------------------------------------- families
    // A constant that stands for a family of codes (modifiers.tsv) distinguishes resources only where another
    // entry of the type has another constant there. Else all are matched: QualifierCheck knows the family.
    bool stands_for_family(const ExampleEntry& entry, std::string_view field) const {
        const std::string element = entry.type + "." + std::string(field);
        const bool has_families = std::ranges::any_of(modifiers(), [&](const QualifierRow& row) {
            return row.element == element && row.treatment == Treatment::family;
        });
        const auto constant_of = [&](const ExampleEntry& of) {
            const auto found = std::ranges::find(of.resource.fields, field, &Field::name);
            return found == of.resource.fields.end() ? std::string_view()
                                                     : std::string_view(found->value.text);
        };
        return has_families && std::ranges::none_of(tables.example.entries, [&](const ExampleEntry& other) {
                   return other.type == entry.type && constant_of(other) != constant_of(entry);
               });
    }

    void take_families(std::uint32_t index, const ExampleEntry& entry) {
        const MatchNode resource = tables.nodes[index];
        for (const Field& field : entry.resource.fields) {
            if (field.value.kind != NodeKind::constant || !stands_for_family(entry, field.name)) {
                continue;
            }
            const json::NameId name = tables.names.id(field.name);
            for (std::uint32_t c = resource.first_child; c < resource.first_child + resource.children; ++c) {
                MatchNode& node = tables.nodes[c];
                node.flags &= node.name == name ? ~std::uint32_t{m_discriminates} : ~std::uint32_t{0};
            }
        }
    }

    // ---------------------------------------------------------------- look-up
    // The constant that discriminates best: a code in code.coding if there is one, else any code, else any
    // discriminating constant.
    void candidate(EntryId index, const ExampleEntry& entry) {
        const Discriminators all = discriminators(entry.resource);
        const auto rank = [](const std::string& path) {
            return path.starts_with(".code.coding[].code")                ? 0
                   : path.ends_with("[].code") || path.ends_with(".code") ? 1
                   : path.ends_with(".system")                            ? 3
                                                                          : 2;
        };
        const std::string* best = nullptr;
        for (const auto& [path, values] : all) {
            if (path != ".resourceType" && !stands_for_family(entry, path.substr(1)) &&
                (best == nullptr || rank(path) < rank(*best))) {
                best = &path;
            }
        }
        found_at.push_back(
            {entry.type, best == nullptr ? "" : *best, best == nullptr ? "" : *all.at(*best).begin(), index});
    }

    void finish_probes() {
        std::ranges::sort(found_at, [](const Found& a, const Found& b) {
            return std::tie(a.type, a.path, a.value, a.entry) < std::tie(b.type, b.path, b.value, b.entry);
        });
        for (std::size_t i = 0; i < found_at.size(); ++i) {
            if (i == 0 || found_at[i].type != found_at[i - 1].type ||
                found_at[i].path != found_at[i - 1].path) {
                tables.probes.push_back(probe(found_at[i]));
            }
            tables.candidates.push_back({static_cast<std::uint32_t>(tables.probes.size() - 1),
                                         tables.text(found_at[i].value), found_at[i].entry});
        }
    }

    // ".code.coding[].code" -> names, "[]" as no_name
    Probe probe(const Found& found) {
        Probe out;
        out.type = tables.text(found.type);
        out.first_step = static_cast<std::uint32_t>(tables.probe_steps.size());
        for (std::size_t at = 0; at < found.path.size();) {
            const bool element = found.path.compare(at, 2, "[]") == 0;
            const std::size_t next =
                element ? at + 2 : std::min(found.path.find_first_of(".[", at + 1), found.path.size());
            tables.probe_steps.push_back(element ? json::no_name
                                                 : tables.names.id(found.path.substr(at + 1, next - at - 1)));
            at = next;
        }
        out.steps = static_cast<std::uint32_t>(tables.probe_steps.size()) - out.first_step;
        return out;
    }
};

} // namespace

void compile_backward(PlanTables& plan) { Backward{plan}.run(); }

} // namespace renkei::mapping
