#include "gateway/network/ledger/organisation_records.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "generated/messages/ledger.h"

#include <chrono>

namespace renkei::ledger {

const policy::Peer* peer_with(std::span<const policy::Peer> peers, const policy::Number& number) {
    const auto has_number = [&](const policy::Peer& peer) {
        return std::ranges::find(peer.numbers, number) != peer.numbers.end();
    };
    const auto is_let_in = [&](const policy::Peer& peer) { return has_number(peer) && !peer.revoked; };
    auto found = std::ranges::find_if(peers, is_let_in);
    found = found != peers.end() ? found : std::ranges::find_if(peers, has_number);
    return found != peers.end() ? &*found : nullptr;
}

diag::Result<std::string> peer_id_of(const store::Snapshot& snapshot, const policy::Number& number) {
    TRY(const std::vector<policy::Peer> peers, snapshot.peers());
    const policy::Peer* const peer = peer_with(peers, number);
    return peer == nullptr ? std::string() : peer->id;
}

diag::Result<void> check_day(std::string_view what, const time::Date& day, const time::Date& begin,
                             base::Millis now) {
    TRY_VOID(check_past(what, time::beginning_of(day), now));
    return day < begin ? diag::fail(message::moment_before, {}, {what, day.text(), begin.text()})
                       : diag::Result<void>();
}

time::Date day_before(const time::Date& day) {
    return time::Date::of(day.first_day() - std::chrono::days(1));
}

} // namespace renkei::ledger
