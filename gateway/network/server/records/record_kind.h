// The handlers of all kinds of records over FHIR. Each kind's file says what is special of its own, and
// instantiates them (record_handlers.h has their names).
#pragma once

#include "gateway/network/access/person_access.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "generated/messages/records.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace renkei::server {

using ledger::ChangeStep;

// Specialised for each kind:
//   type, name, person   of its resource; of the record in errors; the element that names the person
//   listed, parameters   of a search: its event, and what it knows; is_in_documents: a tag asks for records
//   list                 where its records are among those of a person
//   Read, read           what a body says
//   Shown, written       a record with what else its resource says, and that resource
//   with_id, of_person   those that the caller may see
//   check_new            what a new one must say, and who may enter it; asked before the person is looked up
//   check_person         whether the caller may enter it for this person; asked in the transaction
//   is_same, shown       whether it was entered before; a record as `written` takes it
//   enter                writes a new one, and notes warnings
//   step, change         whether an update changes anything, asked in the transaction; and writes it
template <class Record>
struct RecordKind;

// Of a word, or a function that gives it for the request: kinds that are data alone share one RecordKind.
template <class Word>
constexpr auto said(const Word& word, const Request& request) {
    if constexpr (std::is_invocable_v<Word, const Request&>) {
        return word(request);
    } else {
        return word;
    }
}

// Of kinds that the caller sees by its rights on the person. Their records need only `write`.
template <class Record>
struct SeenKind {
    using Shown = store::Kept<Record>;
    static constexpr auto parameters = &record_search_parameters;

    static FoundRecord written(ServerContext& gateway, const Request& request, const Shown& shown,
                               const policy::Identifier& person) {
        const RecordView view = view_of(gateway, request, person, version_of(gateway, shown.record));
        return {shown.record.id, RecordKind<Record>::write(gateway, shown.record, view), view.version};
    }
    static diag::Result<std::vector<Shown>> of_person(ServerContext& gateway, const Request& request,
                                                      const store::Snapshot& snapshot,
                                                      const ledger::Subject& subject) {
        TRY(SeenRecords seen,
            seen_records(gateway, *request.caller.peer, snapshot, subject.person, subject.insurer));
        return std::move(seen.records.*RecordKind<Record>::list);
    }
    static diag::Result<std::optional<Shown>> with_id(ServerContext& gateway, const Request& request,
                                                      const store::Snapshot& snapshot,
                                                      const seal::Hash& person, std::string_view id) {
        TRY(const std::vector<Shown> seen,
            RecordKind<Record>::of_person(gateway, request, snapshot, {person, {}}));
        const Shown* const kept = store::with_id(seen, id);
        return kept != nullptr ? std::optional(*kept) : std::nullopt;
    }
    static Shown shown(Record record, const seal::Hash& person, const ledger::PresentPerson&,
                       const store::PersonRecords&) {
        return {person, std::move(record)};
    }
};

// How a record that is read without its person's number names the person.
inline policy::Identifier person_in(const ledger::Task& task) {
    return std::visit(
        [&](const auto& it) { return identifier_in(it.first.insurer, it.first.subject, task.person); },
        task.what);
}
template <class Record>
policy::Identifier person_in(const store::Kept<Record>& kept) {
    if constexpr (requires { kept.record.subject; }) {
        return identifier_in(kept.record.insurer, kept.record.subject, kept.person);
    } else {
        return identifier_of_hash(kept.person);
    }
}

template <class Record>
AuditedResponse read_record(ServerContext& gateway, const Request& request, PathParameters parts) {
    using Of = RecordKind<Record>;
    if (parts[0].find('.') != std::string::npos) { // of a resource in a document, with its number
        const std::array path{std::string(said(Of::type, request)), parts[0]};
        return read_resource(gateway, request, path).as({audit::Action::read, "read"});
    }
    AuditSubject about;
    std::optional<typename Of::Shown> shown;
    const auto read = [&](const store::Snapshot& snapshot) -> diag::Result<void> {
        TRY(const std::optional<seal::Hash> known, store::person_of_record(snapshot, parts[0]));
        const seal::Hash person = known.value_or(seal::Hash());
        about = subject_about(person);
        TRY(shown, Of::with_id(gateway, request, snapshot, person, parts[0]));
        return {};
    };
    const auto answer = [&]() -> diag::Result<Response> {
        TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
        TRY_VOID(gateway.store().read(read));
        if (!shown) {
            return tl::make_unexpected(no_such_record(said(Of::type, request), parts[0]));
        }
        FoundRecord found = Of::written(gateway, request, *shown, person_in(*shown));
        return is_not_modified(request, weak_tag(found.version))
                   ? Response{.status = 304}
                   : record_response(gateway, request, 200, std::move(found));
    };
    diag::Result<Response> out = answer();
    return AuditedResponse(out ? *std::move(out) : error_response(request, http_error_of(out.error())),
                           std::move(about))
        .as({audit::Action::read, said(Of::listed, request).interaction});
}

// The records of the person whom the body names, as far as the caller may see and wants them.
template <class Record, class Wanted>
diag::Result<std::string> find_of_person(ServerContext& gateway, const Request& request,
                                         AuditQueryText& query, AuditSubject& about,
                                         const Wanted& is_wanted) {
    using Of = RecordKind<Record>;
    using Seen = std::vector<typename Of::Shown>;
    TRY(const AskedPerson asked, asked_person(gateway, request, said(Of::type, request), Of::parameters));
    about = subject_about(asked.subject.person);
    query.add(patient_parameter, seal::to_hex(asked.subject.person).substr(0, 16));
    TRY(const Seen seen, gateway.store().read_value<Seen>([&](const store::Snapshot& snapshot) {
        return Of::of_person(gateway, request, snapshot, asked.subject);
    }));
    std::vector<FoundRecord> found;
    for (const auto& each : seen) {
        if (is_wanted(each)) {
            found.push_back(Of::written(gateway, request, each, asked.identifier));
        }
    }
    query.add("found", std::to_string(found.size()));
    return searchset(request, said(Of::type, request), found, found.size(), used_parameters(request));
}

template <class Record>
AuditedResponse search_records(ServerContext& gateway, const Request& request, PathParameters) {
    using Of = RecordKind<Record>;
    if (Of::is_in_documents && !asks_for_records(request)) {
        return search_type(gateway, request, std::array{std::string(said(Of::type, request))});
    }
    AuditQueryText query(said(Of::type, request));
    AuditSubject about;
    diag::Result<std::string> found =
        find_of_person<Record>(gateway, request, query, about, [](const auto&) { return true; });
    about.query = query.text();
    return search_response(gateway, request, std::move(found), std::move(about))
        .as(said(Of::listed, request));
}

template <class Record>
HttpResult<typename RecordKind<Record>::Read> read_change(ServerContext& gateway, const Request& request) {
    TRY(const std::unique_ptr<OperationBody> body, read_record_body(gateway, request));
    return RecordKind<Record>::read(gateway, request, body->tree).map_error(http_error_of);
}

// A record that is entered, for its kind.
struct Entry {
    ServerContext& gateway;
    const Request& request;
    ledger::Subject subject{};
    ledger::PeerChange change{};
    ledger::PresentPerson present{};
    std::vector<diag::Message> warnings{}; // it is kept, but opens or permits nothing

    ledger::PeerRights rights(const store::PersonRecords& records) const {
        return ledger::rights_of(*gateway.sharing(), *request.caller.peer, records, present);
    }
};

template <class Record>
AuditedResponse create_record(ServerContext& gateway, const Request& request, PathParameters) {
    using Of = RecordKind<Record>;
    const policy::Peer& caller = *request.caller.peer;
    TRY_OR_ANSWER(request, const typename Of::Read read, read_change<Record>(gateway, request));
    TRY_OR_ANSWER(request, const ledger::Subject subject,
                  Of::check_new(gateway, caller, read)
                      .and_then([&] { return subject_of(gateway, said(Of::person, request), read.person); })
                      .map_error(http_error_of));
    const std::string own = access::insurer_number_of(caller);
    Entry entry{gateway, request, subject, {.caller = request.caller}};
    std::optional<typename Of::Shown> before;
    entry.change.check = [&](const store::Snapshot& snapshot,
                             const store::PersonRecords& records) -> diag::Result<ledger::ChangeStep> {
        before.reset();
        TRY(entry.present,
            ledger::present_person(snapshot, records, subject.insurer, gateway.store().clock().now()));
        const std::string& present = entry.present.state.insurer;
        if (!own.empty() && (own == subject.insurer || own == present)) { // both know that the person moved
            TRY_VOID(ledger::check_insurer(entry.present.state, subject.insurer));
        }
        TRY_VOID(Of::check_person(entry, read, records));
        for (const auto& [person, kept, order] : records.*Of::list) {
            if (kept.insurer == subject.insurer && Of::is_same(kept, read, caller)) {
                before = Of::shown(kept, subject.person, entry.present, records);
                return ledger::ChangeStep::leave;
            }
        }
        return ledger::ChangeStep::change;
    };
    diag::Result<Record> entered = Of::enter(entry, read);
    AuditSubject about = subject_about(subject.person);
    if (!entered) {
        const bool insures = !own.empty() && own == entry.present.state.insurer;
        return refused(request, entered.error(), insures ? own : subject.insurer, std::move(about));
    }
    const int status = before ? 200 : 201;
    const typename Of::Shown now =
        before ? *std::move(before) : Of::shown(*std::move(entered), subject.person, entry.present, {});
    Response response =
        record_response(gateway, request, status, Of::written(gateway, request, now, read.person));
    for (const diag::Message each : entry.warnings) {
        response.with("Warning", fmt::format("299 - \"{}\"", diag::row(each).id));
    }
    return changed(entry.change, std::move(response), std::move(about));
}

// What is kept when a record is to be changed.
struct KeptNow {
    ledger::PeerRights rights{};
    ledger::PresentPerson present{};
    const store::PersonRecords* records = nullptr;
};

template <class Record>
AuditedResponse update_record(ServerContext& gateway, const Request& request, PathParameters parts) {
    using Of = RecordKind<Record>;
    const std::string& id = parts[0];
    TRY_OR_ANSWER(request, typename Of::Read read, read_change<Record>(gateway, request));
    if (read.id != id) {
        return error_response(request,
                              http_error_of(wrong_member(said(Of::name, request), "id", read.id, id)));
    }
    TRY_OR_ANSWER(request, const seal::Hash person, person_of(gateway, id).map_error(http_error_of));
    std::optional<typename Of::Shown> before;
    Record kept{};
    KeptNow now;
    ledger::PeerChange change{.caller = request.caller};
    change.check = [&](const store::Snapshot& snapshot,
                       const store::PersonRecords& records) -> diag::Result<ledger::ChangeStep> {
        TRY(now.present, ledger::present_person(snapshot, records, {}, gateway.store().clock().now()));
        now.rights = ledger::rights_of(*gateway.sharing(), *request.caller.peer, records, now.present);
        now.records = &records;
        const store::Kept<Record>* const found = store::with_id(records.*Of::list, id);
        if (found == nullptr || !now.rights.may_see(found->record)) {
            return tl::make_unexpected(no_such_record(said(Of::type, request), id));
        }
        before = Of::shown(found->record, found->person, now.present, records);
        const std::string version = Of::written(gateway, request, *before, read.person).version;
        TRY_VOID(check_version(request, version));
        TRY(const bool is_same, is_same_person(gateway, snapshot, read.person, found->person));
        TRY_VOID(check_fixed({{"patient", is_same}}, "-"));
        kept = found->record;
        diag::Result<ledger::ChangeStep> step = Of::step(gateway, kept, now, read);
        const bool is_old = !read.version.empty() && read.version != version;
        if (!step && is_old && step.error().message == diag::message::record_member_fixed) {
            return diag::fail(diag::message::record_moved_on, {}); // it is to be read again
        }
        return step;
    };
    const diag::Result<Record> done = Of::change(gateway, person, id, read, change);
    if (!done) {
        return refused(request, done.error(), kept.insurer, subject_about(person));
    }
    if (change.committed) {
        before = Of::shown(*done, person, now.present, {});
    }
    return changed(
        change, record_response(gateway, request, 200, Of::written(gateway, request, *before, read.person)),
        subject_about(person));
}

} // namespace renkei::server
