#include "gateway/exchange/judge.h"

#include "gateway/exchange/status.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace renkei::exchange {
namespace {

// Statuses that say more than their class does.
struct StatusRow {
    int status;
    Result result;
    Fault fault;
};
constexpr StatusRow status_rows[] = {
    {408, Result::again, Fault::delivery},  // it waited too long for us
    {425, Result::again, Fault::delivery},
    {429, Result::again, Fault::receiver},
    {502, Result::again, Fault::receiver},  // a front whose gateway is away
    {503, Result::again, Fault::receiver},
    {504, Result::again, Fault::receiver},
};

// A server that failed may have failed after it took the document, or in front of one that took it. Who speaks of a conflict may mean what
// came before: a request that was lost with its connection is repeated.
bool may_have_come(int status) {
    constexpr int server_errors = 500;
    return status == status::conflict || status >= server_errors;
}

// What a gateway turns callers away with at its door: it passes when somebody there enters our certificate, lets us in again, or renews a list.
constexpr diag::Message at_the_door[] = {diag::Message::caller_not_known,    diag::Message::caller_revoked,        diag::Message::revocations_expired,
                                         diag::Message::certificate_expired, diag::Message::certificate_too_early, diag::Message::certificate_revoked,
                                         diag::Message::certificate_foreign, diag::Message::certificate_untrusted, diag::Message::certificate_without_list};

StatusRow row_of(int status) {
    const auto* const row = std::ranges::find(status_rows, status, &StatusRow::status);
    if (row != std::end(status_rows)) {
        return *row;
    }
    const int kind = status / 100;
    constexpr int success = 2;
    constexpr int server_error = 5;
    if (kind == success) {
        return {status, Result::delivered, Fault::delivery};
    }
    return {status, kind == server_error ? Result::again : Result::never, Fault::delivery};
}

// Another gateway that lets us in no further than its door, which is how two sites begin: everything for it waits. Any other 401 or 403
// is a decision about this document. Nothing: it is none.
std::string_view turned_away_by(const HttpAnswer& answer) {
    constexpr int unauthorized = 401;
    constexpr int forbidden = 403;
    if (answer.status != unauthorized && answer.status != forbidden) {
        return {};
    }
    const auto* const found =
        std::ranges::find_if(at_the_door, [&](diag::Message message) { return answer.body.find(diag::row(message).id) != std::string::npos; });
    return found == std::end(at_the_door) ? std::string_view() : diag::row(*found).id;
}

} // namespace

std::int64_t retry_after_ms(std::string_view value, base::Millis now) {
    constexpr std::int64_t most_seconds = 366LL * 24 * 3600;
    constexpr std::int64_t thousand = 1000;
    std::int64_t seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec == std::errc() && read.ptr == value.data() + value.size()) {
        return std::clamp<std::int64_t>(seconds, 0, most_seconds) * thousand;
    }
    std::tm date{};
    const std::string text(value);
    if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date) == nullptr) {
        return 0;
    }
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(::timegm(&date)) * thousand - now, 0, most_seconds * thousand);
}

Attempt judge(const HttpAnswer& answer, base::Millis now) {
    if (const std::string_view why = turned_away_by(answer); !why.empty()) {
        return {.result = Result::again, .fault = Fault::receiver, .reason = std::to_string(answer.status) + " " + std::string(why), .may_have_come = answer.is_repeated};
    }
    const StatusRow row = row_of(answer.status);
    Attempt out{.result = row.result, .fault = row.fault};
    if (row.result == Result::delivered) {
        out.location = answer.field("location");
        return out;
    }
    constexpr int redirect = 3;
    // a redirect would hand the document to somebody whom nobody entered as a peer
    out.reason = std::to_string(answer.status) + (answer.status / 100 == redirect ? " redirect" : "");
    out.may_have_come = answer.is_repeated || may_have_come(answer.status);
    out.retry_after_ms = retry_after_ms(answer.field("retry-after"), now);
    return out;
}

Attempt judge(const Problem& problem) {
    const Fault fault = problem.trouble == Trouble::unreachable ? Fault::connection : Fault::delivery;
    return {.result = Result::again, .fault = fault, .reason = problem.words, .may_have_come = problem.may_have_come};
}

Away away_by(const Wired<void>& look) { return look ? Away() : judge(look.error()).reason; }

} // namespace renkei::exchange
