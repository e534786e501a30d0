#include "gateway/network/server/records/office_month.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/joined.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/store/persons/person_records.h"
#include "generated/messages/export.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <tuple>

namespace renkei::server {
namespace {

using diag::Result;

bool has_interface(const form::Syntax& syntax) { return !syntax.interface.empty(); }

bool is_in(const sharing::Registration& it, const time::Date& month) {
    const base::Millis begins = std::max(time::beginning_of(it.from), time::beginning_of(month.first_day()));
    return it.from.first_day() <= month.last_day() &&
           (!it.until || month.first_day() <= it.until->last_day()) && (!it.ended || begins < it.ended->at);
}

using Places = std::map<seal::Hash, std::size_t>; // of persons in the month, by each of their numbers

// The one with some of these linked numbers, who is added.
MonthPerson& person_of(OfficeMonth& month, Places& places, std::vector<seal::Hash> numbers) {
    const auto known =
        std::ranges::find_if(numbers, [&](const seal::Hash& each) { return places.contains(each); });
    if (known != numbers.end()) {
        return month.persons[places.at(*known)];
    }
    for (const seal::Hash& each : numbers) {
        places.emplace(each, month.persons.size());
    }
    return month.persons.emplace_back(MonthPerson{.numbers = std::move(numbers)});
}

Result<void> add_served(const store::Snapshot& snapshot, const policy::Number& office,
                        const time::Date& month, Places& places, OfficeMonth& out) {
    constexpr std::array kinds{store::registration_kind};
    TRY(const std::vector<store::PersonRecords> persons,
        store::persons_listed(snapshot, {.office = office}, kinds, kinds));
    for (const store::PersonRecords& each : persons) {
        out.unread += each.unread.size();
        for (const auto& [hash, kept, order] : each.registrations) {
            if (kept.office == office && is_in(kept, month)) {
                MonthPerson& person = person_of(out, places, each.numbers);
                person.is_served = true;
                person.subject = kept.subject.value_or(person.subject);
            }
        }
    }
    return {};
}

// To the person whom it is about; also one who is not registered has numbers that are linked.
Result<void> add_document(const store::Snapshot& snapshot, store::Version version,
                          std::vector<seal::Hash> numbers, Places& places, OfficeMonth& out) {
    const auto is_known = [&](const seal::Hash& each) { return places.contains(each); };
    if (!numbers.empty() && std::ranges::none_of(numbers, is_known)) {
        TRY(numbers, snapshot.linked_persons(numbers.front()));
    }
    out.documents.push_back(version.document);
    person_of(out, places, std::move(numbers)).documents.emplace_back(std::move(version), std::string());
    return {};
}

// Behind the day a name says which document it is of: NAME_9970100021_20260412_ADL-1.csv.
std::string named_by_day(const std::string& name, std::string day) {
    std::erase(day, '-');
    const std::size_t at = name.rfind('_' + day);
    return at == std::string::npos ? name : name.substr(0, at + day.size() + 1) + ".csv";
}

} // namespace

Result<OfficeMonth> office_month(const store::Snapshot& snapshot, const access::Reader& reader,
                                 const policy::Number& office, std::string_view form, const time::Date& month,
                                 const std::function<bool(std::uint64_t)>& has_room,
                                 std::uint32_t documents_at_once) {
    OfficeMonth out;
    Places places;
    TRY_VOID(add_served(snapshot, office, month, places, out));
    store::DocumentQuery query{.form = std::string(form),
                               .senders = policy::identifiers_of(std::span(&office, 1)),
                               .date_from = month.text(),
                               .date_to = month.text(),
                               .limit = documents_at_once};
    std::uint64_t bytes = 0;
    for (bool has_more = true; has_more;) {
        TRY(store::DocumentPage page, access::find_documents(snapshot, reader, query));
        std::vector<std::string> documents;
        std::ranges::transform(page.versions, std::back_inserter(documents), &store::Version::document);
        TRY(const auto named, snapshot.named_persons(documents));
        for (store::Version& each : page.versions) {
            TRY(const std::uint64_t size,
                documents::loaded_body_size(snapshot, each, {.media_type = {}, .syntax = "html"}));
            bytes += size;
            std::vector<seal::Hash> numbers;
            if (const auto it = named.find(each.document); it != named.end()) {
                for (const store::NamedPerson& person : it->second) {
                    if (person.version == each.number) {
                        numbers.push_back(person.person);
                    }
                }
            }
            TRY_VOID(add_document(snapshot, std::move(each), std::move(numbers), places, out));
        }
        has_more = page.more;
        query.after = page.after;
    }
    std::ranges::stable_sort(out.persons, {},
                             [](const MonthPerson& it) { return std::pair(!it.is_served, it.subject.kana); });
    if (!has_room(bytes)) {
        return out;
    }
    for (MonthPerson& person : out.persons) {
        for (auto& [version, fhir] : person.documents) {
            Result<std::string> loaded = documents::load_fhir(snapshot, version);
            if (!loaded && is_of_store(loaded.error())) {
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
            person.missing.add(
                diag::message::month_person_unregistered, {},
                {text::joined(person.documents, ", ", [](const auto& each) { return each.first.document; })});
        }
        for (auto& [version, fhir] : person.documents) {
            if (!fhir.empty() && (person.is_served || whom == MonthOf::all)) {
                documents.emplace_back(version.date, &person, version.document, std::move(fhir));
            }
        }
    }
    std::ranges::stable_sort(documents, {}, [](const auto& it) { return std::get<0>(it); });
    const form::Form& form = plan.form();
    const form::Syntax& syntax = *std::ranges::find_if(form.syntaxes(), has_interface);
    const service::ConvertOptions how{
        .to = {.syntax = std::string(form.text(syntax.id)), .version = std::string(form.version())}};
    MonthFile out;
    for (auto& [day, person, id, fhir] : documents) {
        const service::Outcome made = convert(workspace, {.name = "-", .bytes = std::move(fhir)}, how);
        if (made.status == service::OutcomeStatus::done && made.documents.size() == 1) {
            const service::OutputDocument& document = made.documents.front();
            out.bytes += std::string_view(document.bytes).substr(out.bytes.empty() ? 0 : document.head);
            out.name = named_by_day(document.name, day);
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

std::optional<policy::Number> office_of(const policy::Peer& peer, std::string_view named) {
    const auto found =
        std::ranges::find(peer.numbers, named, [](const policy::Number& it) { return policy::to_text(it); });
    const bool is_only = named.empty() && peer.numbers.size() == 1;
    return is_only                       ? peer.numbers.front()
           : found != peer.numbers.end() ? std::optional(*found)
                                         : std::nullopt;
}

std::string office_names(const policy::Peer& peer) {
    return text::joined(peer.numbers, " | ", [](const policy::Number& it) { return policy::to_text(it); });
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
