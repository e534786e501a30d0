#include "gateway/network/audit/event.h"

namespace renkei::audit {
namespace {

std::string big_endian(std::uint64_t number) {
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>(number >> shift));
    }
    return out;
}

} // namespace

seal::Hash chain(const seal::Hash& before, std::uint64_t sequence, std::string_view event) {
    std::string bytes(seal::bytes_of(before));
    bytes.append(big_endian(sequence)).append(event);
    return seal::sha256(bytes);
}

seal::Hash key_of_seals(const seal::Hash& store_key) {
    return seal::keyed_hash(store_key, {"seals of audit events"});
}

seal::Hash seal_of(const seal::Hash& key, std::string_view node, std::uint64_t sequence,
                   const seal::Hash& hash) {
    return seal::keyed_hash(key, {node, big_endian(sequence), seal::bytes_of(hash)});
}

} // namespace renkei::audit
