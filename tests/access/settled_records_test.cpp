// A no that the store has taken counts at once, whatever the clocks say; a permission outranks it only if it
// is later both by its own time and by the order in which the store took the two.
#include "gateway/network/access/settled_records.h"
#include "gateway/network/sharing/facts.h"

#include "tests/access/kit.h"
#include <rapidcheck/gtest.h>

#include <functional>

namespace renkei::access::settled_records_test {
namespace {

using sharing::Consent;
using sharing::Registration;

constexpr base::Millis minute = 60'000;
constexpr base::Millis hour = 60 * minute;

class Settled : public Sharing {
protected:
    Settled() {
        clock.set(*time::parse_instant_or_day("2026-06-15T10:00:00+09:00"));
        put(sharing::Insurer{.number = "990028", // to which persons move
                             .state = sharing::InsurerState::live,
                             .live_from = time::parse_date("2026-04-01")});
    }

    template <class Record>
    std::vector<store::Kept<Record>>
    kept(std::vector<store::Kept<Record>> store::PersonRecords::*list) const {
        return must(store->read_value<store::PersonRecords>([this](const store::Snapshot& snapshot) {
                   return store::person_records(snapshot, person_of(who), insurer);
               })).*
               list;
    }
    void given(base::Millis at, bool permits = true) {
        put(store::Kept<Consent>{person_of(who),
                                 {.id = store::new_uuid7(clock.now()),
                                  .insurer = insurer,
                                  .taker = {"insurer", insurer},
                                  .permits = permits,
                                  .given_at = at}});
    }
    void withdraw() {
        for (store::Kept<Consent> each : kept(&store::PersonRecords::consents)) {
            if (each.record.permits && !each.record.withdrawn) {
                each.record.withdrawn = sharing::Withdrawal{.at = clock.now()};
                put(each);
            }
        }
    }
    void end() {
        for (store::Kept<Registration> each : kept(&store::PersonRecords::registrations)) {
            each.record.ended = sharing::RegistrationEnded{.at = clock.now()};
            put(each);
        }
    }
    // Each of them closes what is open.
    std::vector<std::pair<std::string, std::function<void()>>> nos() {
        return {{"withdrawal", [this] { withdraw(); }},
                {"refusal", [this] { given(clock.now(), false); }},
                {"end", [this] { end(); }},
                {"death", [this] { state({.insurer = insurer, .died = clock.now()}, who); }},
                {"move", [this] { state({.insurer = "990028", .moved_in = clock.now()}, who); }}};
    }
    // Of the opinion, open to the office an hour ago; the no is entered now.
    void each_no(const std::function<void(const std::string&, const store::Version&,
                                          const std::function<void()>&)>& check) {
        const base::Millis start = clock.now();
        for (const auto& [name, enter] : nos()) {
            clock.set(start);
            who = name;
            const store::Version opinion = add({.name = name, .receivers = {"office"}, .persons = {name}});
            registration(who);
            consent(who);
            clock.pass(hour);
            ASSERT_EQ(seen_by("office", opinion), VersionAccess::shown) << name;
            check(name, opinion, enter);
        }
    }
    std::string who = "hanako";
    policy::DeliveryAccess delivered(const Reader& receiver, const store::Store& at,
                                     const store::Version& version) const {
        return must(at.read_value<DeliveryVerdict>([&](const store::Snapshot& snapshot) {
                   return DocumentRights(snapshot, receiver)
                       .may_go({.document = version.document, .version = version.number});
               }))
            .access;
    }
};

TEST_F(Settled, a_clock_that_goes_back_opens_nothing_again) {
    each_no([&](const std::string& name, const store::Version& opinion, const std::function<void()>& enter) {
        enter();
        EXPECT_NE(seen_by("office", opinion), VersionAccess::shown) << name;
        clock.pass(-30 * minute);
        EXPECT_NE(seen_by("office", opinion), VersionAccess::shown) << name << ", as a request";
        EXPECT_NE(delivered(reader("office"), *store, opinion), policy::DeliveryAccess::goes)
            << name << ", sent";
    });
}

TEST_F(Settled, what_was_entered_while_the_clock_ran_ahead_counts_when_it_is_put_right) {
    each_no([&](const std::string& name, const store::Version& opinion, const std::function<void()>& enter) {
        clock.pass(48 * hour);
        enter();
        clock.pass(-48 * hour);
        EXPECT_NE(seen_by("office", opinion), VersionAccess::shown) << name;
        clock.pass(72 * hour);
        EXPECT_NE(seen_by("office", opinion), VersionAccess::shown) << name << ", when its own time has come";
    });
}

TEST_F(Settled, of_two_nodes_the_one_that_is_behind_shows_nothing_that_the_other_closed) {
    test::Clock behind;
    store::StoreSettings settings;
    settings.file = folder_.path() / "store.db";
    settings.node = "b";
    const std::unique_ptr<store::Store> other = must(store::Store::open(settings, ring_, behind));
    each_no([&](const std::string& name, const store::Version& opinion, const std::function<void()>& enter) {
        behind.set(clock.now() - 8000);
        Reader there = reader("office");
        there.at = behind.now();
        ASSERT_EQ(delivered(there, *other, opinion), policy::DeliveryAccess::goes) << name;
        enter();
        EXPECT_NE(delivered(there, *other, opinion), policy::DeliveryAccess::goes) << name;
    });
}

TEST_F(Settled, a_consent_on_paper_from_before_a_no_opens_nothing_when_it_is_entered_after_it) {
    const store::Version opinion = add({});
    registration();
    clock.pass(hour);
    given(clock.now(), false);
    clock.pass(hour);
    given(clock.now() - 90 * minute); // given before the refusal, entered after it
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
    given(clock.now());
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown) << "later both by its time and by the order";
}

TEST_F(Settled, a_consent_dated_after_a_no_by_a_clock_that_ran_ahead_does_not_outrank_it) {
    const store::Version opinion = add({});
    registration();
    clock.pass(48 * hour);
    consent();
    clock.pass(-47 * hour);
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party) << "not given yet";
    given(clock.now(), false);
    clock.pass(72 * hour);
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party)
        << "the store took the refusal after it";
    consent();
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown);
}

TEST_F(Settled, a_refusal_on_paper_from_before_a_consent_closes_when_it_is_entered_after_it) {
    const store::Version opinion = add({});
    registration();
    consent();
    clock.pass(hour);
    given(clock.now() - 2 * hour, false);
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
}

TEST_F(Settled, a_day_that_a_record_names_as_its_last_is_waited_for) {
    const store::Version opinion = add({});
    registration();
    consent();
    const time::Date tomorrow = time::day_in_japan(clock.now() + 24 * hour);
    for (store::Kept<Registration> each : kept(&store::PersonRecords::registrations)) {
        each.record.until = tomorrow;
        put(each);
    }
    for (store::Kept<Consent> each : kept(&store::PersonRecords::consents)) {
        each.record.until = tomorrow;
        put(each);
    }
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::shown);
    clock.pass(48 * hour);
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party);
}

// The day of a closing still counts; one that is ahead was entered by a clock that ran ahead.
TEST_F(Settled, a_request_for_an_opinion_that_was_closed_on_a_day_ahead_opens_nothing) {
    const sharing::OpinionRequest open{.sent = time::day_in_japan(clock.now() - 240 * hour)};
    sharing::OpinionRequest closed = open;
    closed.closed = time::day_in_japan(clock.now());
    EXPECT_TRUE(sharing::is_open(settled(closed, clock.now()), clock.now())) << "today";
    closed.closed = time::day_in_japan(clock.now() + 48 * hour);
    EXPECT_FALSE(sharing::is_open(settled(closed, clock.now()), clock.now()));
    sharing::OpinionRequest decided = open;
    decided.decided = closed.closed;
    EXPECT_FALSE(sharing::is_open(settled(decided, clock.now()), clock.now()));
    EXPECT_FALSE(sharing::result_is_delivered(std::vector{settled(decided, clock.now())}, clock.now()));
    const sharing::OpinionRequest agreed{
        .sent = open.sent, .received = sharing::OpinionReceived{.day = open.sent, .doctor_agrees = true}};
    sharing::OpinionRequest disagreed = agreed;
    disagreed.received = sharing::OpinionReceived{.day = *closed.closed};
    EXPECT_FALSE(sharing::doctor_agrees(std::vector{agreed, settled(disagreed, clock.now())}, clock.now()));
}

// What was said by a person, in the order in which the store took it, at times of any clock.
struct Said {
    enum class What : std::uint8_t { permits, refuses, withdraws } what;
    base::Millis at;
};

// As the rule says it: one of the permissions is later than every no by both.
bool is_open(const std::vector<Said>& all, std::size_t first_with_order, base::Millis now) {
    for (std::size_t p = 0; p < all.size(); ++p) {
        bool outranks_all = all[p].what == Said::What::permits && all[p].at <= now;
        for (std::size_t n = 0; n < all.size(); ++n) {
            const bool is_before = p > n || (p < first_with_order && n < first_with_order);
            outranks_all = outranks_all && (all[n].what == Said::What::permits ||
                                            (is_before && std::min(all[n].at, now) < all[p].at));
        }
        if (outranks_all) {
            return true;
        }
    }
    return false;
}

RC_GTEST_PROP(SettledLaw, a_permission_outranks_a_no_only_by_its_time_and_by_the_order, ()) {
    const base::Millis now = 1'781'500'000'000;
    const auto count = *rc::gen::inRange<std::size_t>(1, 7);
    const auto first_with_order = *rc::gen::inRange<std::size_t>(0, 4); // before: of an old store
    std::vector<Said> all;
    std::vector<store::Kept<Consent>> consents;
    for (std::size_t i = 0; i < count; ++i) {
        const Said said{static_cast<Said::What>(*rc::gen::inRange(0, 3)),
                        now + *rc::gen::inRange<base::Millis>(-5, 6) * 1000};
        all.push_back(said);
        const std::int64_t place = i < first_with_order ? 0 : static_cast<std::int64_t>(i) + 1;
        store::Kept<Consent>& one =
            consents.emplace_back(store::Kept<Consent>{{},
                                                       {.id = std::to_string(i),
                                                        .insurer = insurer,
                                                        .permits = said.what != Said::What::refuses,
                                                        .given_at = said.at},
                                                       {place, place}});
        if (said.what == Said::What::withdraws) { // of a consent that was given long ago
            one.record.given_at = now - 1'000'000;
            one.record.withdrawn = sharing::Withdrawal{.at = said.at};
            one.order.taken = 0;
        }
    }
    std::vector<Consent> decided;
    for (const store::Kept<Consent>& each : settled(consents, now)) {
        decided.push_back(each.record);
    }
    const sharing::Insurer town{.number = insurer};
    const bool permits =
        sharing::consent_state(decided, {.at = now,
                                         .insurer = town,
                                         .kind = "cert.opinion",
                                         .receiver = {},
                                         .purpose = sharing::Purpose::care}) == sharing::Reason::allowed;
    RC_TAG(permits);
    RC_ASSERT(permits == is_open(all, first_with_order, now));
}

} // namespace
} // namespace renkei::access::settled_records_test
