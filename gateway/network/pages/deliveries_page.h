// A page for the sender of a document: which receiver has which version, and since when.
#pragma once

#include "gateway/forms/html/page.h"
#include "gateway/network/store/rows/rows.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

struct ShownDelivery {
    std::uint32_t version = 0;
    std::string sha256{};   // of the version, as in the answer to its sender; empty: it is not kept any more
    std::string receiver{}; // name
    std::vector<std::string> numbers{}; // by which the document names the receiver
    store::DeliveryState state = store::DeliveryState::waiting;
    bool withdraws = false;        // the receiver is to learn that the document was withdrawn
    std::string queued{};          // instants as FHIR writes them
    std::string delivered{};       // empty: it is not
    std::string file_sha256{};     // of the file that the receiver has; empty: not known
    diag::DeliveryReason reason{}; // why what the receiver was given is not quite the document
};

// `document`: its title.
std::string deliveries_page(const std::vector<ShownDelivery>& deliveries, std::string_view document,
                            const html::PageHead& head);

} // namespace renkei::pages
