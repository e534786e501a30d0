// What a page for people shows of each item: section, question, unit, role. All of it follows from where the
// item's home is in FHIR, and from `page:`.
#include "gateway/forms/mapping/compile/page_codes.h"
#include "gateway/forms/mapping/compile/plan_tables.h"

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::mapping {
namespace {

using Path = std::vector<std::string>;

std::string constant_at(const ExampleNode& object, std::string_view name) {
    const ExampleNode* const node = field_of(object, name);
    return node != nullptr && node->is_constant() ? node->text : std::string();
}

bool has_constant(const ExampleNode& root, std::string_view text) {
    bool out = false;
    walk(root, [&](const ExampleNode& node) { out |= node.is_constant() && node.text == text; });
    return out;
}

// Elements of a document that name it, its version and its form.
constexpr std::array<std::string_view, 6> of_programs{"identifier", "meta",      "extension",
                                                      "relatesTo",  "timestamp", "language"};
// Types whose numbers people use: a person's number at a hospital, an insured person's number.
constexpr std::array<std::string_view, 2> numbered_for_people{"Patient", "Coverage"};

class Page {
public:
    explicit Page(PlanTables& plan) : plan_(plan), items_(plan.tables.items.size(), PageItem{}) {
        for (const ItemId i : items_.ids()) {
            items_[i].restricted = plan.tables.items[i].is(form::sensitive) ? 1 : 0;
        }
    }

    void run() {
        add_sections();
        place_entries();
        place_heads();
        add_lines();
        label_items();
        plan_.page_items = std::move(items_);
    }

private:
    // ------------------------------------------------------------ sections
    void add_section(std::string_view title) { plan_.page_sections.push_back({plan_.text(title)}); }

    void add_sections() {
        const auto& all = plan_.example.sections;
        const auto add = [&](const SectionHead& section) {
            section_by_code_.emplace(section.code, plan_.page_sections.next_id());
            add_section(section.title);
        };
        for (const SectionChoice& choice : plan_.example.page.first) {
            add(*std::ranges::find(all, choice.code, &SectionHead::code));
        }
        for (const SectionHead& section : all) {
            if (!section_by_code_.contains(section.code)) {
                add(section);
            }
        }
        section_of_entry_.assign(plan_.example.entries.size(), form::none);
        for (const EntryId i : plan_.example.entries.ids()) {
            const auto found = section_by_code_.find(plan_.example.entries[i].section);
            section_of_entry_[i] = found == section_by_code_.end() ? PageSectionId() : found->second;
        }
        if (const ExampleNode* const own = field_of(plan_.example.composition, "section")) {
            add_written_sections(*own);
        }
        follow_rows();
    }

    // Sections that the example writes out itself, as foreign documents have them.
    void add_written_sections(const ExampleNode& sections) {
        for (const ExampleNode& section : sections.elements) {
            const PageSectionId index = plan_.page_sections.next_id();
            add_section(constant_at(section, "title"));
            walk(section, [&](const ExampleNode& node) {
                if (node.kind == NodeKind::reference && node.entry != form::none &&
                    section_of_entry_[node.entry] == form::none) {
                    pending_.emplace_back(node.entry, index);
                }
                if (const auto item = home_of(&node)) {
                    items_[*item].section = index; // an inner section comes later and wins
                }
            });
            for (const auto& [entry, at] : pending_) {
                section_of_entry_[entry] = at;
            }
            pending_.clear();
            if (const ExampleNode* const inner = field_of(section, "section")) {
                forget_inner(*inner);
                add_written_sections(*inner);
            }
        }
    }

    // Entries that inner sections refer to belong to those, not to the section around them.
    void forget_inner(const ExampleNode& sections) {
        walk(sections, [&](const ExampleNode& node) {
            if (node.kind == NodeKind::reference && node.entry != form::none) {
                section_of_entry_[node.entry] = form::none;
            }
        });
    }

    // An entry of a row that is in no section goes into the section of the other entries of its row.
    void follow_rows() {
        const auto& entries = plan_.example.entries;
        for (const EntryId i : entries.ids()) {
            for (const EntryId other : entries.ids()) {
                if (section_of_entry_[i] == form::none && entries[i].each != document_group &&
                    entries[other].each == entries[i].each && !entries[other].section.empty()) {
                    section_of_entry_[i] = section_of_entry_[other];
                }
            }
        }
    }

    // ------------------------------------------------------------ homes
    void place_entries() {
        const auto& entries = plan_.example.entries;
        for (const EntryId i : entries.ids()) {
            if (!entries[i].accepted) {
                place_entry(i, section_of_entry_[i]);
            }
        }
    }

    void place_entry(EntryId index, PageSectionId section) {
        const ExampleEntry& entry = plan_.example.entries[index];
        const bool restricted = is_restricted(entry.resource);
        std::vector<ItemId> homes;
        Path path;
        walk(entry.resource, path, [&](const ExampleNode& node, const Path& at) {
            note_roles(entry, node);
            if (node.kind != NodeKind::hole) {
                return;
            }
            for (const Part& part : node.parts) {
                if (part.derived) {
                    continue;
                }
                PageItem& item = items_[part.item];
                item.section = section;
                item.entry = index;
                item.restricted |= restricted ? 1 : 0;
                item.answers = !at.empty() && at[0].starts_with("value") ? 1 : 0;
                homes.push_back(part.item);
            }
        });
        if (entry.type == "Patient" && entry.each == document_group) {
            note_person(entry.resource);
        }
        if (entry.type == "Coverage" && entry.each == document_group) {
            note(field_of(entry.resource, "subscriberId"), PageRole::insured_number);
        }
        for (const CodeOfWords& each : codes_of_words(entry, plan_.tables, *plan_.example.r4)) {
            items_[each.code].behind = each.words;
        }
        if (homes.size() > 1 && entry.type == "Observation") {
            const ExampleNode* const code = field_of(entry.resource, "code");
            ask_together(homes, code == nullptr ? std::string() : constant_at(*code, "text"));
        } else if (homes.size() > 1 && entry.each == document_group) {
            join_by_name(homes);
        }
    }

    void note_roles(const ExampleEntry& entry, const ExampleNode& node) {
        const definitions::R4Definitions& r4 = *plan_.example.r4;
        const std::optional<ItemId> value = home_of(field_of(node, "value"));
        if (!value) {
            return;
        }
        if (is_type(node, "ContactPoint", r4) && constant_at(node, "system") == "phone") {
            items_[*value].role = PageRole::phone;
        }
        if (is_type(node, "Identifier", r4) &&
            std::ranges::find(numbered_for_people, entry.type) == numbered_for_people.end()) {
            items_[*value].role = PageRole::technical;
        }
        const bool is_yen = constant_at(node, "currency") == "JPY";
        items_[*value].unit = plan_.text(is_yen ? "円" : constant_at(node, "unit"));
    }

    void note(const ExampleNode* node, PageRole role) {
        if (const auto item = home_of(node)) {
            items_[*item].role = role;
        }
    }

    void note_person(const ExampleNode& patient) {
        note(field_of(patient, "gender"), PageRole::gender);
        note(field_of(patient, "birthDate"), PageRole::birth_date);
        const ExampleNode* const names = field_of(patient, "name");
        for (std::size_t i = 0; names != nullptr && i < names->elements.size(); ++i) {
            const ExampleNode& name = names->elements[i];
            const PageRole role = has_constant(name, "SYL") ? PageRole::kana : PageRole::name;
            note(field_of(name, "text"), role);
            const ExampleNode* const given = field_of(name, "given");
            if (!home_of(field_of(name, "text")) && given != nullptr && !given->elements.empty()) {
                note(field_of(name, "family"), role); // the form asks both parts
                note(&given->elements.front(), role);
            }
        }
    }

    // Joins the items of a person or an office: キーパーソン, キーパーソン 続柄, キーパーソン 年齢 are one
    // line.
    void join_by_name(std::vector<ItemId> homes) {
        std::erase_if(homes, [&](ItemId item) { return items_[item].role == PageRole::technical; });
        std::vector<std::string_view> names;
        for (const ItemId item : homes) {
            names.push_back(plan_.tables.item_names[item]);
        }
        constexpr std::size_t shortest = 6; // bytes: two characters
        const std::string_view begin = names.size() < 2 ? std::string_view() : common_begin(names);
        if (begin.size() < shortest) {
            return;
        }
        for (std::size_t i = 0; i < homes.size(); ++i) {
            items_[homes[i]].answers = names[i] == begin ? 1 : 0;
        }
        joined_by_name_.insert(plan_.page_questions.next_id());
        ask_together(homes, std::string(begin));
    }

    void ask_together(const std::vector<ItemId>& homes, const std::string& name) {
        const PageQuestionId index = plan_.page_questions.next_id();
        plan_.page_questions.push_back({plan_.text(name)});
        for (const ItemId item : homes) {
            items_[item].question = index;
        }
    }

    void add_lines() {
        for (const LineChoice& line : plan_.example.page.lines) {
            lines_.insert(plan_.page_questions.next_id());
            ask_together(line.items, line.name);
            for (std::size_t i = 0; i < line.items.size(); ++i) {
                items_[line.items[i]].unit = plan_.text(line.units[i]);
                items_[line.items[i]].answers = 1;
            }
        }
    }

    // ------------------------------------------------------------ the document itself
    void place_heads() {
        for (const ExampleNode* const head : plan_.example.heads()) {
            Path path;
            walk(*head, path, [&](const ExampleNode& node, const Path& at) {
                const bool is_of_programs =
                    !at.empty() && std::ranges::find(of_programs, at[0]) != of_programs.end();
                const auto item = home_of(&node);
                const bool is_row = item && plan_.item(*item).group != document_group;
                if (item && is_of_programs && !is_row) {
                    items_[*item].role = PageRole::technical;
                }
            });
        }
        const ExampleNode& composition = plan_.example.composition;
        if (const ExampleNode* const kinds = field_of(composition, "category")) {
            walk(*kinds, [&](const ExampleNode& node) {
                if (const auto item = home_of(&node)) {
                    items_[*item].section = section_behind(*item);
                }
            });
        }
        note(plan_.example.is_collection() ? field_of(plan_.example.bundle, "timestamp")
                                           : field_of(composition, "date"),
             PageRole::date);
        note(field_of(composition, "status"), PageRole::status);
        note(field_of(composition, "confidentiality"), PageRole::confidentiality);
        const ExampleNode* const custodian = field_of(composition, "custodian");
        if (custodian != nullptr && custodian->kind == NodeKind::reference &&
            custodian->entry != form::none) {
            note(field_of(plan_.example.entries[custodian->entry].resource, "name"), PageRole::sender);
        }
    }

    // Which kind of document it is stands where the next box of the form stands, not at the end of the page.
    PageSectionId section_behind(ItemId item) const {
        const auto order = [&](ItemId i) { return plan_.tables.items[i].order; };
        ItemId next;
        for (const ItemId i : items_.ids()) {
            if (items_[i].section != form::none && order(i) > order(item) &&
                (next == form::none || order(i) < order(next))) {
                next = i;
            }
        }
        return next == form::none ? PageSectionId() : items_[next].section;
    }

    // ------------------------------------------------------------ labels
    void label_items() {
        for (const ItemId i : items_.ids()) {
            const bool is_part = lines_.contains(items_[i].question); // 年 of 発症日
            items_[i].label = is_part ? items_[i].unit : plan_.text(label_of(i));
        }
        for (const ItemChoice& each : plan_.example.page.items) {
            PageItem& item = items_[each.item];
            item.label = each.name.empty() ? item.label : plan_.text(each.name);
            item.role = each.is_day ? PageRole::day : item.role;
            if (!each.ticked.empty()) {
                item.unticked = plan_.text(each.ticked.front());
                item.ticked = plan_.text(each.ticked.back());
            }
        }
    }

    std::string_view label_of(ItemId index) const {
        const std::string_view name = plan_.tables.item_names[index];
        const PageQuestionId question = items_[index].question;
        if (question == form::none) {
            return name;
        }
        const std::string asked = plan_.stored(plan_.page_questions[question].name);
        if (joined_by_name_.contains(question) && items_[index].answers == 0) {
            return name_behind(name, asked).rest;
        }
        if (const Separated out = name_behind(name, asked); out.found) {
            return out.rest;
        }
        const Separated out = name_behind(name, common_head(question));
        return out.found && items_[index].answers == 0 ? out.rest : name;
    }

    // What all boxes of a question begin with, or the name of its answer.
    std::string_view common_head(PageQuestionId question) const {
        std::string_view out;
        for (const ItemId i : items_.ids()) {
            if (items_[i].question != question) {
                continue;
            }
            const std::string_view name = plan_.tables.item_names[i];
            if (items_[i].answers != 0) {
                return name;
            }
            if (plan_.tables.items[i].type == form::ItemType::flag) {
                const std::string_view head = head_of(name);
                if (!out.empty() && out != head) {
                    return {};
                }
                out = head;
            }
        }
        return out;
    }

    PlanTables& plan_;
    base::IdVector<ItemId, PageItem> items_;
    std::map<std::string, PageSectionId, std::less<>> section_by_code_;
    base::IdVector<EntryId, PageSectionId> section_of_entry_;
    std::set<PageQuestionId> joined_by_name_;
    std::set<PageQuestionId> lines_; // boxes that are one answer
    std::vector<std::pair<EntryId, PageSectionId>> pending_;
};

} // namespace

void compile_page(PlanTables& plan) {
    Page(plan).run();
    compile_page_top(plan);
}

} // namespace renkei::mapping
