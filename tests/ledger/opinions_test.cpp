// Requests for an opinion: what is refused, what each step changes, whom the lists show.
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include "tests/ledger/kit.h"

#include <functional>

namespace renkei::ledger::opinions_test {
namespace {

using sharing::OpinionRequest;
using sharing::OpinionState;

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const policy::Number hospital{"institution", "1319999981"};

class RegistryOpinions : public Registry {
protected:
    time::Date in_days(int days) const { return time::day_in_japan(now() + days * day); }
    OpinionRequest wanted() const { return {.institution = hospital, .sent = in_days(0)}; }
    OpinionRequest asked(const std::string& person = "insurer:990010|0000000001") {
        return must(enter(*store, opinion_request, subject(person), wanted()));
    }
    diag::Result<OpinionRequest> received(const OpinionRequest& of, const sharing::OpinionReceived& how) {
        return change(*store, opinion_receive, subject().person, of.id,
                      edited([&](OpinionRequest& it) { it.received = how; }));
    }
    diag::Result<OpinionRequest> decided(const OpinionRequest& of, int days = 0) {
        return change(*store, opinion_decide, subject().person, of.id,
                      edited([&](OpinionRequest& it) { it.decided = in_days(days); }));
    }
    diag::Result<OpinionRequest> delivered(const OpinionRequest& of) {
        return change(*store, opinion_deliver, subject().person, of.id,
                      edited([&](OpinionRequest& it) { it.delivered = in_days(0); }));
    }
    diag::Result<OpinionRequest> closed(const OpinionRequest& of, int days = 0) {
        return change(*store, opinion_close, subject().person, of.id,
                      edited([&](OpinionRequest& it) { it.closed = in_days(days); }));
    }
    ShownOpinions listed(const store::ListQuery& query, Awaited which = Awaited::all) const {
        return must(store->read_value<ShownOpinions>(
            [&](const store::Snapshot& it) { return opinions_shown(it, query, which, now()); }));
    }
};

TEST_F(RegistryOpinions, are_asked_once_until_the_decision) {
    const OpinionRequest first = asked();
    EXPECT_EQ(first.insurer, "990010");
    EXPECT_EQ(message_of(enter(*store, opinion_request, subject(), wanted())), message::opinion_doubled);
    OpinionRequest of_other = wanted();
    of_other.institution = office;
    must(enter(*store, opinion_request, subject(), of_other));
    must(decided(first));
    must(enter(*store, opinion_request, subject(), wanted()));
}

TEST_F(RegistryOpinions, that_are_refused_leave_nothing) {
    const auto refused = [&](const std::function<void(OpinionRequest&)>& spoil) {
        OpinionRequest out = wanted();
        spoil(out);
        return message_of(enter(*store, opinion_request, subject(), out));
    };
    EXPECT_EQ(refused([&](OpinionRequest& it) { it.sent = in_days(1); }), message::moment_ahead);
    EXPECT_EQ(refused([&](OpinionRequest& it) { it.due = in_days(-1); }), message::period_backwards);
    must(change_state(*store, subject("insurer:990010|0000000002"), {.died = now()}));
    EXPECT_EQ(message_of(enter(*store, opinion_request, subject("insurer:990010|0000000002"), wanted())),
              message::person_died);
    must(change_state(*store, subject(), {.insurer = "990028", .moved_in = now()}));
    EXPECT_EQ(refused([](OpinionRequest&) {}), message::insurer_other);
    EXPECT_TRUE(records(subject()).opinions.empty());
}

TEST_F(RegistryOpinions, steps_are_kept_and_audited_with_old_and_new_values) {
    const OpinionRequest request = asked();
    must(received(request, {.day = in_days(0)}));
    must(received(request, {.day = in_days(0), .way = sharing::OpinionWay::fhir, .doctor_agrees = true}));
    must(decided(request));
    const OpinionRequest done = must(delivered(request));
    EXPECT_EQ(records(subject()).opinions[0].record, done);
    EXPECT_EQ(events().size(), 5U);
    EXPECT_EQ(must(delivered(request)), done);
    EXPECT_EQ(events().size(), 5U) << "nothing was changed";
    const std::string today = in_days(0).text();
    const std::string named = "request=" + request.id + "&institution=institution:1319999981";
    EXPECT_EQ(events()[0].query, named);
    EXPECT_EQ(events()[0].interaction, "opinions-request");
    EXPECT_EQ(events()[0].person, seal::to_hex(subject().person));
    EXPECT_EQ(events()[1].query, named + "&changed=received:>" + today + ",way:>paper,doctor-agrees:>no");
    EXPECT_EQ(events()[2].query, named + "&changed=way:paper>fhir,doctor-agrees:no>yes");
    EXPECT_EQ(events()[3].query, named + "&changed=decided:>" + today);
}

TEST_F(RegistryOpinions, steps_have_days_that_can_be) {
    const OpinionRequest request = asked();
    EXPECT_EQ(message_of(received(request, {.day = in_days(1)})), message::moment_ahead);
    EXPECT_EQ(message_of(received(request, {.day = in_days(-1)})), message::moment_before);
    EXPECT_EQ(message_of(decided(request, -1)), message::moment_before);
    EXPECT_EQ(message_of(delivered(request)), message::opinion_undecided);
    EXPECT_EQ(message_of(closed(request, -2)), message::moment_before);
    EXPECT_EQ(message_of(decided({.id = "none"})), message::opinion_unknown);
    EXPECT_EQ(records(subject()).opinions[0].record, request);
}

TEST_F(RegistryOpinions, that_were_a_mistake_open_nothing_from_the_beginning) {
    const OpinionRequest request = asked();
    EXPECT_TRUE(sharing::is_open(request, now()));
    EXPECT_FALSE(sharing::is_open(must(closed(request, -1)), now()));
    EXPECT_EQ(message_of(decided(request)), message::opinion_closed_before);
    asked();
}

// The decision that the opinion was for comes after the closing; it opens nothing again.
TEST_F(RegistryOpinions, that_came_are_decided_after_they_were_closed) {
    const OpinionRequest request = asked();
    must(received(request, {.day = in_days(0)}));
    must(closed(request));
    const OpinionRequest after = must(decided(request));
    EXPECT_EQ(after.decided, in_days(0));
    EXPECT_EQ(after.closed, in_days(0));
    EXPECT_EQ(message_of(received(request, {.way = sharing::OpinionWay::fhir})),
              message::opinion_closed_before);
    EXPECT_EQ(message_of(closed(request)), message::opinion_closed_before);
}

TEST_F(RegistryOpinions, that_came_and_were_a_mistake_are_not_decided) {
    const OpinionRequest request = asked();
    must(received(request, {.day = in_days(0)}));
    must(closed(request, -1));
    EXPECT_EQ(message_of(decided(request)), message::opinion_closed_before);
}

// What only closes is entered beside a record that cannot be read.
TEST_F(RegistryOpinions, are_closed_beside_a_damaged_record) {
    const OpinionRequest request = asked();
    must(enter(*store, registration_add, subject(), registration()));
    must(store->write([&](store::Transaction& it) {
        return it.session().sql.send("UPDATE person_record SET entry = $1 WHERE kind = 'registration'",
                                     {store::Bytes{std::string(60, 'x')}});
    }));
    EXPECT_EQ(message_of(decided(request)), message::record_damaged);
    must(closed(request));
}

TEST_F(RegistryOpinions, of_a_person_say_how_far_they_are) {
    OpinionRequest request = wanted();
    const auto state_of_all = [&] { return opinions_shown(records(subject()), Awaited::all, now()).states; };
    request.sent = in_days(-3);
    request.due = in_days(-1);
    request = must(enter(*store, opinion_request, subject(), request));
    EXPECT_EQ(state_of_all(), std::vector{OpinionState::overdue});
    must(change_state(*store, subject(), {.died = now()}));
    EXPECT_EQ(state_of_all(), std::vector{OpinionState::died});
    must(received(request, {.day = in_days(0)}));
    EXPECT_EQ(state_of_all(), std::vector{OpinionState::received});
    must(decided(request));
    EXPECT_EQ(state_of_all(), std::vector{OpinionState::decided});
    must(closed(request));
    EXPECT_EQ(state_of_all(), std::vector{OpinionState::closed});
}

TEST_F(RegistryOpinions, of_an_institution_are_listed_without_hidden_persons) {
    asked();
    const OpinionRequest second = asked("insurer:990010|0000000002");
    must(change_state(*store, subject(), {.hidden = sharing::Hidden::history}));
    const ShownOpinions shown = listed({.office = hospital, .limit = 1});
    ASSERT_EQ(shown.records.opinions.size(), 1U) << "the page is filled";
    EXPECT_EQ(shown.records.opinions[0].record, second);
    EXPECT_EQ(listed({.insurer = "990010"}).records.opinions.size(), 2U) << "the insurer asked for both";
    EXPECT_TRUE(listed({.insurer = "990028"}).records.opinions.empty());
}

TEST_F(RegistryOpinions, that_are_overdue_are_listed_alone) {
    OpinionRequest late = wanted();
    late.sent = in_days(-3);
    late.due = in_days(-1);
    const OpinionRequest entered = must(enter(*store, opinion_request, subject(), late));
    OpinionRequest due = wanted();
    due.due = in_days(0);
    must(enter(*store, opinion_request, subject("insurer:990010|0000000002"), due));
    asked("insurer:990010|0000000003");
    EXPECT_EQ(listed({.insurer = "990010"}).states,
              (std::vector{OpinionState::overdue, OpinionState::due, OpinionState::waiting}));
    const ShownOpinions shown = listed({.office = hospital}, Awaited::overdue);
    ASSERT_EQ(shown.records.opinions.size(), 1U);
    EXPECT_EQ(shown.records.opinions[0].record, entered);
}

} // namespace
} // namespace renkei::ledger::opinions_test
