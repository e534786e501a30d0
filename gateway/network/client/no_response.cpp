#include "gateway/network/client/no_response.h"

#include <algorithm>
#include <array>

namespace renkei::client {
namespace {

using diag::Message;

constexpr std::size_t reasons = static_cast<std::size_t>(tls::VerifyError::other) + 1;
using ByReason = std::array<Message, reasons>; // by tls::VerifyError

constexpr ByReason messages_of_theirs{Message::server_expired,      Message::server_too_early,
                                      Message::server_revoked,      Message::server_foreign,
                                      Message::server_other_name,   Message::server_list_ended,
                                      Message::server_without_list, Message::server_untrusted};
constexpr ByReason messages_of_ours{Message::own_expired, Message::own_refused, Message::own_revoked,
                                    Message::own_foreign, Message::own_refused, Message::own_refused,
                                    Message::own_refused, Message::own_refused};

Message message_of(const ConnectionError& problem) {
    if (!problem.rejected_certificate) {
        return Message::server_unreachable;
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

diag::Error no_response(const ConnectionError& problem, diag::Where where) {
    return diag::finding(message_of(problem), std::move(where), {problem.text});
}

bool is_no_response(const diag::Error& error) {
    return error.message == Message::server_unreachable || has(messages_of_theirs, error.message) ||
           has(messages_of_ours, error.message);
}

} // namespace renkei::client
