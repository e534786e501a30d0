// How far an application for certification is on a day, and which opinion belongs to it.
#include "gateway/network/sharing/certification.h"

#include "tests/sharing/states.h"
#include <gtest/gtest.h>

#include <vector>

namespace renkei::sharing::certification_test {
namespace {

using test::at;
using test::day;
using Step = CertificationStep;
using State = CertificationState;

const PersonState lives_there{.insurer = "990011"};

Certification applied(std::string_view on = "2026-05-01") {
    Certification out{.id = "c", .insurer = "990011"};
    out.day_of(Step::application) = day(on);
    return out;
}
Certification with(Step step, std::string_view on, Certification application = applied()) {
    application.day_of(step) = day(on);
    return application;
}
CertificationStatus on(std::string_view today, const Certification& application = applied(),
                       const PersonState& person = lives_there) {
    return status_of(application, person, at(std::string(today) + "T12:00:00+09:00"));
}
OpinionRequest asked(std::string_view sent, std::optional<time::Date> received = {}) {
    OpinionRequest out{.id = "o", .insurer = "990011", .sent = day(sent)};
    if (received) {
        out.received = OpinionReceived{.day = *received};
    }
    return out;
}

TEST(Certification, is_due_on_the_thirtieth_day_after_the_application) {
    EXPECT_EQ(applied().limit(), day("2026-05-31"));
    EXPECT_EQ(applied("2028-01-30").limit(), day("2028-02-29"));
    EXPECT_EQ(on("2026-05-30").state, State::open);
    EXPECT_EQ(on("2026-05-31").state, State::due);
    EXPECT_EQ(on("2026-06-01").state, State::overdue);
}

TEST(Certification, with_a_notice_is_due_on_the_day_that_it_names) {
    Certification delayed = applied();
    delayed.delay = DelayNotice{.day = day("2026-05-20"), .until = day("2026-06-20"), .reason = "調査"};
    EXPECT_EQ(delayed.legal_limit(), day("2026-05-31"));
    EXPECT_EQ(on("2026-06-01", delayed).state, State::open);
    EXPECT_EQ(on("2026-06-20", delayed).state, State::due);
    EXPECT_EQ(on("2026-06-21", delayed).state, State::overdue);
}

TEST(Certification, that_has_ended_is_never_overdue_and_has_no_next_step) {
    constexpr std::string_view late = "2027-01-01";
    Certification withdrawn = applied();
    withdrawn.withdrawn = day("2026-05-10");
    Certification rejected = with(Step::doctor_opinion, "2026-05-05");
    rejected.rejected = day("2026-05-12");
    const PersonState dead{.insurer = "990011", .died = at("2026-05-10")};
    const PersonState elsewhere{.insurer = "990028"};
    EXPECT_EQ(on(late, with(Step::result, "2026-05-29")), (CertificationStatus{.state = State::decided}));
    EXPECT_EQ(on(late, withdrawn), (CertificationStatus{.state = State::withdrawn}));
    EXPECT_EQ(on(late, rejected), (CertificationStatus{.state = State::rejected}));
    EXPECT_EQ(on(late, applied(), dead), (CertificationStatus{.state = State::died}));
    EXPECT_EQ(on(late, applied(), elsewhere), (CertificationStatus{.state = State::moved}));
}

// 介護保険法 36条: decided by the certificate of the insurer before.
TEST(Certification, of_a_person_who_moved_in_needs_its_result_alone) {
    Certification moved_in = applied();
    moved_in.kind = ApplicationKind::moved_in;
    EXPECT_EQ(on("2026-05-02", moved_in).next, Step::result);
    const auto before = steps_before(ApplicationKind::moved_in, Step::result);
    EXPECT_EQ(std::vector<Step>(before.begin(), before.end()), std::vector<Step>{Step::application});
    EXPECT_EQ(on("2026-05-02", with(Step::result, "2026-05-02", moved_in)),
              (CertificationStatus{.state = State::decided}));
}

TEST(Certification, goes_on_with_the_first_step_that_is_missing) {
    EXPECT_EQ(on("2026-05-02").next, Step::survey);
    Certification all = applied();
    for (const Step step : {Step::survey, Step::doctor_opinion, Step::first_decision, Step::board}) {
        EXPECT_EQ(on("2026-05-02", all).next, step);
        all = with(step, "2026-05-02", all);
    }
    EXPECT_EQ(on("2026-05-02", all).next, Step::result);
    EXPECT_EQ(on("2026-05-02", with(Step::doctor_opinion, "2026-05-02")).next, Step::survey)
        << "survey and opinion go side by side";
}

TEST(Certification, has_for_each_step_others_that_come_before) {
    for (std::size_t i = 1; i < words<Step>.size(); ++i) {
        EXPECT_FALSE(steps_before(ApplicationKind::first, static_cast<Step>(i)).empty()) << words<Step>[i];
        for (const Step before : steps_before(ApplicationKind::first, static_cast<Step>(i))) {
            EXPECT_LT(static_cast<std::size_t>(before), i) << words<Step>[i];
        }
    }
    EXPECT_TRUE(steps_before(ApplicationKind::first, Step::application).empty());
}

TEST(Certification, takes_the_first_opinion_that_belongs_to_it) {
    const Certification stated = with(Step::doctor_opinion, "2026-05-05");
    const auto opinion_of = [&](const std::vector<OpinionRequest>& requests) {
        return with_opinion(stated, requests).day_of(Step::doctor_opinion);
    };
    EXPECT_EQ(opinion_of({}), day("2026-05-05"));
    EXPECT_EQ(opinion_of({asked("2026-05-01")}), day("2026-05-05")) << "it has not come";
    EXPECT_EQ(opinion_of({asked("2026-05-01", day("2026-05-12")), asked("2026-05-02", day("2026-05-10"))}),
              day("2026-05-10"));
    EXPECT_EQ(opinion_of({asked("2026-04-30", day("2026-05-10"))}), day("2026-05-05"))
        << "it was asked for before";
    OpinionRequest other = asked("2026-05-01", day("2026-05-10"));
    other.insurer = "990028";
    EXPECT_EQ(opinion_of({other}), day("2026-05-05"));
}

TEST(Certification, has_the_opinions_that_were_asked_for_until_its_end) {
    EXPECT_TRUE(belongs_to(asked("2026-06-10"), applied()));
    EXPECT_FALSE(belongs_to(asked("2026-06-10"), with(Step::result, "2026-06-09")));
    EXPECT_TRUE(belongs_to(asked("2026-06-09"), with(Step::result, "2026-06-09")));
    OpinionRequest closed = asked("2026-05-02");
    closed.closed = day("2026-05-03");
    EXPECT_FALSE(belongs_to(closed, applied()));
    closed.received = OpinionReceived{.day = day("2026-05-03")};
    EXPECT_TRUE(belongs_to(closed, applied())) << "it came before it was closed";
}

} // namespace
} // namespace renkei::sharing::certification_test
