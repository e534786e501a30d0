#include "gateway/network/server/request_audit.h"

#include "gateway/network/documents/refusal.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/server/retry.h"
#include "gateway/network/store/rows/uuid_bytes.h"

namespace renkei::server {
namespace {

// What stands in a path may be any text, also a person's.
bool is_id(std::string_view document) { return store::uuid_bytes(document).has_value(); }

audit::Event event_of(ServerContext& gateway, const Request& request, const AuditedAs& as,
                      const AuditSubject& subject, const Response& response) {
    audit::Event out =
        documents::event_of(request.caller, gateway.store().clock().now(), as.action, as.interaction);
    if (response.refusal != Refusal::none) {
        out = documents::refusal_event(std::move(out), response.refusal,
                                       subject.reason.empty() ? response.outcome : subject.reason);
    }
    out.document = is_id(subject.document) ? subject.document : std::string();
    out.version = subject.version;
    out.person = subject.person;
    out.query = subject.query;
    out.user = subject.said_name.empty() ? out.user : subject.said_name;
    return out;
}

} // namespace

AuditedResponse audited(const documents::Receipt& receipt, Response response, AuditSubject subject) {
    if (receipt.refusal == Refusal::none && receipt.committed) {
        return {std::move(response), *receipt.committed};
    }
    subject.reason = documents::first_error_id(receipt.report);
    return {std::move(response), std::move(subject)};
}

diag::Result<std::string> audited_person(const store::Snapshot& snapshot, const std::string& document,
                                         std::uint32_t version) {
    TRY(const std::vector<store::Hash> persons, snapshot.persons(document, version));
    return persons.empty() ? std::string() : seal::to_hex(persons.front());
}

Response recorded(ServerContext& gateway, const Request& request, const AuditedAs& route,
                  AuditedResponse answer) {
    Response& response = answer.response();
    if (answer.is_recorded()) {
        return std::move(response);
    }
    const audit::Event event =
        event_of(gateway, request, answer.done_as().value_or(route), answer.subject(), response);
    if (const diag::Result<void> written = gateway.store().append_audit(event); !written) {
        return retry_later(request, Refusal::failed, written.error());
    }
    return std::move(response);
}

} // namespace renkei::server
