// Values of a record that the example cannot express: reported, and taken out before anything is written.
#include "gateway/forms/mapping/fill/fill.h"
#include "generated/messages/conversion.h"

namespace renkei::mapping {

using record::ItemValue;

// If the first part of a composite is empty or names no day, its other parts cannot be written; neither can a
// code outside its list. Such values are removed from the record and reported.
void Fill::drop_unrepresentable(diag::Report& loss) {
    has_emptied_rows_ = false;
    const form::Form& form = plan_->form();
    for (const Hole& hole : plan_->holes()) {
        const bool composite = hole.parts > 1 && hole.view == View::none;
        const bool coded = hole.view == View::none && is_coded(hole.codec);
        if (hole.derived || (!composite && !coded)) {
            continue;
        }
        const auto parts = plan_->parts(hole);
        for (Row* row : rows_[form.items()[parts[composite ? parts.size() - 1 : 0].item].group]) {
            if (encoder_.has_text(hole, *row) || encoder_.part(hole, 0, *row).absent != nullptr) {
                continue;
            }
            for (std::size_t p = composite && hole.codec != CodecId::day_of_month ? 1 : 0; p < parts.size();
                 ++p) {
                if (parts[p].derived == 0) {
                    drop(form.items()[parts[p].item], *row,
                         coded ? diag::message::loss_code_unknown : diag::message::loss_unmapped, hole, loss);
                }
            }
        }
    }
}

void Fill::drop(const form::Item& item, Row& row, diag::Message kind, const Hole& hole, diag::Report& loss) {
    Row* place = &row;
    while (place->group != item.group) {
        place = place->parent;
    }
    const ItemValue value = place->values[item.slot];
    if (value.empty()) {
        return;
    }
    const form::Form& form = plan_->form();
    const std::string text(value.absent != nullptr ? value.absent->reason : value.text());
    diag::Finding& found = loss.add(
        kind, {},
        hole.list == none ? std::vector{text}
                          : std::vector{text, std::string(form.printed_name(form.lists()[hole.list]))});
    found.item = form.text(item.id);
    found.name = form.text(item.name);
    found.value = text;
    record_->unset(*place, item);
    has_emptied_rows_ =
        has_emptied_rows_ || form.groups()[place->group].kind == form::GroupKind::codes; // its only value
}

} // namespace renkei::mapping
