#include "gateway/network/transports/classify_response.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/client/parse_outcome.h"
#include "gateway/network/client/status.h"
#include "generated/messages/policy.h"
#include "generated/messages/tls.h"

#include <algorithm>
#include <charconv>

namespace renkei::transports {
namespace {

using client::ConnectionError;
using client::ConnectionFailure;
namespace status = client::status;
using outbox::FailureScope;

// Statuses that say more than their class does.
struct StatusRow {
    int status;
    AttemptResult result;
    FailureScope scope;
};
constexpr StatusRow status_rows[] = {
    {408, AttemptResult::retry, FailureScope::delivery}, // it waited too long for us
    {425, AttemptResult::retry, FailureScope::delivery}, {429, AttemptResult::retry, FailureScope::receiver},
    {502, AttemptResult::retry, FailureScope::receiver}, // a proxy whose gateway is unreachable
    {503, AttemptResult::retry, FailureScope::receiver}, {504, AttemptResult::retry, FailureScope::receiver},
};

// A server may fail after it took the document, or as a proxy of one that took it. A conflict may be with an
// earlier request of ours: a request that was lost with its connection is repeated.
bool may_have_arrived(int status) {
    constexpr int server_errors = 500;
    return status == status::conflict || status >= server_errors;
}

// Ids with which a gateway rejects a caller temporarily: until its operator enters our certificate, admits us
// again, or renews a list.
constexpr diag::Message caller_rejections[] = {
    diag::message::caller_not_known,        diag::message::caller_revoked,
    diag::message::revocations_expired,     diag::message::certificate_expired,
    diag::message::certificate_too_early,   diag::message::certificate_revoked,
    diag::message::certificate_foreign,     diag::message::certificate_untrusted,
    diag::message::certificate_without_list};

StatusRow row_of(int status) {
    const auto* const row = std::ranges::find(status_rows, status, &StatusRow::status);
    if (row != std::end(status_rows)) {
        return *row;
    }
    const int kind = status / 100;
    constexpr int success = 2;
    constexpr int server_error = 5;
    if (kind == success) {
        return {status, AttemptResult::delivered, FailureScope::delivery};
    }
    return {status, kind == server_error ? AttemptResult::retry : AttemptResult::rejected,
            FailureScope::delivery};
}

// The code with which a gateway says that it does not accept us as a caller yet, as when two sites are set
// up: then all deliveries to it wait. Any other 401 or 403 is a decision about this document, and the code is
// empty.
std::string_view caller_rejection(const HttpResponse& response) {
    constexpr int unauthorized = 401;
    constexpr int forbidden = 403;
    if (response.status != unauthorized && response.status != forbidden) {
        return {};
    }
    const std::vector<std::string> ids = client::issue_ids(response.body);
    const auto* const found = std::ranges::find_if(caller_rejections, [&](diag::Message message) {
        return std::ranges::find(ids, diag::row(message).id) != ids.end();
    });
    return found == std::end(caller_rejections) ? std::string_view() : diag::row(*found).id;
}

} // namespace

std::int64_t retry_after_ms(std::string_view value, base::Millis now) {
    constexpr std::int64_t max_seconds = 366LL * 24 * 3600;
    constexpr std::int64_t thousand = 1000;
    std::int64_t seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec == std::errc() && read.ptr == value.data() + value.size()) {
        return std::clamp<std::int64_t>(seconds, 0, max_seconds) * thousand;
    }
    const auto date = time::parse_http_date(value);
    return date ? std::clamp<std::int64_t>(*date - now, 0, max_seconds * thousand) : 0;
}

Attempt classify(const HttpResponse& response, base::Millis now) {
    if (const std::string_view why = caller_rejection(response); !why.empty()) {
        return {.result = AttemptResult::retry,
                .scope = FailureScope::receiver,
                .reason = diag::answered_because(response.status, why),
                .may_have_arrived = response.is_retried};
    }
    const StatusRow row = row_of(response.status);
    Attempt out{.result = row.result, .scope = row.scope};
    if (row.result == AttemptResult::delivered) {
        out.location = response.field("location");
        return out;
    }
    constexpr int redirect = 3;
    // a redirect would give the document to a server that is no peer
    out.reason = response.status / 100 == redirect ? diag::answered_because(response.status, "redirect")
                                                   : diag::answered(response.status);
    out.may_have_arrived = response.is_retried || may_have_arrived(response.status);
    out.retry_after_ms = retry_after_ms(response.field("retry-after"), now);
    return out;
}

Attempt classify(const ConnectionError& problem) {
    const FailureScope scope =
        problem.failure == ConnectionFailure::unreachable ? FailureScope::connection : FailureScope::delivery;
    return {.result = AttemptResult::retry,
            .scope = scope,
            .reason = problem.reason,
            .may_have_arrived = problem.may_have_arrived};
}

UnreachableReason probe_peer(client::HttpPool& pool, const policy::Peer& peer) {
    const std::optional<client::HttpUrl> target = client::parse_http_url(peer.address);
    if (!target) {
        return {}; // a wrong address shows when sending
    }
    const ConnectionResult<void> look = pool.probe(target->endpoint, peer.bindings);
    return look ? UnreachableReason() : classify(look.error()).reason;
}

} // namespace renkei::transports
