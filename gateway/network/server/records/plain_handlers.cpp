// Entering, reading, searching and cancelling records that no decision reads, over FHIR: one set of handlers
// for all of plain-kinds.tsv.
#include "gateway/network/server/records/plain_handlers.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/registry/plain_records.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/plain_form.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_search.h"
#include "generated/messages/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>

namespace renkei::server {

std::string_view plain_kinds_table();

namespace {

namespace message = diag::message;
using diag::Result;
using registry::ChangeStep;
using store::PlainRecord;

struct PlainKind {
    std::string_view kind{};
    std::string_view type{};
    std::string_view updates{}; // items that an update may change
    std::string_view is{};      // what one is, in English

    std::string row_kind() const { return fmt::format("{}{}", store::plain_prefix, kind); }
    std::string interaction(std::string_view act) const {
        std::string out = fmt::format("{}-{}", kind, act);
        std::ranges::replace(out, '_', '-');
        return out;
    }
};

const std::vector<PlainKind>& plain_kinds() {
    static const auto all =
        text::table_rows<PlainKind, &PlainKind::kind, &PlainKind::type, &PlainKind::updates, &PlainKind::is>(
            plain_kinds_table());
    return all;
}

const PlainKind& kind_of(const Request& request) {
    return *std::ranges::find(plain_kinds(), request.path[1], &PlainKind::type);
}

// What a request says.
struct ReadPlain {
    std::string id{};
    std::string version{};
    policy::Identifier person{};
    ItemTexts items{};
};

HttpResult<ReadPlain> read_body(ServerContext& gateway, const Request& request, const PlainKind& kind) {
    return read_record_body<ReadPlain>(gateway, request, [&](const json::Tree& tree) -> Result<ReadPlain> {
        RecordForm& form = RecordForm::of(forms_of(gateway), kind.kind);
        TRY_VOID(form.read_resource(tree));
        ReadPlain out{.id = std::string(form.text("id")),
                      .version = std::string(form.text("version")),
                      .person = form.identifier("person"),
                      .items = texts_of(form)};
        const Result<void> fits = form.check_rules();
        return fits ? Result<ReadPlain>(std::move(out))
                    : tl::make_unexpected(wrong_member(kind.kind, fits.error().item, fits.error().value,
                                                       diag::row(fits.error().message).id));
    });
}

std::string version_of(ServerContext& gateway, const PlainRecord& record) {
    return seal::to_hex(seal::keyed_hash(gateway.store().search_key(), {"record", record.text}))
        .substr(0, 16);
}

std::string resource_of(ServerContext& gateway, const PlainRecord& record, const policy::Identifier& person) {
    return items_of(forms_of(gateway), record)
        .resource({.canonical = {}, .person = person, .version = version_of(gateway, record)});
}

Response response_of(ServerContext& gateway, const Request& request, int status, const PlainRecord& record,
                     const policy::Identifier& person) {
    return record_response(gateway, request, status, resource_of(gateway, record, person),
                           version_of(gateway, record), record.id);
}

// An office its own of persons whom it serves, a municipality all of persons whom it insures.
bool may(const registry::PeerRights& rights, const policy::Number& office) {
    return rights.insures || (rights.serves && rights.is_own(office));
}

// Those of the kind that the caller may see.
Result<std::vector<store::Kept<PlainRecord>>> seen_plain(ServerContext& gateway, const Request& request,
                                                         const PlainKind& kind,
                                                         const store::Snapshot& snapshot,
                                                         const seal::Hash& person, std::string_view insurer) {
    TRY(const SeenRecords seen, seen_records(gateway, *request.caller.peer, snapshot, person, insurer));
    std::vector<store::Kept<PlainRecord>> out;
    if (seen.rights.knows_person()) {
        TRY(store::PersonRecords found, store::records_of(snapshot, person, kind.row_kind()));
        TRY_VOID(store::check_whole(found));
        for (store::Kept<PlainRecord>& each : found.plain) {
            if (may(seen.rights, items_of(forms_of(gateway), each.record).number("office"))) {
                out.push_back(std::move(each));
            }
        }
    }
    return out;
}

registry::PeerRights rights_in(ServerContext& gateway, const Request& request,
                               const store::PersonRecords& records, const registry::PresentPerson& person) {
    return registry::rights_of(*gateway.sharing(), *request.caller.peer, records, person);
}

// The record as the request says, for the act that makes it.
registry::Make<PlainRecord> make_of(ServerContext& gateway, const PlainKind& kind, const ReadPlain& read) {
    return [&](const PlainRecord& kept, const auto& /*records*/) {
        PlainRecord before = kept;
        before.kind = kind.row_kind();
        return plain_record(forms_of(gateway), before, read.person, read.items, ItemText::canonical);
    };
}

AuditedResponse entered(ServerContext& gateway, const Request& request, const PlainKind& kind,
                        const ReadPlain& read, const registry::Subject& subject) {
    const registry::Make<PlainRecord> make = make_of(gateway, kind, read);
    std::optional<PlainRecord> before;
    registry::PeerChange change{
        .caller = request.caller,
        .check = [&](const store::Snapshot& snapshot,
                     const store::PersonRecords& records) -> Result<ChangeStep> {
            before.reset();
            TRY(const registry::PresentPerson present,
                registry::present_person(snapshot, records, subject.insurer, gateway.store().clock().now()));
            TRY(const PlainRecord wanted, make({.insurer = subject.insurer}, records));
            if (!may(rights_in(gateway, request, records, present), wanted.office)) {
                return diag::fail(message::record_of_other, {}, {to_text(wanted.office)});
            }
            for (const auto& [person, kept, order] : records.plain) {
                TRY(const PlainRecord same, make({.id = kept.id, .insurer = subject.insurer}, records));
                if (same == kept) {
                    before = kept;
                    return ChangeStep::leave;
                }
            }
            return ChangeStep::change;
        }};
    const std::string interaction = kind.interaction("add");
    const Result<PlainRecord> added = registry::enter_plain(
        gateway.store(), {interaction, registry::Needs::opening, true}, subject, make, &change);
    if (!added) {
        return refused(request, added.error(), subject.insurer, subject_about(subject.person));
    }
    return changed(change,
                   response_of(gateway, request, before ? 200 : 201, before ? *before : *added, read.person),
                   subject_about(subject.person));
}

// Only the items that an update may change differ from what is kept.
Result<void> check_update(ServerContext& gateway, const PlainKind& kind, const PlainRecord& kept,
                          const ItemTexts& wanted) {
    const RecordForm& form = items_of(forms_of(gateway), kept);
    const std::string updates = fmt::format(" {} ", kind.updates);
    for (const auto& [item, value] : wanted) {
        const bool may_differ =
            is_alone(form, item) || updates.find(fmt::format(" {} ", item)) != std::string::npos;
        TRY_VOID(check_fixed(may_differ || form.text(item) == value, item, kind.updates));
    }
    return {};
}

AuditedResponse updated(ServerContext& gateway, const Request& request, const PlainKind& kind,
                        const std::string& id, const ReadPlain& read, const seal::Hash& person) {
    PlainRecord kept;
    registry::PeerChange change{
        .caller = request.caller,
        .check = [&](const store::Snapshot& snapshot,
                     const store::PersonRecords& records) -> Result<ChangeStep> {
            const store::Kept<PlainRecord>* const found = store::with_id(records.plain, id);
            TRY(const registry::PresentPerson present,
                registry::present_person(snapshot, records, {}, gateway.store().clock().now()));
            if (found == nullptr || found->record.kind != kind.row_kind()) {
                return tl::make_unexpected(no_such_record(kind.type, id));
            }
            kept = found->record;
            if (!may(rights_in(gateway, request, records, present),
                     items_of(forms_of(gateway), kept).number("office"))) {
                return tl::make_unexpected(no_such_record(kind.type, id));
            }
            TRY_VOID(check_version(request, version_of(gateway, kept)));
            TRY(const bool is_same, is_same_person(gateway, snapshot, read.person, found->person));
            TRY_VOID(check_fixed(is_same, "subject", "-"));
            TRY_VOID(check_update(gateway, kind, kept, read.items).map_error([&](const diag::Error& error) {
                return error_of_change(error, read.version, version_of(gateway, kept));
            }));
            return ChangeStep::change;
        }};
    const std::string interaction = kind.interaction("withdraw");
    const Result<PlainRecord> done =
        registry::change<PlainRecord>(gateway.store(), {interaction, registry::Needs::closing}, person, id,
                                      make_of(gateway, kind, read), &change);
    if (!done) {
        return refused(request, done.error(), {}, subject_about(person));
    }
    return changed(change, response_of(gateway, request, 200, *done, read.person), subject_about(person));
}

AuditedResponse create_plain(ServerContext& gateway, const Request& request, PathParameters) {
    const PlainKind& kind = kind_of(request);
    TRY_OR_ANSWER(request, const ReadPlain read, read_body(gateway, request, kind));
    const Result<registry::Subject> subject = subject_of(gateway, "subject", read.person);
    return subject ? entered(gateway, request, kind, read, *subject)
                   : AuditedResponse(error_response(request, http_error_of(subject.error())));
}

AuditedResponse update_plain(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (!is_of_record(parts[0])) {
        return reject_write(gateway, request, parts);
    }
    const PlainKind& kind = kind_of(request);
    TRY_OR_ANSWER(request, const ReadPlain read, read_body(gateway, request, kind));
    if (read.id != parts[0]) {
        return error_response(request, http_error_of(wrong_member(kind.kind, "id", read.id, parts[0])));
    }
    const Result<seal::Hash> person = person_of(gateway, parts[0]);
    return person ? updated(gateway, request, kind, parts[0], read, *person)
                  : AuditedResponse(error_response(request, http_error_of(person.error())));
}

AuditedResponse read_plain(ServerContext& gateway, const Request& request, PathParameters parts) {
    const PlainKind& kind = kind_of(request);
    if (!is_of_record(parts[0])) {
        const std::array path{std::string(kind.type), parts[0]};
        return read_resource(gateway, request, path).as({audit::Action::read, "read"});
    }
    AuditSubject about;
    const auto read = [&]() -> Result<store::Kept<PlainRecord>> {
        TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
        std::vector<store::Kept<PlainRecord>> seen;
        TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY(const std::optional<seal::Hash> person, store::person_of_record(snapshot, parts[0]));
            about = subject_about(person.value_or(seal::Hash()));
            TRY(seen, seen_plain(gateway, request, kind, snapshot, person.value_or(seal::Hash()), {}));
            return {};
        }));
        const store::Kept<PlainRecord>* const kept = store::with_id(seen, parts[0]);
        return kept != nullptr ? Result<store::Kept<PlainRecord>>(*kept)
                               : tl::make_unexpected(no_such_record(kind.type, parts[0]));
    };
    const Result<store::Kept<PlainRecord>> kept = read();
    if (!kept) {
        return {error_response(request, http_error_of(kept.error())), std::move(about)};
    }
    return {is_not_modified(request, weak_tag(version_of(gateway, kept->record)))
                ? Response{.status = 304}
                : response_of(gateway, request, 200, kept->record, identifier_of_hash(kept->person)),
            std::move(about)};
}

AuditedResponse search_plain(ServerContext& gateway, const Request& request, PathParameters) {
    const PlainKind& kind = kind_of(request);
    if (!asks_for_records(request)) {
        const std::array type{std::string(kind.type)};
        return search_type(gateway, request, type);
    }
    AuditQueryText query(kind.type);
    AuditSubject about;
    const auto search = [&]() -> Result<std::string> {
        TRY(const AskedPerson asked, asked_person(gateway, request, kind.type, record_search_parameters));
        about = subject_about(asked.subject.person);
        query.add(patient_parameter, seal::to_hex(asked.subject.person).substr(0, 16));
        std::vector<FoundRecord> found;
        TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY(const std::vector<store::Kept<PlainRecord>> seen,
                seen_plain(gateway, request, kind, snapshot, asked.subject.person, asked.subject.insurer));
            for (const store::Kept<PlainRecord>& each : seen) {
                found.push_back({each.record.id, resource_of(gateway, each.record, asked.identifier)});
            }
            return {};
        }));
        query.add("found", std::to_string(found.size()));
        return searchset(request, kind.type, found, found.size(), used_parameters(request));
    };
    Result<std::string> found = search();
    about.query = query.text();
    Response out = found ? fhir_response(gateway, request, 200, *std::move(found))
                         : error_response(request, http_error_of(found.error()));
    out.with("Cache-Control", "no-store");
    return {std::move(out), std::move(about)};
}

QueryParameters search_parameters(ServerContext& gateway) {
    QueryParameters out = search_parameters_of_all(gateway);
    out.push_back(record_search_parameters(gateway).back());
    return out;
}

} // namespace

std::vector<Route> plain_routes() {
    static constexpr int of_reading[] = {200, 304, 404, 406, 410, 412};
    static constexpr int of_searching[] = {200, 404, 406};
    static constexpr int of_entering[] = {200, 201, 403, 406, 409, 415, 422};
    static constexpr int of_updating[] = {200, 403, 404, 406, 409, 412, 415, 422};
    static std::deque<std::string> texts;
    const auto kept = [](std::string text) -> std::string_view {
        return texts.emplace_back(std::move(text));
    };
    std::vector<Route> out;
    for (const PlainKind& kind : plain_kinds()) {
        const std::string_view all = kept(fmt::format("/fhir/{}", kind.type));
        const std::string_view one = kept(fmt::format("{}/{{id}}", all));
        const AuditedAs listed{audit::Action::query, kept(kind.interaction("list"))};
        const auto name = [&](std::string_view act) { return kept(kind.interaction(act)); };
        out.push_back({"POST", all, name("enter"), kept(fmt::format("Enters {}", kind.is)), kind.type,
                       "create", Audited{{audit::Action::create, name("add")}, create_plain}, of_entering});
        out.push_back({"GET", one, name("read"), kept(fmt::format("Reads {}", kind.is)), kind.type, "read",
                       Audited{{audit::Action::read, listed.interaction}, read_plain}, of_reading, false,
                       read_parameters});
        out.push_back({"PUT", one, name("update"), kept(fmt::format("Cancels {}", kind.is)), kind.type,
                       "update", Audited{{audit::Action::update, name("withdraw")}, update_plain},
                       of_updating});
        out.push_back({"GET", all, name("search"), "", "", "", Audited{listed, search_plain}, of_searching});
        out.push_back({"POST", kept(fmt::format("{}/_search", all)), name("search"),
                       kept(fmt::format("Of a person: {}", kind.is)), kind.type, "search-type",
                       Audited{listed, search_plain}, of_searching, false, search_parameters});
    }
    return out;
}

} // namespace renkei::server
