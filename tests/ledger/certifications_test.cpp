// Applications for certification: what is refused, what each step changes, what the lists show.
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/certification.h"
#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include "tests/ledger/kit.h"
#include "tests/support/certification_change.h"

namespace renkei::ledger::certifications_test {
namespace {

using sharing::Certification;
using sharing::CertificationState;
using Step = sharing::CertificationStep;

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const policy::Number hospital{"institution", "1319999981"};

class Certifications : public Registry {
protected:
    time::Date in_days(int days) const { return time::day_in_japan(now() + days * day); }
    Certification wanted(int days = -20) const { return {.days = {in_days(days)}}; }
    diag::Result<Certification> apply(int days = -20,
                                      const std::string& person = "insurer:990010|0000000001") {
        return enter(*store, certification_start, subject(person), wanted(days));
    }
    diag::Result<Certification> change(const Certification& of, const CertificationChange& what) {
        return change_certification(*store, subject().person, of.id, what);
    }
    diag::Result<Certification> step(const Certification& of, Step step, int days) {
        return change(of, StepDone{step, in_days(days)});
    }
    diag::Result<Certification> delay(const Certification& of, int on, int until) {
        return change(of, sharing::DelayNotice{in_days(on), in_days(until), "主治医の入院"});
    }
    diag::Result<Certification> withdraw(const Certification& of, int days) {
        return change(of, Withdrawn{in_days(days)});
    }
    diag::Result<Certification> reject(const Certification& of, int days) {
        return change(of, Rejection{in_days(days)});
    }
    sharing::OpinionRequest asked(int days) {
        return must(
            enter(*store, opinion_request, subject(), {.institution = hospital, .sent = in_days(days)}));
    }
    ShownCertifications listed(Awaited which = Awaited::all, store::ListQuery query = {.insurer = "990010"}) {
        return must(store->read_value<ShownCertifications>(
            [&](const store::Snapshot& it) { return certifications_shown(it, query, which, now()); }));
    }
    Certification kept() const { return records(subject()).certifications.at(0).record; }
};

TEST_F(Certifications, go_from_the_application_to_the_result_with_their_events) {
    const Certification first = must(apply());
    EXPECT_EQ(first.insurer, "990010");
    must(step(first, Step::survey, -15));
    must(step(first, Step::doctor_opinion, -16));
    must(step(first, Step::first_decision, -10));
    must(delay(first, -9, 20));
    must(step(first, Step::board, -3));
    const Certification done = must(step(first, Step::result, -1));
    EXPECT_EQ(kept(), done);
    EXPECT_EQ(events().size(), 7U);
    EXPECT_EQ(must(step(first, Step::result, -1)), done);
    EXPECT_EQ(events().size(), 7U) << "nothing was changed";
    const std::string named = "certification=" + first.id;
    EXPECT_EQ(events()[0].interaction, "certification-start");
    EXPECT_EQ(events()[0].query, named);
    EXPECT_EQ(events()[0].person, seal::to_hex(subject().person));
    EXPECT_EQ(events()[1].interaction, "certification-step");
    EXPECT_EQ(events()[1].query, named + "&changed=survey:>" + in_days(-15).text());
    EXPECT_EQ(events()[4].interaction, "certification-delay");
    EXPECT_EQ(events()[4].query,
              named + "&changed=delay:>" + in_days(-9).text() + ",until:>" + in_days(20).text())
        << "the reason is for the person alone";
}

TEST_F(Certifications, are_open_once_until_the_result_or_the_withdrawal) {
    const Certification first = must(apply());
    EXPECT_EQ(message_of(apply(-1)), message::certification_doubled);
    must(withdraw(first, 0));
    const Certification second = must(apply(-1));
    for (const Step each :
         {Step::survey, Step::doctor_opinion, Step::first_decision, Step::board, Step::result}) {
        must(step(second, each, 0));
    }
    must(apply(0));
}

TEST_F(Certifications, that_are_refused_leave_nothing) {
    EXPECT_EQ(message_of(apply(1)), message::moment_ahead);
    const std::string taro = "insurer:990010|0000000002";
    must(change_state(*store, subject(taro), {.died = now()}));
    EXPECT_EQ(message_of(apply(-1, taro)), message::person_died);
    must(change_state(*store, subject(), {.insurer = "990028", .moved_in = now()}));
    EXPECT_EQ(message_of(apply(-1)), message::insurer_other);
    EXPECT_TRUE(records(subject()).certifications.empty());
}

TEST_F(Certifications, have_steps_in_their_order) {
    const Certification it = must(apply());
    EXPECT_EQ(message_of(step(it, Step::survey, -21)), message::moment_before);
    EXPECT_EQ(message_of(step(it, Step::survey, 1)), message::moment_ahead);
    EXPECT_EQ(message_of(step(it, Step::first_decision, -10)), message::certification_step_missing);
    must(step(it, Step::survey, -15));
    EXPECT_EQ(message_of(step(it, Step::first_decision, -10)), message::certification_step_missing)
        << "the opinion is missing";
    must(step(it, Step::doctor_opinion, -12));
    EXPECT_EQ(message_of(step(it, Step::first_decision, -13)), message::certification_order);
    must(step(it, Step::first_decision, -12));
    EXPECT_EQ(message_of(step(it, Step::survey, -11)), message::certification_order)
        << "a correction is checked by what comes after";
    EXPECT_EQ(message_of(step(it, Step::result, -1)), message::certification_step_missing);
    EXPECT_EQ(message_of(step({.id = "none"}, Step::survey, -1)), message::certification_unknown);
    EXPECT_EQ(kept().day_of(Step::survey), in_days(-15));
}

TEST_F(Certifications, take_the_day_of_the_opinion_that_was_asked_for) {
    const Certification it = must(apply());
    const sharing::OpinionRequest request = asked(-19);
    must(step(it, Step::survey, -15));
    EXPECT_EQ(message_of(step(it, Step::doctor_opinion, -12)), message::certification_opinion_asked);
    EXPECT_EQ(message_of(step(it, Step::first_decision, -10)), message::certification_step_missing);
    must(ledger::change(
        *store, opinion_receive, subject().person, request.id,
        edited([&](sharing::OpinionRequest& asked) { asked.received = {.day = in_days(-11)}; })));
    EXPECT_EQ(message_of(step(it, Step::first_decision, -12)), message::certification_order);
    const Certification judged = must(step(it, Step::first_decision, -10));
    EXPECT_EQ(judged.day_of(Step::doctor_opinion), in_days(-11));
    EXPECT_FALSE(kept().day_of(Step::doctor_opinion)) << "it is kept in one place";
    const ShownCertifications shown = certifications_shown(records(subject()), now());
    EXPECT_EQ(shown.records.certifications[0].record.day_of(Step::doctor_opinion), in_days(-11));
    EXPECT_EQ(shown.states[0].next, Step::board);
    must(step(judged, Step::board, -5));
    must(step(judged, Step::result, -3));
    const auto decided = [&] { return records(subject()).opinions.at(0).record.decided; };
    EXPECT_EQ(decided(), in_days(-3)) << "the result decides it";
    EXPECT_EQ(events().at(events().size() - 2).interaction, "opinions-decide");
    must(ledger::change(*store, opinion_deliver, subject().person, request.id,
                        edited([&](sharing::OpinionRequest& each) { each.delivered = in_days(-1); })));
    must(step(judged, Step::result, -2));
    EXPECT_EQ(decided(), in_days(-2)) << "and so does its correction";
    EXPECT_FALSE(records(subject()).opinions.at(0).record.delivered)
        << "of the corrected one nothing is known";
    const auto certify = [&](const std::string& level) {
        must(change_certification(*store, certification_step, subject().person, judged.id,
                                  edited([&](Certification& each) {
                                      each.certified = sharing::CertifiedLevel{level, in_days(-20), {}};
                                  })));
        return records(subject()).opinions.at(0).record.delivered;
    };
    must(ledger::change(*store, opinion_deliver, subject().person, request.id,
                        edited([&](sharing::OpinionRequest& each) { each.delivered = in_days(-1); })));
    EXPECT_TRUE(certify("22")) << "the level of what the person has was entered";
    EXPECT_FALSE(certify("23")) << "the person has another one";
    EXPECT_EQ(decided(), in_days(-2));
    EXPECT_EQ(events().at(events().size() - 2).interaction, "opinions-deliver");
    must(change_certification(*store, certification_step, subject().person, judged.id,
                              edited([&](Certification& each) {
                                  each.day_of(Step::result).reset();
                                  each.certified.reset();
                              })));
    EXPECT_FALSE(decided()) << "a result that was a mistake decides nothing";
}

TEST_F(Certifications, are_delayed_to_a_day_after_the_thirtieth) {
    const Certification it = must(apply());
    EXPECT_EQ(message_of(delay(it, -21, 20)), message::moment_before);
    EXPECT_EQ(message_of(delay(it, 1, 20)), message::moment_ahead);
    EXPECT_EQ(message_of(delay(it, -1, 10)), message::certification_delay_short);
    must(delay(it, -1, 11));
    const Certification longer = must(delay(it, 0, 40));
    EXPECT_EQ(longer.limit(), in_days(40));
    EXPECT_EQ(events().back().query, "certification=" + it.id + "&changed=delay:" + in_days(-1).text() + ">" +
                                         in_days(0).text() + ",until:" + in_days(11).text() + ">" +
                                         in_days(40).text());
    for (const Step each :
         {Step::survey, Step::doctor_opinion, Step::first_decision, Step::board, Step::result}) {
        must(step(it, each, 0));
    }
    EXPECT_EQ(message_of(delay(it, 0, 41)), message::certification_delay_late);
}

TEST_F(Certifications, are_withdrawn_before_their_result_or_as_a_mistake) {
    const Certification it = must(apply());
    must(step(it, Step::survey, -15));
    EXPECT_EQ(message_of(withdraw(it, 1)), message::moment_ahead);
    EXPECT_EQ(message_of(withdraw(it, -16)), message::certification_order);
    EXPECT_EQ(message_of(withdraw(it, -22)), message::moment_before);
    for (const Step each : {Step::doctor_opinion, Step::first_decision, Step::board, Step::result}) {
        must(step(it, each, -1));
    }
    EXPECT_EQ(message_of(withdraw(it, 0)), message::certification_decided);
    EXPECT_TRUE(must(withdraw(it, -21)).is_mistake());
    EXPECT_EQ(message_of(withdraw(it, 0)), message::certification_ended_before);
    EXPECT_EQ(message_of(step(it, Step::result, 0)), message::certification_ended_before);
}

TEST_F(Certifications, are_rejected_before_their_result) {
    const Certification it = must(apply());
    must(step(it, Step::survey, -15));
    EXPECT_EQ(message_of(reject(it, 1)), message::moment_ahead);
    EXPECT_EQ(message_of(reject(it, -16)), message::certification_order);
    EXPECT_EQ(message_of(reject(it, -22)), message::moment_before);
    must(reject(it, -1));
    EXPECT_EQ(kept().rejected, in_days(-1));
    EXPECT_EQ(listed().states.size(), 0U);
    EXPECT_EQ(message_of(step(it, Step::result, 0)), message::certification_ended_before);
    EXPECT_EQ(message_of(delay(it, 0, 41)), message::certification_ended_before);
    EXPECT_EQ(message_of(withdraw(it, 0)), message::certification_ended_before);
    must(reject(it, 0)); // the day is corrected
    must(withdraw(it, -21));
    const Certification decided = must(apply());
    for (const Step each :
         {Step::survey, Step::doctor_opinion, Step::first_decision, Step::board, Step::result}) {
        must(step(decided, each, 0));
    }
    EXPECT_EQ(message_of(reject(decided, 0)), message::certification_decided);
}

TEST_F(Certifications, of_a_person_who_moved_in_go_to_the_result_at_once) {
    const Certification it =
        must(enter(*store, certification_start, subject(),
                   {.kind = sharing::ApplicationKind::moved_in, .days = {in_days(-10)}}));
    EXPECT_EQ(message_of(step(it, Step::survey, -5)), message::certification_step_foreign);
    must(step(it, Step::result, -1));
    EXPECT_EQ(kept().ended(), in_days(-1));
}

// What only closes is entered beside a record that cannot be read.
TEST_F(Certifications, are_withdrawn_beside_a_damaged_record) {
    const Certification it = must(apply());
    must(enter(*store, registration_add, subject(), registration()));
    must(store->write([&](store::Transaction& transaction) {
        return transaction.session().sql.send(
            "UPDATE person_record SET entry = $1 WHERE kind = 'registration'",
            {store::Bytes{std::string(60, 'x')}});
    }));
    EXPECT_EQ(message_of(step(it, Step::survey, 0)), message::record_damaged);
    must(reject(it, 0));
    must(withdraw(it, -21));
}

TEST_F(Certifications, that_are_open_are_listed_for_their_insurer) {
    const Certification late = must(apply(-31));
    const Certification due = must(apply(-30, "insurer:990010|0000000002"));
    const Certification done = must(apply(-1, "insurer:990010|0000000003"));
    must(change_certification(*store, subject("insurer:990010|0000000003").person, done.id,
                              Withdrawn{in_days(0)}));
    const ShownCertifications all = listed();
    ASSERT_EQ(all.states.size(), 2U);
    EXPECT_EQ(all.states[0].state, CertificationState::overdue);
    EXPECT_EQ(all.states[1].state, CertificationState::due);
    ASSERT_EQ(listed(Awaited::overdue).states.size(), 1U);
    EXPECT_EQ(listed(Awaited::overdue).records.certifications[0].record, late);
    const ShownCertifications next =
        listed(Awaited::all, {.insurer = "990010", .after = late.id, .limit = 1});
    ASSERT_EQ(next.records.certifications.size(), 1U);
    EXPECT_EQ(next.records.certifications[0].record, due);
    EXPECT_TRUE(listed(Awaited::all, {.insurer = "990028"}).states.empty());
    must(delay(late, -2, 20));
    EXPECT_TRUE(listed(Awaited::overdue).states.empty());
}

} // namespace
} // namespace renkei::ledger::certifications_test
