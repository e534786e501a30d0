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
        for (const BesideChoice& each : plan_.example.page.besides) {
            add_beside(each);
        }
    }

    // Boxes of the document whose names differ only in how they begin: what follows names their line.
    void add_beside(const BesideChoice& choice) {
        std::vector<std::pair<std::string, std::vector<ItemId>>> lines;
        for (const ItemId i : by_order()) {
            const std::string name = page_name(i);
            const std::size_t column = column_of(name, choice.begins);
            if (column == choice.begins.size() || !is_shown_in_tables(i) || plan_.page_items[i].beside != 0) {
                continue;
            }
            std::string line = name.substr(choice.begins[column].size());
            auto at = std::ranges::find(lines, line, [](const auto& each) { return each.first; });
            if (at == lines.end()) {
                at = lines.insert(at, {std::move(line), std::vector<ItemId>(choice.begins.size())});
            }
            at->second[column] = i;
        }
        PageTable out{.name = plan_.text(choice.name),
                      .rows = document_group,
                      .grid = PageGrid::beside,
                      .first_cell = static_cast<std::uint16_t>(plan_.page_cells.size())};
        for (const auto& [line, items] : lines) {
            if (std::ranges::count(items, ItemId()) + 2 > std::ssize(items)) {
                continue; // it has nothing beside it
            }
            const ItemId first = *std::ranges::find_if(items, [](ItemId item) { return item != form::none; });
            for (std::size_t i = 0; i < items.size(); ++i) {
                plan_.page_cells.push_back({.name = plan_.text(choice.columns[i]),
                                            .over = plan_.text(line),
                                            .item = items[i],
                                            .begins = static_cast<std::uint8_t>(i == 0 ? 1 : 0)});
                if (items[i] != form::none) {
                    PageItem& shown = plan_.page_items[items[i]];
                    shown.beside = static_cast<std::uint8_t>(plan_.page_tables.size() + 1);
                    shown.section = plan_.page_items[first].section;
                }
            }
        }
        out.cells = static_cast<std::uint16_t>(plan_.page_cells.size() - out.first_cell);
        plan_.page_tables.push_back(out);
    }

    // The boxes of the document, in the form's order; a set of codes is one.
    std::vector<ItemId> by_order() const {
        std::vector<ItemId> out;
        for (const ItemId i : plan_.page_items.ids()) {
            const form::Group& group = plan_.tables.groups[plan_.item(i).group];
            if (plan_.item(i).group == document_group ||
                (group.kind == form::GroupKind::codes && group.parent == document_group)) {
                out.push_back(i);
            }
        }
        std::ranges::stable_sort(out, {}, [&](ItemId i) { return plan_.tables.items[i].order; });
        return out;
    }

    std::string page_name(ItemId item) const {
        const auto& own = plan_.example.page.items;
        const auto found = std::ranges::find_if(
            own, [&](const ItemChoice& each) { return each.item == item && !each.name.empty(); });
        return found == own.end() ? std::string(plan_.tables.item_names[item]) : found->name;
    }

    bool is_shown_in_tables(ItemId item) const {
        const PageRole role = plan_.page_items[item].role;
        return role == PageRole::plain || role == PageRole::day;
    }

    // The longest beginning that the name has; none: their number.
    static std::size_t column_of(std::string_view name, const std::vector<std::string>& begins) {
        std::size_t out = begins.size();
        for (std::size_t i = 0; i < begins.size(); ++i) {
            if (name.starts_with(begins[i]) &&
                (out == begins.size() || begins[i].size() > begins[out].size())) {
                out = i;
            }
        }
        return out;
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
