// Who would read no more, once the hub is switched on.
#include "gateway/network/access/closed_by_hub.h"

#include "tests/access/kit.h"

namespace renkei::access::closed_by_hub_test {
namespace {

class Switched : public Sharing {
protected:
    Switched() {
        for (policy::Peer& each : peers) {
            each.job = "care_manager"; // of all its users, as its entry says
        }
    }
    ClosedByHub closed(std::string_view day = "2026-06-15") const {
        return must(store->read_value<ClosedByHub>([&](const store::Snapshot& snapshot) {
            return closed_by_hub(snapshot, peers, hub(), must_day(day));
        }));
    }
};

TEST_F(Switched, on_it_closes_to_receivers_what_the_matrix_does_not_open_by_peer_and_form) {
    for (const std::string name : {"a", "b"}) {
        add({.name = name, .receivers = {"office", "stranger"}});
    }
    add({.name = "c", .form = "cert_survey", .sender = "town", .receivers = {"office"}});
    add({.name = "d", .form = admission_form, .sender = "clinic", .receivers = {"office"}});
    add({.name = "e", .form = unknown_form, .sender = "clinic", .receivers = {"office"}});
    EXPECT_EQ(closed(), (ClosedByHub{{"office", {{"opinion", 2}, {"cert_survey", 1}}},
                                     {"stranger", {{"opinion", 2}}}}));
    registration();
    consent();
    EXPECT_EQ(closed(), (ClosedByHub{{"stranger", {{"opinion", 2}}}}));
    peers.back().revoked = true;
    EXPECT_EQ(closed(), ClosedByHub()) << "the stranger reads nothing today";
}

TEST_F(Switched, on_it_closes_nothing_before_the_insurers_start) {
    add({.receivers = {"office"}});
    EXPECT_EQ(closed("2026-03-31"), ClosedByHub());
    EXPECT_EQ(closed("2026-04-01").size(), 1U);
}

TEST_F(Switched, on_it_is_counted_page_by_page) {
    for (int i = 0; i < 130; ++i) {
        add({.name = std::to_string(i), .receivers = {"office"}});
    }
    EXPECT_EQ(closed(), (ClosedByHub{{"office", {{"opinion", 130}}}}));
}

} // namespace
} // namespace renkei::access::closed_by_hub_test
