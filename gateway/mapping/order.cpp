// In which order entries are matched (what refers before what it refers to) and come to life (targets first).
#include "gateway/mapping/example.h"

namespace renkei::mapping {
namespace {

using diag::Message;

class Order {
public:
    Order(Example& example, diag::Report& report) : example_(example), report_(report) {}

    void run() {
        order_matching();
        order_lives();
    }

private:
    // A reference is matched before the entry it names, so that the entry is found by it; an anchor before what it holds.
    void order_matching() {
        std::vector<bool> referred(example_.entries.size(), false);
        std::vector<bool> done(example_.entries.size(), false);
        const auto mark = [&](const Node& root) {
            walk(root, [&](const Node& node) {
                if (node.kind == NodeKind::reference && node.entry != no_index) {
                    referred[node.entry] = true;
                }
            });
        };
        mark(example_.composition);
        const auto ready = [&](const Entry& entry) {
            return entry.anchor_entry == no_index || done[entry.anchor_entry] || &example_.entries[entry.anchor_entry] == &entry;
        };
        while (example_.match_order.size() < example_.entries.size()) {
            const std::uint16_t next = pick(done, referred, ready);
            done[next] = true;
            example_.match_order.push_back(next);
            mark(example_.entries[next].resource);
        }
    }

    template <class Ready>
    std::uint16_t pick(const std::vector<bool>& done, const std::vector<bool>& referred, const Ready& ready) const {
        std::uint16_t fallback = no_index;
        for (int pass = 0; pass < 3; ++pass) {
            for (std::size_t e = 0; e < example_.entries.size(); ++e) {
                const Entry& entry = example_.entries[e];
                if (done[e]) {
                    continue;
                }
                fallback = fallback == no_index ? static_cast<std::uint16_t>(e) : fallback;
                const bool wanted = pass == 0 ? bool{referred[e]} : pass == 1 ? !entry.by_reference_only : true;
                if (wanted && entry.when == no_index && ready(entry)) {
                    return static_cast<std::uint16_t>(e);
                }
            }
        }
        return fallback;  // only `when` entries or a circle of anchors are left
    }

    // An entry's life may depend on the targets of its strong references: those are decided first.
    void order_lives() {
        enum class State : std::uint8_t { fresh, open, done };
        std::vector<State> state(example_.entries.size(), State::fresh);
        const auto visit = [&](const auto& self, std::uint16_t index) -> void {
            if (state[index] == State::done) {
                return;
            }
            if (state[index] == State::open) {
                report_.add(Message::circle_of_references, example_.entries[index].where, {example_.entries[index].name});
                return;
            }
            state[index] = State::open;
            walk(example_.entries[index].resource, [&](const Node& node) {
                if (node.kind == NodeKind::reference && node.strong && node.entry != no_index) {
                    self(self, node.entry);
                }
            });
            state[index] = State::done;
            example_.life_order.push_back(index);
        };
        for (std::size_t e = 0; e < example_.entries.size(); ++e) {
            visit(visit, static_cast<std::uint16_t>(e));
        }
    }

    Example& example_;
    diag::Report& report_;
};

}  // namespace

void order_entries(Example& example, diag::Report& report) { Order(example, report).run(); }

}  // namespace renkei::mapping
