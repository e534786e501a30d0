// A document is withdrawn after a long time: all its receivers get the withdrawal.
#include "tests/outbox/running_outbox.h"

namespace renkei::outbox::withdrawal_test {
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

TEST(Withdrawal, goes_to_receivers_of_the_document_before_retention_ran) {
    RunningOutbox it;
    const store::Delivery earlier = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(it.comes_to(earlier, DeliveryState::delivered));
    it.site.clock.shift(a_year);
    retain(*it.store, it.site.clock.now() - a_day);
    EXPECT_EQ(withdraw_document(it.site, *it.store, earlier.document).documents.at(0).deliveries, 1U);
    ASSERT_TRUE(eventually([&] { return it.transport.delivered("p0").size() == 2; }));
    EXPECT_NE(it.transport.delivered("p0").back().find(R"("known_as":"/documents/of-one")"),
              std::string::npos)
        << it.transport.delivered("p0").back();
}

TEST(Withdrawal, has_the_name_of_the_version_that_came_last) {
    RunningOutbox it;
    const store::Delivery earlier = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(it.comes_to(earlier, DeliveryState::delivered));
    const store::Delivery newer = add_version(*it.store, earlier, "two");
    ASSERT_TRUE(it.comes_to(newer, DeliveryState::delivered));
    it.site.clock.shift(a_year);
    retain(*it.store, it.site.clock.now() - a_day);
    EXPECT_EQ(withdraw_document(it.site, *it.store, earlier.document).documents.at(0).deliveries, 1U);
    ASSERT_TRUE(eventually([&] { return it.transport.delivered("p0").size() == 3; }));
    EXPECT_NE(it.transport.delivered("p0").back().find(R"("known_as":"/documents/of-two")"),
              std::string::npos)
        << it.transport.delivered("p0").back();
}

} // namespace
} // namespace renkei::outbox::withdrawal_test
