#include "gateway/core/base/id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <unordered_set>

namespace renkei::base::id_test {
namespace {

using ApplesId = Id<struct ApplesTag, std::uint16_t>;
using PearsId = Id<struct PearsTag, std::uint16_t>;

// An id of one table is no id of another, and no number; no number becomes an id by itself.
static_assert(!std::is_convertible_v<ApplesId, PearsId>);
static_assert(!std::is_constructible_v<ApplesId, PearsId>);
static_assert(!std::is_convertible_v<ApplesId, std::uint16_t>);
static_assert(!std::is_convertible_v<std::uint16_t, ApplesId>);
static_assert(!std::is_convertible_v<int, ApplesId>);
static_assert(std::is_convertible_v<NoId, ApplesId>);
template <class A, class B>
concept comparable = requires(A a, B b) {
    a == b;
};
static_assert(comparable<ApplesId, ApplesId>);
static_assert(comparable<ApplesId, NoId>);
static_assert(!comparable<ApplesId, PearsId>);
static_assert(!comparable<ApplesId, int>);

template <class Rows, class Index>
concept indexed_by = requires(Rows rows, Index index) {
    rows[index];
};
static_assert(indexed_by<IdVector<ApplesId, std::string>, ApplesId>);
static_assert(!indexed_by<IdVector<ApplesId, std::string>, PearsId>);
static_assert(!indexed_by<IdVector<ApplesId, std::string>, std::size_t>);
static_assert(!indexed_by<IdView<ApplesId, std::string>, std::size_t>);

// Flat files hold ids as they are.
static_assert(std::is_trivially_copyable_v<ApplesId>);
static_assert(sizeof(ApplesId) == sizeof(std::uint16_t));
static_assert(alignof(ApplesId) == alignof(std::uint16_t));

TEST(Id, is_none_until_it_gets_a_number) {
    EXPECT_EQ(ApplesId(), none);
    EXPECT_EQ(ApplesId().value, 0xFFFF);
    EXPECT_NE(ApplesId(0), none);
}

TEST(Id, is_ordered_by_its_number_with_none_last) {
    EXPECT_LT(ApplesId(1), ApplesId(2));
    EXPECT_LT(ApplesId(2), ApplesId(none));
}

TEST(Id, is_a_key_of_a_hash_table) {
    const std::unordered_set<ApplesId> known{ApplesId(1), ApplesId(2), ApplesId(1)};
    EXPECT_EQ(known.size(), 2U);
    EXPECT_TRUE(known.contains(ApplesId(2)));
}

TEST(IdVector, gives_the_next_id_to_the_row_that_is_added) {
    IdVector<ApplesId, std::string> apples;
    const ApplesId first = apples.next_id();
    apples.push_back("fuji");
    const ApplesId second = apples.next_id();
    apples.push_back("tsugaru");
    EXPECT_EQ(apples[first], "fuji");
    EXPECT_EQ(apples[second], "tsugaru");
    EXPECT_EQ(apples.last_id(), second);
    EXPECT_EQ(apples.id_of(apples[second]), second);
}

TEST(IdVector, lists_the_ids_of_its_rows) {
    const IdVector<ApplesId, std::string> apples(3, "fuji");
    const auto listed = [](auto range) { return std::vector<ApplesId>(range.begin(), range.end()); };
    EXPECT_THAT(listed(apples.ids()), testing::ElementsAre(ApplesId(0), ApplesId(1), ApplesId(2)));
    EXPECT_THAT(listed(apples.ids(2)), testing::ElementsAre(ApplesId(2)));
    EXPECT_THAT(listed(apples.ids(4)), testing::IsEmpty());
}

TEST(IdView, has_the_ids_of_the_vector_that_it_views) {
    const IdVector<ApplesId, std::string> apples(std::vector<std::string>{"fuji", "tsugaru"});
    const IdView<ApplesId, std::string> view(apples.rows());
    EXPECT_EQ(&view[ApplesId(1)], &apples[ApplesId(1)]);
    EXPECT_EQ(view.id_of(apples[ApplesId(1)]), ApplesId(1));
}

} // namespace
} // namespace renkei::base::id_test
