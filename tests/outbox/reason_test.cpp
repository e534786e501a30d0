#include "gateway/network/outbox/reason.h"

#include <gtest/gtest.h>

namespace renkei::outbox::reason_test {
namespace {

using diag::Language;

std::string english(std::string_view reason) { return reason_text(reason, Language::english); }
std::string japanese(std::string_view reason) { return reason_text(reason, Language::japanese); }

TEST(Reason, of_our_own_is_shown_in_the_readers_language) {
    EXPECT_EQ(english("not-a-party"), "the document does not name this peer as receiver");
    EXPECT_EQ(japanese("revoked"), "利用停止中のため保留（renkei peer revoke --lift で再開）");
    EXPECT_EQ(japanese(""), "");
}

TEST(Reason, of_several_parts_is_translated_part_by_part) {
    EXPECT_EQ(english("gave up: TLS: certificate-untrusted: certificate revoked"),
              "gave up: TLS: the server's certificate is not trusted: certificate revoked");
    EXPECT_EQ(japanese("gave up: TLS: certificate-untrusted: certificate revoked"),
              "期限が過ぎたため中止: TLS: サーバーの証明書を信頼できない: 証明書が失効している");
}

TEST(Reason, of_a_delivery_behind_another_names_that) {
    EXPECT_EQ(english("behind 0198f0a0: away: Connection refused"),
              "behind delivery 0198f0a0 of the same person and form: nothing is sent to the peer until it "
              "answers: connection refused");
    EXPECT_EQ(japanese("behind 0198f0a0: being sent"), "同じ利用者・様式の配送 0198f0a0 の後: 送信中");
    EXPECT_EQ(english("retried after: 422"), "retried by the operator after: the receiver answered 422");
}

TEST(Reason, that_is_a_status_says_who_answered_it) {
    EXPECT_EQ(english("409"), "the receiver answered 409");
    EXPECT_EQ(japanese("401 caller-not-known"),
              "受信側の応答 401: 受信側にこのゲートウェイの証明書が登録されていない");
    EXPECT_EQ(english("403 certificate-expired"), "the receiver answered 403: our certificate has expired");
    EXPECT_EQ(english("409 revoked"), "the receiver answered 409: “revoked”"); // by whom, only it knows
    EXPECT_EQ(english("500 gave up: not-a-party"), "the receiver answered 500: “gave up: not-a-party”");
}

TEST(Reason, with_text_of_others_is_quoted) {
    EXPECT_EQ(english("TLS: tlsv1 alert unknown ca"), "TLS: “tlsv1 alert unknown ca”");
    EXPECT_EQ(japanese("TLS: tlsv1 alert unknown ca"), "TLS: 「tlsv1 alert unknown ca」");
}

TEST(Reason, for_a_log_has_no_text_of_others) {
    for (const auto& [reason, code] :
         {std::pair<std::string_view, std::string_view>{"gave up: TLS: certificate revoked",
                                                        "gave-up:tls:certificate-revoked"},
          {"TLS: tlsv1 alert for Hanako", "tls:other"},
          {"422 Hanako is not here", "422"},
          {"gave up: 401 caller-not-known", "gave-up:401:caller-not-known"},
          {"mhd-wrong", "mhd-wrong"},
          {"Hanako: gave up", "other"},
          {"", ""}}) {
        EXPECT_EQ(reason_code(reason), code) << reason;
    }
}

TEST(Reason, for_a_log_is_a_code_without_a_blank) {
    for (const char* const reason :
         {"not this peer's certificate (renkei peer add-binding)", "Connection refused",
          "closed during the TLS handshake", "ITI-65 cannot tell of a withdrawal", "by the operator"}) {
        EXPECT_EQ(reason_code(reason).find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos)
            << reason_code(reason);
    }
}

TEST(Reason, that_is_the_id_of_a_message_is_about_preparing_the_document) {
    EXPECT_EQ(japanese("mhd-wrong"), "この接続先に渡す形に文書を準備できない（mhd-wrong）");
}

} // namespace
} // namespace renkei::outbox::reason_test
