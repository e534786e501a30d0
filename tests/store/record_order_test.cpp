// The order of records about persons: the store's own, not that of the clocks.
#include "tests/store/records_kit.h"

#include <algorithm>

namespace renkei::store::record_order_test {
namespace {

class OrderOfRecords : public RecordContract {};
RENKEI_ON_BOTH_ENGINES(OrderOfRecords);

TEST_P(OrderOfRecords, is_that_in_which_the_store_took_them_whatever_the_clock_says) {
    const std::pair<std::string_view, Millis> kept[] = {
        {"hanako", now()}, {"hanako", now() - day}, {"taro", now() - day}, {"hanako", now() + day}};
    std::vector<std::int64_t> places;
    for (const auto& [person, when] : kept) {
        site->clock.set(when);
        keep(person, consent_of(when));
        for (const Kept<sharing::Consent>& each : of(person).consents) {
            if (each.record.given_at == when) {
                places.push_back(each.order.taken);
            }
        }
    }
    ASSERT_EQ(places.size(), std::size(kept));
    EXPECT_EQ(std::ranges::adjacent_find(places, std::ranges::greater_equal()), places.end());
    EXPECT_EQ(must(clock_behind(*store)), 0);
    site->clock.pass(-day);
    EXPECT_EQ(must(clock_behind(*store)), day);
}

} // namespace
} // namespace renkei::store::record_order_test
