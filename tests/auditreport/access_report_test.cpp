#include "tests/auditreport/kit.h"

namespace renkei::auditreport::access_report_test {
namespace {

using audit::Outcome;

TEST(AccessReport, equal_events_of_a_caller_and_a_day_are_one_line) {
    const AccessReport report = report_of(
        {read_by("hospital", noon + hour), read_by("hospital", noon), read_by("hospital", noon + 24 * hour)});
    ASSERT_EQ(report.lines.size(), 2U);
    EXPECT_EQ(report.lines[0].day, "2026-11-20");
    EXPECT_EQ(report.lines[0].times, 2U);
    EXPECT_EQ(report.lines[0].first, noon);
    EXPECT_EQ(report.lines[0].last, noon + hour);
    EXPECT_EQ(report.lines[1].day, "2026-11-21");
}

TEST(AccessReport, a_day_is_one_in_japan) {
    const base::Millis midnight = noon + 12 * hour;
    const AccessReport report = report_of({read_by("hospital", midnight - 1), read_by("hospital", midnight)});
    ASSERT_EQ(report.lines.size(), 2U);
    EXPECT_EQ(report.lines[0].day, "2026-11-20");
    EXPECT_EQ(report.lines[1].day, "2026-11-21");
}

TEST(AccessReport, what_differs_in_anything_is_a_line_of_its_own) {
    audit::Event other = read_by("hospital", noon);
    other.document = other_document;
    audit::Event refused = read_by("hospital", noon);
    refused.outcome = Outcome::minor;
    audit::Event with_reason = refused;
    with_reason.reason = "not-a-party";
    audit::Event about = read_by("hospital", noon);
    about.about = "clinic";
    const AccessReport report =
        report_of({read_by("hospital", noon), read_by("clinic", noon), other, refused, with_reason, about});
    EXPECT_EQ(report.lines.size(), 6U);
}

TEST(AccessReport, lines_of_a_day_stand_by_caller) {
    const AccessReport report = report_of({read_by("z-first", noon), read_by("a-second", noon + second), [] {
                                               audit::Event event = read_by("z-first", noon + hour);
                                               event.interaction = "vread";
                                               return event;
                                           }()});
    ASSERT_EQ(report.lines.size(), 3U);
    EXPECT_EQ(report.lines[0].caller, "z-first");
    EXPECT_EQ(report.lines[1].caller, "z-first");
    EXPECT_EQ(report.lines[2].caller, "a-second");
}

TEST(AccessReport, counts_accesses_organisations_refusals_and_failures) {
    audit::Event refused = read_by("clinic", noon);
    refused.outcome = Outcome::minor;
    refused.times = 3;
    audit::Event failed = read_by("hospital", noon);
    failed.outcome = Outcome::serious;
    const audit::Event own{.at = noon, .interaction = "person-link"};
    const Counts counts = report_of({read_by("hospital", noon), refused, failed, own}).counts;
    EXPECT_EQ(counts.accesses, 5U);
    EXPECT_EQ(counts.organisations, 2U);
    EXPECT_EQ(counts.refused, 3U);
    EXPECT_EQ(counts.failed, 1U);
    EXPECT_EQ(counts.own, 1U);
}

TEST(AccessReport, a_delivery_that_was_cancelled_gave_nothing_and_is_no_access) {
    const auto delivery = [](const std::string& reason, Outcome outcome) {
        return audit::Event{.at = noon,
                            .action = audit::Action::execute,
                            .interaction = "delivery",
                            .outcome = outcome,
                            .reason = reason,
                            .peer = "hospital",
                            .document = one_document};
    };
    EXPECT_EQ(report_of({delivery("", Outcome::success)}).lines[0].result, Result::done);
    for (const char* const about_content : {"given-instead", "characters-replaced"}) {
        EXPECT_EQ(report_of({delivery(about_content, Outcome::success)}).lines[0].result, Result::done)
            << about_content;
    }
    const AccessReport cancelled = report_of({delivery("superseded", Outcome::success)});
    EXPECT_EQ(cancelled.lines[0].result, Result::unneeded);
    EXPECT_EQ(cancelled.counts.accesses, 0U);
    const AccessReport later = report_of({delivery("connection-refused", Outcome::minor)});
    EXPECT_EQ(later.lines[0].result, Result::failed) << "the gateway tried it, no request was refused";
    EXPECT_EQ(later.counts.refused, 0U);
}

// 406: who may see it asked for a format in which it is not there.
TEST(AccessReport, what_is_not_there_in_the_format_that_was_asked_for_is_no_refusal) {
    audit::Event event = read_by("hospital", noon);
    event.outcome = audit::Outcome::minor;
    event.reason = "not-acceptable";
    const AccessReport report = report_of({event});
    EXPECT_EQ(report.counts.accesses, 1U);
    EXPECT_EQ(report.counts.refused, 0U);
    ASSERT_EQ(report.lines.size(), 1U);
    EXPECT_EQ(report.lines[0].result, Result::unshown);
    EXPECT_EQ(result_words(report.lines[0], Language::english), "not given in the format asked for");
    EXPECT_EQ(as_html(report, Language::japanese).find("拒否 1"), std::string::npos);
}

TEST(AccessReport, documents_that_a_search_showed_are_in_its_line) {
    const AccessReport report =
        report_of({{.at = noon,
                    .action = audit::Action::query,
                    .interaction = "search-type",
                    .peer = "hospital",
                    .query = "documents=01934b2e000070008000000000000002," + one_document}});
    EXPECT_EQ(report.lines[0].documents, (std::vector<std::string>{one_document, other_document}));
}

TEST(AccessReport, a_period_contains_both_its_ends) {
    const Period period{.since = noon, .until = noon + hour};
    EXPECT_FALSE(period.contains(noon - 1));
    EXPECT_TRUE(period.contains(noon));
    EXPECT_TRUE(period.contains(noon + hour));
    EXPECT_FALSE(period.contains(noon + hour + 1));
    EXPECT_TRUE(Period{}.contains(0));
}

TEST(AccessReport, too_many_lines_are_noticed) {
    ReportBuilder builder;
    for (std::size_t i = 0; i <= ReportBuilder::max_lines; ++i) {
        EXPECT_FALSE(builder.is_too_long()) << i;
        builder.add({.at = noon, .interaction = "read", .peer = "peer-" + std::to_string(i)});
    }
    EXPECT_TRUE(builder.is_too_long());
}

} // namespace
} // namespace renkei::auditreport::access_report_test
