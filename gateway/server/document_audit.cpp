#include "gateway/server/document_audit.h"

#include "gateway/store/uuid_bytes.h"

namespace renkei::server {
namespace {

// What stands in a path may be any text, also a person's.
bool is_id(std::string_view document) { return store::uuid_bytes(document).has_value(); }

} // namespace

Answer audited(Gateway& gateway, const Request& request, audit::Action action, std::string_view interaction, Subject subject,
               Answer answer) {
    const documents::Caller& caller = request.caller;
    const bool is_refused = answer.status >= 400;
    const auto event = audit::Event{.at = gateway.store().clock().now(),
                                    .action = action,
                                    .interaction = std::string(interaction),
                                    .outcome = !is_refused            ? audit::Outcome::success
                                               : answer.status >= 500 ? audit::Outcome::serious
                                                                      : audit::Outcome::minor,
                                    .reason = is_refused ? answer.outcome : std::string(),
                                    .peer = caller.peer == nullptr ? std::string() : caller.peer->id,
                                    .certificate = caller.certificate,
                                    .address = caller.address,
                                    .request = caller.request,
                                    .document = is_id(subject.document) ? std::move(subject.document) : std::string(),
                                    .version = subject.version,
                                    .person = std::move(subject.person),
                                    .query = std::move(subject.query)};
    const diag::Result<void> told = gateway.intake().record(event);
    return told ? std::move(answer) : refuse(request, 503, told.error());
}

} // namespace renkei::server
