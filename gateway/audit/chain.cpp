#include "gateway/audit/event.h"

namespace renkei::audit {

seal::Hash chain(const seal::Hash& before, std::uint64_t sequence, std::string_view event) {
    std::string bytes(seal::bytes_of(before));
    for (int shift = 56; shift >= 0; shift -= 8) { // most significant byte first
        bytes.push_back(static_cast<char>(sequence >> shift));
    }
    bytes.append(event);
    return seal::sha256(bytes);
}

} // namespace renkei::audit
