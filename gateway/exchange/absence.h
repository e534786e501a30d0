// That nothing is sent to a peer now, and why. The outbox that finds it so says it in the store, for whoever asks why deliveries wait;
// what is not said anew is forgotten, because a node may die.
#pragma once

#include "gateway/store/store.h"

#include <optional>
#include <string>

namespace renkei::exchange {

struct Absence {
    std::string reason{};  // as of an attempt
    base::Millis look = 0; // when somebody looks whether it is there
};

diag::Result<void> say_absent(store::Store& store, std::string_view peer, const Absence& absence, base::Millis until);
diag::Result<void> say_back(store::Store& store, std::string_view peer);
diag::Result<std::optional<Absence>> absence_of(const store::Snapshot& snapshot, std::string_view peer, base::Millis now);

} // namespace renkei::exchange
