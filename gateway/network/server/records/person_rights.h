// The consents and registrations of one person, as far as the caller may see them: of everybody else nothing
// is known, and the answer costs the same whatever is kept.
#pragma once

#include "gateway/network/ledger/rights.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/server/records/record_form.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <string_view>

namespace renkei::server {

struct SeenRecords {
    store::PersonRecords records{}; // only those that the caller may see
    ledger::PeerRights rights{};
    ledger::PresentPerson person{};
};
// `insurer`: of the number that named the person; empty: a record did.
diag::Result<SeenRecords> seen_records(ServerContext& gateway, const policy::Peer& caller,
                                       const store::Snapshot& snapshot, const seal::Hash& person,
                                       std::string_view insurer);

// Of a person by the insured number within an insurer, as FHIR names it. The error has the shape of what is
// there, not the number.
diag::Result<ledger::Subject> subject_of(ServerContext& gateway, std::string_view name,
                                         const policy::Identifier& identifier);
std::string subject_form(); // what is expected

// The person of a record that is named by the keyed hash of the number.
policy::Identifier identifier_of_hash(const seal::Hash& person);
// The same of a record that says by which number it was entered: that number.
policy::Identifier identifier_in(std::string_view insurer,
                                 const std::optional<sharing::NamedSubject>& subject,
                                 const seal::Hash& person);
// Whether the identifier means this person, under any linked number.
diag::Result<bool> is_same_person(ServerContext& gateway, const store::Snapshot& snapshot,
                                  const policy::Identifier& identifier, const seal::Hash& person);

// Changes with the content of a record.
template <class Record>
std::string version_of(ServerContext& gateway, const Record& record) {
    return seal::to_hex(seal::keyed_hash(gateway.store().search_key(), {"record", to_json(record)}))
        .substr(0, 16);
}
std::string weak_tag(std::string_view version);
// Does If-Match, if there is one, name this version?
diag::Result<void> check_version(const Request& request, std::string_view version);

} // namespace renkei::server
