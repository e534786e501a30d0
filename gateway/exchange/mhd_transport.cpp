#include "gateway/exchange/mhd_transport.h"

#include "gateway/exchange/judge.h"

namespace renkei::exchange {
namespace {

// The first place that the recipient gave: of the SubmissionSet, which names all the others.
std::string first_location(std::string_view body) {
    constexpr std::string_view key = "\"location\"";
    const std::size_t at = body.find(key);
    if (at == std::string_view::npos) {
        return "";
    }
    const std::size_t begin = body.find('"', at + key.size());
    const std::size_t end = begin == std::string_view::npos ? begin : body.find('"', begin + 1);
    return end == std::string_view::npos ? "" : std::string(body.substr(begin + 1, end - begin - 1));
}

} // namespace

Attempt MhdTransport::send(const policy::Peer& peer, const Parcel& parcel) {
    const std::optional<Target> target = read_target(peer.address);
    if (!target) {
        return {.result = Result::never, .reason = "endpoint-wrong"};
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
                              .body = *bundle};
    const Wired<HttpAnswer> answer = pool_->exchange(target->endpoint, request);
    if (!answer) {
        return judge(answer.error());
    }
    Attempt out = judge(*answer, clock_->now());
    if (out.result == Result::delivered && out.location.empty()) {
        out.location = first_location(answer->body);
    }
    return out;
}

bool MhdTransport::reachable(const policy::Peer& peer) {
    const std::optional<Target> target = read_target(peer.address);
    return !target || pool_->reachable(target->endpoint);
}

} // namespace renkei::exchange
