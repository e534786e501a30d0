#include "gateway/network/transports/https_transport.h"

#include "gateway/core/text/content_disposition.h"
#include "gateway/network/documents/replaced_characters.h"
#include "gateway/network/transports/classify_response.h"
#include "gateway/network/transports/given_notice.h"

namespace renkei::transports {

using client::HttpRequest;
using client::HttpUrl;
using client::parse_http_url;
using outbox::OutboundMessage;
using text::content_disposition;

Attempt HttpsTransport::send(const policy::Peer& peer, const OutboundMessage& message) {
    const std::optional<HttpUrl> target = parse_http_url(peer.address);
    if (!target) {
        return {.result = AttemptResult::rejected, .reason = diag::ReasonCode::endpoint_wrong};
    }
    HttpRequest request{
        .method = "POST", .path = target->path, .body = message.bytes, .server_bindings = peer.bindings};
    request.fields = {{"Content-Type", message.media_type},
                      {"Idempotency-Key", message.delivery},
                      {"X-Request-Id", message.delivery}};
    if (!message.file_name.empty()) {
        request.fields.emplace_back("Content-Disposition", content_disposition(message.file_name));
    }
    if (!message.instead_of.empty()) {
        request.fields.emplace_back("Renkei-Notice", std::string(given_as_it_came));
    }
    if (std::string replaced = documents::replaced_field_value(message.replaced); !replaced.empty()) {
        request.fields.emplace_back(documents::replaced_field, std::move(replaced));
    }
    const ConnectionResult<HttpResponse> answer = pool_->exchange(target->endpoint, request);
    Attempt out = answer ? classify(*answer, clock_->now()) : classify(answer.error());
    out.file_sha = seal::sha256(message.bytes);
    return out;
}

UnreachableReason HttpsTransport::probe(const policy::Peer& peer) { return probe_peer(*pool_, peer); }

} // namespace renkei::transports
