#include "gateway/network/client/no_response.h"

#include "gateway/network/client/http_pool.h"
#include "generated/messages/exchange.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::client {
namespace {

constexpr std::size_t reasons = static_cast<std::size_t>(tls::VerifyError::other) + 1;
using ByReason = std::array<Message, reasons>; // by tls::VerifyError

constexpr ByReason messages_of_theirs{message::server_expired,      message::server_too_early,
                                      message::server_revoked,      message::server_foreign,
                                      message::server_other_name,   message::server_list_ended,
                                      message::server_without_list, message::server_untrusted};
constexpr ByReason messages_of_ours{message::own_expired, message::own_refused, message::own_revoked,
                                    message::own_foreign, message::own_refused, message::own_refused,
                                    message::own_refused, message::own_refused};

Message message_of(const ConnectionError& problem) {
    if (!problem.rejected_certificate) {
        return message::server_unreachable;
    }
    const ByReason& of = problem.rejected_certificate->whose == RejectedCertificate::CertificateOwner::server
                             ? messages_of_theirs
                             : messages_of_ours;
    return of[static_cast<std::size_t>(problem.rejected_certificate->why)];
}

bool has(const ByReason& messages, Message message) {
    return std::ranges::find(messages, message) != messages.end();
}

} // namespace

diag::Error no_response(const ConnectionError& problem, const Endpoint& endpoint, diag::Where where) {
    std::vector<std::string> args{problem.reason.code()};
    std::ranges::copy(problem.reason.arguments(), std::back_inserter(args));
    if (!problem.rejected_certificate) { // another server may answer there, or none
        args.insert(args.begin(), to_text(endpoint));
    }
    return diag::finding(message_of(problem), std::move(where), std::move(args));
}

bool is_no_response(const diag::Error& error) {
    return error.message == message::server_unreachable || error.message == message::server_silent ||
           has(messages_of_theirs, error.message) || has(messages_of_ours, error.message);
}

} // namespace renkei::client
