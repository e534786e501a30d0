// In which order entries are matched (what refers before what it refers to) and come to life (targets first).
#include "gateway/forms/mapping/load/example.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

struct Order {
    Example& example;
    diag::Report& report;
    base::IdVector<EntryId, std::vector<EntryId>> must{};   // what is matched before it
    base::IdVector<EntryId, std::vector<EntryId>> should{}; // … if possible

    void run() {
        order_matching();
        order_lives();
    }

    static constexpr int done_rank = 6;

    // What refers is matched before what it refers to, so that a resource is found by its role; an anchor
    // before the rows that depend on it. Strong references and anchors must come first; weak ones only where
    // no constant identifies the target, and as far as they make no cycle.
    void order_matching() {
        find_referrers();
        base::IdVector<EntryId, bool> done(example.entries.size(), false);
        const auto open = [&](const std::vector<EntryId>& before) {
            return std::ranges::any_of(before, [&](EntryId e) { return !done[e]; });
        };
        while (example.match_order.size() < example.entries.size()) {
            EntryId best;
            int best_rank = done_rank;
            for (const EntryId e : example.entries.ids()) {
                // accepted shapes after the others
                const int rank = done[e] ? done_rank
                                         : (open(must[e])     ? 4
                                            : open(should[e]) ? 2
                                                              : 0) +
                                               (example.entries[e].accepted ? 1 : 0);
                if (rank < best_rank) {
                    best = e;
                    best_rank = rank;
                }
            }
            done[best] = true;
            example.match_order.push_back(best);
        }
    }

    void find_referrers() {
        must.resize(example.entries.size());
        should.resize(example.entries.size());
        for (const EntryId from : example.entries.ids()) {
            const ExampleEntry& entry = example.entries[from];
            if (entry.anchor_entry != none && entry.anchor_entry != from) {
                must[from].push_back(entry.anchor_entry);
            }
            walk(entry.resource, [&](const ExampleNode& node) {
                if (node.kind != NodeKind::reference || node.entry == none || node.entry == from) {
                    return;
                }
                if (node.strong) {
                    must[node.entry].push_back(from);
                } else if (example.entries[node.entry].by_reference_only &&
                           entry.anchor_entry != node.entry) {
                    should[node.entry].push_back(from);
                }
            });
        }
    }

    // An entry's life may depend on the targets of its strong references: those are decided first.
    void order_lives() {
        enum class State : std::uint8_t { fresh, open, done };
        base::IdVector<EntryId, State> state(example.entries.size(), State::fresh);
        const auto visit = [&](const auto& self, EntryId index) -> void {
            if (state[index] == State::done) {
                return;
            }
            if (state[index] == State::open) {
                report.add(message::circle_of_references, example.entries[index].where,
                           {example.entries[index].name});
                return;
            }
            state[index] = State::open;
            walk(example.entries[index].resource, [&](const ExampleNode& node) {
                if (node.kind == NodeKind::reference && node.strong && node.entry != none) {
                    self(self, node.entry);
                }
            });
            state[index] = State::done;
            example.liveness_order.push_back(index);
        };
        for (const EntryId e : example.entries.ids()) {
            visit(visit, e);
        }
    }
};

} // namespace

void order_entries(Example& example, diag::Report& report) { Order{example, report}.run(); }

} // namespace renkei::mapping
