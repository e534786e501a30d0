#include "gateway/network/transports/gateway_transport.h"

#include "gateway/core/text/content_disposition.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/client/multipart_body.h"
#include "gateway/network/client/parse_outcome.h"
#include "gateway/network/client/status.h"
#include "gateway/network/transports/classify_response.h"
#include "generated/messages/documents.h"

#include <algorithm>

namespace renkei::transports {
namespace {

using client::HttpRequest;
using client::HttpUrl;
using client::parse_http_url;
namespace status = client::status;
using outbox::OutboundMessage;
using text::content_disposition;

HttpRequest posting(const HttpUrl& target, const OutboundMessage& message) {
    HttpRequest out{.method = "POST", .path = target.path + "/documents", .body = message.bytes};
    out.fields = {{"Content-Type", message.media_type},
                  {"Accept", "application/fhir+json"},
                  {"Idempotency-Key", message.delivery},
                  {"X-Request-Id", message.delivery}};
    if (!message.file_name.empty()) {
        out.fields.emplace_back("Content-Disposition", content_disposition(message.file_name));
    }
    if (std::string receivers = policy::numbers_of(message.receivers); !receivers.empty()) {
        out.fields.emplace_back(policy::receiver_header, std::move(receivers));
    }
    return out;
}

// Receivers that a request names are those of all its files.
bool can_go_together(std::span<const OutboundMessage> messages) {
    return std::ranges::all_of(messages, [](const OutboundMessage& each) { return each.receivers.empty(); });
}

client::MultipartBody body_of(std::span<const OutboundMessage> messages) {
    std::vector<client::BodyFile> files;
    for (const OutboundMessage& each : messages) {
        files.push_back({each.file_name, each.media_type, each.bytes, each.delivery});
    }
    return client::multipart_body(files);
}

HttpRequest posting_all(const HttpUrl& target, std::span<const OutboundMessage> messages,
                        const client::MultipartBody& body) {
    std::string all = "renkei:deliveries";
    for (const OutboundMessage& each : messages) {
        all += ":" + each.delivery;
    }
    const std::string key = resources::to_text(resources::Uuid5(resources::url_namespace).make(all));
    HttpRequest out{.method = "POST", .path = target.path + "/documents", .body = body.bytes};
    out.fields = {{"Content-Type", body.media_type},
                  {"Accept", "application/fhir+json"},
                  {"Idempotency-Key", key},
                  {"X-Request-Id", key}};
    return out;
}

HttpRequest withdrawing(const HttpUrl& target, const OutboundMessage& message) {
    HttpRequest out{.method = "POST", .path = target.path + "/withdrawals", .body = message.bytes};
    out.fields = {{"Content-Type", message.media_type},
                  {"Accept", "application/json"},
                  {"Idempotency-Key", message.delivery},
                  {"X-Request-Id", message.delivery}};
    return out;
}

// A conflict that names our own content as what is there already is an answer to something sent before.
bool has_it_already(const HttpResponse& answer, const OutboundMessage& message) {
    const std::string sha = seal::to_hex(message.version.sha);
    const std::vector<diag::Finding> findings = client::parse_outcome(answer.body);
    const auto conflict =
        std::ranges::find(findings, diag::message::conflict_other_content, &diag::Finding::message);
    constexpr std::size_t here = 1; // argument of the message
    constexpr std::size_t sent = 2;
    return conflict != findings.end() && conflict->args[here] == sha && conflict->args[sent] == sha;
}

} // namespace

Attempt GatewayTransport::send(const policy::Peer& peer, const OutboundMessage& message) {
    const std::optional<HttpUrl> target = parse_http_url(peer.address);
    if (!target) {
        return {.result = AttemptResult::rejected, .reason = diag::ReasonCode::endpoint_wrong};
    }
    return message.withdrawal ? withdraw(peer, *target, message) : post(peer, *target, message);
}

Attempt GatewayTransport::post(const policy::Peer& peer, const HttpUrl& target,
                               const OutboundMessage& message) {
    HttpRequest request = posting(target, message);
    request.server_bindings = peer.bindings;
    const ConnectionResult<HttpResponse> answer = pool_->exchange(target.endpoint, request);
    if (!answer) {
        return classify(answer.error());
    }
    if (answer->status == status::conflict && has_it_already(*answer, message)) {
        return {.result = AttemptResult::delivered, .reason = diag::answered(answer->status)};
    }
    return classify(*answer, clock_->now());
}

std::vector<Attempt> GatewayTransport::send_together(const policy::Peer& peer,
                                                     std::span<const OutboundMessage> messages) {
    const std::optional<HttpUrl> target = parse_http_url(peer.address);
    if (!target || !can_go_together(messages)) {
        return send_one_by_one(peer, messages);
    }
    const client::MultipartBody body = body_of(messages); // the request looks into it
    HttpRequest request = posting_all(*target, messages, body);
    request.server_bindings = peer.bindings;
    const ConnectionResult<HttpResponse> answer = pool_->exchange(target->endpoint, request);
    if (answer && (answer->status == status::unsupported_type || answer->status == status::too_large)) {
        return send_one_by_one(peer, messages);
    }
    const Attempt attempt = answer ? classify(*answer, clock_->now()) : classify(answer.error());
    return std::vector<Attempt>(messages.size(), attempt);
}

// By the keys of the deliveries, which hold whether or not their answers came back.
Attempt GatewayTransport::withdraw(const policy::Peer& peer, const HttpUrl& target,
                                   const OutboundMessage& message) {
    HttpRequest request = withdrawing(target, message);
    request.server_bindings = peer.bindings;
    const ConnectionResult<HttpResponse> answer = pool_->exchange(target.endpoint, request);
    if (!answer) {
        return classify(answer.error());
    }
    // a gateway has this address, whatever it keeps: another server answers
    const bool is_no_gateway = answer->status == status::not_found || answer->status == status::not_allowed;
    return is_no_gateway
               ? Attempt{.result = AttemptResult::rejected, .reason = diag::ReasonCode::withdrawal_not_found}
               : classify(*answer, clock_->now());
}

UnreachableReason GatewayTransport::probe(const policy::Peer& peer) { return probe_peer(*pool_, peer); }

} // namespace renkei::transports
