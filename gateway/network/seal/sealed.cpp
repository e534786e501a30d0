#include "gateway/network/seal/sealed.h"

#include "gateway/network/seal/cipher.h"
#include "gateway/network/seal/compression.h"
#include "generated/messages/seal.h"

#include <cstring>

namespace renkei::seal {

diag::Result<Hash> new_data_key() {
    Hash out;
    TRY_VOID(fill_random(out));
    return out;
}

diag::Result<WrappedKey> wrap(const KeyRing& ring, const Hash& data_key, std::string_view bound_to) {
    WrappedKey out{.master = ring.current().id, .bytes = std::string(nonce_bytes, '\0')};
    out.bytes.append(bytes_of(data_key)).append(tag_bytes, '\0');
    TRY_VOID(encrypt(ring.current().key, bound_to, out.bytes));
    return out;
}

diag::Result<Hash> unwrap(const KeyRing& ring, const WrappedKey& wrapped, std::string_view bound_to) {
    const MasterKey* master = ring.find(wrapped.master);
    if (master == nullptr) {
        return diag::fail(message::master_key_unknown, {}, {wrapped.master});
    }
    TRY(const std::string bytes, decrypt(master->key, bound_to, wrapped.bytes));
    Hash out;
    if (bytes.size() != out.size()) {
        return diag::fail(message::seal_broken, {}, {std::to_string(wrapped.bytes.size()) + " B"});
    }
    std::memcpy(out.data(), bytes.data(), out.size());
    return out;
}

diag::Result<std::string> seal(const Hash& data_key, std::string_view bytes, std::string_view bound_to) {
    std::string out(nonce_bytes + max_compressed_bytes(bytes.size()) + tag_bytes, '\0');
    TRY(const std::size_t compressed,
        compress(bytes, std::span(out).subspan(nonce_bytes, max_compressed_bytes(bytes.size()))));
    out.resize(nonce_bytes + compressed + tag_bytes);
    TRY_VOID(encrypt(data_key, bound_to, out));
    return out;
}

diag::Result<std::string> open(const Hash& data_key, std::string_view sealed, std::string_view bound_to,
                               std::size_t max_bytes) {
    TRY(const std::string compressed, decrypt(data_key, bound_to, sealed));
    return decompress(compressed, max_bytes);
}

} // namespace renkei::seal
