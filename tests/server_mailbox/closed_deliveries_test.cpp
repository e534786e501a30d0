// What the care hub closes in a mailbox is written down, so that a poll does not walk it.
#include "gateway/network/store/session/session.h"

#include "tests/server_mailbox/mailboxes.h"

namespace renkei::server::closed_deliveries_test {
namespace {

using access::insurer;
using access::person_of;
using access::Reader;
using test::must;

constexpr base::Millis an_hour = 3'600'000;

TEST_F(Mailboxes, leave_out_what_is_written_down_as_closed) {
    for (int i = 0; i < 120; ++i) {
        send({.name = std::to_string(i), .receivers = {"office"}, .persons = {"p" + std::to_string(i)}});
    }
    EXPECT_TRUE(poll(peer("office")).empty());
    EXPECT_EQ(waiting(peer("office")).size(), 120U);
    EXPECT_TRUE(waiting(peer("office"), true).empty()) << "a poll walks none of them";
    EXPECT_TRUE(read(peer("office")).decided.empty());
    registration("p7");
    consent("p7");
    EXPECT_EQ(waiting(peer("office"), true).size(), 1U) << "those of one person are decided again";
    EXPECT_EQ(poll(peer("office")).size(), 1U) << "and there at the next poll";
}

TEST_F(Mailboxes, do_not_write_down_what_has_changed_since_it_was_decided) {
    send({.receivers = {"office"}});
    registration();
    const MailboxPage before = read(peer("office"));
    EXPECT_EQ(before.decided.size(), 1U);
    registration("p9");
    must(keep_decided(*store, receiver(peer("office")), before));
    EXPECT_EQ(waiting(peer("office"), true).size(), 1U) << "some record has changed";
    const MailboxPage again = read(peer("office"));
    consent();
    must(keep_decided(*store, receiver(peer("office")), again));
    EXPECT_EQ(poll(peer("office")).size(), 1U);
}

// What is closed to one user of the peer may be open to another.
TEST_F(Mailboxes, believe_and_write_down_only_what_is_decided_of_the_peer) {
    send({.receivers = {"office"}});
    registration();
    consent();
    access::Reader user = receiver(peer("office"));
    const auto read_as = [&](std::string_view job) {
        user.job = job;
        const MailboxPage page = must(store->read_value<MailboxPage>(
            [&](const store::Snapshot& it) { return read_mailbox(it, user, {}, 50); }));
        must(keep_decided(*store, user, page));
        return page.waiting.size();
    };
    EXPECT_EQ(read_as(""), 0U);
    EXPECT_EQ(read_as("care_manager"), 1U);
    EXPECT_EQ(poll(peer("office")).size(), 1U);
    clock.pass(1);
    put(store::Kept<sharing::Consent>{person_of("hanako"),
                                      {.id = store::new_uuid7(clock.now()),
                                       .insurer = insurer,
                                       .taker = {"insurer", insurer},
                                       .permits = false,
                                       .given_at = clock.now()}});
    EXPECT_EQ(poll(peer("office")).size(), 0U);
    EXPECT_TRUE(waiting(peer("office"), true).empty()) << "it is written down";
    EXPECT_EQ(read_as(""), 0U);
    EXPECT_TRUE(waiting(peer("office"), true).empty()) << "and stays so";
}

// A mailbox that its peer does not read to the end is decided to the end once a day.
TEST_F(Mailboxes, decide_all_that_has_run_out_at_the_first_poll_of_the_day) {
    for (const char* person : {"p1", "p2", "p3", "p4"}) {
        send({.name = person, .receivers = {"office"}, .persons = {person}});
    }
    send({.name = "a", .form = "admission", .receivers = {"office"}});
    send({.name = "b", .form = "admission", .receivers = {"office"}});
    send({.name = "p5", .receivers = {"office"}, .persons = {"p5"}});
    EXPECT_EQ(poll(peer("office")).size(), 2U);
    clock.pass(24LL * 60 * 60 * 1000);
    const MailboxPage first = read(peer("office"), {}, 1);
    EXPECT_EQ(first.waiting.size(), 1U);
    EXPECT_TRUE(first.has_more);
    EXPECT_EQ(first.decided.size(), 5U);
    must(keep_decided(*store, receiver(peer("office")), first));
    EXPECT_TRUE(read(peer("office"), {}, 1).decided.empty());
}

TEST_F(Mailboxes, decide_again_what_comes_back_into_one) {
    send({.receivers = {"office"}});
    EXPECT_TRUE(poll(peer("office")).empty());
    store::Delivery delivery = waiting(peer("office")).at(0);
    const auto move = [&](store::DeliveryState to) {
        delivery.state = to;
        must(store->write([&](store::Transaction& it) { return it.update(delivery); }));
    };
    move(store::DeliveryState::cancelled);
    registration();
    consent();
    move(store::DeliveryState::mailbox);
    EXPECT_EQ(poll(peer("office")).size(), 1U);
}

TEST_F(Mailboxes, do_not_write_down_what_an_old_list_of_peers_decided) {
    send({.receivers = {"office"}});
    registration();
    consent();
    policy::Peer old = peer("office");
    old.job.clear();
    const MailboxPage by_old = read(old);
    EXPECT_EQ(by_old.decided.size(), 1U);
    must(keep_decided(*store, receiver(old), by_old));
    EXPECT_EQ(poll(peer("office")).size(), 1U);
}

TEST_F(Mailboxes, decide_again_with_each_day_and_when_a_clock_goes_back) {
    registration();
    consent();
    sharing::Registration later{.id = store::new_uuid7(clock.now()),
                                .insurer = insurer,
                                .office = {"office", "9970100021"},
                                .service_type = "43",
                                .identity = sharing::IdentityCheck{.at = clock.now()},
                                .from = *time::parse_date("2026-06-16"),
                                .until = time::parse_date("2026-06-20"),
                                .makes_plan = true};
    put(store::Kept<sharing::Registration>{person_of("hanako"), later});
    send({.receivers = {"stranger"}});
    EXPECT_TRUE(poll(peer("stranger")).empty());
    clock.set(must_day("2026-06-16") - 1);
    EXPECT_TRUE(poll(peer("stranger")).empty());
    clock.pass(1);
    EXPECT_EQ(poll(peer("stranger")).size(), 1U) << "its first day";
    clock.set(must_day("2026-06-21"));
    EXPECT_TRUE(poll(peer("stranger")).empty());
    clock.pass(-an_hour);
    EXPECT_EQ(poll(peer("stranger")).size(), 1U) << "its last day";
}

TEST_F(Mailboxes, do_not_write_down_what_rests_on_a_record_that_does_not_open) {
    send({.receivers = {"office"}});
    registration();
    consent();
    must(store->write([](store::Transaction& it) -> diag::Result<void> {
        return it.session().sql.send("UPDATE person_record SET entry = $1 WHERE kind = 'consent'",
                                     {store::Bytes{std::string(60, 'x')}});
    }));
    EXPECT_TRUE(poll(peer("office")).empty());
    EXPECT_EQ(waiting(peer("office"), true).size(), 1U) << "a node that has its key may read it";
}

TEST_F(Mailboxes, of_a_gateway_without_hub_have_all_that_names_the_peer) {
    send({.receivers = {"office"}});
    EXPECT_TRUE(poll(peer("office")).empty());
    const Reader off = access::receiver_of(peer("office"), nullptr, clock.now());
    const MailboxPage page = must(store->read_value<MailboxPage>(
        [&](const store::Snapshot& snapshot) { return read_mailbox(snapshot, off, {}, 50); }));
    EXPECT_EQ(page.waiting.size(), 1U);
    EXPECT_TRUE(page.decided.empty());
}

} // namespace
} // namespace renkei::server::closed_deliveries_test
