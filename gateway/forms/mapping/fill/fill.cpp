#include "gateway/forms/mapping/fill/fill.h"

#include "gateway/forms/mapping/fill/identity.h"
#include "gateway/forms/mapping/fill/stand_in.h"

#include <algorithm>
#include <array>
#include <utility>

namespace renkei::mapping {
void Fill::prepare(record::Record& record, diag::Report& loss) {
    record_ = &record;
    find_created();
    number_and_collect_rows();
    drop_unrepresentable(loss);
    if (has_emptied_rows_ && record.prune()) { // a row of codes without its code says nothing
        number_and_collect_rows();
    }
    if (plan_->head().only_resource.empty()) {
        identity_ = document_identity(record); // of what the bundle will say
    }
    decide_live_entries();
    has_urls_ = false;
}

void Fill::number_and_collect_rows() {
    record_->number_rows();
    rows_.resize(plan_->form().groups().size());
    for (auto& rows : rows_) {
        rows.clear();
    }
    collect_rows(record_->root());
}

void Fill::collect_rows(Row& row) {
    rows_[row.group].push_back(&row);
    const form::Group& group = plan_->form().groups()[row.group];
    for (std::uint16_t g = 0; g < group.groups; ++g) {
        for (Row* child : row.groups[g]) {
            collect_rows(*child);
        }
    }
}

void Fill::decide_live_entries() {
    base_.clear();
    std::uint32_t instances = 0;
    for (const EntryPlan& entry : plan_->entries()) {
        base_.push_back(instances);
        instances += static_cast<std::uint32_t>(rows_[entry.each].size());
    }
    alive_.assign(instances, 0);
    for (const EntryId index : plan_->liveness_order()) {
        const EntryPlan& entry = plan_->entries()[index];
        for (const Row* row : rows_[entry.each]) {
            alive_[base_[index] + row->number] = holds(plan_->condition(entry.condition), *row) ? 1 : 0;
        }
    }
}

// The first filled of the items that say when the record was made; a day begins at midnight.
void Fill::find_created() {
    created_.clear();
    const form::Form& form = plan_->form();
    for (const ItemId item : {form.about().created_item, form.about().created_day}) {
        const std::string_view text =
            item == none ? std::string_view() : record_->value(record_->root(), form.items()[item]).text();
        if (created_.empty() && !text.empty()) {
            created_ = text;
            created_ += text.size() == 10 ? "T00:00:00+09:00" : "";
        }
    }
}

// ---------------------------------------------------------------- conditions
// Rows of the group below a row, however deep, in order; ends with true when `visit` says so.
template <class Visit>
bool Fill::any_row_below(GroupId group, const Row& row, const Visit& visit) const {
    std::array<GroupId, max_group_depth> path{}; // groups from below the row down to the wanted one
    std::size_t steps = 0;
    for (GroupId at = group; at != row.group; at = plan_->form().groups()[at].parent) {
        if (at == document_group || steps == max_group_depth) {
            return false; // the group does not lie below this row
        }
        path[max_group_depth - ++steps] = at;
    }
    return steps == 0 ? visit(row) : any_row_on(std::span<const GroupId>(path).last(steps), row, visit);
}

template <class Visit>
bool Fill::any_row_on(std::span<const GroupId> path, const Row& row, const Visit& visit) const {
    const record::Rows& rows = row.groups[plan_->form().groups()[path[0]].slot];
    return std::any_of(rows.begin(), rows.end(), [&](const Row* below) {
        return path.size() == 1 ? visit(*below) : any_row_on(path.subspan(1), *below, visit);
    });
}

std::string_view Fill::item_text(const Term& term, const Row& row) const {
    const form::Item& item = plan_->form().items()[term.item()];
    return row_of(row, item.group).values[item.slot].text();
}

bool Fill::holds(const Term& term, const Row& row) const {
    switch (term.kind) {
    case TermKind::always: return true;
    case TermKind::item: return has_item(term, row);
    case TermKind::no_item: return !has_item(term, row);
    case TermKind::code: return item_text(term, row) == plan_->condition_code(term.b);
    case TermKind::other_code: return !item_text(term, row).empty() && !holds(plan_->condition(term.b), row);
    case TermKind::all: {
        bool all = true;
        for (std::uint32_t i = 0; i < term.b; ++i) {
            all = all && holds(plan_->condition(term.a + i), row);
        }
        return all;
    }
    case TermKind::hole: return encoder_.has_text(plan_->hole(term.a), row);
    case TermKind::entry: {
        const EntryId entry = term.entry();
        return is_live(entry, row_of(row, plan_->entries()[entry].each));
    }
    case TermKind::any_entry: {
        const EntryId entry = term.entry();
        return any_row_below(plan_->entries()[entry].each, row,
                             [&](const Row& below) { return is_live(entry, below); });
    }
    case TermKind::any_row:
        return any_row_below(term.group(), row,
                             [&](const Row& below) { return holds(plan_->condition(term.b), below); });
    case TermKind::row:
    case TermKind::no_row:
        return any_row_below(term.group(), row, [](const Row&) { return true; }) ==
               (term.kind == TermKind::row);
    }
    return false;
}

bool Fill::holds(const Condition& condition, const Row& row) const {
    return std::ranges::any_of(plan_->terms(condition), [&](const Term& term) {
        return term.kind == TermKind::item ? has_item(term, row) : holds(term, row); // most ask for an item
    });
}

// ---------------------------------------------------------------- writing
void Fill::execute(std::uint32_t from, const Row& start, base::Buffer& out) const {
    struct Loop {
        std::uint32_t first;
        std::vector<const Row*> rows;
        std::size_t at;
        const Row* outer;
    };
    std::vector<Loop> loops;
    const Row* row = &start;
    std::size_t stand_in_from = 0; // where the last stand-in begins
    const Instruction* program = plan_->instructions().data();
    for (std::uint32_t at = from;; ++at) {
        const Instruction& step = program[at];
        switch (step.what) {
        case OpCode::literal: out.append({plan_->literals() + step.a, step.b}); break;
        case OpCode::skip_unless: at = holds(plan_->condition(step.a), *row) ? at : step.b - 1; break;
        case OpCode::skip_unless_reason:
            at = encoder_.has_reason(plan_->hole(step.a), *row) ? at : step.b - 1;
            break;
        case OpCode::skip_unless_absent:
            at = encoder_.part(plan_->hole(step.a), step.part, *row).absent != nullptr ? at : step.b - 1;
            break;
        case OpCode::stand_in: stand_in_from = out.size(); break;
        case OpCode::stood_in:
            if (is_for_left_out(plan_->condition(step.a))) {
                say_masked(out, stand_in_from);
            }
            break;
        case OpCode::jump: at = step.b - 1; break;
        case OpCode::put: encoder_.put(plan_->hole(step.a), *row, out); break;
        case OpCode::reason_concept: encoder_.reason_concept(plan_->hole(step.a), *row, out); break;
        case OpCode::reason_extensions:
            encoder_.reason_extensions(*encoder_.part(plan_->hole(step.a), step.part, *row).absent, out);
            break;
        case OpCode::reference: put_reference(step.entry(), *row, out); break;
        case OpCode::references: put_references(step.entry(), *row, out); break;
        case OpCode::own_text: own_text(out); break;
        case OpCode::each: {
            Loop loop{at, {}, 0, row};
            any_row_below(step.group(), *row, [&](const Row& below) {
                loop.rows.push_back(&below);
                return false;
            });
            if (loop.rows.empty()) {
                at = step.b - 1;
                break;
            }
            row = loop.rows[0];
            loops.push_back(std::move(loop));
            break;
        }
        case OpCode::next: {
            Loop& loop = loops.back();
            if (++loop.at < loop.rows.size()) {
                row = loop.rows[loop.at];
                at = loop.first;
            } else {
                row = loop.outer;
                loops.pop_back();
            }
            break;
        }
        case OpCode::close:
            if (out.back() == ',') {
                out.pop();
            }
            out.append(static_cast<char>(step.a));
            break;
        case OpCode::end: return;
        }
    }
}

void Fill::put_references(EntryId entry, const Row& row, base::Buffer& out) const {
    any_row_below(plan_->entries()[entry].each, row, [&](const Row& below) {
        if (is_live(entry, below)) {
            put_reference(entry, below, out);
            out.append(',');
        }
        return false;
    });
}

void Fill::run(record::Record& record, base::Buffer& out, diag::Report& loss,
               std::span<const std::uint8_t> left_out) {
    left_out_ = left_out;
    prepare(record, loss);
    make_urls();
    if (plan_->head().has_bundle != 0) {
        out.append("{\"resourceType\":\"Bundle\",");
        execute(plan_->head().bundle_first, record.root(), out);
        out.pop(); // the closing brace: entries come last
        out.append(',');
    } else {
        bundle_head(out);
    }
    out.append("\"entry\":[");
    if (plan_->head().is_collection == 0) {
        composition(out);
        out.append(',');
    }
    for (const EntryId e : plan_->entries().ids()) {
        for (const Row* row : rows_[plan_->entries()[e].each]) {
            if (alive_[base_[e] + row->number] != 0 && plan_->entries()[e].within == none) {
                resource_entry(e, *row, out);
                out.append(',');
            }
        }
    }
    const bool is_empty = out.back() == '[';
    out.truncate(out.size() - (is_empty ? std::string_view(",\"entry\":[").size() : 1)); // no empty list
    out.append(is_empty ? "}" : "]}");
    left_out_ = {};
}

void Fill::run_resource(record::Record& record, base::Buffer& out, diag::Report& loss) {
    prepare(record, loss);
    out.append("{\"resourceType\":\"");
    out.append(plan_->text(plan_->head().only_resource));
    out.append("\",");
    execute(plan_->head().composition_first, record.root(), out);
}

void Fill::bundle_head(base::Buffer& out) const {
    const std::string_view made = created_;
    out.append("{\"resourceType\":\"Bundle\",\"meta\":{");
    if (!made.empty()) {
        out.append("\"lastUpdated\":\"");
        out.append(made);
        out.append("\",");
    }
    out.append("\"profile\":[\"");
    out.append(plan_->text(plan_->head().bundle_profile));
    out.append("\"]");
    if (restricted()) {
        out.append(',');
        restricted_label(out);
    }
    out.append("},\"identifier\":{\"system\":\"");
    out.append(plan_->text(plan_->head().bundle_system));
    out.append("\",\"value\":\"");
    append_escaped(out, bundle_value());
    out.append("\"},\"type\":\"document\",");
    if (!made.empty()) {
        out.append("\"timestamp\":\"");
        out.append(made);
        out.append("\",");
    }
}

void Fill::restricted_label(base::Buffer& out) const {
    out.append("\"security\":[{\"system\":\"");
    out.append(plan_->text(plan_->head().security_system));
    out.append("\",\"code\":\"R\"}]");
}

// The form is part of the value, because a sender may give the same number to documents of two forms.
std::string Fill::bundle_value() const { return std::string(plan_->form().id()) + "|" + identity_; }

bool Fill::restricted() const {
    for (const EntryId e : plan_->entries().ids()) {
        const EntryPlan& entry = plan_->entries()[e];
        const auto lives_here = [&](const Row* row) { return alive_[base_[e] + row->number] != 0; };
        if (entry.restricted != 0 &&
            std::any_of(rows_[entry.each].begin(), rows_[entry.each].end(), lives_here)) {
            return true;
        }
    }
    return false;
}

void Fill::resource_entry(EntryId entry, const Row& row, base::Buffer& out) const {
    const std::string_view id(url(entry, row), 36);
    out.append("{\"fullUrl\":\"urn:uuid:");
    out.append(id);
    out.append("\",\"resource\":{\"resourceType\":\"");
    out.append(plan_->text(plan_->entries()[entry].type));
    out.append("\",\"id\":\"");
    out.append(id);
    out.append("\",");
    contained(entry, row, out);
    execute(plan_->entries()[entry].first_instruction, row, out);
    out.append('}');
}

// The resources within another one have the names of their entries for their ids.
void Fill::contained(EntryId within, const Row& row, base::Buffer& out) const {
    const std::size_t start = out.size();
    for (const EntryId e : plan_->entries().ids()) {
        const EntryPlan& entry = plan_->entries()[e];
        if (entry.within == within && is_live(e, row)) {
            out.append(out.size() == start ? "\"contained\":[" : ",");
            out.append("{\"resourceType\":\"");
            out.append(plan_->text(entry.type));
            out.append("\",\"id\":\"");
            out.append(plan_->text(entry.name));
            out.append("\",");
            execute(entry.first_instruction, row, out);
        }
    }
    out.append(out.size() == start ? "" : "],");
}

void Fill::composition(base::Buffer& out) const {
    const std::string_view id(composition_url_, 36);
    out.append("{\"fullUrl\":\"urn:uuid:");
    out.append(id);
    out.append("\",\"resource\":{\"resourceType\":\"Composition\",\"id\":\"");
    out.append(id);
    out.append("\",");
    execute(plan_->head().composition_first, record_->root(), out);
    out.pop(); // the closing brace: sections come last
    out.append(",\"section\":[");
    for (const SectionId s : plan_->sections().ids()) {
        section(s, out);
    }
    if (out.back() == ',') {
        out.pop();
        out.append("]}}");
        return;
    }
    out.truncate(out.size() - std::string_view(",\"section\":[").size()); // an empty list is no FHIR
    out.append("}}");
}

void Fill::section(SectionId id, base::Buffer& out) const {
    const std::size_t start = out.size();
    out.append(plan_->text(plan_->sections()[id].head));
    section_text(id, out);
    out.append("\"},\"entry\":[");
    const std::size_t entries = out.size();
    for (const EntryId e : plan_->entries().ids()) {
        if (plan_->entries()[e].section != id) {
            continue;
        }
        for (const Row* row : rows_[plan_->entries()[e].each]) {
            if (alive_[base_[e] + row->number] != 0) {
                put_reference(e, *row, out);
                out.append(',');
            }
        }
    }
    if (out.size() == entries) {
        out.truncate(start); // nothing lives in this section
        return;
    }
    out.pop();
    out.append("]},");
}

} // namespace renkei::mapping
