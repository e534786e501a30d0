// Which entry owns the rows of a group, and by which reference a row is found again.
#include "gateway/forms/mapping/load/example.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

struct Roles {
    Example& example;
    diag::Report& report;

    void run() {
        find_inline_rows();
        find_owners();
        for (const EntryId e : example.entries.ids()) {
            find_anchor(e);
        }
        for (const EntryId e : example.entries.ids()) {
            check_row_is_found(e);
        }
    }

    template <class Visit>
    void each_root(const Visit& visit) const {
        for (const ExampleNode* const head : example.heads()) {
            visit(none, *head);
        }
        for (const EntryId e : example.entries.ids()) {
            if (!example.entries[e].accepted) {
                visit(e, example.entries[e].resource);
            }
        }
    }

    // Rows are made by an array element that repeats and has a hole or a strong reference.
    void find_inline_rows() {
        example.made_inline.assign(example.tables->groups.size(), false);
        each_root([&](EntryId, const ExampleNode& root) {
            walk(root, [&](const ExampleNode& node) {
                if (node.each != document_group && reads_items(node)) {
                    example.made_inline[node.each] = true;
                }
            });
        });
    }

    void find_owners() {
        base::IdVector<GroupId, bool> owned(example.tables->groups.size(), false);
        for (ExampleEntry& entry : example.entries) {
            if (entry.each != document_group && !entry.is_derived() && !entry.accepted &&
                !owned[entry.each]) {
                owned[entry.each] = true;
                entry.owner = !example.made_inline[entry.each];
            }
        }
        // an accepted entry makes rows, too, if nothing says to which row it belongs
        for (const EntryId e : example.entries.ids()) {
            ExampleEntry& entry = example.entries[e];
            if (entry.accepted && entry.each != document_group) {
                entry.owner = !refers_to_row(entry) && !row_is_given(e);
            }
        }
    }

    // Does it refer to an entry of the same row?
    bool refers_to_row(const ExampleEntry& entry) const {
        bool found = false;
        walk(entry.resource, [&](const ExampleNode& node) {
            found |= node.kind == NodeKind::reference && !node.many && node.entry != none &&
                     &example.entries[node.entry] != &entry && example.entries[node.entry].each == entry.each;
        });
        return found;
    }

    std::size_t depth(GroupId group) const { return example.chain(group).size(); }

    // The reference to the owner of the nearest row above or beside it.
    void find_anchor(EntryId index) {
        ExampleEntry& entry = example.entries[index];
        if (entry.each == document_group) {
            return;
        }
        const std::vector<GroupId> chain = example.chain(entry.each);
        std::vector<std::string> path;
        walk(entry.resource, path, [&](const ExampleNode& node, const std::vector<std::string>& at) {
            if (node.kind != NodeKind::reference || node.many || node.entry == none || node.entry == index) {
                return;
            }
            const ExampleEntry& target = example.entries[node.entry];
            const bool holds_row = target.each != document_group && (entry.accepted || !target.accepted) &&
                                   (target.owner || example.made_inline[target.each]) &&
                                   std::ranges::find(chain, target.each) != chain.end();
            if (holds_row && (entry.anchor_entry == none ||
                              depth(target.each) > depth(example.entries[entry.anchor_entry].each))) {
                entry.anchor = at;
                entry.anchor_entry = node.entry;
            }
        });
    }

    // Does the row come with a reference from an entry that is in that row or above it?
    bool row_is_given(EntryId index) const {
        const ExampleEntry& entry = example.entries[index];
        bool given = false;
        each_root([&](EntryId from, const ExampleNode& root) {
            walk(root, [&](const ExampleNode& node) {
                if (node.kind != NodeKind::reference || node.entry != index) {
                    return;
                }
                const GroupId each = from == none ? document_group : example.entries[from].each;
                const std::vector<GroupId> chain = example.chain(each);
                given |= from == none ||
                         (each != document_group && std::ranges::find(chain, entry.each) != chain.end());
                given |= node.many && each == example.tables->groups[entry.each].parent;
                given |= example.made_inline[entry.each];
            });
        });
        return given;
    }

    void check_row_is_found(EntryId index) {
        const ExampleEntry& entry = example.entries[index];
        if (entry.each == document_group || entry.is_derived()) {
            return;
        }
        const GroupId need = entry.owner                       ? example.tables->groups[entry.each].parent
                             : example.made_inline[entry.each] ? document_group
                                                               : entry.each;
        if (!entry.owner && example.made_inline[entry.each] && !row_is_given(index)) {
            refuse(entry, entry.each);
            return;
        }
        const bool anchored = entry.anchor_entry != none && example.entries[entry.anchor_entry].each == need;
        if (need != document_group && !anchored && !row_is_given(index)) {
            refuse(entry, need);
        }
    }

    void refuse(const ExampleEntry& entry, GroupId need) {
        report.add(message::row_not_found_again, entry.where,
                   {entry.name, example.tables->group_ids[entry.each], example.tables->group_ids[need]});
    }
};

} // namespace

void find_roles(Example& example, diag::Report& report) { Roles{example, report}.run(); }

} // namespace renkei::mapping
