#include "tests/laws/draft.h"

#include <algorithm>

namespace renkei::laws {
namespace {

using form::Form;
using form::Item;
using record::Record;
using record::Row;

void copy(const DraftRow& from, Row& to, Record& record) {
    const Form& form = record.form();
    for (const Item& item : form.items()) {
        const std::optional<DraftValue>* value = item.group == from.group ? &from.values[item.slot] : nullptr;
        if (value == nullptr || !value->has_value()) {
            continue;
        }
        const std::string_view text = record.arena().keep((*value)->text);
        if ((*value)->is_reason) {
            record.set_absent(to, item, {text, record.arena().keep((*value)->note)});
        } else {
            record.set(to, item, text);
        }
    }
    for (const form::GroupId g : form.groups().ids(1)) {
        if (form.groups()[g].parent == from.group) {
            for (const DraftRow& row : from.groups[form.groups()[g].slot]) {
                copy(row, record.add_row(to, g), record);
            }
        }
    }
}

// Rows of what no item holds go whole, and so does a row that would say nothing without the value.
class Remover {
public:
    Remover(const Form& form, std::size_t n) : form_(form), left_(n) {}

    bool remove(DraftRow& draft) {
        for (std::vector<DraftRow>& rows : draft.groups) {
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (is_next()) {
                    took_row_ = !is_unmapped_content(rows[i].group);
                    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
                    return true;
                }
                if (remove(rows[i])) {
                    return true;
                }
            }
        }
        for (const Item& item : form_.items()) {
            if (item.group == draft.group && may_go(draft, item) && is_next()) {
                draft.values[item.slot].reset();
                return true;
            }
        }
        return false;
    }

    // True if a row was removed: blank boxes name rows by their number.
    bool took_row() const { return took_row_; }

private:
    bool is_unmapped_content(form::GroupId group) const {
        const auto& about = form_.about();
        return group != form::document_group &&
               (group == about.carried_group || group == about.absent_group || group == about.blank_group);
    }
    bool may_go(const DraftRow& draft, const Item& item) const {
        const auto filled =
            std::ranges::count_if(draft.values, [](const auto& value) { return value.has_value(); });
        return draft.values[item.slot] && !item.is(form::required) &&
               form_.items().id_of(item) != form_.about().version_item && !is_unmapped_content(item.group) &&
               (draft.group == form::document_group || filled > 1);
    }
    bool is_next() { return left_-- == 0; }
    const Form& form_;
    std::size_t left_;
    bool took_row_ = false;
};

} // namespace

DraftRow::DraftRow(const Form& form, form::GroupId in_group)
    : group(in_group),
      values(form.groups()[in_group].items),
      groups(form.groups()[in_group].groups) {}

bool DraftRow::is_bare() const {
    return std::none_of(values.begin(), values.end(), [](const auto& value) { return value.has_value(); }) &&
           std::all_of(groups.begin(), groups.end(), [](const auto& rows) { return rows.empty(); });
}

void make_record(const DraftRow& draft, Record& record) {
    record.clear();
    copy(draft, record.root(), record);
    record.number_rows();
}

bool remove_piece(DraftRow& draft, const Form& form, std::size_t n) {
    Remover remover(form, n);
    const bool removed = remover.remove(draft);
    if (remover.took_row() && form.about().blank_group != form::none) {
        draft.groups[form.groups()[form.about().blank_group].slot].clear();
    }
    return removed;
}

} // namespace renkei::laws
