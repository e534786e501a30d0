// Outcomes of a gateway for its callers: our own messages in the reader's language, other text quoted.
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/client/parse_outcome.h"
#include "generated/messages/documents.h"
#include "generated/messages/exchange.h"
#include "generated/messages/policy.h"
#include "generated/messages/text.h"
#include "generated/messages/tls.h"

#include <gtest/gtest.h>

namespace renkei::client::parse_outcome_test {
namespace {

using diag::Finding;
using diag::Language;

constexpr Language languages[] = {Language::english, Language::japanese};

std::string line(const Finding& finding, Language language) { return diag::to_text(finding, language); }

// Every message as a gateway writes it, with an argument for each hole.
diag::Report report_of(const diag::MessageRow& row) {
    diag::Report out;
    out.add(row.message, {}, {"1311234567", "見本", "a b", "4", "5", "6", "7", "8", "9", "10"});
    return out;
}

TEST(ParseOutcome, recognises_every_own_message_in_both_languages) {
    for (const diag::MessageRow& row : diag::messages()) {
        const diag::Report report = report_of(row);
        for (const Language sent : languages) {
            const std::string outcome = resources::operation_outcome(report, sent, "https://example.jp/fhir");
            const std::vector<Finding> issue = parse_outcome(outcome);
            ASSERT_EQ(issue.size(), 1U) << row.id;
            EXPECT_EQ(line(issue[0], sent), line(report.findings()[0], sent)) << row.id;
            EXPECT_EQ(diag::row(issue[0].message).id, row.id);
        }
    }
}

// A finding may lack the arguments around which a message has words, such as {3:exponent}.
TEST(ParseOutcome, recognises_messages_without_their_optional_arguments) {
    std::size_t examined = 0;
    for (const diag::MessageRow& row : diag::messages()) {
        std::vector<std::string> args;
        for (std::size_t count = 0; count <= 10; ++count, args.push_back(std::to_string(count))) {
            const bool is_whole = std::ranges::none_of(languages, [&](Language language) {
                return diag::sentence(row.message, args, language).find('{') != std::string::npos;
            });
            if (!is_whole) {
                continue;
            }
            diag::Report report;
            report.add(row.message, {}, args).name = "氏名";
            ++examined;
            for (const std::string& body :
                 {resources::operation_outcome(report, Language::english, "https://example.jp/fhir"),
                  "{\"report\":" + resources::to_json_array(report, Language::english) + "}"}) {
                const std::vector<Finding> issue = parse_outcome(body);
                ASSERT_EQ(issue.size(), 1U) << row.id;
                EXPECT_EQ(line(issue[0], Language::japanese), line(report.findings()[0], Language::japanese))
                    << row.id << " with " << count;
            }
        }
    }
    EXPECT_GT(examined, diag::messages().size()) << "some with more than one number of arguments";
}

// Two sentences may have one id and the same number of arguments.
TEST(ParseOutcome, other_words_under_an_id_of_ours_are_quoted_with_the_id) {
    const std::string body =
        R"({"report":[{"severity":"error","id":"S006","item":"birth_date","name":"生年月日","arguments":["1938/05/12","YYYYMMDD"],"text":"1938/05/12 has slashes"}]})";
    const std::vector<Finding> issue = parse_outcome(body, "a.csv");
    ASSERT_EQ(issue.size(), 1U);
    EXPECT_EQ(line(issue[0], Language::english),
              "a.csv: error[server-said]: 生年月日 (birth_date): in the gateway's own words (S006): "
              "\"1938/05/12 has slashes\"");
    EXPECT_EQ(line(issue[0], Language::japanese),
              "a.csv: エラー[server-said]: 生年月日 (birth_date): ゲートウェイからの原文（S006）: "
              "「1938/05/12 has slashes」");
}

TEST(ParseOutcome, a_refusal_sent_in_english_is_read_in_japanese) {
    diag::Report report;
    report.add(message::not_the_sender, {}, {"city", "insurer:990010", "insurer:990028"});
    const std::vector<Finding> issue = refusal_findings(
        403, resources::operation_outcome(report, Language::english, "https://example.jp"), "a.csv");
    ASSERT_EQ(issue.size(), 2U);
    EXPECT_EQ(line(issue[0], Language::japanese),
              "a.csv: エラー[server-refused]: ゲートウェイに受け付けられませんでした（HTTP 403）");
    EXPECT_EQ(line(issue[1], Language::japanese),
              "a.csv: エラー[not-the-sender]: 文書の送信元（insurer:990028）が、接続先 city "
              "の登録番号（insurer:"
              "990010）と一致しません。文書の送信元を直すか、番号の登録を運用者に依頼してください");
}

TEST(ParseOutcome, a_finding_keeps_its_line_and_its_path) {
    diag::Report report;
    report.add(message::body_empty,
               {.offset = 11, .line = 1, .column = 12, .path = "Bundle.entry[4].resource.status"});
    for (const std::string& body :
         {resources::operation_outcome(report, Language::english, "https://example.jp"),
          "{\"report\":" + resources::to_json_array(report, Language::english) + "}"}) {
        EXPECT_TRUE(line(parse_outcome(body, "a.json")[0], Language::english)
                        .starts_with("a.json:1:12: Bundle.entry[4].resource.status: error["))
            << body;
    }
}

TEST(ParseOutcome, a_finding_keeps_its_place_and_item) {
    diag::Report report;
    Finding& finding =
        report.add(message::text_gaiji, {.offset = 412, .line = 1, .record = 1, .cell = 23}, {"F040"});
    finding.item = "address1";
    finding.name = "住所１";
    for (const std::string& body :
         {resources::operation_outcome(report, Language::english, "https://example.jp"),
          resources::operation_outcome(report, Language::japanese, "https://example.jp"),
          "{\"report\":" + resources::to_json_array(report, Language::english) + "}"}) {
        const std::vector<Finding> issue = parse_outcome(body, "a.csv");
        ASSERT_EQ(issue.size(), 1U) << body;
        EXPECT_EQ(issue[0].item, "address1");
        EXPECT_EQ(issue[0].name, "住所１");
        EXPECT_EQ(issue[0].args, std::vector<std::string>{"F040"});
        EXPECT_TRUE(line(issue[0], Language::english).starts_with("a.csv:1: row 1 column 23 (byte 412): "))
            << line(issue[0], Language::english);
        EXPECT_TRUE(line(issue[0], Language::japanese).starts_with("a.csv:1: 1 行 23 列目（412 バイト目）: "))
            << line(issue[0], Language::japanese);
    }
}

TEST(ParseOutcome, a_place_does_not_name_the_file_a_second_time) {
    diag::Report report;
    report.add(message::body_empty, {.file = "a.csv", .line = 3});
    const std::string outcome = resources::operation_outcome(report, Language::english, "https://example.jp");
    EXPECT_TRUE(
        line(parse_outcome(outcome, "dir/a.csv")[0], Language::english).starts_with("dir/a.csv:3: error["))
        << outcome;
    EXPECT_TRUE(
        line(parse_outcome(outcome, "b.csv")[0], Language::english).starts_with("b.csv: a.csv:3: error["));
    diag::Report bare;
    bare.add(message::body_empty, {.file = "a.csv"});
    EXPECT_TRUE(
        line(parse_outcome(resources::operation_outcome(bare, Language::english, "https://example.jp"),
                           "dir/a.csv")[0],
             Language::english)
            .starts_with("dir/a.csv: error["));
}

TEST(ParseOutcome, of_a_set_a_finding_names_the_file_that_it_is_about) {
    diag::Report report;
    report.add(message::body_empty, {.file = "b.csv", .line = 3});
    report.add(message::body_empty, {.file = "c.csv"});
    const std::vector<Finding> issue =
        parse_outcome(resources::operation_outcome(report, Language::english, "https://example.jp"),
                      "dir/a.csv, dir/b.csv");
    ASSERT_EQ(issue.size(), 2U);
    EXPECT_TRUE(line(issue[0], Language::english).starts_with("dir/b.csv:3: error[")) << line(issue[0], {});
    EXPECT_TRUE(line(issue[1], Language::english).starts_with("dir/a.csv, dir/b.csv: c.csv: error["));
}

TEST(ParseOutcome, of_several_messages_with_one_id_takes_the_one_that_was_sent) {
    for (const Message message : {message::certificate_unreadable, message::list_as_certificate,
                                  message::request_as_certificate, message::certificate_as_key}) {
        diag::Report report;
        report.add(message, {}, {"X509 CRL"});
        const std::vector<Finding> issue =
            parse_outcome(resources::operation_outcome(report, Language::japanese, "https://example.jp"));
        ASSERT_EQ(issue.size(), 1U);
        EXPECT_EQ(issue[0].message, message);
    }
}

// Issues of other programs have no arguments.
TEST(ParseOutcome, a_sentence_whose_arguments_are_missing_is_quoted_and_not_read) {
    const std::string body =
        R"({"issue":[{"severity":"error","code":"invalid","details":{"coding":[{"code":"not-the-sender"}]},"diagnostics":"the sender"},
            {"severity":"error","code":"required","details":{"coding":[{"code":"body-empty"}]},"diagnostics":"empty"}]})";
    const std::vector<Finding> issue = parse_outcome(body);
    ASSERT_EQ(issue.size(), 2U);
    EXPECT_EQ(issue[0].message, message::server_said);
    EXPECT_EQ(issue[0].args, (std::vector<std::string>{"the sender", "not-the-sender"}));
    EXPECT_EQ(issue[1].message, message::server_said) << "it needs none, but says something else";
    EXPECT_EQ(line(issue[1], Language::english),
              "error[server-said]: in the gateway's own words (body-empty): \"empty\"");
    EXPECT_EQ(issue_ids(body), (std::vector<std::string>{"not-the-sender", "body-empty"}));
}

TEST(ParseOutcome, the_worst_comes_first) {
    diag::Report report;
    report.add(message::receiver_missing, {});
    report.add(message::replaced_unknown, {});
    report.add(message::body_empty, {});
    const std::vector<Finding> issue =
        parse_outcome(resources::operation_outcome(report, Language::english, "https://example.jp"));
    ASSERT_EQ(issue.size(), 3U);
    EXPECT_EQ(issue[0].message, message::body_empty);
    EXPECT_EQ(issue[1].message, message::replaced_unknown);
    EXPECT_EQ(issue[2].message, message::receiver_missing);
}

TEST(ParseOutcome, words_that_we_do_not_know_are_quoted_as_the_other_sides) {
    const std::pair<std::string, std::string> bodies[] = {
        {R"({"resourceType":"OperationOutcome","issue":[{"severity":"fatal","code":"login","diagnostics":"come \u001b[2Jback"}]})",
         ""},
        {R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","details":{"coding":[{"code":"not-the-sender"}],"text":"come \u001b[2Jback"}}]})",
         " (not-the-sender)"}};
    for (const auto& [body, id] : bodies) {
        const std::vector<Finding> issue = parse_outcome(body);
        ASSERT_EQ(issue.size(), 1U) << body;
        EXPECT_EQ(line(issue[0], Language::english),
                  "error[server-said]: in the gateway's own words" + id + ": \"come ?[2Jback\"");
    }
}

TEST(ParseOutcome, an_answer_that_is_no_report_is_quoted) {
    const std::vector<Finding> issue = refusal_findings(502, "<html>Bad Gateway</html>");
    ASSERT_EQ(issue.size(), 2U);
    EXPECT_EQ(issue[0].args, std::vector<std::string>{"502"});
    EXPECT_EQ(issue[1].message, message::server_said);
    EXPECT_EQ(issue[1].args, std::vector<std::string>{"<html>Bad Gateway</html>"});
    EXPECT_EQ(refusal_findings(502, "").size(), 1U);
}

TEST(ParseOutcome, nothing_is_made_of_json_of_another_shape) {
    for (const std::string_view body :
         {"", "[]", "{}", "null", R"({"issue":{}})", R"({"issue":[1,null,"x",{}]})", R"({"report":"x"})",
          R"({"issue":[{"diagnostics":7,"details":[]}]})"}) {
        EXPECT_TRUE(parse_outcome(body).empty()) << body;
    }
}

} // namespace
} // namespace renkei::client::parse_outcome_test
