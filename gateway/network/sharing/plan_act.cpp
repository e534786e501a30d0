#include "gateway/network/sharing/plan_act.h"

#include "gateway/core/json/member.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/network/sharing/record_reader.h"

namespace renkei::sharing {

std::string_view plan_acts_table();

namespace {

struct ActRow {
    std::string_view kind{};
    std::string_view plans{};
    std::string_view act{};
    std::string_view holds{};
    std::string_view state{};
};

const std::vector<ActRow>& act_rows() {
    static const auto all =
        text::table_rows<ActRow, &ActRow::kind, &ActRow::plans, &ActRow::act, &ActRow::holds, &ActRow::state>(
            plan_acts_table());
    return all;
}

// `condition`: item=value; of an item that is missing, the value is empty.
bool holds(const json::Tree& record, std::string_view condition) {
    const std::string_view item = text::next_part(condition, '=');
    return json::text_of(record, json::Tree::root, item) == condition;
}

} // namespace

std::vector<std::string_view> kinds_of_plan_acts() {
    std::vector<std::string_view> out;
    for (const ActRow& each : act_rows()) {
        if (out.empty() || out.back() != each.kind) {
            out.push_back(each.kind);
        }
    }
    return out;
}

std::optional<PlanAct> plan_act(std::string_view kind, std::string_view record) {
    json::Tree tree;
    if (!record_parser().parse(record, tree)) {
        return std::nullopt;
    }
    const auto row = std::ranges::find_if(
        act_rows(), [&](const ActRow& it) { return it.kind == kind && holds(tree, it.act); });
    if (row == act_rows().end()) {
        return std::nullopt;
    }
    PlanAct out;
    if (holds(tree, row->holds)) {
        out.state = find_word<PlanState>(row->state).value_or(PlanState::none);
    }
    for (std::string_view items = row->plans; !items.empty();) {
        const std::string_view number = json::text_of(tree, json::Tree::root, text::next_part(items, ' '));
        if (!number.empty()) {
            out.plans.emplace_back(number);
        }
    }
    return out;
}

} // namespace renkei::sharing
