// Sealing and opening what tells of persons: titles, bodies, kept answers.
#pragma once

#include "gateway/store/session.h"

namespace renkei::store {

diag::Result<SealedContent> seal_content(const seal::KeyRing& ring, std::string_view title, const std::vector<Body>& bodies);

// The key of a version and what its parts are bound to, as they lie in its row.
struct ContentKey {
    seal::WrappedKey wrapped;
    std::string bound_to;
};
diag::Result<std::string> open_title(const Session& session, const ContentKey& key, std::string_view sealed);
diag::Result<std::string> open_body(const Session& session, const ContentKey& key, BodyKind kind, std::string_view sealed);
// The data key of a version under the ring's current key.
diag::Result<seal::WrappedKey> rewrap(const seal::KeyRing& ring, const ContentKey& key);

diag::Result<std::string> seal_answer(const Session& session, std::string_view peer, const Hash& request, std::string_view answer);
diag::Result<std::string> open_answer(const Session& session, std::string_view peer, const Hash& request, std::string_view sealed);

} // namespace renkei::store
