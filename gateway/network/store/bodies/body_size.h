// The size of a stored body without opening it, so that memory can be reserved before.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

#include <cstdint>

namespace renkei::store {

// For a body in chunks 1 MiB for each, which is an upper bound. For a body that is sealed as a whole an
// estimate: eight times its sealed bytes, 1 MiB at most. 0 if the version does not have the body.
diag::Result<std::uint64_t> body_size(const Snapshot& snapshot, const Version& version, BodyKind kind);

} // namespace renkei::store
