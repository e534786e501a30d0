// Static checks of a typed example: every item bound once, nothing ambiguous, nothing unreachable.
#include "gateway/core/text/joined.h"
#include "gateway/forms/mapping/load/discriminator.h"
#include "gateway/forms/mapping/load/item_heading.h"
#include "generated/messages/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace renkei::mapping {
namespace {

struct Bindings {
    const Example& example;
    diag::Report& report;
    const form::Tables& tables = *example.tables;
    const ExampleNode* resource = nullptr;                    // of the entry; null in the Composition
    base::IdVector<ItemId, std::vector<diag::Where>> homes{}; // where it is bound
    bool restricted = false;                                  // is the resource being checked labelled?
    std::string entry_name = "composition";                   // that is looked at
    bool accepted = false;                                    // is what is being checked never written?

    void run() {
        homes.resize(tables.items.size());
        for (const ExampleNode* const head : example.heads()) {
            restricted = is_restricted(*head);
            check(*head, document_group);
        }
        for (const ExampleEntry& entry : example.entries) {
            resource = &entry.resource;
            restricted = is_restricted(entry.resource);
            entry_name = entry.name;
            accepted = entry.accepted;
            check(entry.resource, entry.each);
            accepted = false;
            check_entry(entry);
        }
        check_items();
        check_sections();
    }

    // `group`: the row the node is in
    void check(const ExampleNode& node, GroupId group) {
        const GroupId here = node.each != document_group ? node.each : group;
        if (node.each != document_group && reads_items(node) && tables.groups[node.each].parent != group) {
            report.add(message::rows_of_another_row, node.where,
                       {tables.group_ids[node.each], tables.group_ids[tables.groups[node.each].parent]});
        }
        if (node.each != document_group && !reads_items(node) && !is_copy(node)) {
            check_row_is_known(node);
        }
        if (node.kind == NodeKind::hole) {
            check_hole(node, here);
        }
        if (node.kind == NodeKind::reference && node.entry != none) {
            check_reference(node, here);
        }
        for (const Field& field : node.fields) {
            check(field.value, here);
        }
        for (const ExampleNode& element : node.elements) {
            check(element, here);
        }
        const bool outer = std::exchange(accepted, true);
        for (const ExampleNode& element : node.accepted) {
            check(element, here);
        }
        accepted = outer;
    }

    // Compared with what is written, as a whole: only in a list of the resource itself.
    bool is_copy(const ExampleNode& element) const {
        return resource != nullptr && copies_rows(element) &&
               std::ranges::any_of(resource->fields, [&](const Field& field) {
                   return std::ranges::any_of(field.value.elements,
                                              [&](const ExampleNode& each) { return &each == &element; });
               });
    }

    // Reports values of the row in an element that makes no row: they could not be assigned to a row again.
    void check_row_is_known(const ExampleNode& element) {
        walk(element, [&](const ExampleNode& node) {
            const bool repeats =
                node.kind == NodeKind::hole && std::ranges::any_of(node.parts, [&](const Part& part) {
                    return tables.items[part.item].group == element.each;
                });
            if (repeats) {
                const std::string& group = tables.group_ids[element.each];
                report.add(message::row_not_found_again, node.where, {entry_name, group, group});
            }
        });
    }

    bool above_or_same(GroupId outer, GroupId inner) const {
        const auto chain = example.chain(inner);
        return std::ranges::find(chain, outer) != chain.end();
    }

    void check_hole(const ExampleNode& node, GroupId here) {
        for (const Part& part : node.parts) {
            const form::Item& item = tables.items[part.item];
            if (!part.derived && !accepted) {
                homes[part.item].push_back(node.where);
                if (item.is(form::sensitive) && !restricted) {
                    report.add(message::sensitive_unlabelled, node.where, {example.item_text(part.item)});
                }
            }
            const bool reachable = part.derived ? above_or_same(item.group, here) : item.group == here;
            if (!reachable) {
                report.add(
                    message::item_of_another_row, node.where,
                    {example.item_text(part.item), tables.group_ids[item.group], tables.group_ids[here]});
            }
        }
        const Part& first = node.parts[0];
        const bool composite = node.parts.size() > 1 && node.view == View::none && !accepted;
        if (composite && !node.derived() && !tables.items[first.item].is(form::required)) {
            report.add(message::composite_may_be_empty, node.where, {example.item_text(first.item)});
        }
    }

    void check_reference(const ExampleNode& node, GroupId here) {
        const GroupId target = example.entries[node.entry].each;
        if (!node.many && !above_or_same(target, here)) {
            report.add(message::reference_to_another_row, node.where, {node.text, tables.group_ids[target]});
        }
        if (node.many && example.made_inline[target]) {
            report.add(message::rows_not_made_yet, node.where, {node.text, tables.group_ids[target]});
        }
    }

    void check_entry(const ExampleEntry& entry) {
        for (const WhenTest& test : entry.when) {
            check_condition(test, entry.each);
        }
        if (entry.is_derived() && reads_items(entry.resource)) {
            report.add(message::when_entry_has_home, entry.where, {entry.name});
        }
    }

    // An item of the entry's row or above; rows and codes of sets below the entry's row.
    void check_condition(const WhenTest& test, GroupId here) {
        const bool is_group = test.kind == WhenKind::has_no_row;
        const GroupId group = is_group ? test.group : tables.items[test.item].group;
        const bool is_set = tables.groups[group].kind == form::GroupKind::codes && test.kind == WhenKind::is;
        if (is_group || is_set ? tables.groups[group].parent == here : above_or_same(group, here)) {
            return;
        }
        report.add(message::item_of_another_row, test.where,
                   {is_group ? tables.group_ids[group] : example.item_text(test.item),
                    tables.group_ids[group], tables.group_ids[here]});
    }

    struct Section {
        std::size_t bound = 0;
        std::vector<std::string> unbound{};
    };
    using SectionKey = std::pair<std::string, std::string>; // file, heading

    // By the headings of items.yaml, if some item is bound nowhere.
    std::map<SectionKey, Section> sections(ItemHeadings& headings) const {
        std::map<SectionKey, Section> out;
        if (std::ranges::none_of(tables.items.ids(), [&](ItemId item) { return homes[item].empty(); })) {
            return out;
        }
        for (const ItemId item : tables.items.ids()) {
            Section& section = out[section_of(item, headings)];
            if (homes[item].empty()) {
                section.unbound.push_back(example.item_text(item));
            } else {
                ++section.bound;
            }
        }
        return out;
    }
    SectionKey section_of(ItemId item, ItemHeadings& headings) const {
        const diag::Where& place = tables.item_places[item];
        return {place.file, headings.above(place)};
    }

    // One finding for a section none of whose items is bound, at the first of them.
    void report_unbound(ItemId item, std::map<SectionKey, Section>& sections, ItemHeadings& headings) {
        const SectionKey key = section_of(item, headings);
        Section& section = sections[key];
        if (key.second.empty() || section.bound > 0 || section.unbound.size() == 1) {
            report.add(message::item_bound_nowhere, tables.item_places[item], {example.item_text(item)});
        } else if (!section.unbound.empty()) {
            report.add(message::section_bound_nowhere, tables.item_places[item],
                       {key.second, std::to_string(section.unbound.size()),
                        fmt::format("{}", fmt::join(section.unbound, ", "))});
            section.unbound.clear();
        }
    }

    void check_items() {
        ItemHeadings headings;
        std::map<SectionKey, Section> by_section = sections(headings);
        for (const ItemId item : tables.items.ids()) {
            const std::vector<diag::Where>& places = homes[item];
            if (places.empty() && !tables.items[item].is(form::kept_alone)) {
                report_unbound(item, by_section, headings);
            } else if (places.size() > 1) {
                const auto as_text = [](const diag::Where& where) { return diag::to_text(where); };
                report.add(message::item_bound_twice, tables.item_places[item],
                           {example.item_text(item), std::to_string(places.size()),
                            text::joined(places, ", ", as_text)});
            }
        }
    }

    void check_sections() {
        base::IdVector<EntryId, bool> referred(example.entries.size(), false);
        const auto mark = [&](const ExampleNode& root) {
            walk(root, [&](const ExampleNode& node) {
                if (node.kind == NodeKind::reference && node.entry != none) {
                    referred[node.entry] = true;
                }
            });
        };
        for (const ExampleNode* const head : example.heads()) {
            mark(*head);
        }
        for (const ExampleEntry& entry : example.written()) {
            mark(entry.resource);
        }
        for (const EntryId e : example.entries.ids()) {
            const ExampleEntry& entry = example.entries[e];
            const auto named = [&](const SectionHead& section) { return section.code == entry.section; };
            if (!entry.section.empty() && std::ranges::none_of(example.sections, named)) {
                report.add(message::no_such_section, entry.where, {entry.section, entry.name});
            }
            const auto owner = example.entry_by_name.find(entry.within);
            if (!entry.within.empty() &&
                (owner == example.entry_by_name.end() || example.entries[owner->second].each != entry.each)) {
                report.add(message::no_such_entry, entry.where,
                           {entry.within, form::nearest(entry.within, example.entry_by_name)});
            }
            const bool is_listed = example.is_collection() && entry.within.empty();
            if (entry.section.empty() && !is_listed && !referred[e] && !entry.accepted) {
                report.add(message::entry_unreachable, entry.where, {entry.name});
            }
        }
    }
};

struct Ambiguity {
    Example& example;
    diag::Report& report;
    base::IdVector<EntryId, Discriminators> keys{};
    base::IdVector<EntryId, bool> referred{};
    base::IdVector<EntryId, bool> sure{};

    void run() {
        for (const ExampleEntry& entry : example.entries) {
            keys.push_back(discriminators(entry.resource));
        }
        find_references();
        for (const EntryId b : example.entries.ids()) {
            for (const EntryId a : example.entries.ids()) {
                if (a < b) {
                    compare(a, b);
                }
            }
        }
        for (const EntryId e : example.entries.ids()) {
            if (example.entries[e].by_reference_only && !sure[e]) {
                report.add(message::no_sure_reference, example.entries[e].where, {example.entries[e].name});
            }
        }
        arrays(example.bundle, "bundle");
        arrays(example.composition, "composition");
        for (const ExampleEntry& entry : example.entries) {
            arrays(entry.resource, entry.name);
        }
    }

    // Finds the entries that are referred to; sure ones by a strong reference, or from the composition.
    void find_references() {
        referred.assign(example.entries.size(), false);
        sure.assign(example.entries.size(), false);
        const auto mark = [&](const ExampleNode& root, bool composition) {
            walk(root, [&](const ExampleNode& node) {
                if (node.kind == NodeKind::reference && node.entry != none) {
                    referred[node.entry] = true;
                    sure[node.entry] = sure[node.entry] || composition || node.strong;
                }
            });
        };
        mark(example.composition, true);
        for (const ExampleEntry& entry : example.written()) {
            mark(entry.resource, false);
        }
    }

    // Two entries of one type that no constant distinguishes must both be found by reference.
    void compare(EntryId a, EntryId b) {
        ExampleEntry& x = example.entries[a];
        ExampleEntry& y = example.entries[b];
        if (x.type != y.type || x.is_derived() || y.is_derived() || are_disjoint(keys[a], keys[b]) ||
            (x.accepted && asks_more(a, b)) || (y.accepted && asks_more(b, a))) {
            return;
        }
        x.by_reference_only = x.by_reference_only || referred[a];
        y.by_reference_only = y.by_reference_only || referred[b];
        if (!x.by_reference_only || !y.by_reference_only) {
            const bool is_second = x.by_reference_only || y.accepted;
            const ExampleEntry& bad = is_second ? y : x;
            const ExampleEntry& other = is_second ? x : y;
            report.add(message::entries_ambiguous, bad.where,
                       {other.name, bad.name, bad.type, common(a, b),
                        fmt::format("{}", fmt::join(discriminating_elements(*example.r4, bad.type), ", "))});
        }
    }

    // Has the accepted shape a constant where the other entry has none? Written resources never have that
    // constant, and another accepted shape does not read it otherwise.
    bool asks_more(EntryId accepted, EntryId other) const {
        return std::ranges::any_of(keys[accepted],
                                   [&](const auto& key) { return !keys[other].contains(key.first); });
    }

    std::string common(EntryId a, EntryId b) const {
        for (const auto& [path, values] : keys[a]) {
            const auto other = keys[b].find(path);
            if (path != ".resourceType" && other != keys[b].end() && other->second == values) {
                return path.substr(1) + " = " + *values.begin();
            }
        }
        return "resourceType";
    }

    // Elements are tried in their order, accepted ones last. Each takes only elements with its constants, or
    // with a code that it knows. A constant or code that only the earlier one asks for keeps the two apart.
    static bool leaves_over(const ExampleNode& earlier, const ExampleNode& later) {
        const bool is_code = earlier.codec == CodecId::codings && later.kind == NodeKind::object &&
                             std::ranges::find(later.fields, "code", &Field::name) == later.fields.end();
        const Discriminators named = discriminators(later);
        return is_code || std::ranges::any_of(discriminators(earlier),
                                              [&](const auto& each) { return !named.contains(each.first); });
    }

    void arrays(const ExampleNode& node, const std::string& entry) {
        for (const Field& field : node.fields) {
            arrays(field.value, entry);
        }
        std::vector<const ExampleNode*> all;
        for (const std::vector<ExampleNode>* const elements : {&node.elements, &node.accepted}) {
            std::ranges::transform(*elements, std::back_inserter(all),
                                   [](const ExampleNode& element) { return &element; });
        }
        for (std::size_t b = 0; b < all.size(); ++b) {
            arrays(*all[b], entry);
            for (std::size_t a = 0; a < b; ++a) {
                const ExampleNode& x = *all[a];
                const ExampleNode& y = *all[b];
                const bool reads = reads_items(x) && reads_items(y) && x.kind != NodeKind::reference &&
                                   y.kind != NodeKind::reference;
                if (reads && !are_disjoint(discriminators(x), discriminators(y)) && !leaves_over(x, y)) {
                    report.add(message::elements_ambiguous, y.where, {entry, diag::to_text(x.where)});
                }
            }
        }
    }
};

} // namespace

void check_bindings(const Example& example, diag::Report& report) { Bindings{example, report}.run(); }

void check_ambiguity(Example& example, diag::Report& report) { Ambiguity{example, report}.run(); }

} // namespace renkei::mapping
