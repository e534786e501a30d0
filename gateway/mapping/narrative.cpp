// The generated text of a section: a table of printed names and shown values.
#include "gateway/mapping/fill.h"
#include "gateway/mapping/shown.h"

namespace renkei::mapping {

using forms::Row;
using forms::Value;

void Fill::section_text(std::size_t index, base::Buffer& out) const {
    constexpr std::string_view table = "<table>";
    const std::size_t start = out.size();
    out.append(table);
    for (std::size_t e = 0; e < plan_->entries().size(); ++e) {
        const EntryPlan& entry = plan_->entries()[e];
        if (entry.section_index != index || entry.tells == 0 || entry.when != none) {
            continue;
        }
        for (const Row* row : rows_[entry.each]) {
            if (alive_[base_[e] + row->number] != 0) {
                tell(plan_->tells(entry), *row, out);
            }
        }
    }
    if (out.size() == start + table.size()) {
        out.truncate(start);
        out.append(plan_->text(plan_->sections()[index].empty_text));  // txt-2: some text; a table has a row
    } else {
        out.append("</table>");
    }
    out.append("</div>");
}

void Fill::tell(std::span<const Tell> tells, const Row& row, base::Buffer& out) const {
    for (std::size_t i = 0; i < tells.size(); ++i) {
        const Tell& line = tells[i];
        if (line.item == none) {
            for (const Row* below : row.groups[plan_->form().groups()[line.group].slot]) {
                tell(tells.subspan(i + 1, line.inner), *below, out);
            }
            i += line.inner;
            continue;
        }
        const forms::Item& item = plan_->form().items()[line.item];
        const Value& value = row_of(row, item.group).values[item.slot];
        if (!value.empty()) {
            out.append(plan_->text(line.head));
            tell_value(item, value, out);
            out.append("</td></tr>");
        }
    }
}

void Fill::tell_value(const forms::Item& item, const Value& value, base::Buffer& out) const {
    const forms::Form& form = plan_->form();
    const std::uint16_t list = value.absent != nullptr ? form.about().absent_list : item.list;
    const std::string_view text = value.absent != nullptr ? value.absent->reason : value.text();
    const std::uint16_t row = list == none ? none : form.row_of_form_code(form.lists()[list], text);
    if (row != none) {
        out.append(plan_->text(plan_->code_text(form.lists()[list], row).shown));
    } else if (item.type == forms::ItemType::flag) {
        out.append(text == "1" ? "はい" : "いいえ");
    } else {
        append_shown(out, text);
    }
    if (value.absent != nullptr && !value.absent->note.empty()) {
        out.append("（");
        append_shown(out, value.absent->note);
        out.append("）");
    }
}

}  // namespace renkei::mapping
