#include "gateway/exchange/absence.h"

#include <fmt/format.h>
#include <sstream>

namespace renkei::exchange {
namespace {

// A setting of the store for each peer that was away: "UNTIL LOOK REASON", or empty.
std::string absence_setting(std::string_view peer) { return "deliveries.away:" + std::string(peer); }

} // namespace

diag::Result<void> say_absent(store::Store& store, std::string_view peer, const Absence& absence, base::Millis until) {
    return store.write([&](store::Transaction& transaction) { return transaction.set(absence_setting(peer), fmt::format("{} {} {}", until, absence.look, absence.reason)); });
}

diag::Result<void> say_back(store::Store& store, std::string_view peer) {
    TRY(const std::string said, store.read_value<std::string>([&](const store::Snapshot& snapshot) { return snapshot.setting(absence_setting(peer)); }));
    return said.empty() ? diag::Result<void>() : store.write([&](store::Transaction& transaction) { return transaction.set(absence_setting(peer), ""); });
}

diag::Result<std::optional<Absence>> absence_of(const store::Snapshot& snapshot, std::string_view peer, base::Millis now) {
    TRY(const std::string said, snapshot.setting(absence_setting(peer)));
    std::istringstream text(said);
    base::Millis until = 0;
    Absence out;
    if (!(text >> until >> out.look) || until <= now) {
        return std::nullopt;
    }
    text.get(); // the blank
    std::getline(text, out.reason);
    return out;
}

} // namespace renkei::exchange
