// What waits in a mailbox: a page of the deliveries that its peer may have, and that page as JSON.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

inline constexpr std::string_view mailbox_page_parameter = "page";

struct WaitingDelivery {
    store::Delivery delivery{};
    store::Version version{}; // of a withdrawal: the one that the peer was given last
    std::string sender{};     // its numbers
};
struct MailboxPage {
    std::vector<WaitingDelivery> waiting{};
    bool has_more = false;
    std::vector<store::ClosedDelivery> decided{}; // what is to be written down
    std::string record_changes{};                 // store::record_changes(), when it was decided
};
// The page behind the delivery `after`; the first page if that is empty.
diag::Result<MailboxPage> read_mailbox(const store::Snapshot& snapshot, const access::Reader& reader,
                                       std::string after, std::uint32_t count);
// Writes down what the page has decided, so that what is closed is not decided again at each poll.
diag::Result<void> keep_decided(store::Store& store, const access::Reader& reader, const MailboxPage& page);
std::string mailbox_json(const Request& request, const MailboxPage& page, std::uint32_t count);

} // namespace renkei::server
