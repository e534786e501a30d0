// Search decides by its own SQL who sees what; policy::may_read decides everywhere else. Here they are held
// to the same answers, over many histories of documents, peers and questions drawn by chance.
#include "gateway/network/policy/decide.h"

#include "tests/store/kit.h"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace renkei::store::find_policy_test {
namespace {

using policy::Access;
using policy::VersionAccess;
using Shown = std::set<std::tuple<std::string, std::uint32_t, bool>>; // document, version, is it gone

constexpr Millis an_hour = 3'600'000;

constexpr int documents = 80;
constexpr int peers_each = 4; // of every role

class Drawn {
public:
    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(chance_); }
    // One of a few numbers, so that they meet often; the same digits occur in two systems.
    policy::Number number() {
        return {std::string(up_to(1) == 0 ? "office" : "institution"),
                "991010000" + std::to_string(up_to(4))};
    }
    bool once_in(int times) { return up_to(times - 1) == 0; }
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

const std::string forms[] = {"admission", "discharge"};
const std::string dates[] = {"2026-11-19", "2026-11-20", "2026-12"};
const Hash persons[] = {hash_of("a person"), hash_of("another"), hash_of("a third")};

// What was put into the store, as it was said.
struct ModelVersion {
    std::string form{};
    std::string date{};
    std::set<Hash> persons{};
    Millis created = 0;
};
struct ModelDocument {
    policy::History history{};
    std::map<std::uint32_t, ModelVersion> versions{};
};

bool is_date_within(const std::string& date, const DocumentQuery& query) {
    return (query.date_from.empty() || date >= query.date_from) &&
           (query.date_to.empty() || date <= query.date_to + '~');
}

// The documents, and what is to be found of them.
struct Model {
    std::map<std::string, ModelDocument> documents{};

    Shown found(const policy::Peer& peer, const DocumentQuery& query) const {
        Shown out;
        for (const auto& [id, document] : documents) {
            if (query.only_current) {
                add_newest(id, document, peer, query, out);
            } else {
                add_all(id, document, peer, query, out);
            }
        }
        return out;
    }

private:
    static bool names_any(const std::set<Hash>& named, const std::vector<Hash>& asked) {
        return asked.empty() ||
               std::ranges::any_of(asked, [&](const Hash& person) { return named.contains(person); });
    }
    static bool has_facts(const ModelVersion& version, const DocumentQuery& query) {
        return (query.form.empty() || version.form == query.form) && is_date_within(version.date, query);
    }
    static bool has_sender(const Access& access, const DocumentQuery& query) {
        return query.senders.empty() ||
               std::ranges::find_first_of(access.senders, query.senders) != access.senders.end();
    }

    static void add_newest(const std::string& id, const ModelDocument& document, const policy::Peer& peer,
                           const DocumentQuery& query, Shown& out) {
        const std::uint32_t newest = document.history.newest;
        const ModelVersion& version = document.versions.at(newest);
        const VersionAccess access = policy::may_read(peer, document.history, newest);
        const bool is_listed =
            access == VersionAccess::shown || (access == VersionAccess::gone && query.with_withdrawn);
        if (is_listed && has_facts(version, query) && names_any(version.persons, query.persons) &&
            version.created >= query.since && has_sender(document.history.versions.at(newest), query)) {
            out.emplace(id, newest, access == VersionAccess::gone);
        }
    }

    // Form, date and time are those of the last version that names the peer.
    static void add_all(const std::string& id, const ModelDocument& document, const policy::Peer& peer,
                        const DocumentQuery& query, Shown& out) {
        Shown rows;
        std::uint32_t last = 0;
        bool is_of_sender = false;
        for (const auto& [number, version] : document.versions) {
            const VersionAccess access = policy::may_read(peer, document.history, number);
            if (access == VersionAccess::not_a_party) {
                continue;
            }
            last = number;
            is_of_sender |= has_sender(document.history.versions.at(number), query);
            if (names_any(version.persons, query.persons)) {
                rows.emplace(id, number, access == VersionAccess::gone);
            }
        }
        if (!rows.empty() && is_of_sender && has_facts(document.versions.at(last), query) &&
            changed(document, last) >= query.since) {
            out.insert(rows.begin(), rows.end());
        }
    }

    // It is a change for a peer that a version does not name it any more, but not if it was withdrawn before.
    static Millis changed(const ModelDocument& document, std::uint32_t last) {
        const auto next = document.versions.find(last + 1);
        return last > document.history.withdrawn && next != document.versions.end()
                   ? next->second.created
                   : document.versions.at(last).created;
    }
};

class FindByPolicy : public Contract {
protected:
    void fill() {
        peers = draw_peers(drawn);
        for (int i = 0; i < documents; ++i) {
            const std::string name = std::to_string(i);
            add_version(name);
            for (int left = drawn.up_to(4); left > 0; --left) {
                drawn.once_in(3) ? withdraw() : add_version(name);
            }
            if (drawn.once_in(6)) {
                withdraw_superseded();
            }
        }
        retain();
    }
    Shown found(const DocumentQuery& query) const {
        Shown out;
        const DocumentPage page =
            read<DocumentPage>(*store, [&](const Snapshot& it) { return it.find(query); });
        for (const Version& version : page.versions) {
            const bool is_gone = version.status == VersionStatus::withdrawn;
            EXPECT_EQ(is_gone, version.title.empty()) << "what is gone has no title";
            out.emplace(version.document, version.number, is_gone);
        }
        EXPECT_FALSE(page.more);
        EXPECT_EQ(out.size(), page.versions.size()) << "each once";
        return out;
    }
    DocumentQuery any_question(const policy::Peer& peer) {
        DocumentQuery out{.viewer = {peer.id, policy::identifiers_of(peer.numbers)},
                          .only_current = drawn.once_in(2),
                          .with_withdrawn = drawn.once_in(2),
                          .newest_first = drawn.once_in(2),
                          .limit = documents};
        for (const Hash& person : persons) {
            if (drawn.once_in(4)) {
                out.persons.push_back(person);
            }
        }
        if (drawn.once_in(3)) {
            out.form = forms[drawn.up_to(1)];
        }
        if (drawn.once_in(3)) {
            out.date_from = dates[drawn.up_to(2)];
        }
        if (drawn.once_in(3)) {
            out.date_to = dates[drawn.up_to(2)];
        }
        if (drawn.once_in(3)) {
            out.since = begun + drawn.up_to(documents * 3) * an_hour;
        }
        if (drawn.once_in(4)) {
            out.senders = {policy::identifier_of(drawn.number())};
        }
        return out;
    }

    Drawn drawn;
    std::vector<policy::Peer> peers;
    Model model;
    Millis begun = 0;

private:
    ModelDocument& last() { return model.documents.at(last_); }

    void add_version(const std::string& name) {
        begun = begun == 0 ? site->clock.now() : begun;
        site->clock.pass(an_hour);
        const bool is_first = last_name_ != name;
        last_name_ = name;
        NewVersion fresh = document(*store, name, std::to_string(site->clock.now()));
        fresh.version.form = forms[drawn.up_to(1)];
        fresh.version.date = dates[drawn.up_to(2)];
        fresh.parties.persons.clear();
        for (const Hash& person : persons) {
            if (drawn.once_in(2)) {
                fresh.parties.persons.push_back(person);
            }
        }
        Access access{.submitter = drawn.one_of(peers).id,
                      .senders = drawn.identifiers(2),
                      .receivers = drawn.identifiers(2)};
        fresh.version.submitter = access.submitter;
        fresh.parties.senders = access.senders;
        fresh.parties.receivers = access.receivers;
        const Version version = add(*store, fresh, is_first ? 0 : last().history.newest);
        for (int times = drawn.up_to(1); times > 0; --times) {
            access.repeaters.push_back(drawn.one_of(peers).id);
            write(*store, [&](Transaction& it) {
                return it.add_submitter(version.document, version.number, access.repeaters.back());
            });
        }
        last_ = version.document;
        ModelDocument& kept = model.documents[last_];
        kept.history.newest = version.number;
        kept.history.versions[version.number] = std::move(access);
        kept.versions[version.number] = {
            .form = fresh.version.form,
            .date = fresh.version.date,
            .persons = {fresh.parties.persons.begin(), fresh.parties.persons.end()},
            .created = version.created};
        if (drawn.once_in(3)) { // the parties of the version outlive it
            write(*store, [&](Transaction& it) {
                Delivery arrived = delivery(version, "hub0", name, version.created);
                arrived.state = DeliveryState::delivered;
                return it.add(arrived);
            });
        }
    }
    // Withdraws a document, with the parties and the persons of the version before.
    void withdraw() {
        site->clock.pass(an_hour);
        const std::uint32_t newest = last().history.newest;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.withdraw(last_, newest, last().history.versions.at(newest).submitter));
            return {};
        });
        last().history.newest = last().history.withdrawn = newest + 1;
        last().history.versions[newest + 1] = Access(last().history.versions.at(newest));
        last().versions[newest + 1] = ModelVersion(last().versions.at(newest));
        last().versions[newest + 1].created = site->clock.now();
    }
    void withdraw_superseded() {
        policy::History& history = last().history;
        const auto number = static_cast<std::uint32_t>(1 + drawn.up_to(static_cast<int>(history.newest) - 1));
        if (number < history.newest) {
            write(*store, [&](Transaction& it) { return it.withdraw_superseded(last_, number); });
            history.withdrawn = std::max(history.withdrawn, number);
        }
    }
    // Deletes what is of the older half of the time; the model forgets what the store has deleted.
    void retain() {
        const Millis before = begun + (site->clock.now() - begun) / 2;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.retain(before));
            return {};
        });
        for (auto& [id, document] : model.documents) {
            const std::vector<Version> left = read<std::vector<Version>>(
                *store, [&, &name = id](const Snapshot& it) { return it.versions(name); });
            const auto is_gone = [&](const auto& version) {
                return std::ranges::find(left, version.first, &Version::number) == left.end();
            };
            deleted += std::erase_if(document.versions, is_gone);
            std::erase_if(document.history.versions, is_gone);
        }
        std::erase_if(model.documents, [](const auto& document) { return document.second.versions.empty(); });
    }
    std::string last_; // document
    std::string last_name_;

protected:
    std::size_t deleted = 0;
};
RENKEI_ON_BOTH_ENGINES(FindByPolicy);

TEST_P(FindByPolicy, shows_exactly_what_the_policy_permits) {
    fill();
    EXPECT_GT(deleted, 0U) << "retention was at work";
    std::size_t shown = 0;
    std::size_t gone = 0;
    for (const policy::Peer& peer : peers) {
        for (int question = 0; question < 30; ++question) {
            const DocumentQuery query = any_question(peer);
            const Shown expected = model.found(peer, query);
            EXPECT_EQ(found(query), expected) << peer.id << " question " << question;
            const auto of_gone = static_cast<std::size_t>(
                std::ranges::count_if(expected, [](const auto& each) { return std::get<2>(each); }));
            shown += expected.size() - of_gone;
            gone += of_gone;
        }
    }
    EXPECT_GT(shown, peers.size()) << "something is shown";
    EXPECT_GT(gone, peers.size()) << "and something is gone";
}

TEST_P(FindByPolicy, agrees_with_the_history_of_each_document) {
    fill();
    std::map<VersionAccess, std::size_t> seen;
    for (const auto& [id, document] : model.documents) {
        const policy::History kept =
            read<policy::History>(*store, [&, &name = id](const Snapshot& it) { return it.history(name); });
        EXPECT_EQ(kept.newest, document.history.newest);
        EXPECT_EQ(kept.withdrawn, document.history.withdrawn);
        EXPECT_EQ(kept.versions.size(), document.history.versions.size());
        for (const policy::Peer& peer : peers) {
            EXPECT_EQ(policy::may_read(peer, kept), policy::may_read(peer, document.history)) << peer.id;
            for (std::uint32_t number = 1; number <= kept.newest; ++number) {
                const VersionAccess said = policy::may_read(peer, document.history, number);
                EXPECT_EQ(policy::may_read(peer, kept, number), said) << peer.id;
                ++seen[said];
            }
        }
    }
    EXPECT_EQ(seen.size(), 3U) << "each answer occurs";
}

TEST_P(FindByPolicy, keeps_the_persons_of_each_version) {
    fill();
    for (const auto& [id, document] : model.documents) {
        for (const auto& [number, version] : document.versions) {
            const std::vector<Hash> kept =
                read<std::vector<Hash>>(*store, [&, &name = id, which = number](const Snapshot& it) {
                    return it.persons(name, which);
                });
            EXPECT_EQ(std::set<Hash>(kept.begin(), kept.end()), version.persons) << number;
        }
    }
}

} // namespace
} // namespace renkei::store::find_policy_test
