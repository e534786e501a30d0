// A document is taken back when long is gone by: whoever was given it is told.
#include "tests/exchange/outbox_at_work.h"

namespace renkei::exchange::withdrawal_test {
namespace {

using store::DeliveryState;

constexpr base::Millis a_day = 24LL * 60 * 60 * 1000;
constexpr base::Millis a_year = 365 * a_day;

void retain(store::Store& store, base::Millis before) {
    for (std::uint64_t gone = 1; gone > 0;) {
        must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(gone, transaction.retain(before));
            return {};
        }));
    }
}

TEST(Withdrawal, is_told_to_who_was_given_the_document_before_retention_ran) {
    Works it;
    const store::Delivery given = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(it.comes_to(given, DeliveryState::delivered));
    it.site.clock.shift(a_year);
    retain(*it.store, it.site.clock.now() - a_day);
    EXPECT_EQ(take_back(it.site, *it.store, given.document).documents.at(0).deliveries, 1U);
    ASSERT_TRUE(eventually([&] { return it.transport.delivered("p0").size() == 2; }));
    EXPECT_NE(it.transport.delivered("p0").back().find(R"("known_as":"/documents/of-one")"), std::string::npos) << it.transport.delivered("p0").back();
}

TEST(Withdrawal, is_told_by_the_name_of_the_version_that_came_last) {
    Works it;
    const store::Delivery given = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(it.comes_to(given, DeliveryState::delivered));
    const store::Delivery newer = add_version(*it.store, given, "two");
    ASSERT_TRUE(it.comes_to(newer, DeliveryState::delivered));
    it.site.clock.shift(a_year);
    retain(*it.store, it.site.clock.now() - a_day);
    EXPECT_EQ(take_back(it.site, *it.store, given.document).documents.at(0).deliveries, 1U);
    ASSERT_TRUE(eventually([&] { return it.transport.delivered("p0").size() == 3; }));
    EXPECT_NE(it.transport.delivered("p0").back().find(R"("known_as":"/documents/of-two")"), std::string::npos) << it.transport.delivered("p0").back();
}

} // namespace
} // namespace renkei::exchange::withdrawal_test
