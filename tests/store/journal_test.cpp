// Events that stand alone: kept before note() returns, in the chain once.
#include "tests/store/child.h"
#include "tests/store/journal_kit.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>
#include <sys/stat.h>
#include <thread>

namespace renkei::store::journal_test {
namespace {

TEST_F(JournalTest, what_is_noted_is_in_the_chain_when_the_store_ends) {
    auto store = open();
    for (const char* const request : {"1", "2", "3"}) {
        must(store->note(read_of(request)));
    }
    store.reset();
    store = site.open();
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_EQ(audit_count(*store), 3U);
}

TEST_F(JournalTest, what_is_noted_comes_into_the_chain_by_itself) {
    const auto store = open();
    must(store->note(read_of("1")));
    while (told_by(*store).empty()) {
        std::this_thread::yield();
    }
    write(*store, [](Transaction& it) { return it.audit(event()); });
    must(store->note(read_of("2")));
    while (told_by(*store).size() < 3) {
        std::this_thread::yield();
    }
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "create", "2"}));
    EXPECT_EQ(audit_count(*store), 3U);
}

TEST_F(JournalTest, without_a_journal_a_note_is_in_the_chain_at_once) {
    const auto store = site.open();
    must(store->note(read_of("1")));
    EXPECT_EQ(told_by(*store), std::vector<std::string>{"1"});
    EXPECT_FALSE(fs::exists(file()));
}

TEST_F(JournalTest, who_wants_no_journal_has_a_note_in_the_chain_at_once_and_what_was_left_before) {
    leave({"1"});
    Settings without = settings();
    without.journal = false;
    const auto store = must(Store::open(without, site.ring, site.clock));
    must(store->note(read_of("2")));
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "2"}));
}

TEST_F(JournalTest, is_its_owners_alone) {
    constexpr fs::perms owner = fs::perms::owner_read | fs::perms::owner_write;
    const mode_t before = ::umask(0);
    open();
    ::umask(before);
    EXPECT_EQ(fs::status(file()).permissions(), owner);
    fs::permissions(file(), fs::perms(0644));
    open();
    EXPECT_EQ(fs::status(file()).permissions(), owner) << "and made so again";
}

TEST_F(JournalTest, a_second_program_does_without_one) {
    const auto store = open();
    const auto second = open();
    must(second->note(read_of("2")));
    EXPECT_EQ(told_by(*second), std::vector<std::string>{"2"});
    EXPECT_TRUE(second->health().is_journal_elsewhere);
    EXPECT_FALSE(store->health().is_journal_elsewhere);
    EXPECT_FALSE(site.open()->health().is_journal_elsewhere) << "a command has none";
}

// The gateway goes on, and what it notes is found by the next program.
TEST_F(JournalTest, a_file_that_is_taken_away_is_made_again) {
    const auto store = open();
    for (const std::string& other : {std::string(), std::string("of somebody else\n")}) {
        fs::remove(file());
        if (!other.empty()) {
            put(other);
        }
        must(store->note(read_of("1")));
        while (!fs::exists(file()) || !bytes().starts_with("renkei audit events")) {
            std::this_thread::yield();
        }
    }
    EXPECT_EQ(kept_aside(), std::vector<std::string>{"of somebody else\n"});
    EXPECT_EQ(store->health().problem, "");
    fs::remove(file());
    fs::create_directory(file());
    must(store->note(read_of("2")));
    while (store->health().problem.empty()) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(store->health().writable) << "it serves, and the log tells";
    fs::remove(file());
    must(store->note(read_of("3")));
    while (!store->health().problem.empty()) {
        std::this_thread::yield();
    }
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "1", "2", "3"}));
}

TEST_F(JournalTest, a_long_file_begins_anew_and_nothing_is_lost) {
    std::vector<std::string> expected;
    auto store = open();
    std::uintmax_t most = 0;
    for (int i = 0; i < 12'000; ++i) { // some 180 bytes each
        expected.push_back(std::to_string(i));
        must(store->note(read_of(expected.back())));
        most = std::max(most, fs::file_size(file()));
    }
    store.reset();
    EXPECT_GT(most, 1U << 20);
    EXPECT_LT(fs::file_size(file()), most);
    store = site.open();
    EXPECT_EQ(told_by(*store), expected);
    EXPECT_EQ(audit_count(*store), expected.size());
}

TEST_F(JournalTest, a_full_disk_is_told_and_nothing_stands_half_in_the_file) {
    Child child("note to full disk", {site.folder().string()});
    EXPECT_EQ(child.exit_code(), 0) << child.output();
    EXPECT_EQ(told_by(*open()), (std::vector<std::string>{"before", "after"}));
}

// A database that works when it is told to, behind a journal.
class Gate {
public:
    explicit Gate(Store& store) : store_(store) {}
    diag::Result<void> write(const Store::WriteJob& job) {
        std::unique_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !is_shut_; });
        if (is_busy) {
            return diag::fail(diag::Message::store_busy, {});
        }
        return is_broken_ ? diag::Result<void>(diag::fail(diag::Message::store_failed, {}, {"disk full"})) : store_.write(job);
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

class BehindGate : public JournalTest {
protected:
    std::unique_ptr<Journal> open_journal() {
        return must(Journal::open([this](const Store::WriteJob& job) { return gate.write(job); }, shared));
    }
    static OwnKeys keys_of(const Store& store) { return {.search = store.search_key()}; }

    std::unique_ptr<Store> store = site.open();
    Shared shared{site.settings(), site.ring, site.clock, keys_of(*store)};
    Gate gate{*store};
};

TEST_F(BehindGate, while_the_database_fails_notes_are_refused_and_what_was_kept_comes_in_later) {
    auto journal = open_journal();
    gate.set(false, true);
    must(journal->note(read_of("kept")));
    while (const diag::Result<void> noted = journal->note(read_of("perhaps"))) {
        std::this_thread::yield();
    }
    EXPECT_EQ(message_of(journal->note(read_of("refused"))), diag::Message::store_failed);
    gate.set(false, false);
    while (!journal->note(read_of("after"))) {
        std::this_thread::yield();
    }
    journal.reset();
    const std::vector<std::string> told = told_by(*store);
    EXPECT_EQ(told.front(), "kept");
    EXPECT_EQ(told.back(), "after");
    EXPECT_EQ(std::count(told.begin(), told.end(), "refused"), 0);
}

TEST_F(BehindGate, what_did_not_come_in_before_the_end_comes_in_with_the_next_program) {
    auto journal = open_journal();
    gate.set(false, true);
    must(journal->note(read_of("kept")));
    journal.reset();
    EXPECT_TRUE(told_by(*store).empty());
    gate.set(false, false);
    journal = open_journal();
    EXPECT_EQ(told_by(*store), std::vector<std::string>{"kept"});
}

TEST_F(BehindGate, who_notes_more_than_the_database_takes_waits) {
    auto journal = open_journal();
    gate.set(true, false);
    constexpr int many = 5000;
    std::atomic<int> noted = 0;
    {
        const std::jthread one([&] {
            for (int i = 0; i < many; ++i) {
                must(journal->note(read_of(std::to_string(i))));
                ++noted;
            }
        });
        gate.await(2); // that of the opening, and the first lines
        for (int before = -1; before != noted;) {
            before = noted;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
        EXPECT_GE(noted, 1024);
        EXPECT_LE(noted, 2048);
        gate.set(false, false);
    }
    journal.reset();
    EXPECT_EQ(audit_count(*store), many);
}

TEST_F(BehindGate, a_database_with_much_else_to_do_is_no_failure) {
    auto journal = open_journal();
    gate.is_busy = true;
    must(journal->note(read_of("1")));
    gate.await(4);
    must(journal->note(read_of("2")));
    gate.is_busy = false;
    journal.reset();
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "2"}));
}

TEST_F(BehindGate, while_the_database_takes_long_nobody_is_answered) {
    auto journal = open_journal();
    gate.set(true, false);
    must(journal->note(read_of("1")));
    gate.await(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    std::atomic<bool> is_noted = false;
    {
        const std::jthread one([&] {
            must(journal->note(read_of("2")));
            is_noted = true;
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        EXPECT_FALSE(is_noted);
        gate.set(false, false);
    }
    journal.reset();
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "2"}));
}

// RENKEI_DIE_AT or the parent ends it.
class Killed : public JournalTest {
protected:
    void expect_each_once(const std::multiset<std::string>& noted) const {
        const auto store = open();
        std::multiset<std::string> told;
        for (std::string& request : told_by(*store)) {
            told.insert(std::move(request));
        }
        for (const std::string& request : noted) {
            EXPECT_EQ(told.count(request), 1U) << request;
        }
        EXPECT_EQ(std::set(told.begin(), told.end()).size(), told.size()) << "nothing twice";
        EXPECT_EQ(told.count("events-lost"), 0U);
        audit_count(*store);
    }
    static void read_all(Child& child, std::multiset<std::string>& noted) {
        for (std::string line = child.line(); !line.empty(); line = child.line()) {
            noted.insert(line);
        }
    }
};

TEST_F(Killed, at_any_moment_what_was_noted_is_in_the_chain_once) {
    std::multiset<std::string> noted;
    for (int round = 0; round < 12; ++round) {
        Child child("note until killed", {site.folder().string(), std::to_string(round)});
        for (int i = 0; i <= round * round * 20; ++i) {
            noted.insert(child.line());
        }
        child.kill();
        EXPECT_EQ(child.exit_code(), -SIGKILL);
        read_all(child, noted);
        expect_each_once(noted);
    }
    EXPECT_GT(noted.size(), 5000U);
}

#ifdef RENKEI_TEST_HOOKS
TEST_F(Killed, between_any_two_steps_what_was_noted_is_in_the_chain_once) {
    std::multiset<std::string> noted;
    int round = 100;
    for (const std::string step : {"journal.left-brought-in:1", "journal.noted:1", "journal.noted:2", "journal.brought-in:1", "journal.brought-in:2", "store.before-commit:3",
                                   "store.after-commit:3", "journal.emptied:1", "journal.emptied:2", "journal.began-anew:1", "journal.began-anew:2"}) {
        Child child("note until killed", {site.folder().string(), std::to_string(++round)}, {{"RENKEI_DIE_AT", step}});
        read_all(child, noted); // before waiting: it waits while nobody reads
        EXPECT_EQ(child.exit_code(), -SIGKILL) << step;
        expect_each_once(noted);
    }
}
#endif

} // namespace
} // namespace renkei::store::journal_test
