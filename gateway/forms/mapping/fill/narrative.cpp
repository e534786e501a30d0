// The generated text of a section: a table of printed names and shown values.
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/plan/narrative_text.h"

#include <charconv>

namespace renkei::mapping {
namespace {

using form::ItemType;
using record::ItemValue;

void append_text(base::Buffer& out, ItemType type, std::string_view text) {
    switch (type) {
    case ItemType::flag: out.append(text == "1" ? "☑" : "☐"); return; // a box, whatever it asks
    case ItemType::date:
    case ItemType::month:
    case ItemType::datetime: append_narrative_date(out, text); return;
    case ItemType::text:
    case ItemType::token:
    case ItemType::code:
    case ItemType::codes:
    case ItemType::time:
    case ItemType::integer:
    case ItemType::decimal: append_narrative_text(out, text); return;
    }
}

} // namespace

void Fill::section_text(SectionId id, base::Buffer& out) const {
    const SectionPlan& section = plan_->sections()[id];
    table(plan_->narrative_rows(section), plan_->text(section.empty_text), out);
}

void Fill::own_text(base::Buffer& out) const {
    table(plan_->own_narrative_rows(), plan_->text(plan_->form().about().title), out);
}

void Fill::table(std::span<const NarrativeRow> narrative_rows, std::string_view otherwise,
                 base::Buffer& out) const {
    constexpr std::string_view open = "<table>";
    const std::size_t start = out.size();
    out.append(open);
    narrative_row(narrative_rows, record_->root(), out);
    if (out.size() == start + open.size()) {
        out.truncate(start);
        out.append(otherwise); // txt-2: some text; a table has a row
    } else {
        out.append("</table>");
    }
    out.append("</div>");
}

void Fill::narrative_row(std::span<const NarrativeRow> narrative_rows, const Row& row,
                         base::Buffer& out) const {
    for (std::size_t i = 0; i < narrative_rows.size(); ++i) {
        const NarrativeRow& line = narrative_rows[i];
        if (line.item == none) {
            narrative_rows_below(line, narrative_rows.subspan(i + 1, line.inner), row, out);
            i += line.inner;
            continue;
        }
        const form::Item& item = plan_->form().items()[line.item];
        const ItemValue& value = row.values[item.slot];
        if (!value.empty()) {
            out.append(plan_->text(line.head));
            narrative_value(item, value, out);
            // a reason has no unit
            out.append(value.absent != nullptr ? "</td></tr>" : plan_->text(line.tail));
        }
    }
}

// Each row under its number: its place in the form, or its place among the rows.
void Fill::narrative_rows_below(const NarrativeRow& line, std::span<const NarrativeRow> inner, const Row& row,
                                base::Buffer& out) const {
    const form::Group& group = plan_->form().groups()[line.group];
    std::uint32_t number = 0;
    for (const Row* below : row.groups[group.slot]) {
        ++number;
        if (group.place != none) {
            const std::string_view place = below->values[plan_->form().items()[group.place].slot].text();
            std::from_chars(place.data(), place.data() + place.size(), number);
        }
        const std::size_t start = out.size();
        if (!line.head.empty()) {
            out.append(plan_->text(line.head));
            out.append(std::to_string(number));
            out.append(plan_->text(line.tail));
        }
        const std::size_t head_end = out.size();
        narrative_row(inner, *below, out);
        if (out.size() == head_end) {
            out.truncate(start); // the section shows nothing of this row
        }
    }
}

void Fill::narrative_value(const form::Item& item, const ItemValue& value, base::Buffer& out) const {
    const form::Form& form = plan_->form();
    const ListId list = value.absent != nullptr ? form.about().absent_list : item.list;
    const std::string_view text = value.absent != nullptr ? value.absent->reason : value.text();
    const CodeRowId row = list == none ? none : form.row_of_form_code(form.lists()[list], text);
    if (row != none) {
        out.append(plan_->text(plan_->code_text(form.lists()[list], row).shown));
    } else {
        append_text(out, value.absent != nullptr ? ItemType::text : item.type, text);
    }
    if (value.absent != nullptr && !value.absent->note.empty()) {
        out.append("（");
        append_narrative_text(out, value.absent->note);
        out.append("）");
    }
}

} // namespace renkei::mapping
