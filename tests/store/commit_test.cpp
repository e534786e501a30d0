// The writer: many jobs in one commit.
#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>

namespace renkei::store::commit_test {
namespace {

class Commit : public Contract {};
RENKEI_ON_BOTH_ENGINES(Commit);

std::uint64_t documents(const Store& store) {
    return read<std::uint64_t>(store, [](const Snapshot& it) { return it.document_count(); });
}

TEST_P(Commit, eight_threads_lose_and_double_nothing) {
    constexpr int each = 40;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const NewVersion version = document(*store, std::to_string(t) + "/" + std::to_string(i));
                write(*store, [&](Transaction& it) -> diag::Result<void> {
                    TRY(const Version added, it.add(version, 0));
                    TRY_VOID(it.add(delivery(added, "clinic", added.document, added.created)));
                    return it.audit(event(added.document));
                });
                EXPECT_TRUE(read<std::optional<std::string>>(*store, [&](const Snapshot& it) {
                    return it.document_id(version.key);
                })) << "what was acknowledged is read";
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(documents(*store), 8U * each);
    EXPECT_EQ(audit_count(*store), 8U * each);
}

diag::Result<void> throws() {
    static_cast<void>(std::vector<int>().at(0));
    return {};
}

TEST_P(Commit, a_job_that_throws_fails_without_affecting_others) {
    const auto thrown = store->write([](Transaction&) { return throws(); });
    EXPECT_EQ(message_of(thrown), diag::message::store_failed);
    write(*store, [&](Transaction& it) { return it.audit(event("after")); });
    EXPECT_EQ(audit_count(*store), 1U);
}

TEST_P(Commit, a_read_that_throws_releases_its_slot) {
    for (unsigned i = 0; i <= StoreSettings{}.readers; ++i) {
        EXPECT_THROW(static_cast<void>(store->read([](const Snapshot&) { return throws(); })),
                     std::out_of_range);
    }
    EXPECT_EQ(documents(*store), 0U);
}

// Holds the writer, so that what comes meanwhile shares its next commit.
class Hold {
public:
    explicit Hold(Store& store)
        : thread_([this, &store] {
              write(store, [this](Transaction&) -> diag::Result<void> {
                  std::unique_lock lock(mutex_);
                  held_ = true;
                  changed_.notify_all();
                  changed_.wait(lock, [this] { return released_; });
                  return {};
              });
          }) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return held_; });
    }
    void release() {
        {
            const std::lock_guard lock(mutex_);
            released_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    bool released_ = false;
    std::thread thread_;
};

void await(const Store& store, std::size_t waiting) {
    while (store.health().waiting < waiting) {
        std::this_thread::yield();
    }
}

TEST_P(Commit, a_failed_job_rolls_back_only_itself) {
    Hold hold(*store);
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&, i] {
            const NewVersion version = document(*store, std::to_string(i));
            const auto result = store->write([&](Transaction& it) -> diag::Result<void> {
                TRY_VOID(it.add(version, 0));
                TRY_VOID(it.audit(event(std::to_string(i))));
                return i % 2 == 0 ? diag::Result<void>()
                                  : diag::fail(diag::message::delivery_unknown, {}, {"x"});
            });
            EXPECT_EQ(result.has_value(), i % 2 == 0);
        });
    }
    await(*store, 6);
    hold.release();
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(documents(*store), 3U);
    EXPECT_EQ(audit_count(*store), 3U);
}

// Jobs that come one after the other while the writer is held, and so share a batch.
void write_together(Store& store, const std::vector<Store::WriteJob>& jobs,
                    std::vector<diag::Result<void>>& results) {
    results.assign(jobs.size(), {});
    Hold hold(store);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        threads.emplace_back([&, i] { results[i] = store.write(jobs[i]); });
        await(store, i + 1);
    }
    hold.release();
    for (std::thread& thread : threads) {
        thread.join();
    }
}

TEST_P(Commit, jobs_run_once_and_again_after_another_job_failed) {
    std::atomic<int> runs = 0;
    const Store::WriteJob good = [&](Transaction& it) {
        ++runs;
        return it.audit(event("good"));
    };
    const Store::WriteJob bad = [](Transaction&) -> diag::Result<void> {
        return diag::fail(diag::message::delivery_unknown, {}, {"x"});
    };
    std::vector<diag::Result<void>> results;
    write_together(*store, {good, good, good}, results);
    EXPECT_EQ(runs, 3);
    write_together(*store, {good, bad, good}, results);
    EXPECT_EQ(std::ranges::count_if(results, [](const auto& result) { return result.has_value(); }), 2);
    EXPECT_EQ(runs, 3 + 1 + 2) << "what had run before the bad one ran again";
    runs = 0;
    write_together(*store, {good, bad, good}, results);
    EXPECT_EQ(runs, 2) << "the writer is wary";
    EXPECT_EQ(audit_count(*store), 7U);
}

TEST_P(Commit, a_job_that_throws_in_a_batch_fails_without_affecting_others) {
    std::vector<diag::Result<void>> results;
    const Store::WriteJob good = [](Transaction& it) { return it.audit(event("good")); };
    write_together(*store, {good, [](Transaction&) { return throws(); }, good}, results);
    EXPECT_EQ(std::ranges::count_if(results, [](const auto& result) { return result.has_value(); }), 2);
    EXPECT_EQ(audit_count(*store), 2U);
}

diag::Result<void> send_wrong(Transaction& it) {
    return it.session().sql.send("INSERT INTO version (document) VALUES ($1)", {Bytes{"x"}});
}

TEST_P(Commit, a_job_error_after_a_failed_statement_does_not_stop_the_writer) {
    const Store::WriteJob bad = [](Transaction& it) -> diag::Result<void> {
        (void)send_wrong(it);
        return diag::fail(diag::message::delivery_unknown, {}, {"x"});
    };
    const Store::WriteJob good = [](Transaction& it) { return it.audit(event("good")); };
    std::vector<diag::Result<void>> results;
    write_together(*store, {bad, good}, results);
    EXPECT_FALSE(results[0]);
    EXPECT_TRUE(results[1]);
    write(*store, good);
    EXPECT_EQ(audit_count(*store), 2U);
    EXPECT_TRUE(store->health().writable);
}

// SQLite undoes the statement alone; PostgreSQL the whole transaction, and answers its COMMIT without an
// error.
TEST_P(Commit, a_job_that_ignores_a_failed_statement_gets_its_error) {
    const Store::WriteJob careless = [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.set("careless", "x"));
        (void)it.session().sql.run("INSERT INTO version (document) VALUES ($1)", {Bytes{"x"}});
        return {};
    };
    std::vector<diag::Result<void>> results;
    write_together(*store, {careless, careless}, results);
    const bool is_kept = GetParam() == Engine::sqlite;
    EXPECT_EQ(results[0].has_value(), is_kept);
    EXPECT_EQ(results[1].has_value(), is_kept);
    EXPECT_EQ(read<std::string>(*store, [](const Snapshot& it) { return it.setting("careless"); }),
              is_kept ? "x" : "");
    write(*store, [](Transaction& it) { return it.set("right", "x"); });
}

TEST_P(Commit, a_failed_statement_rolls_back_only_its_job) {
    Hold hold(*store);
    std::thread wrong([&] {
        EXPECT_EQ(message_of(store->write([](Transaction& it) -> diag::Result<void> {
                      TRY_VOID(it.set("wrong", "x"));
                      return it.session().sql.send("INSERT INTO version (document) VALUES ($1)",
                                                   {Bytes{"x"}});
                  })),
                  diag::message::store_failed);
    });
    std::thread right([&] { write(*store, [](Transaction& it) { return it.set("right", "x"); }); });
    await(*store, 2);
    hold.release();
    wrong.join();
    right.join();
    EXPECT_EQ(read<std::string>(*store, [](const Snapshot& it) { return it.setting("wrong"); }), "");
    EXPECT_EQ(read<std::string>(*store, [](const Snapshot& it) { return it.setting("right"); }), "x");
    EXPECT_TRUE(store->health().writable);
}

TEST_P(Commit, a_full_queue_is_busy) {
    store.reset();
    StoreSettings settings = site->settings();
    settings.queue = 2;
    store = must(Store::open(settings, site->ring, site->clock));
    Hold hold(*store);
    const Store::WriteJob nothing = [](Transaction&) { return diag::Result<void>(); };
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&] { write(*store, nothing); });
    }
    await(*store, 2);
    EXPECT_EQ(message_of(store->write(nothing)), diag::message::store_busy);
    hold.release();
    for (std::thread& thread : threads) {
        thread.join();
    }
    must(store->write(nothing));
}

TEST_P(Commit, closing_a_store_executes_waiting_jobs) {
    auto hold = std::make_unique<Hold>(*store);
    std::thread last([&] { write(*store, [](Transaction& it) { return it.set("last", "x"); }); });
    await(*store, 1);
    std::thread end([&] { store.reset(); });
    hold->release();
    last.join();
    end.join();
    store = site->open();
    EXPECT_EQ(read<std::string>(*store, [](const Snapshot& it) { return it.setting("last"); }), "x");
}

TEST_P(Commit, a_read_sees_one_moment) {
    add(*store, "1");
    must(store->read([&](const Snapshot& it) -> diag::Result<void> {
        EXPECT_EQ(must(it.document_count()), 1U);
        add(*store, "2");
        EXPECT_EQ(must(it.document_count()), 1U);
        return {};
    }));
    EXPECT_EQ(documents(*store), 2U);
}

TEST_P(Commit, more_threads_read_than_there_are_connections) {
    add(*store, "1");
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                EXPECT_EQ(documents(*store), 1U);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

TEST_P(Commit, what_a_transaction_wrote_it_reads) {
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(const Version version, it.add(document(*store, "d"), 0));
        TRY(const auto body, it.body(version, BodyKind::original));
        EXPECT_EQ(body, "{}");
        TRY(const auto id, it.document_id({hash_of("office 1"), hash_of("d")}));
        EXPECT_EQ(id, version.document);
        return {};
    });
}

} // namespace
} // namespace renkei::store::commit_test
