#include "gateway/forms/record/csv/receiver_text.h"

#include "gateway/core/text/replace.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/record/value/item_limits.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"

namespace renkei::record {
namespace {

// What was wrong before is what the rules say.
void check_limits(const OutContext& context, const Row& row, const form::Item& item,
                  const std::string& text) {
    const form::Form& form = context.record.form();
    if (may_hold(form, item, text) || !may_hold(form, item, context.record.value(row, item).text())) {
        return;
    }
    const std::size_t length = text::count_characters(text);
    if (item.max_length != 0 && length > item.max_length) {
        add_loss(context.report, context.record, row, item, diag::message::loss_too_long,
                 {std::to_string(length), std::to_string(item.max_length)});
    } else {
        add_loss(context.report, context.record, row, item, diag::message::loss_not_canonical,
                 {std::string(pattern_of(form, item)), text});
    }
}

} // namespace

void write_for_receiver(const OutContext& context, const Row& row, const form::Item& item,
                        text::Characters characters, std::string& text) {
    if (item.type != form::ItemType::text && item.type != form::ItemType::token) {
        return;
    }
    const std::vector<text::ReplaceNote> notes = text::replace_characters(text, characters);
    if (!notes.empty()) {
        add_replacement_losses(context.report, context.record, row, item, notes, characters.repertoire);
        check_limits(context, row, item, text);
    }
}

} // namespace renkei::record
