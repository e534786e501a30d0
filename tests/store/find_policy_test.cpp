// Search decides by its own SQL who sees what; policy::may_read decides everywhere else. Here they are held
// to the same answers, over many documents and peers drawn by chance.
#include "gateway/network/policy/decide.h"

#include "tests/store/kit.h"

#include <algorithm>
#include <random>
#include <set>

namespace renkei::store::find_policy_test {
namespace {

using policy::Access;
using Shown = std::set<std::pair<std::string, std::uint32_t>>; // document and version

constexpr int documents = 60;
constexpr int peers_each = 4; // of every role

class Drawn {
public:
    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(chance_); }
    // Few enough to meet often, and the same digits in two systems.
    policy::Number number() {
        return {std::string(up_to(1) == 0 ? "office" : "institution"),
                "991010000" + std::to_string(up_to(4))};
    }
    std::vector<policy::Identifier> identifiers(int most) {
        std::vector<policy::Identifier> out(static_cast<std::size_t>(up_to(most)));
        std::ranges::generate(out, [this] { return policy::identifier_of(number()); });
        return out;
    }
    const policy::Peer& one_of(const std::vector<policy::Peer>& peers) {
        return peers[static_cast<std::size_t>(up_to(static_cast<int>(peers.size()) - 1))];
    }

private:
    std::mt19937 chance_{20261120};
};

std::vector<policy::Peer> draw_peers(Drawn& drawn) {
    std::vector<policy::Peer> out;
    for (const std::string_view role : policy::role_names()) {
        for (int i = 0; i < peers_each; ++i) {
            policy::Peer peer{.id = std::string(role) + std::to_string(i), .role = *policy::role_of(role)};
            for (int numbers = drawn.up_to(2); numbers > 0; --numbers) {
                peer.numbers.push_back(drawn.number());
            }
            out.push_back(std::move(peer));
        }
    }
    return out;
}

// What was put into the store: of each version who may see it, as it was said.
struct Model {
    std::map<std::pair<std::string, std::uint32_t>, Access> versions{};
    std::map<std::string, std::uint32_t> newest{};
    std::set<std::string> withdrawn{};

    Shown all_for(const policy::Peer& peer) const {
        Shown out;
        for (const auto& [which, access] : versions) {
            if (policy::may_read(peer, access) == policy::AccessDecision::allowed) {
                out.insert(which);
            }
        }
        return out;
    }
    Shown current_for(const policy::Peer& peer) const {
        Shown out = all_for(peer);
        std::erase_if(out, [&](const auto& which) {
            return which.second != newest.at(which.first) || withdrawn.contains(which.first);
        });
        return out;
    }
};

class FindByPolicy : public Contract {
protected:
    void fill() {
        peers = draw_peers(drawn);
        for (int i = 0; i < documents; ++i) {
            const std::string name = std::to_string(i);
            std::uint32_t number = 0;
            for (int left = drawn.up_to(2); left >= 0; --left) {
                number = add_version(name, number);
            }
            if (drawn.up_to(4) == 0) {
                withdraw(number);
            }
        }
    }
    Shown found(const DocumentQuery& query) const {
        Shown out;
        const DocumentPage page =
            read<DocumentPage>(*store, [&](const Snapshot& it) { return it.find(query); });
        for (const Version& version : page.versions) {
            out.emplace(version.document, version.number);
        }
        EXPECT_FALSE(page.more);
        EXPECT_EQ(out.size(), page.versions.size()) << "each once";
        return out;
    }
    // Every condition that all documents meet: each end that a question can be looked up from.
    static std::vector<DocumentQuery> from_every_end(const policy::Peer& peer, bool only_current) {
        const DocumentQuery all{.viewer = {peer.id, policy::identifiers_of(peer.numbers)},
                                .only_current = only_current,
                                .limit = documents};
        std::vector<DocumentQuery> out(5, all);
        out[1].persons = {hash_of("person")};
        out[2].form = "admission";
        out[3].date_from = out[3].date_to = "2026-11-20";
        out[4].since = 1;
        return out;
    }

    Drawn drawn;
    std::vector<policy::Peer> peers;
    Model model;

private:
    std::uint32_t add_version(const std::string& name, std::uint32_t expected) {
        NewVersion fresh = document(*store, name, std::to_string(expected));
        Access access{.submitter = drawn.one_of(peers).id,
                      .senders = drawn.identifiers(2),
                      .receivers = drawn.identifiers(2)};
        fresh.version.submitter = access.submitter;
        fresh.parties.senders = access.senders;
        fresh.parties.receivers = access.receivers;
        const Version version = add(*store, fresh, expected);
        for (int times = drawn.up_to(1); times > 0; --times) {
            access.repeaters.push_back(drawn.one_of(peers).id);
            write(*store, [&](Transaction& it) {
                return it.add_submitter(version.document, version.number, access.repeaters.back());
            });
        }
        last_ = version.document;
        model.newest[last_] = version.number;
        model.versions[{last_, version.number}] = std::move(access);
        return version.number;
    }
    // A viewer who may read the previous version sees that it is withdrawn.
    void withdraw(std::uint32_t newest) {
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.withdraw(last_, newest, model.versions.at({last_, newest}).submitter));
            return {};
        });
        model.newest[last_] = newest + 1;
        model.versions[{last_, newest + 1}] = Access(model.versions.at({last_, newest}));
        model.withdrawn.insert(last_);
    }
    std::string last_; // document
};
RENKEI_ON_BOTH_ENGINES(FindByPolicy);

TEST_P(FindByPolicy, shows_exactly_what_the_policy_permits) {
    fill();
    std::size_t shown = 0;
    for (const policy::Peer& peer : peers) {
        for (const DocumentQuery& query : from_every_end(peer, true)) {
            EXPECT_EQ(found(query), model.current_for(peer)) << peer.id;
        }
        for (const DocumentQuery& query : from_every_end(peer, false)) {
            EXPECT_EQ(found(query), model.all_for(peer)) << peer.id;
        }
        shown += model.all_for(peer).size();
    }
    EXPECT_GT(shown, peers.size()) << "something is shown";
    EXPECT_LT(shown, peers.size() * model.versions.size() / 2) << "and not everything";
}

TEST_P(FindByPolicy, shows_of_a_sender_only_what_the_policy_permits) {
    fill();
    std::size_t shown = 0;
    for (const policy::Peer& peer : peers) {
        const policy::Identifier sender = policy::identifier_of(drawn.number());
        DocumentQuery query = from_every_end(peer, true).front();
        query.senders = {sender};
        Shown expected = model.current_for(peer);
        std::erase_if(expected, [&](const auto& which) {
            const std::vector<policy::Identifier>& senders = model.versions.at(which).senders;
            return std::ranges::find(senders, sender) == senders.end();
        });
        EXPECT_EQ(found(query), expected) << peer.id;
        shown += expected.size();
    }
    EXPECT_GT(shown, 0U);
}

TEST_P(FindByPolicy, agrees_with_the_access_of_each_version) {
    fill();
    for (const auto& [which, said] : model.versions) {
        const Access kept = read<Access>(*store, [&, &id = which.first, number = which.second](
                                                     const Snapshot& it) { return it.access(id, number); });
        for (const policy::Peer& peer : peers) {
            EXPECT_EQ(policy::may_read(peer, kept), policy::may_read(peer, said)) << peer.id;
        }
    }
}

} // namespace
} // namespace renkei::store::find_policy_test
