#include "gateway/forms/transfer/source_values.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/mapping/plan/code_words.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::transfer {

using record::ItemValue;

std::string SourceValues::shown(const Row& row, const Item& item) const {
    return std::string(form::text_of_code(form_, item.list, at(row, item).text()));
}

std::string SourceValues::words(const Row& row, const Item& item) const {
    const form::CodeRow* const code = form::row_of_code(form_, item.list, at(row, item).text());
    const mapping::CodeWords* const known =
        code == nullptr
            ? nullptr
            : mapping::code_words_of(form_.text(form_.lists()[item.list].system), form_.text(code->fhir));
    std::string out = known == nullptr ? shown(row, item) : std::string(known->words);
    constexpr std::size_t to_the_minute = std::string_view("2026-01-20T09:00").size();
    if (item.type == form::ItemType::datetime && out.size() > to_the_minute) {
        out.resize(to_the_minute);
        std::ranges::replace(out, 'T', ' ');
    }
    return out;
}

void SourceValues::report(const Row& row, const Item& item, Message message, Args args) {
    set(Mark::reported, row, item);
    note(row, item, message, std::move(args));
}

void SourceValues::take_back(const Row& row, const Item& item, Message message, Args args) {
    marked_[static_cast<std::size_t>(Mark::carried)].erase(&at(row, item));
    report(row, item, message, std::move(args));
}

void SourceValues::report_all(const Row& row, const FilledText& value, Message message, const Args& args) {
    for (const Item* const item : value.items) {
        report(row, *item, message, args);
    }
}

void SourceValues::note(const Row& near, const Item& item, Message message, Args args,
                        std::optional<diag::Severity> severity) {
    const Row& row = item.group == form::document_group ? record().root() : near;
    const ItemValue& value = record().value(row, item);
    diag::Where where = from_.places({row, form_.items().id_of(item), row.group, value.offset});
    if (where.path.empty()) {
        where.path = path_of(form_, row, item);
    }
    diag::Finding finding = diag::finding(message, std::move(where), std::move(args));
    finding.severity = severity.value_or(finding.severity);
    finding.item = form_.text(item.id);
    finding.name = form_.text(item.name);
    finding.value = value.absent != nullptr ? value.absent->reason : value.text();
    loss_.add(std::move(finding));
}

void SourceValues::report_rest(const Row& row) {
    const std::string title(transfer_.to(way_).text(transfer_.to(way_).about().title));
    const bool is_carried_in_part = std::ranges::any_of(form_.items(), [&](const Item& item) {
        return item.group == row.group && is(Mark::carried, row, item);
    });
    const TransferTest* why = withheld(row);
    if (why == nullptr && !is_carried_in_part) {
        why = excluded_by(transfer_, way_, record(), row);
    }
    for (const Item& item : form_.items()) {
        // The target says in its own way which form it is.
        const bool is_own = !item.literal.empty() || form_.items().id_of(item) == form_.about().version_item;
        const bool is_left = item.group == row.group && !is_own && !record().value(row, item).empty() &&
                             !is(Mark::carried, row, item) && !is(Mark::reported, row, item);
        if (is_left) {
            why == nullptr
                ? report(row, item, message::loss_not_in_form, {title})
                : report(row, item, message::loss_withheld, {shown(row, form_.items()[why->item]), title});
        }
    }
    for (std::uint16_t slot = 0; slot < form_.groups()[row.group].groups; ++slot) {
        for (const Row* below : row.groups[slot]) {
            report_rest(*below);
        }
    }
}

} // namespace renkei::transfer
