#include "gateway/app/online/commands.h"

#include "tests/online/pilot_store.h"

#include <algorithm>
#include <iostream>
#include <sstream>

namespace renkei::online::consent_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";

// The first word of what was printed.
std::string id_in(const CommandResult& result) { return result.output.substr(0, result.output.find(' ')); }

TEST(ConsentCommand, gives_lists_shows_and_withdraws) {
    const Pilot pilot;
    const CommandResult given =
        pilot({"consent", "give", hanako, "--given", "2026-05-01", "--kind", "cert.opinion", "--receiver",
               "office:9970100013", "--purpose", "care", "--purpose", "needed", "--until", "2099-03-31",
               "--channel", "renewal", "--evidence", "綴り12"});
    EXPECT_EQ(given.code, 0) << given;
    EXPECT_TRUE(given.prints("is entered\n")) << given;
    EXPECT_TRUE(given.prints("information[records-not-asked]")) << given;
    const std::string id = id_in(given);
    const CommandResult listed = pilot({"consent", "list", hanako});
    EXPECT_EQ(listed.output,
              "person insurer=990010 hidden=none\n" + id +
                  " 2026-05-01T00:00:00+09:00 permits by=person taker=insurer:990010 channel=renewal "
                  "insurer=990010 kinds=cert.opinion receivers=office:9970100013 "
                  "purposes=care,needed until=2099-03-31\n");
    const CommandResult shown = pilot({"consent", "show", hanako, id});
    EXPECT_TRUE(shown.prints("\"evidence\": \"綴り12\"")) << shown;
    const CommandResult withdrawn = pilot({"consent", "withdraw", hanako, "--why", "moved"});
    EXPECT_EQ(withdrawn.code, 0) << withdrawn;
    EXPECT_TRUE(withdrawn.prints(id + " is withdrawn")) << withdrawn;
    EXPECT_TRUE(withdrawn.prints("information[consent-all-withdrawn]")) << withdrawn;
    EXPECT_TRUE(withdrawn.prints("information[records-not-asked]")) << withdrawn;
    EXPECT_TRUE(pilot({"consent", "list", hanako}).prints(" withdrawn-by=person\n"));
    EXPECT_EQ(pilot({"consent", "withdraw", hanako, id}).code, 2) << "once";
    EXPECT_EQ(pilot({"consent", "show", hanako, "none"}).code, 2);
}

TEST(ConsentCommand, warns_of_what_is_not_entered) {
    const Pilot pilot;
    const CommandResult given = pilot({"consent", "give", hanako, "--receiver", "office:9970100099"});
    EXPECT_EQ(given.code, 1) << given;
    EXPECT_TRUE(given.prints("warning[consent-receiver-unknown]: no peer of this gateway has the number "
                             "office:9970100099"))
        << given;
    EXPECT_TRUE(given.prints("information[insurer-not-entered]: the insurer 990010")) << given;
    ASSERT_EQ(pilot({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"}).code, 0);
    const CommandResult known = pilot({"consent", "give", hanako, "--receiver", "office:9970100013"});
    EXPECT_EQ(known.code, 0) << known;
    EXPECT_FALSE(known.prints("insurer-not-entered")) << known;
    EXPECT_FALSE(known.prints("consent-receiver-unknown")) << known;
}

TEST(ConsentCommand, without_a_consent_to_withdraw_names_the_refusal) {
    const Pilot pilot;
    const CommandResult none = pilot({"consent", "withdraw", hanako});
    EXPECT_EQ(none.code, 2) << none;
    EXPECT_TRUE(none.prints("error[consent-none]") && none.prints("`renkei consent refuse`")) << none;
}

TEST(ConsentCommand, refuses_and_speaks_japanese) {
    const Pilot pilot;
    EXPECT_TRUE(pilot({"consent", "list", hanako}, "ja").prints("同意・不同意は登録されていません"));
    const CommandResult refused = pilot({"consent", "refuse", hanako, "--by", "legal_representative"}, "ja");
    EXPECT_EQ(refused.code, 0) << refused;
    EXPECT_TRUE(refused.prints("を登録しました")) << refused;
    EXPECT_TRUE(pilot({"consent", "list", hanako}, "ja").prints("不同意 (refuses) by=legal_representative"));
    const CommandResult none = pilot({"consent", "withdraw", hanako}, "ja");
    EXPECT_EQ(none.code, 2);
    EXPECT_TRUE(none.prints("エラー[consent-none]")) << none;
}

TEST(ConsentCommand, prints_json_for_programs) {
    const Pilot pilot;
    const CommandResult given = pilot({"consent", "give", hanako, "--format", "json"});
    EXPECT_EQ(given.code, 0) << given;
    EXPECT_TRUE(given.output.starts_with("{\n  \"id\": \"")) << given;
    const CommandResult listed = pilot({"consent", "list", hanako, "--format", "json"});
    EXPECT_TRUE(listed.output.starts_with("[\n  {\n    \"id\": \"")) << listed;
    EXPECT_EQ(pilot({"consent", "list", "insurer:990010|0000000002", "--format", "json"}).output, "[]\n");
}

TEST(ConsentCommand, warns_of_a_proxy_that_the_insurer_does_not_take) {
    const Pilot pilot;
    const CommandResult given = pilot({"consent", "give", hanako, "--by", "family"});
    EXPECT_EQ(given.code, 1) << given;
    EXPECT_TRUE(given.prints("warning[consent-not-counted]")) << given;
    EXPECT_TRUE(given.prints("given by the family (counted: a legal representative)")) << given;
    ASSERT_EQ(pilot({"insurer", "set", "990010", "--setting", "proxies=family,carer"}).code, 0);
    EXPECT_EQ(pilot({"consent", "give", hanako, "--by", "family"}).code, 0);
}

TEST(ConsentCommand, says_what_decides_after_the_change) {
    const Pilot pilot;
    const std::string first = id_in(pilot({"consent", "give", hanako, "--given", "2026-06-01"}));
    const CommandResult narrower =
        pilot({"consent", "give", hanako, "--kind", "cert.opinion", "--given", "2026-06-02"});
    EXPECT_EQ(narrower.code, 0) << narrower;
    EXPECT_TRUE(narrower.prints("information[consent-replaces]: it takes the place of " + first)) << narrower;
    const CommandResult older = pilot({"consent", "give", hanako, "--given", "2026-05-01"});
    EXPECT_EQ(older.code, 1) << older;
    EXPECT_TRUE(older.prints("warning[consent-outranked]: it decides nothing: " + id_in(narrower))) << older;
    const CommandResult refused = pilot({"consent", "refuse", hanako, "--given", "2026-05-01"});
    EXPECT_EQ(refused.code, 0) << refused;
    EXPECT_TRUE(refused.prints("information[consent-replaces]: it takes the place of " + id_in(narrower)))
        << "a no counts from when it is entered: " << refused;
    const CommandResult ahead = pilot({"consent", "give", hanako, "--from", "2099-01-01"});
    EXPECT_EQ(ahead.code, 1) << ahead;
    EXPECT_TRUE(ahead.prints("warning[consent-not-begun]")) << ahead;
    const CommandResult past = pilot({"consent", "give", hanako, "--until", days_ago(0)});
    EXPECT_EQ(past.code, 0) << "today is in its period: " << past;
}

TEST(ConsentCommand, says_that_the_period_of_a_consent_is_past) {
    const Pilot pilot;
    const CommandResult past =
        pilot({"consent", "give", hanako, "--given", days_ago(9), "--until", days_ago(1)});
    EXPECT_EQ(past.code, 1) << past;
    EXPECT_TRUE(past.prints("warning[consent-period-past]")) << past;
    EXPECT_TRUE(past.prints("its last day was " + days_ago(1))) << past;
}

TEST(ConsentCommand, keeps_a_refusal_of_a_day_above_a_consent_of_that_day) {
    const Pilot pilot;
    ASSERT_EQ(pilot({"consent", "refuse", hanako, "--given", "2026-06-01"}).code, 0);
    const CommandResult given = pilot({"consent", "give", hanako, "--given", "2026-06-01T15:00:00+09:00"});
    EXPECT_TRUE(given.prints("warning[consent-outranked]")) << given;
}

// A consent may be right and count for nothing.
TEST(ConsentCommand, lists_behind_the_state_of_the_person) {
    const Pilot pilot;
    pilot({"consent", "give", hanako});
    ASSERT_EQ(pilot({"person", "set", hanako, "--hidden", "history", "--died", "2026-11-01"}).code, 0);
    EXPECT_TRUE(
        pilot({"consent", "list", hanako})
            .output.starts_with("person insurer=990010 died=2026-11-01T00:00:00+09:00 hidden=history\n"));
    EXPECT_TRUE(pilot({"consent", "list", hanako, "--format", "json"}).output.starts_with("["))
        << "records alone";
}

TEST(ConsentCommand, is_audited_when_it_only_reads) {
    const Pilot pilot;
    const std::string id = id_in(pilot({"consent", "give", hanako}));
    const auto reads = [&] {
        const std::string events = pilot({"audit", "list", "--person", hanako, "--format", "text"}).output;
        std::size_t count = 0;
        for (std::size_t at = 0; (at = events.find(" read consent-list ", at)) != std::string::npos; ++at) {
            ++count;
        }
        return count;
    };
    EXPECT_EQ(reads(), 0U);
    pilot({"consent", "list", hanako});
    EXPECT_EQ(reads(), 1U);
    pilot({"consent", "show", hanako, id});
    EXPECT_EQ(reads(), 2U);
}

TEST(ConsentCommand, lists_the_others_beside_a_damaged_one) {
    const Pilot pilot;
    const std::string lost = id_in(pilot({"consent", "refuse", hanako, "--given", "2026-06-01"}));
    change_store(pilot, "UPDATE person_record SET entry = zeroblob(60)");
    const std::string whole = id_in(pilot({"consent", "refuse", hanako}));
    const CommandResult listed = pilot({"consent", "list", hanako});
    EXPECT_EQ(listed.code, 1) << listed;
    EXPECT_TRUE(listed.prints("\n" + whole + " ")) << listed;
    EXPECT_TRUE(listed.prints("warning[record-damaged]: the record " + lost)) << listed;
    EXPECT_EQ(pilot({"person", "drop-damaged", hanako, lost}).code, 0);
    EXPECT_EQ(pilot({"consent", "list", hanako}).code, 0);
}

TEST(ConsentCommand, reads_free_text_from_standard_input) {
    const Pilot pilot;
    std::istringstream lines("insurer:990010|0000000001\nbinder 12\n");
    std::streambuf* const before = std::cin.rdbuf(lines.rdbuf());
    const CommandResult given = pilot({"consent", "give", "-", "--evidence", "-"});
    std::cin.rdbuf(before);
    EXPECT_EQ(given.code, 0) << given;
    EXPECT_TRUE(pilot({"consent", "show", hanako, id_in(given)}).prints("\"evidence\": \"binder 12\""));
}

TEST(ConsentCommand, names_the_option_that_is_wrong_and_what_would_be_right) {
    const Pilot pilot;
    const auto refused = [&](const std::string& option, const std::string& value, const std::string& says) {
        const CommandResult result = pilot({"consent", "give", hanako, option, value});
        EXPECT_EQ(result.code, 3) << result;
        EXPECT_TRUE(result.prints(says)) << result;
    };
    refused("--given", "2026-05-01T10:00",
            "--given: \"2026-05-01T10:00\" is not known here; allowed: YYYY-MM-DD, ");
    refused("--until", "2026-02-30", "--until: \"2026-02-30\" is not known here; allowed: YYYY-MM-DD");
    refused("--from", "2026-05", "--from: \"2026-05\"");
    refused("--taker", "9970100013",
            "--taker: \"9970100013\" is not known here; allowed: office:0000000000 | ");
    refused("--receiver", "office:1", "--receiver: \"office:1\"");
    refused("--purpose", "curiosity",
            "--purpose: \"curiosity\" is not known here; allowed: care | needed | ");
    refused("--purpose", "secondary", "--purpose: error[purpose-without-effect]");
    refused("--kind", "cert.opinions", "--kind: \"cert.opinions\" is not known here; allowed: ");
    refused("--by", "neighbour", "--by");
    EXPECT_TRUE(pilot({"consent", "list", hanako}).prints("no consent or refusal"));
}

TEST(ConsentCommand, shows_no_number_of_a_person) {
    const Pilot pilot;
    const CommandResult wrong = pilot({"consent", "give", "hanako"});
    EXPECT_EQ(wrong.code, 3);
    EXPECT_TRUE(wrong.prints("PERSON: error[person-number-wrong]")) << wrong;
    EXPECT_FALSE(wrong.prints("hanako")) << wrong;
    ASSERT_EQ(pilot({"consent", "give", hanako}).code, 0);
    const CommandResult events = pilot({"audit", "list", "--person", hanako, "--format", "text"});
    EXPECT_TRUE(events.prints(" create consent-give ")) << events;
    EXPECT_FALSE(events.prints("0000000001")) << events;
}

TEST(ConsentCommand, needs_the_insurer_of_a_number_that_does_not_say_it) {
    const Pilot pilot;
    const std::string user = "office:9970100013|12";
    const CommandResult refused = pilot({"consent", "give", user});
    EXPECT_EQ(refused.code, 2);
    EXPECT_TRUE(refused.prints("error[insurer-missing]")) << refused;
    EXPECT_EQ(pilot({"consent", "give", user, "--insurer", "990010"}).code, 0);
    EXPECT_TRUE(pilot({"consent", "list", user}).prints("insurer=990010"));
}

} // namespace
} // namespace renkei::online::consent_command_test
