#include "gateway/network/server/document_audit.h"

#include "gateway/network/store/uuid_bytes.h"

namespace renkei::server {
namespace {

// What stands in a path may be any text, also a person's.
bool is_id(std::string_view document) { return store::uuid_bytes(document).has_value(); }

} // namespace

Response audited(Gateway& gateway, const Request& request, audit::Action action, std::string_view interaction,
                 AuditSubject subject, Response response) {
    const documents::Caller& caller = request.caller;
    const bool is_refused = response.status >= 400;
    const auto event =
        audit::Event{.at = gateway.store().clock().now(),
                     .action = action,
                     .interaction = std::string(interaction),
                     .outcome = !is_refused              ? audit::Outcome::success
                                : response.status >= 500 ? audit::Outcome::serious
                                                         : audit::Outcome::minor,
                     .reason = is_refused ? response.outcome : std::string(),
                     .peer = caller.peer == nullptr ? std::string() : caller.peer->id,
                     .certificate = caller.certificate,
                     .address = caller.address,
                     .request = caller.request,
                     .document = is_id(subject.document) ? std::move(subject.document) : std::string(),
                     .version = subject.version,
                     .person = std::move(subject.person),
                     .query = std::move(subject.query)};
    const diag::Result<void> recorded = gateway.intake().record(event);
    return recorded ? std::move(response) : error_response(request, 503, recorded.error());
}

} // namespace renkei::server
