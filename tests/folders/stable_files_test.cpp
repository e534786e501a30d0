#include "gateway/network/folders/stable_files.h"

#include <gtest/gtest.h>

namespace renkei::folders::stable_files_test {
namespace {

using Names = std::vector<std::string>;

constexpr base::Millis settle = 2000;
constexpr base::Millis stale = 60'000;

StableFiles arrivals() { return {settle, stale}; }
ObservedFile file(const char* name, std::uint64_t inode, std::uint64_t size = 10, std::int64_t written = 1) {
    return {.name = name, .inode = inode, .size = size, .written_ns = written, .changed_ns = written};
}

TEST(StampOf, is_the_last_part_of_the_name) {
    EXPECT_EQ(stamp_of("A_9970100013_43_9910100016_00_20260113101500.CSV"), "20260113101500");
    EXPECT_EQ(stamp_of("A_20260113101500.CSV.part"), "20260113101500");
    EXPECT_EQ(stamp_of("K202601.CSV"), "");
    EXPECT_EQ(stamp_of("A_2026011310150X.CSV"), "");
}

TEST(StableFiles, waits_until_a_file_has_settled) {
    StableFiles it = arrivals();
    EXPECT_EQ(it.complete({file("a.csv", 1)}, 0), Names{});
    EXPECT_EQ(it.complete({file("a.csv", 1)}, settle - 1), Names{});
    EXPECT_EQ(it.complete({file("a.csv", 1)}, settle), Names{"a.csv"});
}

TEST(StableFiles, starts_waiting_again_when_a_file_grew_or_was_rewritten) {
    StableFiles it = arrivals();
    it.complete({file("a.csv", 1, 10, 1)}, 0);
    it.complete({file("a.csv", 1, 11, 1)}, 1000);
    EXPECT_EQ(it.complete({file("a.csv", 1, 11, 1)}, settle), Names{});
    it.complete({file("a.csv", 1, 11, 2)}, 2500);
    EXPECT_EQ(it.complete({file("a.csv", 1, 11, 2)}, 4000), Names{});
    EXPECT_EQ(it.complete({file("a.csv", 1, 11, 2)}, 4500), Names{"a.csv"});
}

TEST(StableFiles, never_accepts_hidden_and_partial_names) {
    StableFiles it = arrivals();
    const std::vector<ObservedFile> files = {file("a.csv.part", 1), file("b.tmp", 2), file(".c.csv", 3),
                                             file("d.csv~", 4)};
    it.complete(files, 0);
    EXPECT_EQ(it.complete(files, 10 * stale), Names{});
}

TEST(StableFiles, accepts_at_once_a_file_renamed_from_a_partial_name) {
    StableFiles it = arrivals();
    it.complete({file("a.csv.part", 1)}, 0);
    EXPECT_EQ(it.complete({file("a.csv", 1)}, 100), Names{"a.csv"});
}

TEST(StableFiles, waits_for_a_renamed_file_that_was_still_written_to) {
    StableFiles it = arrivals();
    it.complete({file("a.csv.part", 1, 10, 1)}, 0);
    EXPECT_EQ(it.complete({file("a.csv", 1, 20, 2)}, 100), Names{});
}

TEST(StableFiles, come_by_the_stamp_in_their_name) {
    StableFiles it = arrivals();
    const std::vector<ObservedFile> files = {file("late.csv", 1), file("B_20260113101501.CSV", 2),
                                             file("C_20260113101500.CSV", 3),
                                             file("A_20260113101501.CSV", 4)};
    it.complete(files, 0);
    EXPECT_EQ(it.complete(files, settle),
              (Names{"C_20260113101500.CSV", "A_20260113101501.CSV", "B_20260113101501.CSV", "late.csv"}));
}

TEST(StableFiles, hold_back_later_stamps_and_their_own_set_while_one_is_being_written) {
    StableFiles it = arrivals();
    std::vector<ObservedFile> files = {file("A_20260113101500.CSV", 1), file("B_20260113101500.CSV.part", 2),
                                       file("C_20260113101459.CSV", 3), file("D_20260113101501.CSV", 4)};
    it.complete(files, 0);
    EXPECT_EQ(it.complete(files, settle), Names{"C_20260113101459.CSV"});
    files[1].name = "B_20260113101500.CSV";
    EXPECT_EQ(it.complete(files, settle + 1), (Names{"C_20260113101459.CSV", "A_20260113101500.CSV",
                                                     "B_20260113101500.CSV", "D_20260113101501.CSV"}));
}

TEST(StableFiles, are_not_held_for_ever_by_a_writer_that_died) {
    StableFiles it = arrivals();
    const std::vector<ObservedFile> files = {file("A_20260113101500.CSV.part", 1),
                                             file("B_20260113101500.CSV", 2)};
    it.complete(files, 0);
    EXPECT_EQ(it.complete(files, stale - 1), Names{});
    EXPECT_EQ(it.complete(files, stale), Names{"B_20260113101500.CSV"});
}

} // namespace
} // namespace renkei::folders::stable_files_test
