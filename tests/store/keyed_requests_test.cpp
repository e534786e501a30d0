// Requests by their Idempotency-Key: which versions they brought, and which are expected because they were
// withdrawn before they arrived.
#include "tests/store/kit.h"

#include <atomic>
#include <thread>

namespace renkei::store::keyed_requests_test {
namespace {

constexpr Millis a_day = 24LL * 60 * 60 * 1000;

class KeyedRequests : public Contract {
protected:
    std::vector<RequestVersion> of(const std::string& peer, const std::string& request) const {
        return store::read<std::vector<RequestVersion>>(
            *store, [&](const Snapshot& it) { return it.request_versions(peer, hash_of(request)); });
    }
    void note(const std::string& peer, const std::string& request,
              const std::vector<RequestVersion>& versions) {
        write(*store, [&](Transaction& transaction) -> diag::Result<void> {
            TRY(std::vector<RequestVersion> known, transaction.request_versions(peer, hash_of(request)));
            return transaction.record_request(peer, hash_of(request), std::move(known), versions);
        });
    }
    void expect(const std::string& peer, const std::string& request, Millis until) {
        write(*store, [&](Transaction& transaction) {
            return transaction.record_early_withdrawal(peer, hash_of(request), until);
        });
    }
    std::uint64_t expected(const std::string& peer) const {
        return store::read<std::uint64_t>(*store,
                                          [&](const Snapshot& it) { return it.early_withdrawals(peer); });
    }
    std::uint64_t retain(Millis before) {
        std::uint64_t out = 0;
        write(*store, [&](Transaction& transaction) -> diag::Result<void> {
            TRY(out, transaction.retain(before));
            return {};
        });
        return out;
    }
};
RENKEI_ON_BOTH_ENGINES(KeyedRequests);

TEST_P(KeyedRequests, lead_to_their_versions_once_and_by_peer) {
    const Version one = add(*store, "one");
    const Version other = add(*store, "other");
    note("hospital", "key", {{one.document, 1}});
    note("hospital", "key", {{one.document, 1}, {other.document, 1}});
    const std::vector<RequestVersion> found = of("hospital", "key");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].document, one.document);
    EXPECT_EQ(found[1].document, other.document);
    EXPECT_TRUE(of("clinic", "key").empty());
    EXPECT_TRUE(store::read<bool>(
        *store, [&](const Snapshot& it) { return it.is_named_by_request("hospital", one.document, 1); }));
    EXPECT_FALSE(store::read<bool>(
        *store, [&](const Snapshot& it) { return it.is_named_by_request("hospital", one.document, 2); }));
    EXPECT_FALSE(store::read<bool>(
        *store, [&](const Snapshot& it) { return it.is_named_by_request("clinic", one.document, 1); }));
}

TEST_P(KeyedRequests, withdrawn_early_stay_so_until_they_arrive) {
    expect("hospital", "key", site->clock.now() + a_day);
    ASSERT_EQ(of("hospital", "key").size(), 1U);
    EXPECT_TRUE(of("hospital", "key")[0].is_withdrawn_early());
    EXPECT_EQ(expected("hospital"), 1U);
    EXPECT_EQ(expected("clinic"), 0U);
    const Version one = add(*store, "one");
    note("hospital", "key", {{one.document, 1}});
    ASSERT_EQ(of("hospital", "key").size(), 1U);
    EXPECT_FALSE(of("hospital", "key")[0].is_withdrawn_early());
    EXPECT_EQ(expected("hospital"), 0U);
}

TEST_P(KeyedRequests, that_do_not_arrive_expire) {
    expect("hospital", "key", site->clock.now() + a_day);
    EXPECT_EQ(retain(0), 0U);
    site->clock.pass(a_day);
    EXPECT_EQ(retain(0), 1U);
    EXPECT_TRUE(of("hospital", "key").empty());
}

// Two nodes: one stores what the request brought, the other its withdrawal. The second one sees the first.
TEST_P(KeyedRequests, recorded_and_withdrawn_concurrently_conflict) {
    const std::unique_ptr<Store> other_node = site->open("b");
    const Version one = add(*store, "one");
    for (int round = 0; round < 20; ++round) {
        const std::string request = "key-" + std::to_string(round);
        std::atomic<int> expecting = 0;
        std::jthread withdrawing([&] {
            write(*other_node, [&](Transaction& transaction) -> diag::Result<void> {
                TRY(const std::vector<RequestVersion> known,
                    transaction.request_versions("hospital", hash_of(request)));
                expecting = known.empty() ? 1 : 0;
                return known.empty() ? transaction.record_early_withdrawal("hospital", hash_of(request),
                                                                           site->clock.now() + a_day)
                                     : diag::Result<void>();
            });
        });
        int arrived_as_expected = 0;
        write(*store, [&](Transaction& transaction) -> diag::Result<void> {
            TRY(std::vector<RequestVersion> known,
                transaction.request_versions("hospital", hash_of(request)));
            arrived_as_expected = known.empty() ? 0 : 1;
            return transaction.record_request("hospital", hash_of(request), std::move(known),
                                              {{one.document, 1}});
        });
        withdrawing.join();
        EXPECT_EQ(arrived_as_expected, expecting)
            << "either the withdrawal met the version, or the request met the withdrawal";
        EXPECT_EQ(of("hospital", request).size(), 1U);
    }
}

TEST_P(KeyedRequests, go_with_their_document) {
    const Version one = add(*store, "one");
    note("hospital", "key", {{one.document, 1}});
    write(*store, [&](Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(transaction.withdraw(one.document, 1, "hospital"));
        return {};
    });
    site->clock.pass(a_day);
    while (retain(site->clock.now()) > 0) {
    }
    EXPECT_TRUE(store::read<std::vector<Version>>(*store, [&](const Snapshot& it) {
                    return it.versions(one.document);
                }).empty());
    EXPECT_TRUE(of("hospital", "key").empty());
}

} // namespace
} // namespace renkei::store::keyed_requests_test
