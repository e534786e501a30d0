// Section heads and what the narrative tells of each entry: printed name and shown value of every home, in the example's order.
#include "gateway/mapping/plan_tables.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

// Lines that stand side by side come in the order of the form, not of FHIR's elements.
void sort_lines(PlanTables& plan, std::size_t from) {
    const auto order = [&](const Tell& line) { return plan.item(line.item).order; };
    for (std::size_t at = from; at < plan.tells.size();) {
        std::size_t end = at;
        while (end < plan.tells.size() && plan.tells[end].item != forms::none) {
            ++end;
        }
        std::stable_sort(plan.tells.begin() + static_cast<std::ptrdiff_t>(at), plan.tells.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](const Tell& a, const Tell& b) { return order(a) < order(b); });
        at = end + 1 + (end < plan.tells.size() ? plan.tells[end].inner : 0);
    }
}

void tell(PlanTables& plan, const Node& node) {
    if (node.kind == NodeKind::hole) {
        for (const Part& part : node.parts) {
            if (!part.derived) {
                Tell line;
                line.item = part.item;
                line.head = plan.text("<tr><th>" + shown_text(plan.tables.item_names[part.item]) + "</th><td>");
                plan.tells.push_back(line);
            }
        }
        return;
    }
    std::size_t group_at = 0;
    if (node.each != 0) {
        group_at = plan.tells.size();
        Tell line;
        line.group = node.each;
        plan.tells.push_back(line);
    }
    for (const Field& field : node.fields) {
        tell(plan, field.value);
    }
    for (const Node& element : node.elements) {
        tell(plan, element);
    }
    if (node.each != 0) {
        plan.tells[group_at].inner = static_cast<std::uint32_t>(plan.tells.size() - group_at - 1);
        sort_lines(plan, group_at + 1);
        if (plan.tells[group_at].inner == 0) {
            plan.tells.pop_back();
        }
    }
}

}  // namespace

void compile_narrative(PlanTables& plan) {
    const std::string system = plan.stored(plan.head.section_system);
    for (const SectionHead& section : plan.example.sections) {
        SectionPlan out;
        out.code = plan.text(section.code);
        out.title = plan.text(section.title);
        out.loinc = plan.text(section.loinc);
        std::string head = "{\"title\":" + json_string(section.title) + ",\"code\":{\"coding\":[{\"system\":" + json_string(system) +
                           ",\"code\":" + json_string(section.code) + ",\"display\":" + json_string(section.title) + "}";
        if (!section.loinc.empty()) {
            head += ",{\"system\":\"http://loinc.org\",\"code\":" + json_string(section.loinc) + "}";
        }
        head += "]},\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\" lang=\\\"ja\\\">";
        out.head = plan.text(head);
        out.empty_text = plan.text("<p>" + shown_text(section.title) + "</p>");
        plan.sections.push_back(out);
    }
    for (std::size_t e = 0; e < plan.entries.size(); ++e) {
        EntryPlan& entry = plan.entries[e];
        entry.first_tell = static_cast<std::uint32_t>(plan.tells.size());
        if (!plan.example.entries[e].section.empty()) {
            tell(plan, plan.example.entries[e].resource);
            sort_lines(plan, entry.first_tell);
        }
        entry.tells = static_cast<std::uint32_t>(plan.tells.size()) - entry.first_tell;
    }
}

}  // namespace renkei::mapping
