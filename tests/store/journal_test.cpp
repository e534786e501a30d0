// Events that stand alone: kept before note() returns, in the chain once.
#include "gateway/store/journal.h"
#include "gateway/audit/facts.h"
#include "gateway/base/file.h"
#include "tests/store/child.h"
#include "tests/store/kit.h"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <sstream>
#include <functional>
#include <set>
#include <sys/stat.h>
#include <thread>

namespace renkei::store {
namespace {

namespace fs = std::filesystem;

audit::Event read_of(const std::string& request) {
    audit::Event out = event();
    out.action = audit::Action::read;
    out.interaction = "read";
    out.request = request;
    return out;
}

// What tells one event from another: its request, or what it is.
std::vector<std::string> told_by(const Store& store) {
    std::vector<std::string> out;
    must(store.read([&](const Snapshot& snapshot) {
        return snapshot.audit([&](const AuditRow& row) {
            const json::Tree tree = [&] {
                json::Tree it;
                EXPECT_TRUE(json::Parser().parse(row.event, it));
                return it;
            }();
            const json::NodeId request = tree.child(0, "request");
            out.emplace_back(tree.text(request == json::no_node ? tree.child(0, "interaction") : request));
            return true;
        });
    }));
    return out;
}

class JournalTest : public testing::Test {
protected:
    Settings settings() const {
        Settings out = site.settings();
        out.is_gateway = true;
        return out;
    }
    std::unique_ptr<Store> open() const { return must(Store::open(settings(), site.ring, site.clock)); }
    fs::path file() const { return site.settings().file.string() + "-events"; }

    JournalFile journal() const { return must(JournalFile::open(file(), key_of_journal(site.open()->search_key()))); }
    // As a program leaves it that was killed: lines that nobody brought in.
    void leave(const std::vector<std::string>& requests) const {
        open();
        JournalFile left = journal();
        for (const std::string& request : requests) {
            must(left.append(audit::to_facts(read_of(request), "https://localhost/fhir")));
        }
    }
    std::string bytes() const { return must(base::read_file(file())); }
    void put(std::string_view bytes) const { must(base::write_file(file(), bytes, base::Overwrite::yes)); }
    std::vector<std::string> told_at_next_start() const { return told_by(*open()); }

    Site site{Engine::sqlite};
};

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

TEST_F(JournalTest, what_a_program_left_comes_in_before_anybody_uses_the_store) {
    leave({"1", "2"});
    EXPECT_EQ(told_at_next_start(), (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(told_at_next_start(), (std::vector<std::string>{"1", "2"})) << "once";
}

TEST_F(JournalTest, a_command_leaves_it_to_the_gateway) {
    leave({"1"});
    EXPECT_TRUE(told_by(*site.open()).empty());
    EXPECT_EQ(told_at_next_start(), std::vector<std::string>{"1"});
}

// Killed after the commit and before the file began anew: the place in the database says what is in already.
TEST_F(JournalTest, what_is_in_the_chain_already_does_not_come_in_again) {
    leave({"1", "2"});
    const std::string first = bytes();
    open();
    leave({"3"});
    const std::string second = bytes();
    EXPECT_EQ(told_at_next_start().size(), 3U);
    for (const std::string& old : {first, second}) {
        put(old);
        EXPECT_EQ(told_at_next_start(), (std::vector<std::string>{"1", "2", "3"}));
    }
}

TEST_F(JournalTest, what_came_in_before_the_end_is_known_by_its_number) {
    leave({"1", "2", "3"});
    const JournalFile left = journal();
    const std::uint64_t generation = left.end().generation;
    EXPECT_EQ(must(left.left_behind({generation, 2})).facts.size(), 1U);
    EXPECT_EQ(must(left.left_behind({generation, 3})).facts.size(), 0U);
    EXPECT_EQ(must(left.left_behind({generation, 7})).facts.size(), 0U) << "the end was lost with the power, the database was not";
    EXPECT_EQ(must(left.left_behind({generation, 7})).lost, 0U);
    EXPECT_EQ(must(left.left_behind({generation - 1, 7})).facts.size(), 3U);
    EXPECT_EQ(must(left.left_behind({generation + 1, 0})).facts.size(), 0U);
}

TEST_F(JournalTest, wherever_the_file_is_cut_the_whole_lines_come_in) {
    leave({"1", "2"});
    const std::string whole = bytes();
    const std::size_t second = whole.find('\n', whole.find('\n') + 1) + 1;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        put(whole.substr(0, size));
        const JournalLeft left = must(journal().left_behind({}));
        EXPECT_EQ(left.facts.size(), size < second ? 0U : size < whole.size() ? 1U : 2U) << size;
        EXPECT_EQ(left.lost, 0U) << "half a line was answered to nobody " << size;
    }
    put(std::string(100, '\0'));
    EXPECT_EQ(must(journal().left_behind({})).lost, 0U);
}

struct Damage {
    std::string name;
    std::function<void(std::vector<std::string>& lines)> done; // the first has the generation
    std::vector<std::string> told;
};
class Damaged : public JournalTest, public testing::WithParamInterface<Damage> {};

TEST_P(Damaged, shows) {
    leave({"1", "2", "3"});
    std::vector<std::string> lines;
    std::istringstream in(bytes());
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    GetParam().done(lines);
    std::string changed;
    for (const std::string& line : lines) {
        changed += line + "\n";
    }
    put(changed);
    const auto store = open();
    EXPECT_EQ(told_by(*store), GetParam().told);
    EXPECT_EQ(audit_count(*store), GetParam().told.size());
    const bool is_lost = GetParam().told.back() == "events-lost";
    EXPECT_EQ(store->health().events_lost, is_lost ? 1U : 0U);
    std::size_t aside = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(site.folder())) {
        if (entry.path().string().starts_with(file().string() + ".damaged-")) {
            EXPECT_EQ(must(base::read_file(entry.path())), changed);
            ++aside;
        }
    }
    EXPECT_EQ(aside, is_lost ? 1U : 0U);
}
using Lines = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(
    Journal, Damaged,
    testing::Values(Damage{"changed", [](Lines& lines) { lines[2][lines[2].size() - 3] ^= 1; }, {"1", "3", "events-lost"}},
                    Damage{"changed_at_the_end", [](Lines& lines) { lines[3][lines[3].size() - 3] ^= 1; }, {"1", "2", "events-lost"}},
                    Damage{"taken_out", [](Lines& lines) { lines.erase(lines.begin() + 2); }, {"1", "3", "events-lost"}},
                    Damage{"moved", [](Lines& lines) { std::swap(lines[1], lines[2]); }, {"2", "3", "events-lost"}},
                    Damage{"repeated", [](Lines& lines) { lines.insert(lines.begin() + 2, lines[1]); }, {"1", "2", "3"}},
                    Damage{"put_in", [](Lines& lines) { lines.insert(lines.begin() + 2, "2 0123456789abcdef {}"); }, {"1", "2", "3"}}),
    [](const testing::TestParamInfo<Damage>& about) { return about.param.name; });

TEST_F(JournalTest, the_file_of_another_store_is_left_alone) {
    leave({"1"});
    const Site other{Engine::sqlite};
    fs::copy_file(file(), other.settings().file.string() + "-events");
    Settings settings = other.settings();
    settings.is_gateway = true;
    const auto opened = Store::open(settings, other.ring, other.clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, diag::Message::journal_foreign);
    EXPECT_EQ(must(base::read_file(other.settings().file.string() + "-events")), bytes());
}

// What was noted after the backup comes in behind what is in it.
TEST_F(JournalTest, a_store_that_is_restored_beside_its_old_file_takes_it_over) {
    const auto store = open();
    must(store->note(read_of("1")));
    while (told_by(*store).empty()) {
        std::this_thread::yield();
    }
    must(backup(*store, site.folder() / "backup", site.ring));
    must(store->note(read_of("2")));
    while (told_by(*store).size() < 2) {
        std::this_thread::yield();
    }
    const std::string running = bytes();
    for (const std::string end : {"", "-wal", "-shm"}) {
        fs::rename(site.settings().file.string() + end, site.folder() / ("old" + end));
    }
    fs::copy_file(file(), site.folder() / "copy"); // the running gateway has the file itself
    fs::rename(site.folder() / "copy", file());
    must(restore(site.folder() / "backup", settings(), site.ring, site.clock));
    EXPECT_EQ(bytes(), running);
    EXPECT_EQ(told_at_next_start(), (std::vector<std::string>{"1", "2"}));
}

TEST_F(JournalTest, a_link_to_the_store_leads_to_the_same_file) {
    leave({"1"});
    const Folder elsewhere;
    fs::create_symlink(site.settings().file, elsewhere.path() / "link");
    Settings linked = settings();
    linked.file = elsewhere.path() / "link";
    EXPECT_EQ(told_by(*must(Store::open(linked, site.ring, site.clock))), std::vector<std::string>{"1"});
}

TEST_F(JournalTest, a_second_program_does_without_one) {
    const auto store = open();
    const auto second = open();
    must(second->note(read_of("2")));
    EXPECT_EQ(told_by(*second), std::vector<std::string>{"2"});
}

TEST_F(JournalTest, a_file_of_somebody_else_is_left_alone) {
    for (const std::string theirs : {"renkei audits, generation 3 x\n", "renkei audit events, generation 3 0123456789abcdef\n", "a line\nand another\n", "x"}) {
        put(theirs);
        const auto opened = Store::open(settings(), site.ring, site.clock);
        ASSERT_FALSE(opened) << theirs;
        EXPECT_EQ(opened.error().message, diag::Message::journal_foreign);
        EXPECT_EQ(opened.error().where.file, file().string());
        EXPECT_EQ(bytes(), theirs);
    }
    fs::remove(file());
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    EXPECT_EQ(message_of(Store::open(settings(), site.ring, site.clock).map([](auto&&) {})), diag::Message::journal_foreign);
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
    must(journal->note(read_of("2")));
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    std::atomic<bool> is_noted = false;
    {
        const std::jthread one([&] {
            must(journal->note(read_of("3")));
            is_noted = true;
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        EXPECT_FALSE(is_noted);
        gate.set(false, false);
    }
    journal.reset();
    EXPECT_EQ(told_by(*store), (std::vector<std::string>{"1", "2", "3"}));
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

TEST_F(JournalTest, a_full_disk_is_told_and_nothing_stands_half_in_the_file) {
    Child child("note to full disk", {site.folder().string()});
    EXPECT_EQ(child.exit_code(), 0) << child.output();
    EXPECT_EQ(told_by(*open()), (std::vector<std::string>{"before", "after"}));
}

} // namespace
} // namespace renkei::store
