// What a program that was killed left in the journal: brought in once, by the next gateway; what is missing in it shows.
#include "tests/store/journal_kit.h"

#include <functional>
#include <sstream>
#include <sys/stat.h>
#include <thread>

namespace renkei::store {
namespace {

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

} // namespace
} // namespace renkei::store
