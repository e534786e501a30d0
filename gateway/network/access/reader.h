// Who reads, and by which rules.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/sharing/words.h"
#include "gateway/network/store/rows/rows.h"

#include <memory>
#include <optional>
#include <string_view>

namespace renkei::policy {
class Ground;
struct Caller;
struct Peer;
struct User;
} // namespace renkei::policy

namespace renkei::access {

struct Hub;

// The person for whom a portal asks, and who asks there.
struct Self {
    store::Hash person{};
    sharing::Agent ground = sharing::Agent::person; // any other one: a proxy
    bool is_proxy() const { return ground != sharing::Agent::person; }
};

struct Reader {
    const policy::Peer& peer;
    std::shared_ptr<const Hub> hub{};          // null: direct exchange alone
    base::Millis at = 0;                       // only asked with a hub, as all that follows
    std::string_view job{};                    // of the user, as mappings/access names it; empty: not stated
    std::optional<sharing::Purpose> purpose{}; // an emergency that the hub does not know is none
    bool has_emergency_reason = false;
    policy::Ground* ground = nullptr; // null: not wanted
    // Of a portal: it reads of this person what the matrix gives the person, and nothing else.
    std::optional<Self> self{};
};

// By a request. The job is that of the user; of a request without one, what the peer's entry says of all its
// users, unless the peer names them by access tokens: then the job is not known.
// Peer and user outlive the result. `user`: null: none is named.
Reader reader_of(const policy::Peer& peer, const policy::User* user, std::shared_ptr<const Hub> hub,
                 base::Millis at);
// The same of a caller, which outlives the result and has a peer; what the decisions rest on is noted there.
Reader reader_of(const policy::Caller& caller, std::shared_ptr<const Hub> hub, base::Millis at);
// By a delivery, which no user asks for: the job is that of the peer's entry. The peer outlives the result.
Reader receiver_of(const policy::Peer& peer, std::shared_ptr<const Hub> hub, base::Millis at);

} // namespace renkei::access
