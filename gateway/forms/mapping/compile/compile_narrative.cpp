// Section heads, and the rows of the narrative of each section.
#include "gateway/forms/mapping/compile/plan_tables.h"

#include <algorithm>
#include <limits>

namespace renkei::mapping {
namespace {

// In which narrative each item appears: the section of the entry it belongs to; the Composition's own text
// for everything else.
class Narrative {
public:
    explicit Narrative(PlanTables& plan) : plan_(plan), own_(plan.example.sections.size()) {
        section_of_.assign(plan.tables.items.size(), nowhere);
        unit_of_.resize(plan.tables.items.size());
        for (const ExampleNode* const head : plan.example.heads()) {
            place(*head, own_);
        }
        for (const ExampleEntry& entry : plan.example.written()) {
            place(entry.resource, section(entry.section));
        }
    }

    void run() {
        for (const SectionId s : plan_.example.sections.ids()) {
            SectionPlan out = head(plan_.example.sections[s]);
            out.first_narrative_row = count();
            narrative_row(s.value, document_group);
            out.narrative_rows = count() - out.first_narrative_row;
            plan_.sections.push_back(out);
        }
        plan_.head.first_own_narrative_row = count();
        narrative_row(own_, document_group);
        plan_.head.own_narrative_rows = count() - plan_.head.first_own_narrative_row;
    }

private:
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

    std::uint32_t count() const { return static_cast<std::uint32_t>(plan_.narrative_rows.size()); }

    std::size_t section(const std::string& code) const {
        const auto& all = plan_.example.sections;
        return static_cast<std::size_t>(
            std::ranges::find_if(all, [&](const SectionHead& s) { return s.code == code; }) - all.begin());
    }

    void place(const ExampleNode& root, std::size_t section) {
        walk(root, [&](const ExampleNode& node) {
            if (node.kind == NodeKind::hole) {
                for (const Part& part : node.parts) {
                    if (!part.derived) {
                        section_of_[part.item] = section;
                    }
                }
            }
            note_unit(node);
        });
    }

    // {value: $item, unit: …}
    void note_unit(const ExampleNode& node) {
        const auto named = [&](std::string_view name) -> const ExampleNode* {
            const auto found =
                std::ranges::find_if(node.fields, [&](const Field& field) { return field.name == name; });
            return found == node.fields.end() ? nullptr : &found->value;
        };
        const ExampleNode* value = named("value");
        const ExampleNode* unit = named("unit");
        if (value != nullptr && unit != nullptr && value->kind == NodeKind::hole && unit->is_constant()) {
            unit_of_[value->parts[0].item] = unit->text;
        }
    }

    SectionPlan head(const SectionHead& section) {
        SectionPlan out;
        const std::string code = plan_.tables.form_id + "." + section.code;
        out.code = plan_.text(code);
        out.loinc = plan_.text(section.loinc);
        std::string text =
            "{\"title\":" + json_string(section.title) +
            ",\"code\":{\"coding\":[{\"system\":" + json_string(plan_.stored(plan_.head.section_system)) +
            ",\"code\":" + json_string(code) + ",\"display\":" + json_string(section.title) + "}";
        if (!section.loinc.empty()) {
            text += ",{\"system\":\"http://loinc.org\",\"code\":" + json_string(section.loinc) + "}";
        }
        out.head = plan_.text(text + "]}," + plan_.stored(plan_.head.own_text_head));
        out.empty_text = plan_.text("<p>" + narrative_text(section.title) + "</p>");
        return out;
    }

    // The first place in the form of an item of this group that the section shows; nowhere if it shows none.
    std::size_t first_place(std::size_t section, GroupId group) const {
        std::size_t out = nowhere;
        for (const ItemId i : plan_.tables.items.ids()) {
            const form::Item& item = plan_.item(i);
            const auto chain = plan_.example.chain(item.group);
            if (section_of_[i] == section && std::ranges::find(chain, group) != chain.end()) {
                out = std::min<std::size_t>(out, item.order);
            }
        }
        return out;
    }

    void narrative_row(std::size_t section, GroupId group) {
        struct Line {
            std::size_t order;
            ItemId item;
            GroupId group;
        };
        std::vector<Line> lines;
        for (const ItemId i : plan_.tables.items.ids()) {
            // the row's head says it
            const bool is_place = group != document_group && plan_.tables.groups[group].place == i;
            if (section_of_[i] == section && plan_.item(i).group == group && !is_place) {
                lines.push_back({plan_.item(i).order, i, document_group});
            }
        }
        for (const GroupId g : plan_.tables.groups.ids(1)) {
            const std::size_t order =
                plan_.tables.groups[g].parent == group ? first_place(section, g) : nowhere;
            if (order != nowhere) {
                lines.push_back({order, form::none, g});
            }
        }
        std::ranges::stable_sort(lines, [](const Line& a, const Line& b) { return a.order < b.order; });
        for (const Line& line : lines) {
            line.item != form::none ? add_item(line.item) : add_group(section, line.group);
        }
    }

    void add_item(ItemId item) {
        NarrativeRow line;
        line.item = item;
        line.head = plan_.text("<tr><th>" + narrative_text(plan_.tables.item_names[item]) + "</th><td>");
        line.tail =
            plan_.text((unit_of_[item].empty() ? "" : " " + narrative_text(unit_of_[item])) + "</td></tr>");
        plan_.narrative_rows.push_back(line);
    }

    void add_group(std::size_t section, GroupId group) {
        const std::size_t at = plan_.narrative_rows.size();
        NarrativeRow line;
        line.group = group;
        if (plan_.tables.groups[group].kind != form::GroupKind::codes) {
            line.head = plan_.text("<tr><th colspan=\\\"2\\\">" +
                                   narrative_text(plan_.stored(plan_.tables.groups[group].name)) + " ");
            line.tail = plan_.text("</th></tr>");
        }
        plan_.narrative_rows.push_back(line);
        narrative_row(section, group);
        plan_.narrative_rows[at].inner = static_cast<std::uint32_t>(plan_.narrative_rows.size() - at - 1);
    }

    PlanTables& plan_;
    std::size_t own_;
    base::IdVector<ItemId, std::size_t> section_of_;
    base::IdVector<ItemId, std::string> unit_of_;
};

} // namespace

void compile_narrative(PlanTables& plan) { Narrative(plan).run(); }

} // namespace renkei::mapping
