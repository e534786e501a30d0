#include "tests/auditreport/kit.h"
#include <gmock/gmock.h>

namespace renkei::auditreport::render_test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

AccessReport usual() {
    audit::Event refused = read_by("clinic", noon + hour);
    refused.outcome = audit::Outcome::minor;
    refused.reason = "not-a-party";
    return report_of({read_by("hospital", noon), read_by("hospital", noon + second), refused});
}

TEST(TextReport, says_the_verdict_first_then_days_and_callers) {
    const std::string text = as_text(usual(), Language::japanese);
    EXPECT_THAT(text, StartsWith("アクセスの記録の報告書\n対象の人: insurer:990010|0000001016\n期間: "));
    EXPECT_THAT(text, HasSubstr("\nアクセス 3 件（2 機関）。うち拒否 1 件、失敗 0 件。\n"));
    EXPECT_THAT(text,
                HasSubstr("3 件（1 系列）で、改変や途中の欠落はありません。ただし 1 系列は、控えがないため、"
                          "末尾が切り捨てられていないかは検査していません。\n"));
    EXPECT_THAT(text, HasSubstr("\n2026年11月20日\n  架空総合病院（hospital、病院）\n    12:00:00–12:00:01  "
                                "文書の閲覧: 文書 1 — 実施 ["));
    EXPECT_THAT(text, HasSubstr("] ×2\n  clinic（現在は登録なし）\n    13:00:00  文書の閲覧: 文書 1 — 拒否 "
                                "[呼び出し元は文書の送信元でも宛先でもない（not-a-party）]\n"));
    EXPECT_THAT(text, HasSubstr("文書 1: 入院時情報提供書、"));
}

TEST(Report, names_the_user_where_the_caller_said_so) {
    audit::Event by_user = read_by("hospital", noon);
    by_user.issuer = "https://auth.example.jp";
    by_user.user = "<user-17>";
    by_user.job = "doctor";
    by_user.purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT HPAYMT";
    audit::Event by_other = by_user;
    by_other.user = "user-18";
    by_other.job.clear();
    by_other.purpose.clear();
    const AccessReport report = report_of({by_user, by_other, read_by("hospital", noon)});
    ASSERT_EQ(report.lines.size(), 3U) << "two users are two lines";
    const std::string text = as_text(report, Language::english);
    EXPECT_THAT(text, HasSubstr(" (user <user-17>, job doctor, purpose TREAT HPAYMT) — "));
    EXPECT_THAT(text, HasSubstr(" (user user-18) — "));
    EXPECT_THAT(as_text(report, Language::japanese),
                HasSubstr(" (職員 <user-17>、職種 doctor、目的 TREAT HPAYMT) — "));
    EXPECT_THAT(as_html(report, Language::english), HasSubstr("user &lt;user-17&gt;, job doctor"));
    EXPECT_THAT(
        as_csv(report, Language::english),
        HasSubstr(",1,<user-17>,doctor,http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT HPAYMT"));
    EXPECT_THAT(as_text(usual(), Language::english), Not(HasSubstr("(user ")));
}

TEST(Report, says_that_a_name_was_typed_and_is_not_proved) {
    audit::Event by_token = read_by("hospital", noon);
    by_token.issuer = "https://auth.example.jp";
    by_token.user = "suzuki";
    audit::Event by_name = by_token;
    by_name.issuer.clear();
    const AccessReport report = report_of({by_token, by_name});
    ASSERT_EQ(report.lines.size(), 2U) << "they are two";
    EXPECT_THAT(as_text(report, Language::english),
                HasSubstr(" (user \"suzuki\", as said and not proved) — "));
    EXPECT_THAT(as_text(report, Language::japanese), HasSubstr(" (職員「suzuki」（本人の申告）) — "));
    EXPECT_THAT(as_text(report, Language::japanese), HasSubstr(" (職員 suzuki) — "));
    EXPECT_THAT(as_csv(report, Language::japanese), HasSubstr(",職員「suzuki」（本人の申告）,"));
    EXPECT_EQ(report_of({read_by("hospital", noon),
                         [] {
                             audit::Event own = read_by("hospital", noon);
                             own.issuer = "https://auth.example.jp"; // as a person's own list has it
                             return own;
                         }()})
                  .lines.size(),
              1U)
        << "where no user is named, there is none to tell apart";
}

TEST(Report, says_why_it_was_an_emergency) {
    audit::Event emergency = read_by("hospital", noon);
    emergency.user = "user-17";
    emergency.emergency = "=<救急搬送>";
    emergency.ground = "2026-03-18/reads_with_consent/opinion_requested/emergency/consent_withdrawn";
    audit::Event with_consent = emergency;
    with_consent.ground = "2026-03-18/reads_with_consent/opinion_requested/emergency";
    const AccessReport report = report_of({emergency, with_consent, read_by("hospital", noon)});
    ASSERT_EQ(report.lines.size(), 3U);
    const std::string text = as_text(report, Language::english);
    EXPECT_THAT(text,
                HasSubstr(", in an emergency without the consent (the consent was withdrawn)] (stated as "
                          "an emergency: =<救急搬送>)"));
    EXPECT_THAT(text, HasSubstr(", in an emergency] (stated as"));
    EXPECT_THAT(as_text(report, Language::japanese),
                HasSubstr("(緊急時の閲覧として請求（理由: =<救急搬送>）)"));
    EXPECT_THAT(as_html(report, Language::english), HasSubstr("stated as an emergency: =&lt;救急搬送&gt;"));
    EXPECT_THAT(as_csv(report, Language::english), HasSubstr(",'=<救急搬送>\r\n"));
    EXPECT_THAT(as_text(usual(), Language::english), Not(HasSubstr("emergency")));
}

TEST(Report, says_of_a_refused_token_that_it_was_the_token) {
    audit::Event refused = read_by("hospital", noon);
    refused.outcome = audit::Outcome::minor;
    refused.reason = "token-expired";
    EXPECT_THAT(as_text(report_of({refused}), Language::english),
                HasSubstr("[the access token of the caller is wrong (token-expired)]"));
}

TEST(TextReport, names_the_period_in_the_time_of_japan) {
    AccessReport report = usual();
    EXPECT_THAT(as_text(report, Language::english),
                HasSubstr("Period: from the first event of the trail (2026-11-20 10:00:00) until 2026-11-21 "
                          "12:00:00, when this report was made (Japan's time)\n"));
    report.period = {.since = noon, .until = noon + hour};
    EXPECT_THAT(as_text(report, Language::english),
                HasSubstr("Period: from 2026-11-20 12:00:00 until 2026-11-20 13:00:00 (Japan's time)\n"));
}

TEST(TextReport, has_no_period_that_runs_backwards) {
    AccessReport report = usual();
    report.period = {.until = report.trail.begins.value() - hour};
    EXPECT_THAT(as_text(report, Language::english),
                HasSubstr("Period: until 2026-11-20 09:00:00 (Japan's time), before the audit trail begins "
                          "(2026-11-20 10:00:00)"));
    EXPECT_THAT(as_text(report, Language::japanese), HasSubstr("より前で、この期間の記録はありません"));
}

TEST(Report, of_an_unknown_number_says_so_in_any_format) {
    AccessReport report = usual();
    report.is_person_unknown = true;
    for (const std::string& text :
         {as_text(report, Language::english), as_html(report, Language::english),
          as_csv(report, Language::english), as_bundle(report, {}, Language::english)}) {
        EXPECT_THAT(text, HasSubstr("Nothing at all is recorded under this number"));
    }
    EXPECT_THAT(as_text(usual(), Language::english), Not(HasSubstr("Nothing at all")));
}

TEST(TextReport, says_what_the_trail_lacks) {
    AccessReport report = usual();
    report.trail.breaks = 2;
    report.trail.spooled = 4;
    report.trail.lost = 5;
    report.trail.unreadable = 6;
    const std::string text = as_text(report, Language::english);
    EXPECT_THAT(
        text,
        HasSubstr(
            "THE AUDIT TRAIL IS DAMAGED (events 3, chains 1, breaks 2, unreadable events 6, lost events 5)"));
    EXPECT_THAT(text, Not(HasSubstr("no break")));
    EXPECT_THAT(text, HasSubstr("does not have them: 4."));
    EXPECT_THAT(text, HasSubstr("is not known: 5."));
    EXPECT_THAT(text, HasSubstr("not in this report: 6."));
    EXPECT_THAT(text, HasSubstr("The trail begins on 2026-11-20 10:00:00"));
    EXPECT_THAT(text, HasSubstr("Otherwise who it was is known only there"));
}

// Chains without a break are no whole trail if events are missing from it.
TEST(Report, with_lost_or_unreadable_events_claims_no_whole_trail_in_any_format) {
    for (std::uint64_t Trail::*const count : {&Trail::breaks, &Trail::lost, &Trail::unreadable}) {
        AccessReport report = usual();
        report.trail.*count = 1;
        EXPECT_FALSE(report.trail.is_whole());
        for (const std::string& text :
             {as_text(report, Language::english), as_html(report, Language::english),
              as_csv(report, Language::english), as_bundle(report, {}, Language::english)}) {
            EXPECT_THAT(text, HasSubstr("THE AUDIT TRAIL IS DAMAGED"));
            EXPECT_THAT(text, Not(HasSubstr("was verified")));
        }
    }
}

TEST(Report, says_of_the_ends_of_chains_what_an_anchor_showed) {
    constexpr std::string_view checked = "No end was cut off before the anchor";
    constexpr std::string_view unchecked = "was not checked, for want of an anchor: chains ";
    AccessReport report = usual();
    report.trail.chains = 3;
    EXPECT_THAT(as_text(report, Language::english), HasSubstr(std::string(unchecked) + "3."));
    report.trail.anchored = 1;
    const std::string partly = as_text(report, Language::english);
    EXPECT_THAT(partly, HasSubstr(std::string(unchecked) + "2."));
    EXPECT_THAT(partly, Not(HasSubstr(checked)));
    report.trail.anchored = 3;
    const std::string wholly = as_text(report, Language::english);
    EXPECT_THAT(wholly, HasSubstr(checked));
    EXPECT_THAT(wholly, Not(HasSubstr(unchecked)));
}

TEST(Report, of_a_trail_that_is_gone_by_its_anchor_is_damaged_and_not_only_empty) {
    AccessReport report = report_of({});
    report.trail.breaks = 1;
    EXPECT_THAT(as_text(report, Language::english), HasSubstr("THE AUDIT TRAIL IS DAMAGED"));
}

TEST(Report, names_the_office_that_was_acted_on) {
    const AccessReport report =
        report_of({{.at = noon, .interaction = "registration-add", .about = "hospital"}});
    EXPECT_THAT(as_text(report, Language::japanese),
                HasSubstr("担当事業所の登録: 架空総合病院（hospital、病院） — 実施"));
    EXPECT_THAT(as_html(report, Language::japanese),
                HasSubstr("担当事業所の登録: 架空総合病院（hospital、病院）"));
    EXPECT_THAT(as_csv(report, Language::japanese),
                HasSubstr(",担当事業所の登録,registration-add,架空総合病院（hospital、病院）,hospital,"));
}

TEST(TextReport, without_events_says_so_with_the_period) {
    const std::string text = as_text(report_of({}), Language::english);
    EXPECT_THAT(text, HasSubstr("No access is recorded in this period."));
    EXPECT_THAT(text, HasSubstr("There are no audit events at all in this store."));
    EXPECT_THAT(text, HasSubstr("Period: "));
}

TEST(HtmlReport, has_no_script_and_escapes_names) {
    AccessReport report = usual();
    report.peers.at("hospital").name = "<script>alert(1)</script>";
    const std::string page = as_html(report, Language::japanese);
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page, HasSubstr("<html lang=\"ja\">"));
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    EXPECT_THAT(as_html(report, Language::english), HasSubstr("<html lang=\"en\">"));
}

TEST(HtmlReport, shows_damage_of_the_trail_as_an_alarm) {
    AccessReport report = usual();
    EXPECT_THAT(as_html(report, Language::japanese), Not(HasSubstr("class=\"alert danger\"")));
    report.trail.breaks = 1;
    EXPECT_THAT(as_html(report, Language::japanese), HasSubstr("class=\"alert danger\""));
}

TEST(HtmlReport, marks_what_was_refused) {
    EXPECT_THAT(as_html(usual(), Language::japanese), HasSubstr("<span class=\"a\">拒否</span>"));
    EXPECT_THAT(as_html(usual(), Language::japanese), Not(HasSubstr("<span class=\"a\">実施</span>")));
}

TEST(HtmlReport, has_a_table_for_each_day) {
    const std::string page = as_html(
        report_of({read_by("hospital", noon), read_by("hospital", noon + 24 * hour)}), Language::japanese);
    EXPECT_THAT(page, HasSubstr("<h2>2026年11月20日</h2>\n<table"));
    EXPECT_THAT(page, HasSubstr("</tbody></table>\n<h2>2026年11月21日</h2>\n<table"));
}

TEST(CsvReport, has_a_head_and_a_record_for_each_line) {
    const std::string csv = as_csv(usual(), Language::japanese);
    EXPECT_THAT(csv,
                StartsWith("record,day,from,until,caller,caller_id,what,interaction,about,about_id,"
                           "document_ids,document_forms,result,ground,reason_code,times,user,job,purpose,"
                           "emergency\r\ntitle,,"));
    EXPECT_THAT(csv, HasSubstr("\r\naccess,2026-11-20,2026-11-20T12:00:00+09:00,2026-11-20T12:00:01+09:00,"
                               "架空総合病院（hospital、病院）,hospital,文書の閲覧,read,,," +
                               one_document + ",入院時情報提供書,実施,"));
    EXPECT_THAT(csv, HasSubstr(",not-a-party,1,,,,\r\n"));
}

TEST(CsvReport, says_what_it_is_about_and_what_it_lacks_in_records_of_their_own) {
    AccessReport report = usual();
    report.trail.spooled = 4;
    const std::string csv = as_csv(report, Language::japanese);
    EXPECT_THAT(csv, HasSubstr("\r\nsubject,,,,,,対象の人: insurer:990010|0000001016,,,,,,,,,,,,,\r\n"));
    EXPECT_THAT(csv, HasSubstr("\r\nverdict,,,,,,アクセス 3 件（2 機関）。"));
    EXPECT_THAT(csv, HasSubstr("\r\ntrail,,,,,,監査記録は、"));
    EXPECT_THAT(csv, HasSubstr("\r\nnote,,,,,,まだ監査記録に移されていない記録が 4 件あり"));
    EXPECT_THAT(csv, HasSubstr("\r\nlimit,,,,,,"));
    EXPECT_LT(csv.find("\r\nmade,"), csv.find("\r\naccess,"));
}

TEST(CsvReport, no_cell_is_a_formula) {
    for (const std::string name :
         {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x"}) {
        AccessReport report = report_of({read_by("hospital", noon)});
        report.peers.at("hospital").name = name;
        const std::string csv = as_csv(report, Language::english);
        EXPECT_THAT(csv, AnyOf(HasSubstr(",'"), HasSubstr(",\"'"))) << name;
        EXPECT_THAT(csv, Not(HasSubstr("," + name)));
        EXPECT_THAT(csv, Not(HasSubstr(",\"" + name)));
    }
}

TEST(Bundle, is_a_collection_of_an_outcome_and_the_events_in_the_order_of_time) {
    const std::string bundle = as_bundle(usual(),
                                         {{.at = 2, .node = "b", .sequence = 1, .json = "{\"n\":2}"},
                                          {.at = 1, .node = "b", .sequence = 2, .json = "{\"n\":1}"}},
                                         Language::english);
    EXPECT_THAT(bundle, StartsWith(R"({"resourceType":"Bundle","type":"collection","timestamp":")"
                                   R"(2026-11-21T03:00:00.000Z","entry":[)"));
    EXPECT_LT(bundle.find("OperationOutcome"), bundle.find("{\"n\":1}"));
    EXPECT_LT(bundle.find("{\"n\":1}"), bundle.find("{\"n\":2}"));
}

TEST(Bundle, says_in_its_outcome_what_is_missing) {
    constexpr std::string_view incomplete = R"("severity":"error","code":"incomplete")";
    AccessReport report = usual();
    const std::string whole = as_bundle(report, {}, Language::english);
    EXPECT_THAT(whole, HasSubstr(R"({"severity":"information","code":"informational","details":{"text":")"
                                 R"(Accesses: 3, by organisations: 2)"));
    EXPECT_THAT(whole, HasSubstr("Otherwise who it was is known only there"));
    EXPECT_THAT(whole, Not(HasSubstr("incomplete")));
    report.trail.spooled = 4;
    EXPECT_THAT(as_bundle(report, {}, Language::english),
                HasSubstr(R"({"severity":"warning","code":"incomplete","details":{"text":"Events that are )"
                          R"(not in the trail yet, so this report does not have them: 4.)"));
    report.trail.breaks = 1;
    EXPECT_THAT(as_bundle(report, {}, Language::english), HasSubstr(incomplete));
}

} // namespace
} // namespace renkei::auditreport::render_test
