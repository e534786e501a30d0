// renkei policy explain with what the store knows of a person, for a peer that reads.
#pragma once

#include "gateway/app/online/records/policy_options.h"
#include "gateway/app/online/setup/command_line.h"
#include "gateway/network/access/person_facts.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/matrix.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::online {

struct StoredQuestion {
    std::string config{};
    std::string person{};
    std::string peer{};
    bool is_asked() const { return !person.empty() || !peer.empty(); }
};
void add_stored_question(Command& command, StoredQuestion& question);

struct StoredFacts {
    policy::Peer peer{};
    access::PersonFacts facts{};
    std::optional<diag::Finding> outranked{}; // the newest consent, by what says no

    // Without --who: the actor that the peer's role says; empty: none.
    std::string_view actor(const sharing::Matrix& matrix) const;
    // In the place of what is said otherwise.
    void put_into(sharing::State& state) const;
};
// What the store knows is not said as well: then it is a usage error.
tl::expected<StoredFacts, Failure> stored_facts_of(const StoredQuestion& question, const PolicyOptions& said,
                                                   Language language);

} // namespace renkei::online
