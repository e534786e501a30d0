// What waits in a mailbox: which deliveries a peer may have, a page of them, and that page as JSON.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

inline constexpr std::string_view mailbox_page_parameter = "page";

// Asked before each of a mailbox's answers, as before every delivery: who has the peer's id may be another
// one than who had it when the document came, and who has its number may be another peer. A withdrawal is for
// any peer that was given any version, and a version for those whom access::Sight::may_deliver() names.
diag::Result<policy::VersionAccess> may_have(const store::Snapshot& snapshot, const access::Reader& reader,
                                             const store::Delivery& delivery);

struct WaitingDelivery {
    store::Delivery delivery{};
    store::Version version{}; // of a withdrawal: the one that the peer was given last
    std::string sender{};     // its numbers
};
struct MailboxPage {
    std::vector<WaitingDelivery> waiting{};
    bool has_more = false;
};
// The page behind the delivery `after`; the first page if that is empty.
diag::Result<MailboxPage> read_mailbox(const store::Snapshot& snapshot, const access::Reader& reader,
                                       std::string after, std::uint32_t count);
std::string mailbox_json(const Request& request, const MailboxPage& page, std::uint32_t count);

} // namespace renkei::server
