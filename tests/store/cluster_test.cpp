// Several nodes on one database; on SQLite, two programs on one file.
#include "tests/store/kit.h"

#include <algorithm>
#include <set>
#include <thread>

namespace renkei::store::cluster_test {
namespace {

constexpr Millis lease = 1'000'000'000;

class Cluster : public Contract {
protected:
    void SetUp() override {
        Contract::SetUp();
        if (store != nullptr) {
            other = site->open("b");
        }
    }
    static std::vector<Delivery> claim(Store& node, Millis now, std::uint32_t limit) {
        std::vector<Delivery> out;
        write(node, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, it.claim(now, now + lease, limit, {}));
            return {};
        });
        return out;
    }
    template <class Work>
    void on_both(const Work& work) {
        std::thread a([&] { work(*store); });
        std::thread b([&] { work(*other); });
        a.join();
        b.join();
    }
    std::unique_ptr<Store> other;
};
RENKEI_ON_BOTH_ENGINES(Cluster);

TEST_P(Cluster, any_node_reads_what_another_wrote) {
    const Version version = add(*store, "d", "bytes");
    EXPECT_EQ(read<std::optional<std::string>>(
                  *other, [&](const Snapshot& it) { return it.body(version, BodyKind::original); }),
              "bytes");
    EXPECT_EQ(store->search_key(), other->search_key());
}

TEST_P(Cluster, versions_never_fork) {
    add(*store, "d", "0");
    constexpr std::uint32_t each = 30;
    on_both([](Store& node) {
        for (std::uint32_t i = 0; i < each; ++i) {
            const NewVersion version = document(node, "d", std::to_string(i));
            write(node, [&](Transaction& it) -> diag::Result<void> {
                TRY(const auto id, it.document_id(version.key));
                TRY(const auto newest, it.newest(*id));
                TRY_VOID(it.add(version, newest->number));
                return it.audit(event(*id));
            });
        }
    });
    const auto id = read<std::optional<std::string>>(*store, [](const Snapshot& it) {
        return it.document_id({hash_of("office 1"), hash_of("d")});
    });
    const auto all = read<std::vector<Version>>(*store, [&](const Snapshot& it) { return it.versions(*id); });
    ASSERT_EQ(all.size(), 1U + 2 * each);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].number, i + 1);
        EXPECT_EQ(all[i].status, i + 1 == all.size() ? VersionStatus::current : VersionStatus::superseded);
    }
    EXPECT_EQ(audit_count(*store), 2U * each);
}

TEST_P(Cluster, one_document_is_made_once) {
    std::atomic<int> made = 0;
    on_both([&](Store& node) {
        for (int i = 0; i < 40; ++i) {
            const NewVersion version = document(node, std::to_string(i));
            bool first = false;
            write(node, [&](Transaction& it) -> diag::Result<void> {
                TRY(const auto id, it.document_id(version.key));
                first = !id;
                if (first) {
                    TRY_VOID(it.add(version, 0));
                }
                return {};
            });
            made += first ? 1 : 0;
        }
    });
    EXPECT_EQ(made, 40);
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 40U);
}

TEST_P(Cluster, a_delivery_is_claimed_by_one_node) {
    const Version version = add(*store, "d");
    constexpr int count = 200;
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        for (int i = 0; i < count; ++i) {
            TRY_VOID(it.add(
                delivery(version, "clinic" + std::to_string(i % 3), "order " + std::to_string(i), 100)));
        }
        return {};
    });
    std::mutex mutex;
    std::multiset<std::string> claimed;
    on_both([&](Store& node) {
        for (bool more = true; more;) {
            const std::vector<Delivery> some = claim(node, 200, 7);
            more = !some.empty();
            const std::lock_guard lock(mutex);
            for (const Delivery& it : some) {
                claimed.insert(it.id);
            }
        }
    });
    // those that one node skipped because the other held them
    for (const Delivery& rest : claim(*store, 200, 100)) {
        claimed.insert(rest.id);
    }
    EXPECT_EQ(claimed.size(), std::size_t{count});
    EXPECT_EQ(std::set<std::string>(claimed.begin(), claimed.end()).size(), std::size_t{count});
}

TEST_P(Cluster, an_expired_lease_moves_to_another_node) {
    const Version version = add(*store, "d");
    write(*store, [&](Transaction& it) { return it.add(delivery(version, "clinic", "order", 100)); });
    ASSERT_EQ(claim(*store, 100, 10).size(), 1U);
    store.reset(); // gone, without a word
    EXPECT_TRUE(claim(*other, 99 + lease, 10).empty());
    const std::vector<Delivery> taken = claim(*other, 100 + lease, 10);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].node, "b");
}

// One node puts deliveries into few lines while both take and finish them: all go, each line in its order,
// none is left standing.
TEST_P(Cluster, queues_neither_stall_nor_reorder) {
    const Version version = add(*store, "d");
    constexpr int count = 150;
    constexpr int lines = 3;
    std::atomic<int> finished = 0;
    std::atomic<Millis> now = 1000;
    std::mutex mutex;
    std::map<std::string, std::vector<std::string>> sent; // by line
    const auto work = [&](Store& node) {
        while (finished < count) {
            for (const Delivery& taken : claim(node, now += 1, 2)) {
                { // before it is delivered: then the other node may take the next one of its line
                    const std::lock_guard lock(mutex);
                    sent[seal::to_hex(taken.order)].push_back(taken.id);
                }
                write(node, [&](Transaction& it) -> diag::Result<void> {
                    TRY(auto current, it.delivery(taken.id));
                    if (current->node != taken.node || current->state != DeliveryState::sending) {
                        return {};
                    }
                    current->state = DeliveryState::delivered;
                    return it.update(*current);
                });
                ++finished;
            }
        }
    };
    std::thread a([&] { work(*store); });
    std::thread b([&] { work(*other); });
    for (int i = 0; i < count; ++i) {
        write(*store, [&](Transaction& it) {
            return it.add(delivery(version, "clinic", std::to_string(i % lines), 100 + i));
        });
    }
    a.join();
    b.join();
    EXPECT_EQ(sent.size(), std::size_t{lines});
    for (const auto& [line, ids] : sent) {
        EXPECT_EQ(ids.size(), std::size_t{count / lines});
        EXPECT_TRUE(std::ranges::is_sorted(ids)) << line;
    }
}

TEST_P(Cluster, many_nodes_open_a_new_store_at_once) {
    const int rounds = GetParam() == Engine::sqlite ? 30 : 1; // SQLite refuses one of some dozens at once
    for (int round = 0; round < rounds; ++round) {
        const Site fresh(GetParam());
        std::vector<std::unique_ptr<Store>> stores(4);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < stores.size(); ++i) {
            threads.emplace_back([&, i] { stores[i] = fresh.open("n" + std::to_string(i)); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        for (const auto& it : stores) {
            EXPECT_EQ(it->search_key(), stores.front()->search_key());
        }
    }
}

} // namespace
} // namespace renkei::store::cluster_test
