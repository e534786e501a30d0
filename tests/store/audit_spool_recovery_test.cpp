// Events that a killed program left in the audit spool are drained once by the next gateway; missing ones are
// detected.
#include "generated/messages/store.h"

#include "tests/store/audit_spool_kit.h"
#include <sys/stat.h>

#include <functional>
#include <sstream>
#include <thread>

namespace renkei::store::audit_spool_recovery_test {
namespace {

TEST_F(AuditSpoolTest, leftover_events_are_drained_before_the_store_is_used) {
    leave({"1", "2"});
    EXPECT_EQ(events_at_next_start(), (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(events_at_next_start(), (std::vector<std::string>{"1", "2"})) << "once";
}

TEST_F(AuditSpoolTest, a_command_does_not_drain_it) {
    leave({"1"});
    EXPECT_TRUE(events_of(*site.open()).empty());
    EXPECT_EQ(events_at_next_start(), std::vector<std::string>{"1"});
}

// Killed after the commit and before the file was restarted: the position in the database has the drained
// lines.
TEST_F(AuditSpoolTest, drained_events_are_not_drained_again) {
    leave({"1", "2"});
    const std::string first = bytes();
    open();
    leave({"3"});
    const std::string second = bytes();
    EXPECT_EQ(events_at_next_start().size(), 3U);
    for (const std::string& old : {first, second}) {
        put(old);
        EXPECT_EQ(events_at_next_start(), (std::vector<std::string>{"1", "2", "3"}));
    }
}

TEST_F(AuditSpoolTest, drained_events_are_known_by_their_number) {
    leave({"1", "2", "3"});
    const AuditSpoolFile left = audit_spool();
    const std::uint64_t generation = left.end().generation;
    EXPECT_EQ(must(left.read_after({generation, 2})).facts.size(), 1U);
    EXPECT_EQ(must(left.read_after({generation, 3})).facts.size(), 0U);
    EXPECT_EQ(must(left.read_after({generation, 7})).facts.size(), 0U)
        << "the end was lost with the power, the database was not";
    EXPECT_EQ(must(left.read_after({generation, 7})).lost, 0U);
    EXPECT_EQ(must(left.read_after({generation - 1, 7})).facts.size(), 3U);
    EXPECT_EQ(must(left.read_after({generation + 1, 0})).facts.size(), 0U);
}

TEST_F(AuditSpoolTest, complete_lines_of_a_truncated_file_are_drained) {
    leave({"1", "2"});
    const std::string whole = bytes();
    const std::size_t second = whole.find('\n', whole.find('\n') + 1) + 1;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        put(whole.substr(0, size));
        const SpoolRemainder left = must(audit_spool().read_after({}));
        EXPECT_EQ(left.facts.size(), size < second ? 0U : size < whole.size() ? 1U : 2U) << size;
        EXPECT_EQ(left.lost, 0U) << "half a line was not acknowledged " << size;
    }
    put(std::string(69, '\0'));
    EXPECT_EQ(must(audit_spool().read_after({})).lost, 0U);
    put(std::string(70, '\0'));
    EXPECT_EQ(must(audit_spool().read_after({})).lost, 1U) << "more than a first line";
}

using Lines = std::vector<std::string>;

struct Damage {
    std::string name;
    std::function<void(std::vector<std::string>& lines)> done; // the first has the generation
    std::vector<std::string> recorded;
    std::uint64_t lost = recorded.back() == audit::events_lost ? 1 : 0;
};
class Damaged : public AuditSpoolTest, public testing::WithParamInterface<Damage> {};

TEST_P(Damaged, data_is_reported) {
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
    EXPECT_EQ(events_of(*store), GetParam().recorded);
    EXPECT_EQ(audit_count(*store), GetParam().recorded.size());
    EXPECT_EQ(store->health().events_lost.count, GetParam().lost);
    EXPECT_EQ(kept_aside(), GetParam().lost == 0 ? Lines() : Lines{changed});
}
INSTANTIATE_TEST_SUITE_P(
    AuditSpool, Damaged,
    testing::Values(
        Damage{
            "changed", [](Lines& lines) { lines[2][lines[2].size() - 3] ^= 1; }, {"1", "3", "events-lost"}},
        Damage{"changed_at_the_beginning", [](Lines& lines) { lines[0].back() ^= 1; }, {"1", "2", "3"}},
        Damage{"changed_at_the_beginning_and_behind",
               [](Lines& lines) { lines[0] = "nonsense", lines[2].back() ^= 1; },
               {"1", "3", "events-lost"}},
        Damage{"without_a_beginning", [](Lines& lines) { lines.erase(lines.begin()); }, {"1", "2", "3"}},
        Damage{"nothing_of_before",
               [](Lines& lines) {
                   lines = {"a", "b", "c"};
               },
               {"events-lost"},
               3},
        Damage{"changed_at_the_end",
               [](Lines& lines) { lines[3][lines[3].size() - 3] ^= 1; },
               {"1", "2", "events-lost"}},
        Damage{"taken_out", [](Lines& lines) { lines.erase(lines.begin() + 2); }, {"1", "3", "events-lost"}},
        Damage{"moved", [](Lines& lines) { std::swap(lines[1], lines[2]); }, {"2", "3", "events-lost"}},
        Damage{"repeated", [](Lines& lines) { lines.insert(lines.begin() + 2, lines[1]); }, {"1", "2", "3"}},
        Damage{"put_in",
               [](Lines& lines) { lines.insert(lines.begin() + 2, "2 0123456789abcdef {}"); },
               {"1", "2", "3"}}),
    [](const testing::TestParamInfo<Damage>& about) { return about.param.name; });

// The event says how many events were lost, and where the rest lies.
TEST_F(AuditSpoolTest, lost_events_are_reported_by_an_audit_event) {
    put("a\nb\nc\nd\n");
    const std::unique_ptr<Store> store = open();
    const LostEvents lost = store->health().events_lost;
    EXPECT_EQ(lost.count, 4U);
    EXPECT_EQ(must(base::read_file(site.folder() / lost.file)), "a\nb\nc\nd\n");
    std::string event;
    must(store->read([&](const Snapshot& snapshot) {
        return snapshot.audit([&](const AuditRow& row) {
            event = must(audit::audit_event_of(row.event, row.node));
            EXPECT_EQ(audit::lost_events_in(row.event)->events, 4U);
            return true;
        });
    }));
    EXPECT_NE(event.find(R"("outcomeDesc":"damaged before they came into the chain: 4 events")"),
              std::string::npos)
        << event;
    EXPECT_NE(event.find(R"("name":")" + lost.file + '"'), std::string::npos) << event;
}

TEST_F(AuditSpoolTest, the_file_of_another_store_is_saved_as_a_copy) {
    const Site other{Engine::sqlite};
    AuditSpoolFile writing =
        must(AuditSpoolFile::open(other.folder() / "theirs", audit_spool_key(other.open()->search_key())));
    must(writing.append("{}"));
    const std::string theirs = must(base::read_file(other.folder() / "theirs"));
    open();
    put(theirs);
    EXPECT_EQ(events_at_next_start(), Lines{"events-lost"});
    EXPECT_EQ(kept_aside(), Lines{theirs});
}

// Events recorded after the backup are drained behind those in it.
TEST_F(AuditSpoolTest, a_restored_store_takes_over_its_old_file) {
    {
        const auto store = open();
        must(store->append_audit(read_of("1")));
        while (events_of(*store).empty()) {
            std::this_thread::yield();
        }
        must(backup(*store, site.folder() / "backup", site.ring));
        must(store->append_audit(read_of("2")));
    }
    const std::string old = bytes();
    fs::remove(site.settings().file);
    must(restore(site.folder() / "backup", settings(), site.ring, site.clock));
    EXPECT_EQ(bytes(), old);
    EXPECT_EQ(events_at_next_start(), (std::vector<std::string>{"1", "2"}));
}

TEST_F(AuditSpoolTest, a_link_to_the_store_uses_the_same_file) {
    leave({"1"});
    const Folder elsewhere;
    fs::create_symlink(site.settings().file, elsewhere.path() / "link");
    StoreSettings linked = settings();
    linked.file = elsewhere.path() / "link";
    EXPECT_EQ(events_of(*must(Store::open(linked, site.ring, site.clock))), std::vector<std::string>{"1"});
}

TEST_F(AuditSpoolTest, a_foreign_file_is_saved_as_a_copy) {
    const std::pair<std::string, std::uint64_t> files[] = {
        {"renkei audits, generation 3 x\n", 1},
        {"renkei audit events, generation 3 0123456789abcdef\n", 1},
        {"a line\nand another\n", 2},
        {"x", 1}};
    Lines all;
    for (const auto& [theirs, lost] : files) {
        put(theirs);
        EXPECT_EQ(open()->health().events_lost.count, lost) << theirs;
        all.push_back(theirs);
    }
    std::ranges::sort(all);
    EXPECT_EQ(kept_aside(), all);
    EXPECT_EQ(open()->health().events_lost.count, 0U) << "once";
}

// The program ended, or the file could not be truncated, after the loss was reported and before the file was
// restarted.
TEST_F(AuditSpoolTest, a_file_that_stays_is_reported_once) {
    for (int start = 0; start < 3; ++start) {
        put("one\n");
        EXPECT_EQ(open()->health().events_lost.count, start == 0 ? 1U : 0U);
    }
    must(open()->append_audit(read_of("1")));
    put("one\n");
    EXPECT_EQ(open()->health().events_lost.count, 1U) << "another loss, since events came in";
}

// An attacker who can write the folder or the database, but has no key.
TEST_F(AuditSpoolTest, events_joined_into_one_line_are_reported) {
    leave({"1", "2"});
    const std::string one_line = [&] {
        std::string out = bytes();
        std::ranges::replace(out, '\n', ' ');
        return out;
    }();
    for (const std::string& changed : {one_line, one_line + "\n"}) {
        put(changed);
        EXPECT_EQ(open()->health().events_lost.count, 1U);
    }
    EXPECT_EQ(kept_aside().size(), 2U);
}

TEST_F(AuditSpoolTest, a_forged_position_in_the_database_hides_nothing) {
    leave({"1", "2"});
    must(site.open()->write([](Transaction& transaction) { return transaction.set("journal", "9 9"); }));
    const auto store = open();
    EXPECT_EQ(events_of(*store), Lines{"events-lost"}) << "they may have been in the chain";
    EXPECT_EQ(store->health().events_lost.count, 2U);
    EXPECT_EQ(kept_aside().size(), 1U);
    // the forged position is that of the next event
    must(store->write([](Transaction& transaction) { return transaction.set("journal", "4 1"); }));
    must(store->append_audit(read_of("3")));
    while (events_of(*store).size() < 2) {
        std::this_thread::yield();
    }
    EXPECT_EQ(events_of(*store).back(), "3");
}

TEST_F(AuditSpoolTest, an_older_file_in_its_place_is_reported) {
    leave({"1"});
    const std::string older = bytes();
    {
        const auto store = open();
        must(store->append_audit(read_of("2")));
    }
    put(older);
    EXPECT_EQ(events_at_next_start(), (Lines{"1", "2", "events-lost"}));
}

TEST_F(AuditSpoolTest, an_existing_file_is_not_overwritten_by_a_copy) {
    put("one\n");
    const std::string name = (site.folder() / open()->health().events_lost.file).string();
    fs::remove(name);
    ASSERT_EQ(::mkfifo(name.c_str(), 0600), 0);
    put("two\n");
    open();
    put("one\n");
    EXPECT_EQ(site.folder() / open()->health().events_lost.file, name + "-2");
    EXPECT_EQ(must(base::read_file(name + "-2")), "one\n");
}

// Another one that is damaged in the same way later does not take its place; the same one again needs no
// second copy.
TEST_F(AuditSpoolTest, a_saved_copy_stays) {
    for (const std::string theirs : {"one\n", "two\n", "one\n"}) {
        put(theirs);
        open();
    }
    EXPECT_EQ(kept_aside(), (Lines{"one\n", "two\n"}));
}

TEST_F(AuditSpoolTest, a_file_that_is_not_plain_prevents_the_start) {
    const std::pair<std::string, std::function<void()>> others[] = {
        {"no plain file", [&] { ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0); }},
        {"a directory", [&] { fs::create_directory(file()); }},
        {"a symbolic link", [&] { fs::create_symlink(site.folder() / "elsewhere", file()); }},
        {"a file that has other names, too",
         [&] { put("x"), fs::create_hard_link(file(), site.folder() / "other"); }},
        {"65 MB", [&] {
             put("");
             fs::resize_file(file(), 65U << 20);
         }}};
    open();
    for (const auto& [found, put_there] : others) {
        fs::remove(file());
        put_there();
        for (const bool audit_spool : {true, false}) {
            StoreSettings with = settings();
            with.audit_spool = audit_spool;
            const auto opened = Store::open(with, site.ring, site.clock);
            ASSERT_FALSE(opened) << found;
            EXPECT_EQ(opened.error().message, diag::message::audit_spool_foreign);
            EXPECT_EQ(opened.error().where.file, file().string());
            EXPECT_EQ(opened.error().args, (Lines{"64", found}));
        }
    }
}

// A command reads the chain only, so it should know what is not in it.
TEST_F(AuditSpoolTest, spooled_events_are_counted) {
    EXPECT_EQ(must(site.open()->spooled_events()).count, 0U) << "no gateway was here";
    leave({"1", "2"});
    const SpooledEvents waiting = must(site.open()->spooled_events());
    EXPECT_EQ(waiting.count, 2U);
    EXPECT_EQ(waiting.file, file());
    const std::unique_ptr<Store> gateway = open();
    must(gateway->append_audit(read_of("3")));
    EXPECT_EQ(must(site.open()->spooled_events()).count, 0U) << "it comes in by itself";
    EXPECT_EQ(events_of(*gateway).size(), 3U);
}

TEST_F(AuditSpoolTest, damaged_events_wait_to_be_reported) {
    leave({"1", "2"});
    EXPECT_EQ(must(site.open()->spooled_events()).damaged, 0U);
    std::string changed = bytes();
    changed[changed.size() - 3] ^= 1;
    put(changed);
    const SpooledEvents waiting = must(site.open()->spooled_events());
    EXPECT_EQ(waiting.count, 2U);
    EXPECT_EQ(waiting.damaged, 1U);
}

} // namespace
} // namespace renkei::store::audit_spool_recovery_test
