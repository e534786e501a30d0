#include "gateway/network/transports/mhd_transport.h"

#include "gateway/core/base/logical_id.h"
#include "gateway/core/json/parser.h"
#include "gateway/network/transports/classify_response.h"

namespace renkei::transports {
namespace {

using client::HttpRequest;
using client::HttpUrl;
using client::parse_http_url;
using outbox::OutboundMessage;

// "https://host/fhir/DocumentReference/7/_history/1" → "DocumentReference/7"; empty: it is the place of
// something else.
std::string reference_in(std::string_view location) {
    constexpr std::string_view type = "DocumentReference/";
    const std::size_t at = location.rfind(type);
    if (at == std::string_view::npos) {
        return "";
    }
    const std::string_view rest = location.substr(at);
    const std::string_view reference = rest.substr(0, rest.find('/', type.size()));
    return base::is_logical_id(reference.substr(type.size())) ? std::string(reference) : std::string();
}

// What the recipient calls the document: a later version names it as the one that it replaces.
std::string document_reference(std::string_view transaction_response) {
    json::Tree tree;
    if (!json::Parser().parse(transaction_response, tree)) {
        return "";
    }
    const json::NodeId entries = tree.child(json::Tree::root, "entry");
    if (entries == json::no_node) {
        return "";
    }
    for (const json::NodeId entry : tree.children(entries)) {
        const json::NodeId response = tree.child(entry, "response");
        const json::NodeId location =
            response == json::no_node ? json::no_node : tree.child(response, "location");
        if (std::string out = location == json::no_node ? "" : reference_in(tree.text(location));
            !out.empty()) {
            return out;
        }
    }
    return "";
}

} // namespace

Attempt MhdTransport::send(const policy::Peer& peer, const OutboundMessage& message) {
    const std::optional<HttpUrl> target = parse_http_url(peer.address);
    if (!target) {
        return {.result = AttemptResult::rejected, .reason = diag::ReasonCode::endpoint_wrong};
    }
    if (message.withdrawal) {
        return {.result = AttemptResult::rejected, .reason = diag::ReasonCode::withdrawal_not_supported};
    }
    const diag::Result<std::string> bundle = provide_(peer, message);
    if (!bundle) {
        return {.result = AttemptResult::rejected, .reason = diag::of_message(bundle.error().message)};
    }
    const HttpRequest request{.method = "POST",
                              .path = target->path,
                              .fields = {{"Content-Type", "application/fhir+json"},
                                         {"Accept", "application/fhir+json"},
                                         {"Idempotency-Key", message.delivery},
                                         {"X-Request-Id", message.delivery}},
                              .body = *bundle,
                              .server_bindings = peer.bindings};
    const ConnectionResult<HttpResponse> answer = pool_->exchange(target->endpoint, request);
    if (!answer) {
        return classify(answer.error());
    }
    Attempt out = classify(*answer, clock_->now());
    if (out.result == AttemptResult::delivered) {
        out.location = document_reference(answer->body);
    }
    return out;
}

UnreachableReason MhdTransport::probe(const policy::Peer& peer) { return probe_peer(*pool_, peer); }

} // namespace renkei::transports
