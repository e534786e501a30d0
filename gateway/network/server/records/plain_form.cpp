#include "gateway/network/server/records/plain_form.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

// What an event says of a change: of words and days alone.
void note_changes(const RecordForm& form, const ItemTexts& before, std::string& out) {
    for (const form::Item& each : form.form().items()) {
        const std::string id(form.form().text(each.id));
        const bool is_said = each.list != form::none || each.type == form::ItemType::date;
        const auto kept = before.find(id);
        if (is_said && !each.is(form::shown_alone) && kept != before.end() && kept->second != form.text(id)) {
            out +=
                fmt::format("{}{}:{}>{}", out.empty() ? "&changed=" : ",", id, kept->second, form.text(id));
        }
    }
}

RecordForm& form_of(const RecordForms& forms, const store::PlainRecord& record) {
    return RecordForm::of(forms, std::string_view(record.kind).substr(store::plain_prefix.size()));
}

// The record that the items of `form` are.
diag::Result<store::PlainRecord> record_of(RecordForm& form, const store::PlainRecord& before) {
    form.set("id", before.id);
    if (!before.insurer.empty()) {
        form.set("insurer", before.insurer);
    }
    TRY_VOID(form.check_rules());
    store::PlainRecord out{
        .id = before.id, .kind = before.kind, .insurer = std::string(form.text("insurer"))};
    TRY(out.text, form.row({}));
    const policy::Identifier office{std::string(form.text("office.system")),
                                    std::string(form.text("office.value"))};
    out.office = policy::parse_number(policy::numbers_of(std::span(&office, 1))).value_or(policy::Number());
    out.query = fmt::format("{}={}&office={}", form.form().id(), out.id, policy::to_text(out.office));
    return out;
}

} // namespace

ItemTexts texts_of(const RecordForm& form) {
    ItemTexts out;
    for (const form::Item& each : form.form().items()) {
        const std::string id(form.form().text(each.id));
        out.emplace(id, form.text(id));
    }
    return out;
}

diag::Result<store::PlainRecord> plain_record(const RecordForms& forms, const store::PlainRecord& before,
                                              const policy::Identifier& person, const ItemTexts& items,
                                              ItemText how) {
    RecordForm& form = form_of(forms, before);
    ItemTexts kept;
    if (before.text.empty()) {
        TRY_VOID(form.read_row("{}"));
    } else {
        TRY_VOID(form.read_row(before.text));
        kept = texts_of(form);
    }
    form.set("person.system", person.system);
    form.set("person.value", person.value);
    for (const auto& [item, text] : items) {
        if (how == ItemText::written) {
            TRY_VOID(form.read_item(item, text));
        } else if (!form.is_alone(item)) {
            form.set(item, text);
        }
    }
    TRY(store::PlainRecord out, record_of(form, before));
    note_changes(form, kept, out.query);
    return out;
}

std::string plain_line(const RecordForms& forms, const store::PlainRecord& record) {
    RecordForm& form = form_of(forms, record);
    std::string out = record.id;
    if (form.read_row(record.text)) {
        for (const auto& [item, text] : texts_of(form)) {
            out += text.empty() || item == "id" ? "" : fmt::format(" {}={}", item, text);
        }
    }
    return out;
}

} // namespace renkei::server
