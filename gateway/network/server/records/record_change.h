// What creating and updating records over FHIR have in common.
#pragma once

#include "gateway/network/ledger/peer_change.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/records/person_rights.h"
#include "gateway/network/server/records/record_form.h"
#include "gateway/network/server/records/record_search.h"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace renkei::server {

RecordForms forms_of(ServerContext& gateway); // in the mappings that the gateway works with now
RecordView view_of(ServerContext& gateway, const Request& request, const policy::Identifier& person,
                   std::string version);

// With the ETag of the record, and Location if it is new (201).
Response record_response(ServerContext& gateway, const Request& request, int status, FoundRecord record);

// Of the audit event of a request about this person; person_of() may have found none.
AuditSubject subject_about(const seal::Hash& person);

// A change and its response: the events are committed with it, if there was one.
AuditedResponse changed(const ledger::PeerChange& change, Response response, AuditSubject subject);
// The audit has the reason; a caller that is not this insurer learns nothing of a death, a move or damage,
// which are the insurer's to say.
AuditedResponse refused(const Request& request, const diag::Error& error, std::string_view insurer,
                        AuditSubject subject);

// What a record keeps of it is at most store::max_record_bytes.
inline constexpr std::size_t max_record_body = 16 * store::max_record_bytes;
// Whether the operator lets offices enter records.
bool offices_enter(ServerContext& gateway);
// A municipality; offices where they may.
bool may_enter(ServerContext& gateway, const Request& request);
// The body of a change. 403 for an office where the operator lets only insurers enter records: the same for
// every person and body.
HttpResult<std::unique_ptr<OperationBody>> read_record_body(ServerContext& gateway, const Request& request);

// Whether the body is a record of this kind, as its `code` or `category` says.
bool is_of_kind(ServerContext& gateway, const Request& request, std::string_view kind);

// The person of the record with this id; of none, a hash that is no person's, so that both cost the same.
diag::Result<seal::Hash> person_of(ServerContext& gateway, std::string_view id);

diag::Error no_such_record(std::string_view type, std::string_view id);
// The error names the first member that the update would change, and what an update can.
diag::Result<void> check_fixed(std::initializer_list<std::pair<std::string_view, bool>> is_same,
                               std::string_view changeable);
// A member says what a record cannot hold now.
diag::Error wrong_member(std::string_view record, std::string_view member, std::string_view found,
                         std::string_view expected);
// A rule of the kind is broken: it says what it wants as its first argument.
diag::Error broken_rule(std::string_view record, const diag::Error& why);

} // namespace renkei::server
