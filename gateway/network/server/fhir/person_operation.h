// What the operations about a person have in common: their body, what documents say within the memory of a
// request, their audit, their response.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/network/mhd/eligibility/eligibility.h"
#include "gateway/network/mhd/search/documents_apart.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/mhd/summary/summary.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/server_context.h"

#include <memory>
#include <string>
#include <string_view>

namespace renkei::server {

// For the audit: equal values are seen to be equal, and cannot be read.
std::string hashed_for_audit(ServerContext& gateway, std::string_view value);

// The body of an operation in FHIR JSON, and its tree with the names of the mappings.
struct OperationBody {
    std::shared_ptr<const catalogue::Catalogue> names;
    std::string json;
    json::Tree tree{};
};
HttpResult<std::unique_ptr<OperationBody>> read_operation_body(ServerContext& gateway,
                                                               const Request& request);
// Parameters of the URL, and of a resource Parameters in the body.
HttpResult<Pairs> read_operation_parameters(ServerContext& gateway, const Request& request);

// Within little memory first, as a search: what most requests find needs no reservation.
template <class Found, class Find>
diag::Result<Found> find_in_documents(ServerContext& gateway, ReadMemory& memory, const Find& find) {
    return read_large<Found>(gateway, memory, [&](const store::Snapshot& snapshot) {
        return find(snapshot,
                    [&memory](std::uint64_t bytes) { return memory.is_reserved() || memory.covers(bytes); });
    });
}

template <class Found>
void add_found(AuditSubject& subject, const Found& found) {
    if (!found.persons.empty()) {
        subject.person = seal::to_hex(found.persons.front());
        subject.query += "&persons=" + audit_persons_text(found.persons);
    }
    if (!found.documents.empty()) {
        subject.query += "&documents=" + audit_documents_text(found.documents);
    }
}

// The documents are of several persons: refused, with a reference to each document.
Response persons_differ_response(const Request& request, const mhd::DocumentsApart& apart);
AuditedResponse person_response(Response response, ReadMemory& memory, AuditSubject subject);

// Of what was found about one person; else why there is nothing to show.
template <class Found, class Show>
AuditedResponse found_response(const Request& request, diag::Result<Found> found, ReadMemory& memory,
                               AuditSubject subject, const Show& show) {
    if (!found) {
        return person_response(error_response(request, http_error_of(found.error())), memory,
                               std::move(subject));
    }
    add_found(subject, *found);
    return person_response(found->apart.are_of_several() ? persons_differ_response(request, found->apart)
                                                         : show(*found),
                           memory, std::move(subject));
}

mhd::SummaryContext summary_context(ServerContext& gateway, const Request& request);

// Within little memory first, as a search; asks `memory` for room if documents were left out.
diag::Result<mhd::SummaryResult> summarise_within(const store::Snapshot& snapshot,
                                                  const mhd::PersonFilter& person,
                                                  mhd::SummaryContext context, ReadMemory& memory);

// Of a summary that is gathered for an eligibility check, by the simple route or FHIR's operation.
// With what the person's insurer certified, as far as the reader may see it.
Result<mhd::SummaryResult> summarise_insurance(ServerContext& gateway, const Request& request,
                                               const store::Snapshot& snapshot,
                                               const mhd::PersonFilter& person, ReadMemory& memory);
// Adds that to what was gathered of one person.
Result<void> add_certified_level(ServerContext& gateway, const Request& request,
                                 const store::Snapshot& snapshot, mhd::SummaryResult& found);
// `found`: of one person.
mhd::Eligibility eligibility_in(const mhd::SummaryResult& found, const Request& request,
                                const time::Date& day);
time::Date today(ServerContext& gateway); // in Japan

} // namespace renkei::server
