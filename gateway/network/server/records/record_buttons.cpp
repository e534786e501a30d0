#include "gateway/network/server/records/record_buttons.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/answers.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/pages/entry_page.h"
#include "gateway/network/server/records/plain_form.h"
#include "gateway/network/server/records/record_acts.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

template <class IsMeant>
std::string buttons(ServerContext& gateway, const Request& request, const PersonOfPage& person,
                    std::string_view id, std::string_view about, const IsMeant& is_meant) {
    std::string out;
    const bool enter = offices_enter(gateway);
    for (const RecordAct& act : record_acts()) {
        if (is_meant(act) && may_enter(gateway, request) && act.may_be_of(*request.caller.peer, enter)) {
            out += pages::entry_button(request.base + "/records/act",
                                       {{"kind", std::string(act.kind)},
                                        {"act", std::string(act.act)},
                                        {"insurer", person.insurer},
                                        {"person", person.number},
                                        {"id", std::string(id)}},
                                       act.title, about);
        }
    }
    return out;
}

// An item in words; empty: nothing to show. A mark that is not set does not say no.
std::string words_of(const RecordForm& form, const form::Item& item) {
    const std::string_view text = form.text(form.form().text(item.id));
    return item.type == form::ItemType::flag ? text == "1" ? "はい" : ""
           : item.type == form::ItemType::date
               ? html::date_text(text)
               : std::string(form::text_of_code(form.form(), item.list, text));
}

// Items that say something, but for ids and whose the record is.
pages::ShownRecord shown(const RecordForm& form) {
    pages::ShownRecord out{.kind = diag::words_for("record", form.form().id(), diag::Language::japanese)};
    for (const form::Item& each : form.form().items()) {
        const std::string_view id = form.form().text(each.id);
        const bool is_apart = id == "id" || id == "version" || id == "insurer" || id.starts_with("person.") ||
                              id.starts_with("requester.") || id.ends_with(".system");
        if (std::string words = is_apart ? "" : words_of(form, each); !words.empty()) {
            out.items.emplace_back(form.form().text(each.name), std::move(words));
        }
    }
    return out;
}

} // namespace

std::string buttons_of_record(ServerContext& gateway, const Request& request, const PersonOfPage& person,
                              const RecordForm& record, std::string_view about) {
    return buttons(gateway, request, person, record.text("id"), about, [&](const RecordAct& act) {
        return act.kind == record.form().id() && act.how == "change" && act.is_possible_on(record);
    });
}

std::string buttons_of_person(ServerContext& gateway, const Request& request, const PersonOfPage& person) {
    return buttons(gateway, request, person, {}, fmt::format("被保険者番号 {}", person.number),
                   [&](const RecordAct& act) { return act.how != "change" && act.is_about_person(); });
}

std::string buttons_of_caller(ServerContext& gateway, const Request& request) {
    return buttons(gateway, request, {}, {}, request.caller.peer->name,
                   [&](const RecordAct& act) { return !act.is_about_person(); });
}

diag::Result<std::vector<pages::ShownRecord>>
other_records(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
              const PersonOfPage& person, const ledger::Subject& subject, const SeenRecords& seen) {
    std::vector<pages::ShownRecord> out;
    if (!seen.rights.knows_person()) {
        return out;
    }
    const RecordForms forms = forms_of(gateway);
    const auto add = [&](const RecordForm& form) {
        pages::ShownRecord& it = out.emplace_back(shown(form));
        it.acts = buttons_of_record(gateway, request, person, form, it.kind);
    };
    if (seen.rights.insures) {
        for (const auto& each : seen.records.opinions) {
            if (each.record.insurer != seen.person.state.insurer) {
                continue;
            }
            RecordForm& form = RecordForm::of(forms, store::opinion_kind);
            form.put(each.record);
            add(form);
        }
        for (const auto& each : seen.records.relations) {
            RecordForm& form = RecordForm::of(forms, store::relation_kind);
            form.put(each.record);
            add(form);
        }
        if (!seen.records.states.empty()) { // else nothing was entered
            RecordForm& form = RecordForm::of(forms, store::state_kind);
            form.put(seen.person.state);
            out.push_back(shown(form));
        }
    }
    TRY(const store::PersonRecords all, store::all_records(snapshot, subject.person, subject.insurer));
    for (const auto& each : all.plain) {
        if (seen.rights.may_see(each.record)) {
            TRY_VOID(check_items(forms, each.record));
            add(items_of(forms, each.record));
        }
    }
    return out;
}

} // namespace renkei::server
