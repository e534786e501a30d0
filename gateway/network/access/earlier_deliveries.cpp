#include "gateway/network/access/earlier_deliveries.h"

#include <algorithm>
#include <iterator>

namespace renkei::access {

using store::Delivery;
using store::DeliveryState;

diag::Result<std::vector<Delivery>> deliveries_of(const store::Snapshot& snapshot, std::string_view document,
                                                  std::string_view peer) {
    constexpr std::uint32_t many = 1000;
    std::vector<Delivery> out;
    for (bool more = true; more;) {
        const std::string after = out.empty() ? std::string() : out.back().id;
        TRY(std::vector<Delivery> page, snapshot.deliveries({.peer = std::string(peer),
                                                             .document = std::string(document),
                                                             .after = after,
                                                             .limit = many}));
        more = page.size() == many;
        std::ranges::move(page, std::back_inserter(out));
    }
    return out;
}

diag::Result<std::vector<Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                      const Delivery& delivery) {
    TRY(std::vector<Delivery> out, deliveries_of(snapshot, delivery.document, delivery.peer));
    std::erase_if(out, [&](const Delivery& it) {
        const bool was_given = it.state == DeliveryState::sending || it.may_have_arrived();
        return it.id == delivery.id || it.withdraws || !was_given;
    });
    std::ranges::sort(out, std::greater{}, [](const Delivery& it) { return it.version; });
    const auto delivered = std::ranges::find(out, DeliveryState::delivered, &Delivery::state);
    if (delivered != out.end()) {
        std::rotate(out.begin(), delivered, delivered + 1);
    }
    return out;
}

} // namespace renkei::access
