// Who is calling, for policy and audit.
#pragma once

#include "gateway/network/policy/peer.h"

namespace renkei::policy {

struct Caller {
    const Peer* peer = nullptr; // null: unknown
    std::string certificate{};  // SHA-256 of its key
    std::string address{};
    std::string request{}; // id
};

} // namespace renkei::policy
