// What stands at the top of a page for people, and which rows stand as on the paper form: what `page:` of the
// mapping and of the concepts say.
#include "gateway/forms/mapping/compile/page_codes.h"
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/load/read_page.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

class PageTop {
public:
    explicit PageTop(PlanTables& plan) : plan_(plan) {}

    void run() {
        add_tables();
        add_facts();
        add_alerts();
        plan_.page_look.push_back(plan_.example.page.look);
    }

private:
    // ------------------------------------------------------------ the top
    void add_facts() {
        const form::Concepts& concepts = plan_.tables.concepts;
        for (const form::PageLine& line : concepts.page_lines) {
            for (const std::size_t wanted : line.concepts) {
                for (const ItemId i : plan_.page_items.ids()) {
                    const auto use = concepts.of.find(plan_.tables.item_ids[i]);
                    if (use != concepts.of.end() && use->second.concept_ == wanted) {
                        add_fact(line, i);
                    }
                }
            }
            for (const ExampleEntry& entry : plan_.example.written()) {
                const ExampleNode* const code = field_of(entry.resource, "code");
                if (!line.resource.empty() && entry.type == line.resource && code != nullptr) {
                    if (const auto item = home_of(field_of(*code, "text"))) {
                        add_fact(line, *item);
                    }
                }
            }
        }
    }

    void add_fact(const form::PageLine& line, ItemId item) {
        plan_.page_facts.push_back({.name = plan_.text(line.name),
                                    .resource = plan_.text(line.resource),
                                    .codes = plan_.text(line.codes),
                                    .item = item,
                                    .alert = alert_kind(line.alert)});
    }

    void add_alerts() {
        for (const AlertChoice& each : plan_.example.page.alerts) {
            plan_.page_alerts.push_back({.name = plan_.text(each.name),
                                         .value = plan_.text(each.value),
                                         .item = each.item,
                                         .kind = each.kind});
        }
    }

    // ------------------------------------------------------------ tables
    void add_tables() {
        for (const TableChoice& each : plan_.example.page.tables) {
            PageTable out{.rows = each.rows,
                          .grid = each.grid,
                          .first_cell = static_cast<std::uint16_t>(plan_.page_cells.size())};
            std::ranges::copy(each.places, out.places.begin());
            for (const ColumnChoice& column : each.columns) {
                for (const ItemId item : column.items) {
                    const bool begins = item == column.items.front();
                    const base::Str name =
                        column.name.empty() ? plan_.page_items[item].label : plan_.text(column.name);
                    plan_.page_cells.push_back({.name = name,
                                                .over = plan_.text(column.over),
                                                .item = item,
                                                .begins = static_cast<std::uint8_t>(begins ? 1 : 0)});
                }
            }
            out.cells = static_cast<std::uint16_t>(plan_.page_cells.size() - out.first_cell);
            plan_.page_tables.push_back(out);
            gather(each.rows);
        }
    }

    // All items of the rows stand in one section: the first that one of them is in.
    void gather(GroupId rows) {
        PageSectionId section;
        std::vector<ItemId> all;
        for (const ItemId i : plan_.page_items.ids()) {
            GroupId at = plan_.item(i).group;
            while (at != rows && at != document_group) {
                at = plan_.tables.groups[at].parent;
            }
            if (at == rows && plan_.page_items[i].role != PageRole::technical) {
                all.push_back(i);
                section = section == form::none || plan_.page_items[i].section < section
                              ? plan_.page_items[i].section
                              : section;
            }
        }
        for (const ItemId i : all) {
            plan_.page_items[i].section = section;
            plan_.page_items[i].question = PageQuestionId();
        }
    }

    PlanTables& plan_;
};

} // namespace

void compile_page_top(PlanTables& plan) { PageTop(plan).run(); }

} // namespace renkei::mapping
