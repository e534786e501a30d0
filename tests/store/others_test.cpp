// Answers, links of persons, peers, settings, audit.
#include "gateway/network/store/session/session.h"
#include "generated/messages/policy.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <gmock/gmock.h>

namespace renkei::store::others_test {
namespace {

using testing::UnorderedElementsAre;

class Others : public Contract {
protected:
    std::optional<IdempotentResponse> answer_of(const std::string& peer, const std::string& key,
                                                Millis now) const {
        return read<std::optional<IdempotentResponse>>(
            *store, [&](const Snapshot& it) { return it.idempotent_response(peer, hash_of(key), now); });
    }
    std::vector<Hash> same(const std::string& person) const {
        return read<std::vector<Hash>>(
            *store, [&](const Snapshot& it) { return it.linked_persons(hash_of(person)); });
    }
};
RENKEI_ON_BOTH_ENGINES(Others);

TEST_P(Others, an_idempotent_response_is_stored_for_its_peer_and_time) {
    const Millis now = site->clock.now();
    write(*store, [&](Transaction& it) {
        return it.store_response(
            "hospital", hash_of("key"),
            {.body = hash_of("body"), .status = 201, .location = "/documents/1", .response_body = "答え"},
            now + 100);
    });
    const auto answer = answer_of("hospital", "key", now + 99);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, hash_of("body"));
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->location, "/documents/1");
    EXPECT_EQ(answer->response_body, "答え");
    EXPECT_FALSE(answer_of("hospital", "key", now + 100));
    EXPECT_FALSE(answer_of("clinic", "key", now));
    EXPECT_FALSE(answer_of("hospital", "other", now));
}

TEST_P(Others, the_first_response_stays_until_it_expires) {
    const Millis now = site->clock.now();
    const auto remember = [&](const std::string& text) {
        return store->write([&](Transaction& it) {
            return it.store_response("hospital", hash_of("key"), {.response_body = text}, now + 100);
        });
    };
    must(remember("first"));
    EXPECT_EQ(message_of(remember("second")), diag::message::store_conflict);
    EXPECT_EQ(answer_of("hospital", "key", now)->response_body, "first");
    site->clock.pass(100);
    must(remember("third"));
    EXPECT_EQ(answer_of("hospital", "key", now)->response_body, "third");
}

TEST_P(Others, linked_persons_are_found_over_all_links) {
    EXPECT_THAT(same("a"), UnorderedElementsAre(hash_of("a")));
    write(*store, [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.link(hash_of("a"), hash_of("b")));
        TRY_VOID(it.link(hash_of("c"), hash_of("b")));
        TRY_VOID(it.link(hash_of("a"), hash_of("b")));
        TRY_VOID(it.link(hash_of("x"), hash_of("y")));
        return {};
    });
    EXPECT_THAT(same("c"), UnorderedElementsAre(hash_of("a"), hash_of("b"), hash_of("c")));
    write(*store, [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.unlink(hash_of("b"), hash_of("a")));
        return {};
    });
    EXPECT_THAT(same("c"), UnorderedElementsAre(hash_of("b"), hash_of("c")));
    EXPECT_THAT(same("a"), UnorderedElementsAre(hash_of("a")));
}

TEST_P(Others, a_link_returns_whether_it_changed_anything) {
    const auto changes = [&](diag::Result<bool> (Transaction::*how)(const Hash&, const Hash&),
                             std::string_view one, std::string_view other) {
        bool out = false;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, (it.*how)(hash_of(one), hash_of(other)));
            return {};
        });
        return out;
    };
    EXPECT_FALSE(changes(&Transaction::unlink, "a", "b"));
    EXPECT_TRUE(changes(&Transaction::link, "a", "b"));
    EXPECT_FALSE(changes(&Transaction::link, "a", "b"));
    EXPECT_FALSE(changes(&Transaction::link, "b", "a"));
    EXPECT_TRUE(changes(&Transaction::unlink, "b", "a"));
    EXPECT_FALSE(changes(&Transaction::unlink, "a", "b"));
}

TEST_P(Others, peers_are_kept_whole_and_replaced) {
    policy::Peer peer{.id = "hospital"};
    peer.name = "試験病院";
    peer.role = policy::Role::hospital;
    peer.numbers = {{"office", "9970100013"}};
    peer.bindings = {{.key_sha256 = std::string(64, 'a')}};
    policy::Peer other{.id = "clinic"};
    other.name = "試験診療所";
    other.role = policy::Role::clinic;
    other.numbers = {{"office", "9970100021"}};
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.put(peer));
        return it.put(other);
    });
    EXPECT_EQ(read<std::vector<policy::Peer>>(*store, [](const Snapshot& it) { return it.peers(); }),
              (std::vector{other, peer}));
    peer.revoked = true;
    write(*store, [&](Transaction& it) { return it.put(peer); });
    EXPECT_EQ(read<std::vector<policy::Peer>>(*store, [](const Snapshot& it) { return it.peers(); }),
              (std::vector{other, peer}));
}

TEST_P(Others, a_setting_has_its_last_value) {
    const auto value = [&] {
        return read<std::string>(*store, [](const Snapshot& it) { return it.setting("s"); });
    };
    EXPECT_EQ(value(), "");
    write(*store, [](Transaction& it) { return it.set("s", "一"); });
    write(*store, [](Transaction& it) { return it.set("s", "二"); });
    EXPECT_EQ(value(), "二");
}

TEST_P(Others, a_peer_with_an_unreadable_entry_is_held_without_affecting_others) {
    policy::Peer peer{.id = "hub", .role = policy::Role::hub};
    peer.unknown = R"("later":[1])";
    write(*store, [&](Transaction& it) { return it.put(peer); });
    write(*store, [](Transaction& it) { // as a newer program on the same store writes it
        return it.session().sql.send(
            "INSERT INTO peer (id, entry) VALUES ($1, $2)",
            {"clinic", R"({"id":"clinic","role":"hub","must_know":["hours"],"hours":"9-17"})"});
    });
    const auto peers = read<std::vector<policy::Peer>>(*store, [](const Snapshot& it) { return it.peers(); });
    ASSERT_EQ(peers.size(), 2U);
    EXPECT_EQ(peers[1], peer);
    EXPECT_EQ(read<std::optional<policy::Peer>>(*store, [](const Snapshot& it) { return it.peer("clinic"); }),
              peers[0]);
    EXPECT_TRUE(peers[0].revoked);
    EXPECT_EQ(message_of(store->write([&](Transaction& it) { return it.put(peers[0]); })),
              diag::message::peer_unread);
}

TEST_P(Others, audit_events_make_a_chain_without_gaps_over_failed_jobs_and_restarts) {
    write(*store, [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.audit(event("1")));
        return it.audit(event("2"));
    });
    (void)store->write([](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.audit(event("undone")));
        return diag::fail(diag::message::store_busy, {});
    });
    store.reset();
    store = site->open();
    write(*store, [](Transaction& it) { return it.audit(event("3")); });
    EXPECT_EQ(audit_count(*store), 3U);
}

TEST_P(Others, every_audit_event_is_sealed_under_the_stores_own_key) {
    write(*store, [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.audit(event("1")));
        return it.audit(event("2"));
    });
    const Hash key = audit::key_of_seals(store->search_key());
    std::uint64_t sealed = 0;
    must(store->read([&](const Snapshot& it) {
        return it.audit([&](const AuditRow& row) {
            sealed += row.seal == audit::seal_of(key, "a", row.sequence, row.hash) ? 1 : 0;
            return true;
        });
    }));
    EXPECT_EQ(sealed, 2U);
}

TEST_P(Others, audit_is_read_in_order_until_the_reader_stops) {
    constexpr std::uint64_t events = 1203; // more than two pages
    write(*store, [](Transaction& it) -> diag::Result<void> {
        for (std::uint64_t i = 0; i < events; ++i) {
            TRY_VOID(it.audit(event("x")));
        }
        return {};
    });
    auto other = site->open("b");
    write(*other, [](Transaction& it) { return it.audit(event("y")); });
    EXPECT_EQ(audit_count(*store), events + 1);
    std::uint64_t read_rows = 0;
    must(store->read(
        [&](const Snapshot& it) { return it.audit([&](const AuditRow&) { return ++read_rows < 700; }); }));
    EXPECT_EQ(read_rows, 700U);
}

TEST_P(Others, a_peer_is_removed_only_if_nothing_refers_to_it) {
    for (const std::string id : {"hospital", "clinic", "network", "missing"}) {
        write(*store, [&](Transaction& it) { return it.put(policy::Peer{.id = id}); });
    }
    const Version sent = add(*store, "d");
    write(*store, [&](Transaction& it) { return it.add_submitter(sent.document, sent.number, "network"); });
    write(*store,
          [&](Transaction& it) { return it.add(delivery(sent, "clinic", "order", site->clock.now())); });
    const auto remove = [&](const std::string& id) {
        return store->write([&](Transaction& it) { return it.remove_peer(id); });
    };
    for (const auto& [id, versions, deliveries] :
         {std::tuple{"hospital", "1", "0"}, {"network", "1", "0"}, {"clinic", "0", "1"}}) {
        const auto refused = remove(id);
        ASSERT_EQ(message_of(refused), diag::message::peer_in_use) << id;
        EXPECT_EQ(refused.error().args, (std::vector<std::string>{id, versions, deliveries}));
    }
    must(remove("missing"));
    std::vector<std::string> left;
    for (const policy::Peer& peer :
         read<std::vector<policy::Peer>>(*store, [](const Snapshot& it) { return it.peers(); })) {
        left.push_back(peer.id);
    }
    EXPECT_EQ(left, (std::vector<std::string>{"clinic", "hospital", "network"}));
}

} // namespace
} // namespace renkei::store::others_test
