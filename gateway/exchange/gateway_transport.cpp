#include "gateway/exchange/gateway_transport.h"

#include "gateway/exchange/file_name_field.h"
#include "gateway/exchange/judge.h"
#include "gateway/exchange/status.h"

namespace renkei::exchange {
namespace {

// The path of a Location, which is a whole address or a path; empty: it points to another server.
std::string path_of(const std::string& location, const Endpoint& endpoint) {
    if (location.starts_with('/')) {
        return location;
    }
    const std::optional<Target> target = read_target(location);
    return target && target->endpoint == endpoint ? target->path : "";
}

HttpRequest posting(const Target& target, const Parcel& parcel) {
    HttpRequest out{.method = "POST", .path = target.path + "/documents", .body = parcel.bytes};
    out.fields = {{"Content-Type", parcel.media_type},
                  {"Accept", "application/fhir+json"},
                  {"Idempotency-Key", parcel.delivery},
                  {"X-Request-Id", parcel.delivery}};
    if (!parcel.file_name.empty()) {
        out.fields.emplace_back("Content-Disposition", file_name_field(parcel.file_name));
    }
    return out;
}

HttpRequest withdrawing(const Target& target, const Parcel& parcel) {
    HttpRequest out{.method = "POST", .path = target.path + "/withdrawals", .body = parcel.bytes};
    out.fields = {{"Content-Type", parcel.media_type}, {"Accept", "application/json"}, {"Idempotency-Key", parcel.delivery}, {"X-Request-Id", parcel.delivery}};
    return out;
}

// For a gateway before 0.2, which knows a document by its Location alone.
HttpRequest deleting(std::string path, const Parcel& parcel) {
    HttpRequest out{.method = "DELETE", .path = std::move(path)};
    out.fields = {{"Accept", "application/fhir+json"}, {"Idempotency-Key", parcel.delivery}, {"X-Request-Id", parcel.delivery}};
    return out;
}

// A conflict that names our own content as what is there already is an answer to something sent before. The text of the finding names
// what is there first, then what was sent.
bool has_it_already(const HttpAnswer& answer, const Parcel& parcel) {
    const std::string sha = seal::to_hex(parcel.version.sha);
    std::size_t hashes = 0;
    std::size_t ours = 0;
    std::size_t digits = 0;
    for (std::size_t i = 0; i <= answer.body.size(); ++i) {
        const bool is_digit = i < answer.body.size() && std::string_view("0123456789abcdef").find(answer.body[i]) != std::string_view::npos;
        if (is_digit) {
            ++digits;
            continue;
        }
        if (digits == sha.size()) {
            ++hashes;
            ours += std::string_view(answer.body).substr(i - digits, digits) == sha ? 1U : 0U;
        }
        digits = 0;
    }
    return hashes > 0 && ours == hashes;
}

} // namespace

Attempt GatewayTransport::send(const policy::Peer& peer, const Parcel& parcel) {
    const std::optional<Target> target = read_target(peer.address);
    if (!target) {
        return {.result = Result::never, .reason = std::string(diag::row(diag::Message::endpoint_wrong).id)};
    }
    return parcel.withdrawal ? withdraw(peer, *target, parcel) : post(peer, *target, parcel);
}

Attempt GatewayTransport::post(const policy::Peer& peer, const Target& target, const Parcel& parcel) {
    HttpRequest request = posting(target, parcel);
    request.servers = peer.bindings;
    const Wired<HttpAnswer> answer = pool_->exchange(target.endpoint, request);
    if (!answer) {
        return judge(answer.error());
    }
    if (answer->status == status::conflict && has_it_already(*answer, parcel)) {
        return {.result = Result::delivered, .reason = std::to_string(answer->status)};
    }
    return judge(*answer, clock_->now());
}

// By the keys of the deliveries, which hold whether or not their answers came back.
Attempt GatewayTransport::withdraw(const policy::Peer& peer, const Target& target, const Parcel& parcel) {
    HttpRequest request = withdrawing(target, parcel);
    request.servers = peer.bindings;
    const Wired<HttpAnswer> answer = pool_->exchange(target.endpoint, request);
    if (!answer) {
        return judge(answer.error());
    }
    const bool is_older = answer->status == status::not_found || answer->status == status::not_allowed;
    return is_older ? remove(peer, target, parcel) : judge(*answer, clock_->now());
}

Attempt GatewayTransport::remove(const policy::Peer& peer, const Target& target, const Parcel& parcel) {
    std::string path = path_of(parcel.known_as, target.endpoint);
    if (path.empty()) {
        return {.result = Result::never, .reason = "the receiver did not tell what it calls the document"};
    }
    HttpRequest request = deleting(std::move(path), parcel);
    request.servers = peer.bindings;
    const Wired<HttpAnswer> answer = pool_->exchange(target.endpoint, request);
    if (!answer) {
        return judge(answer.error());
    }
    const bool is_gone = answer->status == status::not_found || answer->status == status::gone;
    return is_gone ? Attempt{.result = Result::delivered, .reason = std::to_string(answer->status)} : judge(*answer, clock_->now());
}

Away GatewayTransport::away(const policy::Peer& peer) {
    const std::optional<Target> target = read_target(peer.address);
    return target ? away_by(pool_->look(target->endpoint, peer.bindings)) : std::nullopt; // a wrong address is told by sending
}

} // namespace renkei::exchange
