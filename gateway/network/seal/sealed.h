// Bytes at rest: compressed (zstd), then encrypted with AES-256-GCM under a data key of their own document;
// the data key lies beside them, wrapped by the current master key. What they belong to is bound in as
// additional data, so bytes moved to another row do not open.
#pragma once

#include "gateway/network/seal/key_ring.h"

#include <string>
#include <string_view>

namespace renkei::seal {

struct WrappedKey {
    std::string master; // id of the master key
    std::string bytes;  // nonce 12, ciphertext 32, tag 16
};

// 32 random bytes.
diag::Result<Hash> new_data_key();
diag::Result<WrappedKey> wrap(const KeyRing& ring, const Hash& data_key, std::string_view bound_to);
diag::Result<Hash> unwrap(const KeyRing& ring, const WrappedKey& wrapped, std::string_view bound_to);

// nonce 12, ciphertext of the zstd frame, tag 16.
diag::Result<std::string> seal(const Hash& data_key, std::string_view bytes, std::string_view bound_to);
// `max_bytes`: more than that is refused before it is unpacked.
diag::Result<std::string> open(const Hash& data_key, std::string_view sealed, std::string_view bound_to,
                               std::size_t max_bytes);

} // namespace renkei::seal
