#include "gateway/network/server/records/plain_form.h"

#include "gateway/core/json/writer.h"
#include "gateway/network/ledger/subject.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::string_view of_system = ".system";
constexpr std::string_view of_value = ".value";

// One JSON object: a member is the item of its name, a number of an organisation is one member.
std::string text_of(const RecordForm& form) {
    std::string text;
    json::Writer out(text);
    out.start_object();
    for (const form::Item& each : form.form().items()) {
        const std::string_view item = form.form().text(each.id);
        if (each.is(form::shown_alone) || form.text(item).empty() || item.ends_with(of_system)) {
            continue;
        }
        const bool is_number = item.ends_with(of_value);
        const std::string_view name = is_number ? item.substr(0, item.size() - of_value.size()) : item;
        out.member(name, is_number ? policy::to_text(form.number(name)) : std::string(form.text(item)));
    }
    out.end_object();
    return text;
}

// What an event says of a change: of words and days alone.
void note_changes(const RecordForm& form, const ItemTexts& before, std::string& out) {
    std::string changes;
    for (const form::Item& each : form.form().items()) {
        const std::string_view item = form.form().text(each.id);
        const bool is_said = each.list != form::none || each.type == form::ItemType::date;
        const auto kept = before.find(item);
        if (is_said && !each.is(form::shown_alone) && kept != before.end()) {
            sharing::note_change(item, kept->second, form.text(item), changes);
        }
    }
    out += (changes.empty() ? "" : "&changed=") + changes;
}

RecordForm& form_of(const RecordForms& forms, const store::PlainRecord& record) {
    return RecordForm::of(forms, std::string_view(record.kind).substr(store::plain_prefix.size()));
}

diag::Result<void> read_items(RecordForm& form, const store::PlainRecord& record) {
    json::Tree tree;
    if (record.text.empty()) {
        return {};
    }
    TRY_VOID(sharing::record_parser().parse(record.text, tree));
    for (const json::NodeId member : tree.children(json::Tree::root)) {
        const std::string_view name = tree.key(member);
        const auto number = policy::parse_number(tree.text(member));
        if (form.form().item(name)) {
            form.set(name, tree.text(member));
        } else if (number && form.form().item(fmt::format("{}{}", name, of_value))) {
            form.set(name, policy::identifier_of(*number));
        } else {
            return diag::fail(diag::message::record_unread, {}, {form.form().id(), record.id});
        }
    }
    return {};
}

} // namespace

std::string row_kind_of(std::string_view kind) { return fmt::format("{}{}", store::plain_prefix, kind); }

std::string interaction_of(std::string_view kind, std::string_view act) {
    std::string out = fmt::format("{}-{}", kind, act);
    std::ranges::replace(out, '_', '-');
    return out;
}

ItemTexts texts_of(const RecordForm& form) {
    ItemTexts out;
    for (const form::Item& each : form.form().items()) {
        if (each.group == form::document_group) {
            const std::string_view item = form.form().text(each.id);
            out.emplace(item, form.text(item));
        }
    }
    return out;
}

bool is_alone(const RecordForm& form, std::string_view item) {
    const form::Item& it = form.form().items()[*form.form().item(item)];
    return item == "id" || it.is(form::kept_alone) || it.is(form::shown_alone);
}

diag::Result<void> check_items(const RecordForms& forms, const store::PlainRecord& record) {
    return read_items(form_of(forms, record), record);
}

RecordForm& items_of(const RecordForms& forms, const store::PlainRecord& record) {
    RecordForm& form = form_of(forms, record);
    (void)read_items(form, record); // who takes a record out of the store has checked it
    return form;
}

diag::Result<store::PlainRecord> plain_record(const RecordForms& forms, const store::PlainRecord& before,
                                              const policy::Identifier& person, const ItemTexts& items,
                                              base::Millis now, ItemText how) {
    RecordForm& form = form_of(forms, before);
    TRY_VOID(read_items(form, before));
    const ItemTexts kept = before.text.empty() ? ItemTexts() : texts_of(form);
    form.set("person", person);
    for (const auto& [item, text] : items) {
        if (how == ItemText::written) {
            TRY_VOID(form.read_item(item, text));
        } else if (!is_alone(form, item)) {
            form.set(item, text);
        }
    }
    form.set("id", before.id);
    if (!before.insurer.empty()) {
        form.set("insurer", before.insurer);
    }
    TRY_VOID(form.check_rules());
    base::Millis last_day = 0;
    for (const form::Item& each : form.form().items()) {
        const std::string_view item = form.form().text(each.id);
        const auto day = each.type == form::ItemType::date ? time::parse_date(form.text(item)) : std::nullopt;
        if (day) {
            TRY_VOID(ledger::check_past(item, time::beginning_of(*day), now));
            last_day = std::max(last_day, time::beginning_of(*day));
        }
    }
    store::PlainRecord out{.id = before.id,
                           .kind = before.kind,
                           .text = text_of(form),
                           .office = form.number("office"),
                           .insurer = std::string(form.text("insurer")),
                           .last_day = last_day};
    out.query = fmt::format("{}={}&office={}", form.form().id(), out.id, policy::to_text(out.office));
    note_changes(form, kept, out.query);
    return out;
}

std::string plain_line(const RecordForms& forms, const store::PlainRecord& record) {
    const RecordForm& form = items_of(forms, record);
    std::string out = record.id;
    for (const form::Item& each : form.form().items()) {
        const std::string_view item = form.form().text(each.id);
        const bool is_number = item.ends_with(of_value);
        if (item == "id" || each.is(form::shown_alone) || form.text(item).empty() ||
            item.ends_with(of_system)) {
            continue;
        }
        const std::string_view name = is_number ? item.substr(0, item.size() - of_value.size()) : item;
        out += fmt::format(" {}={}", name,
                           is_number ? policy::to_text(form.number(name)) : std::string(form.text(item)));
    }
    return out;
}

} // namespace renkei::server
