#include "gateway/core/diag/message.h"
#include "gateway/fhir/resources/refusal.h"

#include "tests/auditreport/kit.h"

namespace renkei::auditreport::access_words_test {
namespace {

Line line(const std::string& interaction, Result result, const std::string& reason = {}) {
    return {.caller = "hospital", .interaction = interaction, .reason = reason, .result = result};
}

TEST(AccessWords, every_refusal_has_words_in_both_languages) {
    for (auto refusal = resources::Refusal::unreadable; refusal <= resources::Refusal::too_many;
         refusal = static_cast<resources::Refusal>(static_cast<int>(refusal) + 1)) {
        const std::string name(resources::row(refusal).name);
        for (const Language language : {Language::english, Language::japanese}) {
            EXPECT_NE(diag::words_for("audit-reason", name, language), name);
        }
    }
}

TEST(AccessWords, every_message_that_refuses_a_request_has_a_reason_with_its_code) {
    for (const diag::MessageRow& row : diag::messages()) {
        if (resources::refusal_of(row.message)) {
            const std::string id(row.id);
            const std::string words = ground_words(line("read", Result::refused, id), Language::english);
            EXPECT_TRUE(words.ends_with(" (" + id + ")")) << words;
            EXPECT_EQ(words.find('{'), std::string::npos) << words;
        }
    }
}

TEST(AccessWords, an_error_of_the_content_is_one_and_an_unknown_code_stays_a_code) {
    EXPECT_EQ(ground_words(line("create", Result::refused, "S003"), Language::english),
              "an error in what was sent (S003)");
    EXPECT_EQ(ground_words(line("create", Result::refused, "new-code"), Language::japanese), "new-code");
}

TEST(AccessWords, of_a_delivery_say_each_part_of_its_reason) {
    EXPECT_EQ(
        ground_words(line("delivery", Result::failed, "gave-up:401:caller-not-known"), Language::english),
        "gave up: the receiver answered 401: it does not know our certificate "
        "(gave-up:401:caller-not-known)");
    EXPECT_EQ(ground_words(line("delivery", Result::unneeded, "superseded"), Language::japanese),
              "新しい版を届け済みのため不要（superseded）");
}

TEST(AccessWords, what_was_done_has_its_ground_and_what_was_not_has_none_but_its_reason) {
    EXPECT_EQ(ground_words(line("read", Result::done), Language::english),
              "a caller is shown what it sent and what names it as receiver, nothing else");
    EXPECT_EQ(ground_words(line("read", Result::refused), Language::english), "");
    EXPECT_EQ(ground_words(line("future-kind", Result::done), Language::english), "");
    EXPECT_EQ(ground_words(line("read", Result::done, "not-a-party"), Language::japanese),
              "呼び出し元は文書の送信元でも宛先でもない（not-a-party）")
        << "an event's own reason goes first";
}

TEST(AccessWords, a_caller_is_named_as_its_entry_names_it) {
    AccessReport report = report_of({});
    EXPECT_EQ(caller_words(report, "hospital", Language::japanese), "架空総合病院（hospital、病院）");
    EXPECT_EQ(caller_words(report, "gone", Language::english), "gone (not registered any more)");
    EXPECT_EQ(caller_words(report, "address:192.0.2.7", Language::english),
              "unknown caller (address:192.0.2.7)");
    EXPECT_EQ(caller_words(report, "", Language::japanese), "このゲートウェイとその運用者");
}

} // namespace
} // namespace renkei::auditreport::access_words_test
