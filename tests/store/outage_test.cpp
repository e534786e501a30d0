// The database goes and comes back.
#include "generated/messages/store.h"

#include "tests/store/kit.h"

#include <thread>

namespace renkei::store::outage_test {
namespace {

class Outage : public Contract {
protected:
    ServerOfTest server() const override { return PostgresServer::own; }
};
INSTANTIATE_TEST_SUITE_P(On, Outage, testing::Values(Engine::postgres), engine_name);

const Store::WriteJob note = [](Transaction& it) { return it.audit(event()); };
const Store::ReadJob count = [](const Snapshot& it) -> diag::Result<void> {
    TRY_VOID(it.document_count());
    return {};
};

TEST_P(Outage, while_the_database_is_down_nothing_is_acknowledged_and_afterwards_writes_succeed) {
    must(store->write(note));
    must(store->read(count));
    PostgresServer::own().stop_at_once();
    EXPECT_EQ(message_of(store->write(note)), diag::message::store_failed);
    EXPECT_EQ(message_of(store->write(note)), diag::message::store_failed);
    EXPECT_EQ(message_of(store->read(count)), diag::message::store_failed);
    EXPECT_FALSE(store->health().writable);
    EXPECT_EQ(message_of(Store::open(site->settings("b"), site->ring, site->clock).map([](auto&&) {})),
              diag::message::store_unusable);
    PostgresServer::own().start();
    while (!store->health().writable) { // it finds out by itself
        std::this_thread::yield();
    }
    must(store->write(note));
    must(store->read(count));
    EXPECT_EQ(audit_count(*store), 2U);
}

TEST_P(Outage, a_restart_between_two_uses_causes_no_error) {
    must(store->write(note));
    must(store->read(count));
    PostgresServer::own().stop_at_once();
    PostgresServer::own().start();
    must(store->read(count));
    must(store->write(note));
    EXPECT_EQ(audit_count(*store), 2U);
}

TEST_P(Outage, killed_in_the_middle_of_writing_loses_nothing_acknowledged) {
    std::atomic<std::uint64_t> acknowledged = 0;
    std::atomic<bool> enough = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            while (!enough) {
                acknowledged += store->write(note) ? 1 : 0;
            }
        });
    }
    for (std::uint64_t round = 1; round <= 3; ++round) {
        while (acknowledged < round * 50) {
            std::this_thread::yield();
        }
        PostgresServer::own().stop_at_once();
        PostgresServer::own().start();
        const std::uint64_t before = acknowledged;
        while (acknowledged < before + 50) {
            std::this_thread::yield();
        }
    }
    enough = true;
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_GE(audit_count(*store), acknowledged)
        << "what was written though its caller heard of a failure may be there too";
}

} // namespace
} // namespace renkei::store::outage_test
