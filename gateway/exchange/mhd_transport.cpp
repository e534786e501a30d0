#include "gateway/exchange/mhd_transport.h"

#include "gateway/exchange/judge.h"
#include "gateway/json/parser.h"

namespace renkei::exchange {
namespace {

// "https://host/fhir/DocumentReference/7/_history/1" → "DocumentReference/7"; empty: it is the place of something else.
std::string reference_in(std::string_view location) {
    constexpr std::string_view type = "DocumentReference/";
    const std::size_t at = location.rfind(type);
    if (at == std::string_view::npos) {
        return "";
    }
    const std::string_view rest = location.substr(at);
    return std::string(rest.substr(0, rest.find('/', type.size())));
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
        const json::NodeId location = response == json::no_node ? json::no_node : tree.child(response, "location");
        if (std::string out = location == json::no_node ? "" : reference_in(tree.text(location)); !out.empty()) {
            return out;
        }
    }
    return "";
}

} // namespace

Attempt MhdTransport::send(const policy::Peer& peer, const Parcel& parcel) {
    const std::optional<Target> target = read_target(peer.address);
    if (!target) {
        return {.result = Result::never, .reason = std::string(diag::row(diag::Message::endpoint_wrong).id)};
    }
    if (parcel.withdrawal) {
        return {.result = Result::never, .reason = "ITI-65 cannot tell of a withdrawal"};
    }
    const diag::Result<std::string> bundle = provide_(peer, parcel);
    if (!bundle) {
        return {.result = Result::never, .reason = std::string(diag::row(bundle.error().message).id)};
    }
    const HttpRequest request{.method = "POST",
                              .path = target->path,
                              .fields = {{"Content-Type", "application/fhir+json"},
                                         {"Accept", "application/fhir+json"},
                                         {"Idempotency-Key", parcel.delivery},
                                         {"X-Request-Id", parcel.delivery}},
                              .body = *bundle,
                              .servers = peer.bindings};
    const Wired<HttpAnswer> answer = pool_->exchange(target->endpoint, request);
    if (!answer) {
        return judge(answer.error());
    }
    Attempt out = judge(*answer, clock_->now());
    if (out.result == Result::delivered) {
        out.location = document_reference(answer->body);
    }
    return out;
}

Away MhdTransport::away(const policy::Peer& peer) {
    const std::optional<Target> target = read_target(peer.address);
    return target ? away_by(pool_->look(target->endpoint, peer.bindings)) : std::nullopt; // a wrong address is told by sending
}

} // namespace renkei::exchange
