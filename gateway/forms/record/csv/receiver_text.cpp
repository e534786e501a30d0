#include "gateway/forms/record/csv/receiver_text.h"

#include "gateway/core/text/replace.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/record/value/item_limits.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <array>

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

struct Replacement {
    char found;
    char32_t written;
    bool (*applies)(const form::Syntax&);
};
bool is_never_quoted(const form::Syntax& syntax) { return syntax.quoting == form::Quoting::never; }
bool has_blank_line_breaks(const form::Syntax& syntax) {
    return syntax.blank_line_breaks != 0 || is_never_quoted(syntax);
}
constexpr std::array replacements{
    Replacement{',', U'、', is_never_quoted},
    Replacement{'"', U'”', is_never_quoted},
    Replacement{'\n', U' ', has_blank_line_breaks},
};

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

csv::Quote quote_of(const form::Syntax& syntax, bool is_text) {
    switch (syntax.quoting) {
    case form::Quoting::text: return is_text ? csv::Quote::always : csv::Quote::when_needed;
    case form::Quoting::all: return csv::Quote::even_empty;
    case form::Quoting::never: return csv::Quote::when_needed; // nothing is left that needs one
    }
    return csv::Quote::when_needed;
}

std::vector<text::EncodeNote> replace_unwritable(const form::Syntax& syntax, std::string& value) {
    std::vector<text::EncodeNote> out;
    if (!has_blank_line_breaks(syntax) || value.find_first_of(",\"\n") == std::string::npos) {
        return out;
    }
    std::string written;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const auto row = std::ranges::find(replacements, value[at], &Replacement::found);
        if (row == replacements.end() || !row->applies(syntax)) {
            written += value[at];
            continue;
        }
        text::append(written, row->written);
        out.push_back({at, static_cast<char32_t>(row->found), row->written, text::EncodeKind::best_fit});
    }
    value = std::move(written);
    return out;
}

} // namespace renkei::record
