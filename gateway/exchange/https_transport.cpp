#include "gateway/exchange/https_transport.h"

#include "gateway/exchange/file_name_field.h"
#include "gateway/exchange/judge.h"

namespace renkei::exchange {

Attempt HttpsTransport::send(const policy::Peer& peer, const Parcel& parcel) {
    const std::optional<Target> target = read_target(peer.address);
    if (!target) {
        return {.result = Result::never, .reason = std::string(diag::row(diag::Message::endpoint_wrong).id)};
    }
    HttpRequest request{.method = "POST", .path = target->path, .body = parcel.bytes, .servers = peer.bindings};
    request.fields = {{"Content-Type", parcel.media_type}, {"Idempotency-Key", parcel.delivery}, {"X-Request-Id", parcel.delivery}};
    if (!parcel.file_name.empty()) {
        request.fields.emplace_back("Content-Disposition", file_name_field(parcel.file_name));
    }
    const Wired<HttpAnswer> answer = pool_->exchange(target->endpoint, request);
    return answer ? judge(*answer, clock_->now()) : judge(answer.error());
}

Away HttpsTransport::away(const policy::Peer& peer) {
    const std::optional<Target> target = read_target(peer.address);
    return target ? away_by(pool_->look(target->endpoint, peer.bindings)) : std::nullopt; // a wrong address is told by sending
}

} // namespace renkei::exchange
