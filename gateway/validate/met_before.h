// What comes once is not worth remembering; what comes again is. Bounded: senders can invent texts without end.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

namespace renkei::validate {

class MetBefore {
public:
    // Was something with this hash met before, and nothing since that shares its place? Now it is.
    bool meet(std::size_t hash) {
        std::size_t& last = last_[hash % last_.size()];
        return std::exchange(last, hash) == hash;
    }

private:
    std::array<std::size_t, 1024> last_{};
};

} // namespace renkei::validate
