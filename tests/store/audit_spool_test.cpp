// Events that stand alone: kept before append_audit() returns, in the chain once.
#include "generated/messages/store.h"

#include "tests/store/audit_spool_kit.h"
#include "tests/store/child.h"
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

namespace renkei::store::audit_spool_test {
namespace {

TEST_F(AuditSpoolTest, a_spooled_event_is_in_the_chain_when_the_store_closes) {
    auto store = open();
    for (const char* const request : {"1", "2", "3"}) {
        must(store->append_audit(read_of(request)));
    }
    store.reset();
    store = site.open();
    EXPECT_EQ(events_of(*store), (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_EQ(audit_count(*store), 3U);
}

TEST_F(AuditSpoolTest, a_spooled_event_reaches_the_chain_without_another_call) {
    const auto store = open();
    must(store->append_audit(read_of("1")));
    while (events_of(*store).empty()) {
        std::this_thread::yield();
    }
    write(*store, [](Transaction& it) { return it.audit(event()); });
    must(store->append_audit(read_of("2")));
    while (events_of(*store).size() < 3) {
        std::this_thread::yield();
    }
    EXPECT_EQ(events_of(*store), (std::vector<std::string>{"1", "create", "2"}));
    EXPECT_EQ(audit_count(*store), 3U);
}

TEST_F(AuditSpoolTest, without_a_spool_an_event_is_in_the_chain_immediately) {
    const auto store = site.open();
    must(store->append_audit(read_of("1")));
    EXPECT_EQ(events_of(*store), std::vector<std::string>{"1"});
    EXPECT_FALSE(fs::exists(file()));
}

TEST_F(AuditSpoolTest, with_the_spool_disabled_new_and_leftover_events_are_in_the_chain_immediately) {
    leave({"1"});
    StoreSettings without = settings();
    without.audit_spool = false;
    const auto store = must(Store::open(without, site.ring, site.clock));
    must(store->append_audit(read_of("2")));
    EXPECT_EQ(events_of(*store), (std::vector<std::string>{"1", "2"}));
}

TEST_F(AuditSpoolTest, is_readable_by_its_owner_only) {
    constexpr fs::perms owner = fs::perms::owner_read | fs::perms::owner_write;
    const mode_t before = ::umask(0);
    open();
    ::umask(before);
    EXPECT_EQ(fs::status(file()).permissions(), owner);
    fs::permissions(file(), fs::perms(0644));
    open();
    EXPECT_EQ(fs::status(file()).permissions(), owner) << "and made so again";
}

TEST_F(AuditSpoolTest, a_second_program_has_no_spool) {
    const auto store = open();
    const auto second = open();
    must(second->append_audit(read_of("2")));
    EXPECT_EQ(events_of(*second), std::vector<std::string>{"2"});
    EXPECT_TRUE(second->health().is_audit_spool_elsewhere);
    EXPECT_FALSE(store->health().is_audit_spool_elsewhere);
    EXPECT_FALSE(site.open()->health().is_audit_spool_elsewhere) << "a command has none";
}

// The gateway goes on, and what it notes is found by the next program.
TEST_F(AuditSpoolTest, a_removed_file_is_created_again) {
    const auto store = open();
    for (const std::string& other : {std::string(), std::string("of somebody else\n")}) {
        fs::remove(file());
        if (!other.empty()) {
            put(other);
        }
        must(store->append_audit(read_of("1")));
        while (!fs::exists(file()) || !bytes().starts_with("renkei audit events")) {
            std::this_thread::yield();
        }
    }
    EXPECT_EQ(kept_aside(), std::vector<std::string>{"of somebody else\n"});
    EXPECT_EQ(store->health().problem, "");
    fs::remove(file());
    fs::create_directory(file());
    must(store->append_audit(read_of("2")));
    while (store->health().problem.empty()) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(store->health().writable) << "it serves, and the log has the reason";
    fs::remove(file());
    must(store->append_audit(read_of("3")));
    while (!store->health().problem.empty()) {
        std::this_thread::yield();
    }
    EXPECT_EQ(events_of(*store), (std::vector<std::string>{"1", "1", "2", "3"}));
}

TEST_F(AuditSpoolTest, a_long_file_is_restarted_without_loss) {
    std::vector<std::string> expected;
    auto store = open();
    std::uintmax_t most = 0;
    for (int i = 0; i < 12'000; ++i) { // some 180 bytes each
        expected.push_back(std::to_string(i));
        must(store->append_audit(read_of(expected.back())));
        most = std::max(most, fs::file_size(file()));
    }
    store.reset();
    EXPECT_GT(most, 1U << 20);
    EXPECT_LT(fs::file_size(file()), most);
    store = site.open();
    EXPECT_EQ(events_of(*store), expected);
    EXPECT_EQ(audit_count(*store), expected.size());
}

TEST_F(AuditSpoolTest, a_full_disk_is_reported_and_leaves_no_partial_line) {
    Child child("note to full disk", {site.folder().string()});
    EXPECT_EQ(child.exit_code(), 0) << child.output();
    EXPECT_EQ(events_of(*open()), (std::vector<std::string>{"before", "after"}));
}

// A database whose failures the test controls, behind an audit spool.
class Gate {
public:
    explicit Gate(Store& store) : store_(store) {}
    diag::Result<void> write(const Store::WriteJob& job) {
        std::unique_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !is_shut_; });
        if (is_busy) {
            return diag::fail(diag::message::store_busy, {});
        }
        return is_broken_ ? diag::Result<void>(diag::fail(diag::message::store_failed, {}, {"disk full"}))
                          : store_.write(job);
    }
    void set(bool is_shut, bool is_broken) {
        const std::lock_guard lock(mutex_);
        is_shut_ = is_shut;
        is_broken_ = is_broken;
        changed_.notify_all();
    }
    void await(int asked) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return asked_ >= asked; });
    }

    std::atomic<bool> is_busy = false;

private:
    Store& store_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int asked_ = 0;
    bool is_shut_ = false;
    bool is_broken_ = false;
};

class BehindGate : public AuditSpoolTest {
protected:
    std::unique_ptr<AuditSpool> open_audit_spool() {
        return must(AuditSpool::open([this](const Store::WriteJob& job) { return gate.write(job); }, shared));
    }
    static StoreKeys keys_of(const Store& store) { return {.search = store.search_key()}; }

    std::unique_ptr<Store> store = site.open();
    StoreContext shared{site.settings(), site.ring, site.clock, keys_of(*store)};
    Gate gate{*store};
};

TEST_F(BehindGate, while_the_database_fails_events_are_refused_and_recorded_ones_are_drained_later) {
    auto audit_spool = open_audit_spool();
    gate.set(false, true);
    must(audit_spool->append_audit(read_of("kept")));
    while (const diag::Result<void> acknowledged = audit_spool->append_audit(read_of("perhaps"))) {
        std::this_thread::yield();
    }
    EXPECT_EQ(message_of(audit_spool->append_audit(read_of("refused"))), diag::message::store_failed);
    gate.set(false, false);
    while (!audit_spool->append_audit(read_of("after"))) {
        std::this_thread::yield();
    }
    audit_spool.reset();
    const std::vector<std::string> recorded = events_of(*store);
    EXPECT_EQ(recorded.front(), "kept");
    EXPECT_EQ(recorded.back(), "after");
    EXPECT_EQ(std::count(recorded.begin(), recorded.end(), "refused"), 0);
}

TEST_F(BehindGate, events_not_drained_at_the_end_are_drained_by_the_next_program) {
    auto audit_spool = open_audit_spool();
    gate.set(false, true);
    must(audit_spool->append_audit(read_of("kept")));
    audit_spool.reset();
    EXPECT_TRUE(events_of(*store).empty());
    gate.set(false, false);
    audit_spool = open_audit_spool();
    EXPECT_EQ(events_of(*store), std::vector<std::string>{"kept"});
}

TEST_F(BehindGate, a_caller_waits_while_the_spool_is_full) {
    auto audit_spool = open_audit_spool();
    gate.set(true, false);
    constexpr int many = 5000;
    std::atomic<int> acknowledged = 0;
    {
        const std::jthread one([&] {
            for (int i = 0; i < many; ++i) {
                must(audit_spool->append_audit(read_of(std::to_string(i))));
                ++acknowledged;
            }
        });
        gate.await(2); // that of the opening, and the first lines
        for (int before = -1; before != acknowledged;) {
            before = acknowledged;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
        EXPECT_GE(acknowledged, 1024);
        EXPECT_LE(acknowledged, 2048);
        gate.set(false, false);
    }
    audit_spool.reset();
    EXPECT_EQ(audit_count(*store), many);
}

TEST_F(BehindGate, a_busy_database_is_no_failure) {
    auto audit_spool = open_audit_spool();
    gate.is_busy = true;
    must(audit_spool->append_audit(read_of("1")));
    gate.await(4);
    must(audit_spool->append_audit(read_of("2")));
    gate.is_busy = false;
    audit_spool.reset();
    EXPECT_EQ(events_of(*store), (std::vector<std::string>{"1", "2"}));
}

TEST_F(BehindGate, while_the_database_is_slow_callers_wait) {
    auto audit_spool = open_audit_spool();
    gate.set(true, false);
    must(audit_spool->append_audit(read_of("1")));
    gate.await(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    std::atomic<bool> is_noted = false;
    {
        const std::jthread one([&] {
            must(audit_spool->append_audit(read_of("2")));
            is_noted = true;
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        EXPECT_FALSE(is_noted);
        gate.set(false, false);
    }
    audit_spool.reset();
    EXPECT_EQ(events_of(*store), (std::vector<std::string>{"1", "2"}));
}

// RENKEI_DIE_AT or the parent ends it.
class Killed : public AuditSpoolTest {
protected:
    void expect_each_once(const std::multiset<std::string>& acknowledged) const {
        const auto store = open();
        std::multiset<std::string> recorded;
        for (std::string& request : events_of(*store)) {
            recorded.insert(std::move(request));
        }
        for (const std::string& request : acknowledged) {
            EXPECT_EQ(recorded.count(request), 1U) << request;
        }
        EXPECT_EQ(std::set(recorded.begin(), recorded.end()).size(), recorded.size()) << "nothing twice";
        EXPECT_EQ(recorded.count("events-lost"), 0U);
        audit_count(*store);
    }
    static void read_all(Child& child, std::multiset<std::string>& acknowledged) {
        for (std::string line = child.line(); !line.empty(); line = child.line()) {
            acknowledged.insert(line);
        }
    }
};

TEST_F(Killed, at_any_moment_each_recorded_event_is_in_the_chain_once) {
    std::multiset<std::string> acknowledged;
    for (int round = 0; round < 12; ++round) {
        Child child("note until killed", {site.folder().string(), std::to_string(round)});
        for (int i = 0; i <= round * round * 20; ++i) {
            acknowledged.insert(child.line());
        }
        child.kill();
        EXPECT_EQ(child.exit_code(), -SIGKILL);
        read_all(child, acknowledged);
        expect_each_once(acknowledged);
    }
    EXPECT_GT(acknowledged.size(), 5000U);
}

#ifdef RENKEI_TEST_HOOKS
TEST_F(Killed, between_any_two_steps_each_recorded_event_is_in_the_chain_once) {
    std::multiset<std::string> acknowledged;
    int round = 100;
    for (const std::string step :
         {"audit-spool.recovered:1", "audit-spool.appended:1", "audit-spool.appended:2",
          "audit-spool.drained:1", "audit-spool.drained:2", "store.before-commit:3", "store.after-commit:3",
          "audit-spool.truncated:1", "audit-spool.truncated:2", "audit-spool.restarted:1",
          "audit-spool.restarted:2"}) {
        Child child("note until killed", {site.folder().string(), std::to_string(++round)},
                    {{"RENKEI_DIE_AT", step}});
        read_all(child, acknowledged); // before waiting: the child blocks until its output is read
        EXPECT_EQ(child.exit_code(), -SIGKILL) << step;
        expect_each_once(acknowledged);
    }
}
#endif

} // namespace
} // namespace renkei::store::audit_spool_test
