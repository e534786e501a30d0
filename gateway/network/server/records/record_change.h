// What creating and updating records over FHIR have in common.
#pragma once

#include "gateway/network/registry/peer_change.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/records/consent_resource.h"
#include "gateway/network/server/records/episode_resource.h"
#include "gateway/network/server/records/person_rights.h"
#include "generated/messages/registry.h"

#include <string>
#include <string_view>
#include <utility>

namespace renkei::server {

RecordForms forms_of(ServerContext& gateway); // in the mappings that the gateway works with now

std::string resource_of(ServerContext& gateway, const Request& request, const sharing::Consent& consent,
                        const policy::Identifier& person);
std::string resource_of(ServerContext& gateway, const Request& request,
                        const sharing::Registration& registration, const policy::Identifier& person);

// With the ETag of the record, and Location if it is new (201).
Response record_response(ServerContext& gateway, const Request& request, int status, std::string resource,
                         std::string_view version, std::string_view location);

template <class Record>
Response record_response(ServerContext& gateway, const Request& request, int status, const Record& record,
                         const policy::Identifier& person) {
    return record_response(gateway, request, status, resource_of(gateway, request, record, person),
                           version_of(gateway, record), record.id);
}

// Of the audit event of a request about this person; person_of() may have found none.
AuditSubject subject_about(const seal::Hash& person);

// A change and its response: the events are committed with it, if there was one.
AuditedResponse changed(const registry::PeerChange& change, Response response, AuditSubject subject);
// The caller learns no more than it may, the audit the reason.
AuditedResponse refused(const Request& request, const diag::Error& error, std::string_view insurer,
                        AuditSubject subject);

// 403 for an office where the operator lets only insurers enter records: the same for every person and body.
diag::Result<void> check_entry(ServerContext& gateway, const Request& request);

// What a record keeps of it is at most store::max_record_bytes.
inline constexpr std::size_t max_record_body = 16 * store::max_record_bytes;

// The body of a change as a record; `read(tree)` reads it.
template <class Read, class ReadTree>
HttpResult<Read> read_record_body(ServerContext& gateway, const Request& request, const ReadTree& read) {
    if (const diag::Result<void> may = check_entry(gateway, request); !may) {
        return tl::make_unexpected(http_error_of(may.error()));
    }
    // nothing is written that could not be answered
    if (const HttpResult<service::FhirSyntax> syntax = requested_syntax(request); !syntax) {
        return tl::make_unexpected(syntax.error());
    }
    if (request.body.size() > max_record_body) {
        return http_error(diag::message::record_too_large,
                          {std::to_string(request.body.size()), std::to_string(max_record_body)});
    }
    const HttpResult<std::unique_ptr<OperationBody>> body = read_operation_body(gateway, request);
    if (!body) {
        return tl::make_unexpected(body.error());
    }
    diag::Result<Read> out = read((*body)->tree);
    return out ? HttpResult<Read>(*std::move(out)) : tl::make_unexpected(http_error_of(out.error()));
}

// The person of the record with this id; of none, a hash that is no person.s, so that both cost the same.
diag::Result<seal::Hash> person_of(ServerContext& gateway, std::string_view id);

diag::Error no_such_record(std::string_view type, std::string_view id);
// The error names a member that the update would change, and what an update can.
diag::Result<void> check_fixed(bool is_same, std::string_view member, std::string_view changeable);
// A refusal of a change: if a member differs because the record was changed after the caller read it in the
// version `read`, it is to be read again.
diag::Error error_of_change(diag::Error error, std::string_view read, std::string_view kept);
// A member says what a record cannot hold now.
diag::Error wrong_member(std::string_view record, std::string_view member, std::string_view found,
                         std::string_view expected);

// The record with this id as the caller may see and change it now, in the version that it knows.
template <class Record>
struct ToChange {
    Record record{};
    registry::PeerRights rights{};
};
template <class Record>
diag::Result<ToChange<Record>> record_to_change(ServerContext& gateway, const Request& request,
                                                const store::Snapshot& snapshot,
                                                const store::PersonRecords& records, std::string_view type,
                                                std::string_view id, const policy::Identifier& person) {
    const store::Kept<Record>* const kept = record_in<Record>(records, id);
    TRY(const registry::PresentPerson present,
        registry::present_person(snapshot, records, {}, gateway.store().clock().now()));
    registry::PeerRights rights =
        registry::rights_of(*gateway.sharing(), *request.caller.peer, records, present);
    if (kept == nullptr || !rights.may_see(kept->record)) {
        return tl::make_unexpected(no_such_record(type, id));
    }
    TRY_VOID(check_version(request, version_of(gateway, kept->record)));
    TRY(const bool is_same, is_same_person(gateway, snapshot, person, kept->person));
    TRY_VOID(check_fixed(is_same, "patient", "-"));
    return ToChange<Record>{kept->record, std::move(rights)};
}

} // namespace renkei::server
