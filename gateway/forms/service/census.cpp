#include "gateway/forms/service/census.h"

#include <algorithm>
#include <map>
#include <set>

namespace renkei::service {
namespace {

using mapping::MatchNode;
using mapping::Plan;

class Count {
public:
    explicit Count(const Plan& plan) : plan_(plan) {
        const auto types = plan.entries();
        visit(plan.nodes()[plan.head().composition_node], "Composition");
        for (const mapping::EntryPlan& entry : types) {
            if (entry.accepted == 0) {
                visit(plan.nodes()[entry.node], std::string(plan.text(entry.type)));
            }
        }
    }

    std::vector<CensusRow> rows() const {
        std::vector<CensusRow> out;
        for (const auto& [path, items] : items_) {
            CensusRow row{.path = path, .items = {}};
            for (const form::ItemId item : items) {
                row.items.emplace_back(plan_.text(plan_.form().items()[item].id));
            }
            out.push_back(std::move(row));
        }
        std::ranges::stable_sort(out, std::ranges::greater(),
                                 [](const CensusRow& row) { return row.items.size(); });
        return out;
    }

private:
    void visit(const MatchNode& node, const std::string& path) {
        if (node.kind == mapping::MatchKind::hole) {
            add(plan_.hole(node.index), path);
        }
        for (const MatchNode& child : plan_.children(node)) {
            if ((child.flags & mapping::m_accepted) != 0) {
                continue; // no item has its home there
            }
            visit(child, child.name == json::no_name
                             ? path
                             : path + "." + std::string(plan_.names().name(child.name)));
        }
    }

    void add(const mapping::Hole& hole, const std::string& path) {
        if (hole.derived) {
            return;
        }
        for (const mapping::HolePart& part : plan_.parts(hole)) {
            if (part.derived == 0 && !plan_.form().items()[part.item].is(form::implied)) {
                items_[path].insert(part.item);
            }
        }
    }

    const Plan& plan_;
    std::map<std::string, std::set<form::ItemId>> items_;
};

} // namespace

Census census(const Plan& plan) {
    Census out;
    for (const form::Item& item : plan.form().items()) {
        out.items += item.is(form::implied) ? 0U : 1U;
    }
    out.rows = Count(plan).rows();
    return out;
}

} // namespace renkei::service
