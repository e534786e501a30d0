// Static checks of a typed example: every item bound once, nothing ambiguous, nothing unreachable.
#include "gateway/forms/mapping/load/discriminator.h"
#include "gateway/forms/mapping/load/item_heading.h"
#include "generated/messages/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace renkei::mapping {
namespace {

namespace message = diag::message;

class Bindings {
public:
    Bindings(const Example& example, diag::Report& report)
        : example_(example),
          tables_(*example.tables),
          report_(report) {}

    void run() {
        homes_.resize(tables_.items.size());
        for (const ExampleNode* const head : example_.heads()) {
            restricted_ = is_restricted(*head);
            check(*head, document_group);
        }
        for (const ExampleEntry& entry : example_.entries) {
            resource_ = &entry.resource;
            restricted_ = is_restricted(entry.resource);
            entry_ = entry.name;
            accepted_ = entry.accepted;
            check(entry.resource, entry.each);
            accepted_ = false;
            check_entry(entry);
        }
        check_items();
        check_sections();
    }

private:
    // `group`: the row the node is in
    void check(const ExampleNode& node, GroupId group) {
        const GroupId here = node.each != document_group ? node.each : group;
        if (node.each != document_group && reads_items(node) && tables_.groups[node.each].parent != group) {
            report_.add(message::rows_of_another_row, node.where,
                        {tables_.group_ids[node.each], tables_.group_ids[tables_.groups[node.each].parent]});
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
        const bool outer = std::exchange(accepted_, true);
        for (const ExampleNode& element : node.accepted) {
            check(element, here);
        }
        accepted_ = outer;
    }

    // Compared with what is written, as a whole: only in a list of the resource itself.
    bool is_copy(const ExampleNode& element) const {
        return resource_ != nullptr && copies_rows(element) &&
               std::ranges::any_of(resource_->fields, [&](const Field& field) {
                   return std::ranges::any_of(field.value.elements,
                                              [&](const ExampleNode& each) { return &each == &element; });
               });
    }

    // Reports values of the row in an element that makes no row: they could not be assigned to a row again.
    void check_row_is_known(const ExampleNode& element) {
        walk(element, [&](const ExampleNode& node) {
            const bool repeats =
                node.kind == NodeKind::hole && std::ranges::any_of(node.parts, [&](const Part& part) {
                    return tables_.items[part.item].group == element.each;
                });
            if (repeats) {
                const std::string& group = tables_.group_ids[element.each];
                report_.add(message::row_not_found_again, node.where, {entry_, group, group});
            }
        });
    }

    bool above_or_same(GroupId outer, GroupId inner) const {
        const auto chain = example_.chain(inner);
        return std::find(chain.begin(), chain.end(), outer) != chain.end();
    }

    void check_hole(const ExampleNode& node, GroupId here) {
        for (const Part& part : node.parts) {
            const form::Item& item = tables_.items[part.item];
            if (!part.derived && !accepted_) {
                homes_[part.item].push_back(node.where);
                if (item.is(form::sensitive) && !restricted_) {
                    report_.add(message::sensitive_unlabelled, node.where, {example_.item_text(part.item)});
                }
            }
            const bool reachable = part.derived ? above_or_same(item.group, here) : item.group == here;
            if (!reachable) {
                report_.add(
                    message::item_of_another_row, node.where,
                    {example_.item_text(part.item), tables_.group_ids[item.group], tables_.group_ids[here]});
            }
        }
        const Part& first = node.parts[0];
        const bool composite = node.parts.size() > 1 && node.view == View::none && !accepted_;
        if (composite && !node.derived() && !tables_.items[first.item].is(form::required)) {
            report_.add(message::composite_may_be_empty, node.where, {example_.item_text(first.item)});
        }
    }

    void check_reference(const ExampleNode& node, GroupId here) {
        const GroupId target = example_.entries[node.entry].each;
        if (!node.many && !above_or_same(target, here)) {
            report_.add(message::reference_to_another_row, node.where,
                        {node.text, tables_.group_ids[target]});
        }
        if (node.many && example_.made_inline[target]) {
            report_.add(message::rows_not_made_yet, node.where, {node.text, tables_.group_ids[target]});
        }
    }

    void check_entry(const ExampleEntry& entry) {
        for (const WhenTest& test : entry.when) {
            check_condition(test, entry.each);
        }
        if (entry.is_derived() && reads_items(entry.resource)) {
            report_.add(message::when_entry_has_home, entry.where, {entry.name});
        }
    }

    // An item of the entry's row or above; rows and codes of sets below the entry's row.
    void check_condition(const WhenTest& test, GroupId here) {
        const bool is_group = test.kind == WhenKind::has_no_row;
        const GroupId group = is_group ? test.group : tables_.items[test.item].group;
        const bool is_set = tables_.groups[group].kind == form::GroupKind::codes && test.kind == WhenKind::is;
        if (is_group || is_set ? tables_.groups[group].parent == here : above_or_same(group, here)) {
            return;
        }
        report_.add(message::item_of_another_row, test.where,
                    {is_group ? tables_.group_ids[group] : example_.item_text(test.item),
                     tables_.group_ids[group], tables_.group_ids[here]});
    }

    struct Section {
        std::size_t bound = 0;
        std::vector<std::string> unbound{};
    };
    using SectionKey = std::pair<std::string, std::string>; // file, heading

    // By the headings of items.yaml, if some item is bound nowhere.
    std::map<SectionKey, Section> sections(ItemHeadings& headings) const {
        std::map<SectionKey, Section> out;
        if (std::ranges::none_of(tables_.items.ids(), [&](ItemId item) { return homes_[item].empty(); })) {
            return out;
        }
        for (const ItemId item : tables_.items.ids()) {
            Section& section = out[section_of(item, headings)];
            if (homes_[item].empty()) {
                section.unbound.push_back(example_.item_text(item));
            } else {
                ++section.bound;
            }
        }
        return out;
    }
    SectionKey section_of(ItemId item, ItemHeadings& headings) const {
        const diag::Where& place = tables_.item_places[item];
        return {place.file, headings.above(place)};
    }

    // One finding for a section none of whose items is bound, at the first of them.
    void report_unbound(ItemId item, std::map<SectionKey, Section>& sections, ItemHeadings& headings) {
        const SectionKey key = section_of(item, headings);
        Section& section = sections[key];
        if (key.second.empty() || section.bound > 0 || section.unbound.size() == 1) {
            report_.add(message::item_bound_nowhere, tables_.item_places[item], {example_.item_text(item)});
        } else if (!section.unbound.empty()) {
            report_.add(message::section_bound_nowhere, tables_.item_places[item],
                        {key.second, std::to_string(section.unbound.size()),
                         fmt::format("{}", fmt::join(section.unbound, ", "))});
            section.unbound.clear();
        }
    }

    void check_items() {
        ItemHeadings headings;
        std::map<SectionKey, Section> by_section = sections(headings);
        for (const ItemId item : tables_.items.ids()) {
            const std::vector<diag::Where>& places = homes_[item];
            if (places.empty() && !tables_.items[item].is(form::kept_alone)) {
                report_unbound(item, by_section, headings);
            } else if (places.size() > 1) {
                std::string all;
                for (const diag::Where& where : places) {
                    all += (all.empty() ? "" : ", ") + diag::to_text(where);
                }
                report_.add(message::item_bound_twice, tables_.item_places[item],
                            {example_.item_text(item), std::to_string(places.size()), all});
            }
        }
    }

    void check_sections() {
        base::IdVector<EntryId, bool> referred(example_.entries.size(), false);
        const auto mark = [&](const ExampleNode& root) {
            walk(root, [&](const ExampleNode& node) {
                if (node.kind == NodeKind::reference && node.entry != none) {
                    referred[node.entry] = true;
                }
            });
        };
        for (const ExampleNode* const head : example_.heads()) {
            mark(*head);
        }
        for (const ExampleEntry& entry : example_.written()) {
            mark(entry.resource);
        }
        for (const EntryId e : example_.entries.ids()) {
            const ExampleEntry& entry = example_.entries[e];
            const auto named = [&](const SectionHead& section) { return section.code == entry.section; };
            if (!entry.section.empty() &&
                std::none_of(example_.sections.begin(), example_.sections.end(), named)) {
                report_.add(message::no_such_section, entry.where, {entry.section, entry.name});
            }
            if (entry.section.empty() && !referred[e] && !entry.accepted) {
                report_.add(message::entry_unreachable, entry.where, {entry.name});
            }
        }
    }

    const Example& example_;
    const form::Tables& tables_;
    diag::Report& report_;
    const ExampleNode* resource_ = nullptr;                  // of the entry; null in the Composition
    base::IdVector<ItemId, std::vector<diag::Where>> homes_; // where it is bound
    bool restricted_ = false;                                // is the resource being checked labelled?
    std::string entry_ = "composition";                      // that is looked at
    bool accepted_ = false;                                  // is what is being checked never written?
};

class Ambiguity {
public:
    Ambiguity(Example& example, diag::Report& report) : example_(example), report_(report) {}

    void run() {
        for (const ExampleEntry& entry : example_.entries) {
            keys_.push_back(discriminators(entry.resource));
        }
        find_references();
        for (const EntryId b : example_.entries.ids()) {
            for (const EntryId a : example_.entries.ids()) {
                if (a < b) {
                    compare(a, b);
                }
            }
        }
        for (const EntryId e : example_.entries.ids()) {
            if (example_.entries[e].by_reference_only && !sure_[e]) {
                report_.add(message::no_sure_reference, example_.entries[e].where,
                            {example_.entries[e].name});
            }
        }
        arrays(example_.bundle, "bundle");
        arrays(example_.composition, "composition");
        for (const ExampleEntry& entry : example_.entries) {
            arrays(entry.resource, entry.name);
        }
    }

private:
    // Finds the entries that are referred to; sure ones by a strong reference, or from the composition.
    void find_references() {
        referred_.assign(example_.entries.size(), false);
        sure_.assign(example_.entries.size(), false);
        const auto mark = [&](const ExampleNode& root, bool composition) {
            walk(root, [&](const ExampleNode& node) {
                if (node.kind == NodeKind::reference && node.entry != none) {
                    referred_[node.entry] = true;
                    sure_[node.entry] = sure_[node.entry] || composition || node.strong;
                }
            });
        };
        mark(example_.composition, true);
        for (const ExampleEntry& entry : example_.written()) {
            mark(entry.resource, false);
        }
    }

    // Two entries of one type that no constant distinguishes must both be found by reference.
    void compare(EntryId a, EntryId b) {
        ExampleEntry& x = example_.entries[a];
        ExampleEntry& y = example_.entries[b];
        if (x.type != y.type || x.is_derived() || y.is_derived() || are_disjoint(keys_[a], keys_[b]) ||
            (x.accepted && asks_more(a, b)) || (y.accepted && asks_more(b, a))) {
            return;
        }
        x.by_reference_only = x.by_reference_only || referred_[a];
        y.by_reference_only = y.by_reference_only || referred_[b];
        if (!x.by_reference_only || !y.by_reference_only) {
            const bool is_second = x.by_reference_only || y.accepted;
            const ExampleEntry& bad = is_second ? y : x;
            const ExampleEntry& other = is_second ? x : y;
            report_.add(
                message::entries_ambiguous, bad.where,
                {other.name, bad.name, bad.type, common(a, b),
                 fmt::format("{}", fmt::join(discriminating_elements(*example_.r4, bad.type), ", "))});
        }
    }

    // Has the accepted shape a constant where the other entry has none? Written resources never have that
    // constant, and another accepted shape does not read it otherwise.
    bool asks_more(EntryId accepted, EntryId other) const {
        return std::ranges::any_of(keys_[accepted],
                                   [&](const auto& key) { return !keys_[other].contains(key.first); });
    }

    std::string common(EntryId a, EntryId b) const {
        for (const auto& [path, values] : keys_[a]) {
            const auto other = keys_[b].find(path);
            if (path != ".resourceType" && other != keys_[b].end() && other->second == values) {
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
                    report_.add(message::elements_ambiguous, y.where, {entry, diag::to_text(x.where)});
                }
            }
        }
    }

    Example& example_;
    diag::Report& report_;
    base::IdVector<EntryId, Discriminators> keys_;
    base::IdVector<EntryId, bool> referred_;
    base::IdVector<EntryId, bool> sure_;
};

} // namespace

void check_bindings(const Example& example, diag::Report& report) { Bindings(example, report).run(); }

void check_ambiguity(Example& example, diag::Report& report) { Ambiguity(example, report).run(); }

} // namespace renkei::mapping
