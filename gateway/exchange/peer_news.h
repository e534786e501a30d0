// What is told of a peer that does not answer, and that it is back: once each, and of one that comes and goes, or is away for another reason
// each time, no more often than somebody can read.
#pragma once

#include "gateway/base/clock.h"

#include <map>
#include <string>

namespace renkei::exchange {

class PeerNews {
public:
    // Asked again and again while it is away. True: to be told now.
    bool is_away(const std::string& peer, const std::string& reason, base::Millis now);
    // Somebody answered there. True: it was told that nobody did.
    bool is_back(const std::string& peer);

private:
    struct Told {
        std::string reason{};
        base::Millis at = 0;
        bool is_away = false;
    };
    std::map<std::string, Told> told_{};
};

} // namespace renkei::exchange
