#include "gateway/network/server/records/office_month.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/store/persons/person_records.h"
#include "generated/messages/export.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace renkei::server {
namespace {

using diag::Result;

constexpr std::uint32_t documents_at_once = 200;

bool has_interface(const form::Syntax& syntax) { return !syntax.interface.empty(); }

bool is_in(const sharing::Registration& it, const time::Date& month) {
    const base::Millis begins = std::max(time::beginning_of(it.from), time::beginning_of(month.first_day()));
    return it.from.first_day() <= month.last_day() &&
           (!it.until || month.first_day() <= it.until->last_day()) && (!it.ended || begins < it.ended->at);
}

MonthPerson& person_of(OfficeMonth& month, const std::vector<seal::Hash>& numbers) {
    const auto found = std::ranges::find_if(month.persons, [&](const MonthPerson& each) {
        return std::ranges::find_first_of(each.numbers, numbers) != each.numbers.end();
    });
    return found != month.persons.end() ? *found
                                        : month.persons.emplace_back(MonthPerson{.numbers = numbers});
}

Result<void> add_served(const store::Snapshot& snapshot, const policy::Peer& office, const time::Date& month,
                        OfficeMonth& out) {
    constexpr std::array kinds{store::registration_kind};
    for (const policy::Number& number : office.numbers) {
        TRY(const std::vector<store::PersonRecords> persons,
            store::persons_listed(snapshot, {.office = number}, kinds, kinds));
        for (const store::PersonRecords& each : persons) {
            out.unread += each.unread.size();
            for (const auto& [hash, kept, order] : each.registrations) {
                if (kept.office == number && is_in(kept, month)) {
                    MonthPerson& person = person_of(out, each.numbers);
                    person.is_served = true;
                    person.subject = kept.subject.value_or(person.subject);
                }
            }
        }
    }
    std::ranges::stable_sort(out.persons, {}, [](const MonthPerson& it) { return it.subject.kana; });
    return {};
}

} // namespace

Result<OfficeMonth> office_month(const store::Snapshot& snapshot, const access::Reader& reader,
                                 std::string_view form, const time::Date& month,
                                 const std::function<bool(std::uint64_t)>& has_room) {
    OfficeMonth out;
    TRY_VOID(add_served(snapshot, reader.peer, month, out));
    store::DocumentQuery query{.form = std::string(form),
                               .senders = policy::identifiers_of(reader.peer.numbers),
                               .date_from = month.text(),
                               .date_to = month.text(),
                               .limit = documents_at_once};
    std::uint64_t bytes = 0;
    for (bool has_more = true; has_more;) {
        TRY(store::DocumentPage page, access::find_documents(snapshot, reader, query));
        for (store::Version& each : page.versions) {
            TRY(const std::vector<seal::Hash> persons, snapshot.persons(each.document, each.number));
            TRY(const std::uint64_t size,
                documents::loaded_body_size(snapshot, each, {.media_type = {}, .syntax = "html"}));
            bytes += size;
            out.documents.push_back(each.document);
            person_of(out, persons).documents.emplace_back(std::move(each), std::string());
        }
        has_more = page.more;
        query.after = page.after;
    }
    if (!has_room(bytes)) {
        return out;
    }
    for (MonthPerson& person : out.persons) {
        for (auto& [version, fhir] : person.documents) {
            Result<std::string> loaded = documents::load_fhir(snapshot, version);
            if (!loaded && (loaded.error().message == diag::message::store_failed ||
                            loaded.error().message == diag::message::store_busy)) {
                return tl::make_unexpected(loaded.error());
            }
            if (!loaded) { // of this document
                person.missing.add(diag::message::month_document_refused, {}, {version.document});
                person.missing.add(loaded.error());
            }
            fhir = std::move(loaded).value_or(std::string());
        }
    }
    return out;
}

MonthFile file_of(OfficeMonth& month, service::Workspace& workspace, const mapping::Plan& plan,
                  MonthOf whom) {
    std::vector<std::tuple<std::string, MonthPerson*, std::string, std::string>> documents; // by their days
    for (MonthPerson& person : month.persons) {
        if (person.documents.empty()) {
            person.missing.add(diag::message::month_person_missing, {});
        } else if (!person.is_served) {
            person.missing.add(diag::message::month_person_unregistered, {},
                               {std::to_string(person.documents.size())});
        }
        for (auto& [version, fhir] : person.documents) {
            if (!fhir.empty() && (person.is_served || whom == MonthOf::all)) {
                documents.emplace_back(version.date, &person, version.document, std::move(fhir));
            }
        }
    }
    std::ranges::stable_sort(documents, {}, [](const auto& it) { return std::get<0>(it); });
    const form::Form& form = plan.form();
    const service::ConvertOptions how{
        .to = {.syntax = std::string(form.text(std::ranges::find_if(form.syntaxes(), has_interface)->id)),
               .version = std::string(form.version())}};
    MonthFile out;
    for (auto& [day, person, id, fhir] : documents) {
        const service::Outcome made = convert(workspace, {.name = "-", .bytes = std::move(fhir)}, how);
        if (made.status == service::OutcomeStatus::done && made.documents.size() == 1) {
            const service::OutputDocument& document = made.documents.front();
            out.bytes += std::string_view(document.bytes).substr(out.bytes.empty() ? 0 : document.head);
            out.name = document.name;
            out.is_utf8 = document.is_utf8;
            ++out.count;
            continue;
        }
        person->missing.add(diag::message::month_document_refused, {}, {id});
        for (const diag::Finding& each : made.report.findings()) {
            if (each.severity == diag::Severity::error) {
                person->missing.add(each);
            }
        }
    }
    return out;
}

bool is_collected(const form::Form& form) { return std::ranges::any_of(form.syntaxes(), has_interface); }

std::vector<const mapping::Plan*> collected_forms(const catalogue::Catalogue& catalogue) {
    std::vector<const mapping::Plan*> out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        if (is_collected(plan.form()) && catalogue.find(plan.form().id()) == &plan) {
            out.push_back(&plan);
        }
    }
    return out;
}

std::string collected_form_ids(const catalogue::Catalogue& catalogue) {
    std::vector<std::string_view> ids;
    for (const mapping::Plan* const each : collected_forms(catalogue)) {
        ids.push_back(each->form().id());
    }
    return text::alternatives(ids);
}

} // namespace renkei::server
