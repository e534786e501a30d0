#include "gateway/forms/record/value/losses.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/characters.h"
#include "generated/messages/conversion.h"

namespace renkei::record {
namespace {

std::string character_text(char32_t character) {
    std::string out;
    if (character != 0) {
        text::append(out, character);
    }
    return out.empty() ? "\"\"" : out;
}

diag::Finding& add_about_extra(diag::Report& report, const Record& record, const Row& row, form::ItemId item,
                               Message message, std::vector<std::string> args) {
    return add_loss(report, record, row, record.form().items()[item], message, std::move(args));
}

bool is_replaced(text::EncodeKind kind) {
    return kind == text::EncodeKind::best_fit || kind == text::EncodeKind::composed ||
           kind == text::EncodeKind::selector_dropped;
}

Message message_of(text::ReplaceKind kind) {
    switch (kind) {
    case text::ReplaceKind::same:
    case text::ReplaceKind::selector: return message::loss_normalised;
    case text::ReplaceKind::replaced: return message::loss_replaced;
    case text::ReplaceKind::gaiji: return message::loss_gaiji_replaced;
    case text::ReplaceKind::ambiguous: return message::loss_not_replaced;
    case text::ReplaceKind::unknown: return message::loss_not_encodable;
    }
    return message::loss_not_encodable;
}

// "〜 U+301C"
std::string named_character(char32_t character) {
    return character_text(character) + " " + text::code_point_name(character);
}

} // namespace

std::string row_path(const form::Form& form, const Row& row) {
    std::string out;
    for (const Row* at = &row; at->parent != nullptr; at = at->parent) {
        const std::string_view id = form.text(form.groups()[at->group].id);
        const std::string_view above = form.text(form.groups()[at->parent->group].id);
        const std::string_view step = above.empty() ? id : id.substr(above.size() + 1);
        out = std::string(step) + "[" + std::to_string(at->index) + "]" + (out.empty() ? "" : ".") + out;
    }
    return out;
}

diag::Finding& add_loss(diag::Report& report, const Record& record, const Row& row, const form::Item& item,
                        Message message, std::vector<std::string> args) {
    diag::Finding finding =
        about_item(record.form(), item, message, std::move(args), record.value(row, item).text());
    finding.where.path = row_path(record.form(), row);
    return report.add(std::move(finding));
}

void add_encoding_losses(diag::Report& report, const Record& record, const Row& row, const form::Item& item,
                         std::span<const text::EncodeNote> notes) {
    for (const text::EncodeNote& note : notes) {
        if (note.kind == text::EncodeKind::line_break) {
            add_loss(report, record, row, item, message::loss_normalised, {"CR", "LF"});
        } else if (is_replaced(note.kind)) {
            add_loss(report, record, row, item, message::loss_normalised,
                     {named_character(note.found), character_text(note.written)});
        } else {
            add_loss(report, record, row, item, message::loss_not_encodable,
                     {character_text(note.found), text::code_point_name(note.found), "CP932"});
        }
    }
}

void add_replacement_losses(diag::Report& report, const Record& record, const Row& row,
                            const form::Item& item, std::span<const text::ReplaceNote> notes,
                            text::Repertoire repertoire) {
    for (const text::ReplaceNote& note : notes) {
        const std::string written = note.written.empty() ? "\"\"" : note.written;
        const bool is_left_out = note.written.empty() && note.kind == text::ReplaceKind::replaced;
        const Message kind = is_left_out ? message::loss_normalised : message_of(note.kind);
        if (kind == message::loss_normalised) {
            add_loss(report, record, row, item, kind, {named_character(note.found), written});
        } else {
            add_loss(report, record, row, item, kind,
                     {character_text(note.found), text::code_point_name(note.found),
                      std::string(text::name_for_people(repertoire)), written});
        }
    }
}

void add_extra_losses(diag::Report& report, const Record& record, const UnmappedContent& unmapped,
                      std::string_view syntax) {
    const form::Form& form = record.form();
    const std::string name(syntax);
    if (unmapped.absent != form::none) {
        for (const Row* row : record.rows(record.root(), unmapped.absent)) {
            const ItemValue& reason = record.value(*row, form.items()[unmapped.absent_reason]);
            add_about_extra(report, record, *row, unmapped.absent_pointer, message::loss_absent_unknown,
                            {std::string(reason.text()), name});
        }
    }
    if (unmapped.blank != form::none) {
        for (const Row* row : record.rows(record.root(), unmapped.blank)) {
            // An empty column says nearly the same: the box is empty.
            diag::Finding finding =
                about_item(form, form.items()[unmapped.blank_item], message::loss_not_in_syntax, {name},
                           record.value(*row, form.items()[unmapped.blank_item]).text());
            finding.severity = diag::Severity::information;
            report.add(std::move(finding));
        }
    }
}

void add_losses_below(diag::Report& report, const Record& record, const UnmappedContent& unmapped,
                      const Row& row, std::string_view syntax) {
    const form::Form& form = record.form();
    for (const form::GroupId g : form.groups().ids(1)) {
        if (form.groups()[g].parent != row.group || unmapped.is_unmapped_content(g)) {
            continue;
        }
        for (const Row* below : record.rows(row, g)) {
            for (const form::Item& item : form.items()) {
                if (item.group == g && below->has(item.slot)) {
                    add_loss(report, record, *below, item, message::loss_not_in_syntax,
                             {std::string(syntax)});
                }
            }
            add_losses_below(report, record, unmapped, *below, syntax);
        }
    }
}

} // namespace renkei::record
