#include "gateway/forms/transfer/source_values.h"

#include "gateway/forms/mapping/plan/code_words.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::transfer {

namespace message = diag::message;
using diag::Message;
using form::Item;
using record::ItemValue;
using record::Row;

std::string SourceValues::shown(const Row& row, const Item& item) const {
    const std::string_view value = at(row, item).text();
    const std::string_view display = display_of(form_, item, value);
    return std::string(display.empty() ? value : display);
}

std::string SourceValues::words(const Row& row, const Item& item) const {
    if (item.list != form::none) {
        const form::CodeList& list = form_.lists()[item.list];
        if (const form::CodeRowId code = form_.row_of_form_code(list, at(row, item).text());
            code != form::none) {
            const mapping::CodeWords* const known =
                mapping::code_words_of(form_.text(list.system), form_.text(form_.rows(list)[code].fhir));
            if (known != nullptr) {
                return std::string(known->words);
            }
        }
    }
    return shown(row, item);
}

void SourceValues::report(const Row& row, const Item& item, Message message, Args args) {
    set_reported(row, item);
    note(row, item, message, std::move(args));
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

bool SourceValues::is_carried_in_part(const Row& row) const {
    return std::ranges::any_of(form_.items(), [&](const Item& item) {
        return item.group == row.group && carried_.contains(&record().value(row, item));
    });
}

void SourceValues::report_rest(const Row& row) {
    const std::string title(transfer_.to(way_).text(transfer_.to(way_).about().title));
    const TransferTest* const marked = withheld(row);
    const TransferTest* const why =
        marked != nullptr || is_carried_in_part(row) ? marked : excluded_by(transfer_, way_, record(), row);
    for (const Item& item : form_.items()) {
        const bool is_own = !item.literal.empty() || form_.items().id_of(item) == form_.about().version_item;
        if (item.group != row.group || is_own) {
            continue; // the target says in its own way which form it is
        }
        const ItemValue& value = record().value(row, item);
        if (!value.empty() && !carried_.contains(&value) && !reported_.contains(&value)) {
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
