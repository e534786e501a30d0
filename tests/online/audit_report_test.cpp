#include "gateway/core/base/file.h"

#include "tests/online/audit_trail.h"
#include "tests/online/pilot_store.h"
#include <nlohmann/json.hpp>

#include <filesystem>

namespace renkei::online::audit_report_test {
namespace {

// The hospital read both documents, listed them together, and asked for one that is not for it.
struct Usual : AuditTrail {
    Usual() {
        add_read("hospital", of_hanako, "2026-11-20T12:00:00+09:00");
        add_read("hospital", of_taro, "2026-11-20T12:01:00+09:00");
        add({.action = audit::Action::query,
             .interaction = "search-type",
             .peer = "hospital",
             .person = hash(taro),
             .query = "person=" + hash(taro) + "&documents=" + of_taro + "," + of_hanako},
            "2026-11-20T12:02:00+09:00");
        add({.interaction = "read",
             .outcome = audit::Outcome::minor,
             .reason = "not-a-party",
             .peer = "clinic",
             .document = of_hanako},
            "2026-11-21T09:00:00+09:00");
    }
};

std::string without_dashes(std::string text) {
    std::erase(text, '-');
    return text;
}

TEST(AuditReport, about_a_person_says_who_asked_for_what_when_and_why) {
    const Usual trail;
    expect(
        trail.report("--person " + hanako, "ja"),
        {.code = 0,
         .prints = {"対象の人: " + hanako, "アクセス 3 件（2 機関）。うち拒否 1 件、失敗 0 件。",
                    "12:00:00  文書の閲覧: 文書 1 — 実施", "12:02:00  文書の検索・一覧: 文書 1 — 実施",
                    "09:00:00  文書の閲覧: 文書 1 — 拒否 "
                    "[呼び出し元は文書の送信元でも宛先でもない（not-a-party）]",
                    "文書 1: 入院時情報提供書、", "ID " + trail.of_hanako, "改変や途中の欠落はありません"}});
}

TEST(AuditReport, about_a_person_names_no_other_person_and_nothing_of_a_document) {
    Usual trail;
    for (const std::string format : {"text", "html", "csv", "fhir"}) {
        for (const std::string language : {"en", "ja"}) {
            const CommandResult result = trail.report("--person " + hanako + " --format " + format, language);
            EXPECT_EQ(result.code, 0) << result;
            for (const std::string& text :
                 {trail.of_taro, without_dashes(trail.of_taro), trail.hash(taro),
                  trail.hash(taro).substr(0, 16), std::string("0000000002"), std::string("secret")}) {
                EXPECT_FALSE(result.prints(text)) << format << ": " << text << result;
            }
            const bool has_own =
                result.prints(trail.of_hanako) || result.prints(without_dashes(trail.of_hanako));
            EXPECT_TRUE(has_own) << result;
        }
    }
}

TEST(AuditReport, as_fhir_has_every_event_about_the_person_and_no_query_of_another) {
    const Usual trail;
    const CommandResult result = trail.report("--person " + hanako + " --format fhir");
    const nlohmann::json bundle = nlohmann::json::parse(result.output);
    EXPECT_EQ(bundle["type"], "collection");
    ASSERT_EQ(bundle["entry"].size(), 4U) << result;
    EXPECT_EQ(bundle["entry"][0]["resource"]["resourceType"], "OperationOutcome");
    EXPECT_EQ(bundle["entry"][2]["resource"]["recorded"], "2026-11-20T03:02:00.000Z");
    // base64 of "documents=…"
    EXPECT_TRUE(bundle["entry"][2]["resource"].dump().find("ZG9jdW1lbnRzP") != std::string::npos) << bundle;
}

TEST(AuditReport, of_an_office_finds_it_by_its_number_or_its_id) {
    const Usual trail;
    const CommandResult by_id = trail.report("--peer hospital --format csv");
    EXPECT_EQ(by_id.code, 0) << by_id;
    const CommandResult by_number = trail.report("--office institution:9910100016 --format csv");
    const auto lines_of = [](const CommandResult& result) {
        return result.output.substr(result.output.find("\naccess,"));
    };
    EXPECT_TRUE(lines_of(by_number).starts_with(lines_of(by_id))) << by_number; // then the first report
    EXPECT_TRUE(by_number.prints("\nsubject,,,,,,\"of the office institution:9910100016: ")) << by_number;
    EXPECT_TRUE(by_id.prints(",search-type,")) << by_id;
    EXPECT_FALSE(by_id.prints("clinic")) << by_id;
}

TEST(AuditReport, of_an_office_has_no_person_and_no_file) {
    Usual trail;
    trail.add({.action = audit::Action::create,
               .interaction = "folder",
               .peer = "hospital",
               .document = trail.of_taro,
               .version = 1,
               .person = trail.hash(taro),
               .file = "secret.csv"},
              "2026-11-20T12:03:00+09:00");
    const CommandResult result = trail.report("--peer hospital --format fhir");
    EXPECT_EQ(nlohmann::json::parse(result.output)["entry"].size(), 6U) << result;
    EXPECT_FALSE(result.prints(trail.hash(taro))) << result;
    EXPECT_FALSE(result.prints("secret.csv")) << result;
    // base64 of "documents=…": persons would stand before them
    EXPECT_TRUE(result.prints(R"("query":"ZG9jdW1lbnRzP)")) << result;
}

TEST(AuditReport, about_a_person_names_the_office_that_was_registered) {
    Usual trail;
    trail.add({.action = audit::Action::create,
               .interaction = "registration-add",
               .about = "hospital",
               .person = trail.hash(hanako)},
              "2026-11-20T12:03:00+09:00");
    expect(trail.report("--person " + hanako, "ja"),
           {.prints = {"12:03:00  担当事業所の登録: ",
                       "（hospital、病院） — 実施 [このゲートウェイの運用者の操作]"}});
}

TEST(AuditReport, of_an_unknown_office_says_which_are_known_and_that_there_is_nothing) {
    const Usual trail;
    expect(trail.report("--office office:9970100099"),
           {.code = 1,
            .prints = {"warning[audit-office-unknown]: no peer of this gateway has the number "
                       "office:9970100099; numbers of peers: ",
                       "No access is recorded in this period."},
            .omits = {"peer-unknown"}}); // it is a number, no id
    expect(trail.report("--office 9970100099"), {.code = 3});
}

TEST(AuditReport, about_a_document_has_nothing_of_others) {
    Usual trail;
    const CommandResult result = trail.report("--document " + trail.of_taro + " --format fhir");
    EXPECT_EQ(result.code, 0) << result;
    EXPECT_EQ(nlohmann::json::parse(result.output)["entry"].size(), 3U) << result;
    EXPECT_FALSE(result.prints(trail.of_hanako)) << result;
}

TEST(AuditReport, without_events_says_so_with_the_period_and_a_warning) {
    const Usual trail;
    expect(trail.report("--person insurer:990010|0000000009"),
           {.code = 1,
            .prints = {"No access is recorded in this period.", "Period: from ",
                       "warning: no event is about this person",
                       "Nothing at all is recorded under this number"}});
    expect(trail.report("--person " + hanako + " --since 2020-01-01 --until 2020-01-31"),
           {.code = 1,
            .prints = {"Period: from 2020-01-01 00:00:00 until 2020-01-31 23:59:59 (Japan's time)"},
            .omits = {"Nothing at all is recorded"}}); // there are events later
    expect(trail.report("--person " + hanako + " --until 2020-01-31"),
           {.prints = {"Period: until 2020-01-31 23:59:59 (Japan's time), before the audit trail "
                       "begins (20"}});
    expect(trail.report("--peer nowhere"), {.code = 1});
}

TEST(AuditReport, about_a_hidden_person_warns_the_operator) {
    const Usual trail;
    const std::string warning = "warning[audit-report-of-hidden]";
    expect(trail.report("--person " + hanako), {.omits = {warning}});
    ASSERT_EQ(trail.pilot("person set " + hanako + " --hidden history").code, 0);
    const CommandResult hidden = trail.report("--person " + hanako);
    EXPECT_EQ(hidden.code, 1) << hidden;
    EXPECT_NE(hidden.error.find(warning), std::string::npos) << hidden;
    EXPECT_EQ(hidden.output.find("protective"), std::string::npos) << "it is for the operator: " << hidden;
    expect(trail.report("--person " + taro), {.omits = {warning}});
    expect(trail.report("--document " + trail.of_hanako), {.prints = {warning}}); // it names who read it
    expect(trail.report("--document " + trail.of_taro), {.omits = {warning}});
    expect(trail.report("--peer hospital"), {.omits = {warning}});
}

// The hospital read without places, asked for what is hidden from it, and for one who died.
struct Protected : AuditTrail {
    Protected() {
        const auto read = [&](audit::Outcome outcome, const std::string& reason, const std::string& ground,
                              std::string_view at) {
            add({.interaction = "read",
                 .outcome = outcome,
                 .reason = reason,
                 .peer = "hospital",
                 .document = of_hanako,
                 .version = 1,
                 .person = hash(hanako),
                 .ground = ground},
                at);
        };
        read(audit::Outcome::success, "",
             "2026-03-18/reads_with_consent/opinion_requested/part_without_places",
             "2026-11-20T12:00:00+09:00");
        read(audit::Outcome::minor, "no-such-document", "2026-03-18/hidden", "2026-11-20T12:01:00+09:00");
        read(audit::Outcome::minor, "no-such-document", "2026-03-18/died", "2026-11-20T12:02:00+09:00");
        read(audit::Outcome::minor, "person-died", "", "2026-11-20T12:03:00+09:00");
    }
    std::vector<std::string> subjects() const {
        return {"--person " + hanako, "--document " + of_hanako, "--peer hospital",
                "--office institution:9910100016"};
    }
};

TEST(AuditReport, for_anybody_says_of_no_denial_why) {
    const Protected trail;
    for (const std::string& subject : trail.subjects()) {
        for (const std::string format : {"text", "html", "csv", "fhir"}) {
            for (const std::string language : {"en", "ja"}) {
                const CommandResult result = trail.report(subject + " --format " + format, language);
                EXPECT_EQ(result.code, 0) << result;
                for (const std::string& text :
                     {diag::words_for("decision", "hidden", Language::english),
                      diag::words_for("decision", "died", Language::english), std::string("/hidden"),
                      std::string("支援措置"), std::string("protective"), std::string("place"),
                      std::string("died"), std::string("死亡")}) {
                    const bool is_of_a_page = format == "html" && text == "place"; // its style
                    EXPECT_TRUE(is_of_a_page || result.output.find(text) == std::string::npos)
                        << format << ": " << text << result;
                }
                const std::string said =
                    format == "fhir"
                        ? "-/denied"
                        : diag::words_for("decision", "denied",
                                          language == "en" ? Language::english : Language::japanese);
                EXPECT_NE(result.output.find(said), std::string::npos) << said << result;
            }
        }
    }
}

TEST(AuditReport, for_the_insurer_says_the_ground_and_warns) {
    const Protected trail;
    for (const std::string& subject : trail.subjects()) {
        const CommandResult result = trail.report(subject + " --for insurer");
        EXPECT_EQ(result.code, 1) << result;
        EXPECT_NE(result.error.find("warning[audit-report-for-insurer]"), std::string::npos) << result;
        for (const std::string reason : {"hidden", "died"}) {
            EXPECT_TRUE(result.prints(diag::words_for("decision", reason, Language::english))) << result;
        }
        EXPECT_TRUE(result.prints(diag::words_for("shown-part", "part_without_places", Language::english)))
            << result;
        EXPECT_TRUE(result.prints("person-died")) << result;
    }
    const Usual plain;
    expect(plain.report("--person " + hanako + " --for insurer"), {.code = 0}); // nothing to warn of
}

TEST(AuditReport, of_a_damaged_trail_says_so) {
    const Usual trail;
    change_store(trail.pilot, "UPDATE audit_event SET seal = hash WHERE sequence = 2");
    expect(trail.report("--person " + hanako),
           {.code = 1, .prints = {"THE AUDIT TRAIL IS DAMAGED", "error[audit-seal-wrong]"}});
}

TEST(AuditReport, notices_a_cut_end_with_an_anchor_and_claims_nothing_of_it_without_one) {
    const Usual trail;
    const std::string anchor = trail.pilot.beside("anchor");
    ASSERT_EQ(trail.pilot("audit verify --write-anchor " + anchor).code, 0);
    const CommandResult whole = trail.report("--person " + hanako + " --anchor " + anchor);
    EXPECT_EQ(whole.code, 0) << whole;
    EXPECT_TRUE(whole.prints("No end was cut off before the anchor")) << whole;
    EXPECT_EQ(whole.error, "") << "a chain that is whole is no notice";
    // the report was an event, and the next one is
    ASSERT_EQ(trail.pilot("audit verify --write-anchor " + anchor).code, 0);
    change_store(trail.pilot,
                 "DELETE FROM audit_event WHERE sequence >= (SELECT max(sequence) - 1 FROM audit_event)");
    expect(trail.report("--person " + hanako),
           {.code = 0, .prints = {"was not checked, for want of an anchor: chains 1."}});
    expect(trail.report("--person " + hanako + " --anchor " + anchor),
           {.code = 1, .prints = {"THE AUDIT TRAIL IS DAMAGED", "error[audit-cut]"}});
}

TEST(AuditReport, takes_no_other_file_for_an_anchor) {
    const Usual trail;
    const std::string file = trail.pilot.beside("no-anchor");
    ASSERT_TRUE(base::write_file(file, "renkei-cli 1\n", base::Overwrite::no));
    const CommandResult result = trail.report("--person " + hanako + " --anchor " + file);
    EXPECT_EQ(result.code, trail.pilot("audit verify --anchor " + file).code) << result;
    EXPECT_NE(result.code, 0) << result;
    EXPECT_TRUE(result.prints("expected NODE SEQUENCE SHA256")) << result;
    EXPECT_EQ(result.output, "") << "no report that was compared with nothing";
}

TEST(AuditReport, with_lost_events_claims_no_whole_trail) {
    Usual trail;
    trail.add({.interaction = std::string(audit::events_lost), .times = 2, .file = "events.damaged"},
              "2026-11-20T12:03:00+09:00");
    expect(trail.report("--person " + hanako),
           {.code = 1,
            .prints = {"THE AUDIT TRAIL IS DAMAGED", "lost events 2)", "warning[audit-events-lost]"}});
    expect(trail.pilot("audit list"), {.code = 0}); // it shows the event itself
}

TEST(AuditReport, says_that_events_are_spooled) {
    const Usual trail;
    ASSERT_TRUE(base::write_file(trail.pilot.file("renkei.db-events"), "two\nlines\n", base::Overwrite::no));
    expect(trail.report("--person " + hanako),
           {.code = 1, .prints = {"warning[events-spooled]", "this report does not have them: 2."}});
}

TEST(AuditReport, follows_links_between_numbers_of_a_person) {
    const Usual trail;
    ASSERT_EQ(trail.pilot("person link " + hanako + " institution:9910100016|P-1").code, 0);
    expect(trail.report("--person institution:9910100016|P-1"),
           {.prints = {"Accesses: 3, by organisations: 2; of these refused: 1, failed: 0.",
                       "entered that two numbers are this person's"}});
}

TEST(AuditReport, is_written_for_its_owner_only_and_over_no_file) {
    const Usual trail;
    const std::string file = trail.pilot.beside("report.html");
    const std::string words = "--person " + hanako + " --format html -o " + file;
    ASSERT_EQ(trail.report(words).code, 0);
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const std::string before = *base::read_file(file);
    expect(trail.report(words), {.code = 4, .prints = {"error[file-exists]"}});
    EXPECT_EQ(*base::read_file(file), before);
    fs::permissions(file, fs::perms::all);
    expect(trail.report(words + " --overwrite", "ja"), {.code = 0});
    EXPECT_NE(*base::read_file(file), before);
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(AuditReport, is_about_exactly_one) {
    const Pilot pilot;
    expect(pilot("audit report"),
           {.code = 3, .prints = {"usage-missing]: missing: --person, --office, --peer or --document"}});
    expect(pilot("audit report --peer clinic --person " + hanako),
           {.code = 3, .prints = {"usage-unexpected"}});
    expect(pilot("audit report --person hanako"), {.code = 3, .omits = {"hanako"}});
}

TEST(AuditReport, is_an_event_that_the_next_one_has) {
    const Usual trail;
    expect(trail.report("--person " + hanako), {.omits = {"made a report of who asked for what"}});
    expect(trail.report("--person " + hanako), {.prints = {"made a report of who asked for what"}});
    expect(trail.report("--person " + taro), {.omits = {"made a report of who asked for what"}});
    ASSERT_EQ(trail.report("--peer hospital").code, 0);
    expect(trail.report("--peer hospital"), {.prints = {"made a report of who asked for what"}});
    ASSERT_EQ(trail.report("--document " + trail.of_taro).code, 0);
    expect(trail.report("--document " + trail.of_taro), {.prints = {"made a report of who asked for what"}});
}

} // namespace
} // namespace renkei::online::audit_report_test
