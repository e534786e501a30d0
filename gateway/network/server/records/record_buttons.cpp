#include "gateway/network/server/records/record_buttons.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/answers.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/pages/entry_page.h"
#include "gateway/network/server/records/plain_form.h"
#include "gateway/network/server/records/record_acts.h"
#include "gateway/network/server/records/record_change.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

std::string button(const Request& request, const PersonOfPage& person, const RecordAct& act,
                   std::string_view id, std::string_view about) {
    return pages::entry_button(request.base + "/records/act",
                               {{"kind", std::string(act.kind)},
                                {"act", std::string(act.act)},
                                {"insurer", person.insurer},
                                {"person", person.number},
                                {"id", std::string(id)}},
                               act.title, about);
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

std::string buttons_of_record(const Request& request, const PersonOfPage& person, std::string_view kind,
                              std::string_view id, std::string_view about, std::string_view without) {
    std::string out;
    for (const RecordAct& act : record_acts()) {
        if (act.kind == kind && act.how == "change" && act.act != without &&
            act.may_be_of(*request.caller.peer, true)) {
            out += button(request, person, act, id, about);
        }
    }
    return out;
}

std::string buttons_of_person(ServerContext& gateway, const Request& request, const PersonOfPage& person) {
    std::string out;
    for (const RecordAct& act : record_acts()) {
        if (act.how != "change" && act.is_about_person() &&
            act.may_be_of(*request.caller.peer, offices_enter(gateway))) {
            out += button(request, person, act, {}, fmt::format("被保険者番号 {}", person.number));
        }
    }
    return out;
}

std::string buttons_of_caller(const Request& request) {
    std::string out;
    for (const RecordAct& act : record_acts()) {
        if (!act.is_about_person() && act.may_be_of(*request.caller.peer, true)) {
            out += button(request, {}, act, {}, request.caller.peer->name);
        }
    }
    return out;
}

diag::Result<std::vector<pages::ShownRecord>>
other_records(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
              const PersonOfPage& person, const ledger::Subject& subject, const SeenRecords& seen) {
    std::vector<pages::ShownRecord> out;
    if (!seen.rights.knows_person()) {
        return out;
    }
    const RecordForms forms = forms_of(gateway);
    const bool may = may_enter(gateway, request);
    const auto add = [&](const RecordForm& form, std::string_view kind, std::string_view id, bool is_over) {
        pages::ShownRecord& it = out.emplace_back(shown(form));
        it.acts = may && !is_over ? buttons_of_record(request, person, kind, id, it.kind) : std::string();
    };
    if (seen.rights.insures) {
        for (const auto& each : seen.records.opinions) {
            if (each.record.insurer != seen.person.state.insurer) {
                continue;
            }
            RecordForm& form = RecordForm::of(forms, store::opinion_kind);
            form.put(each.record);
            add(form, store::opinion_kind, each.record.id, each.record.closed && !each.record.received);
        }
        for (const auto& each : seen.records.relations) {
            RecordForm& form = RecordForm::of(forms, store::relation_kind);
            form.put(each.record);
            add(form, store::relation_kind, each.record.id, false);
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
            const std::string kind = each.record.kind.substr(store::plain_prefix.size());
            const RecordForm& form = items_of(forms, each.record);
            add(form, kind, each.record.id, !form.text("withdrawn").empty());
        }
    }
    return out;
}

} // namespace renkei::server
