#include "gateway/core/diag/delivery_reason.h"
#include "generated/messages/documents.h"
#include "generated/messages/exchange.h"
#include "generated/messages/mhd.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>

namespace renkei::diag::delivery_reason_test {
namespace {

std::string english(const DeliveryReason& reason) { return reason.text(Language::english); }
std::string japanese(const DeliveryReason& reason) { return reason.text(Language::japanese); }

DeliveryReason expired(const DeliveryReason& cause) {
    return DeliveryReason(ReasonCode::gave_up).because(cause);
}

constexpr ReasonCode codes[] = {
#define REASON(name, id, severity, english, japanese) ReasonCode::name,
#include "gateway/core/diag/messages/delivery.def"
#undef REASON
};

std::string id_of(ReasonCode code) { return std::string(row(static_cast<Message>(code)).id); }

std::size_t holes_in(std::string_view text) {
    std::set<std::size_t> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::optional<Hole> hole = hole_at(text.substr(i))) {
            out.insert(hole->argument);
        }
    }
    return out.size();
}

// A reason of any code, with an argument for each hole.
DeliveryReason any_of(ReasonCode code) {
    const std::size_t count = holes_in(row(static_cast<Message>(code)).english);
    return DeliveryReason::read(id_of(code), std::vector<std::string>(count, "a")).value();
}

TEST(DeliveryReason, has_an_id_of_its_own_without_a_colon_for_every_code) {
    std::set<std::string> ids;
    for (const ReasonCode code : codes) {
        EXPECT_EQ(id_of(code).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos)
            << id_of(code);
        EXPECT_TRUE(ids.insert(id_of(code)).second) << id_of(code);
    }
}

TEST(DeliveryReason, is_read_back_from_code_and_arguments_for_every_code) {
    for (const ReasonCode code : codes) {
        const DeliveryReason one = expired(any_of(code).because(answered(409)));
        EXPECT_EQ(DeliveryReason::read(one.code(), one.arguments()), one) << one.code();
    }
    EXPECT_EQ(DeliveryReason::read("", {}), DeliveryReason());
}

TEST(DeliveryReason, of_an_unknown_code_or_with_missing_arguments_is_not_read) {
    EXPECT_EQ(DeliveryReason::read("gave-up:tea", {}), std::nullopt);
    EXPECT_EQ(DeliveryReason::read("answered", {}), std::nullopt);
    EXPECT_EQ(DeliveryReason::read("paused", std::vector<std::string>{"409"}), std::nullopt);
}

TEST(DeliveryReason, has_every_argument_in_its_sentences) {
    for (const ReasonCode code : codes) {
        EXPECT_EQ(english(any_of(code)).find('{'), std::string::npos) << id_of(code);
        EXPECT_EQ(japanese(any_of(code)).find('{'), std::string::npos) << id_of(code);
    }
}

TEST(DeliveryReason, is_a_sentence_in_the_readers_language) {
    EXPECT_EQ(english(ReasonCode::not_a_party), "the document does not name this peer as receiver");
    EXPECT_EQ(japanese(ReasonCode::revoked), "利用停止中のため保留（renkei peer revoke --lift で再開）");
    EXPECT_EQ(japanese({}), "");
    EXPECT_EQ(english(ReasonCode::withdrawal_not_supported),
              "ITI-65 has no message for a withdrawal: call the receiver");
}

TEST(DeliveryReason, with_a_cause_says_both) {
    const DeliveryReason refused = DeliveryReason(ReasonCode::tls).because(untrusted("wrong-purpose"));
    EXPECT_EQ(english(expired(refused)),
              "gave up: TLS: the server's certificate is not trusted (unsuitable certificate purpose)");
    EXPECT_EQ(japanese(expired(refused)),
              "期限が過ぎたため中止: TLS: サーバーの証明書を信頼できない（証明書の用途が異なります）");
    EXPECT_EQ(english(behind("0198f0a0").because(ReasonCode::being_sent)),
              "behind delivery 0198f0a0 of the same person and form: it is being sent now");
}

TEST(DeliveryReason, that_is_a_status_says_who_answered_it) {
    EXPECT_EQ(english(answered(409)), "the receiver answered 409");
    EXPECT_EQ(japanese(answered_because(401, "caller-not-known")),
              "受信側の応答 401: 受信側にこのゲートウェイの証明書が登録されていない");
    EXPECT_EQ(english(answered_because(403, "certificate-expired")),
              "the receiver answered 403: our certificate has expired");
}

TEST(DeliveryReason, as_recorded_is_quoted) {
    EXPECT_EQ(english(as_recorded("TLS: tlsv1 alert unknown ca")), "“TLS: tlsv1 alert unknown ca”");
    EXPECT_EQ(japanese(as_recorded("gave up")), "「gave up」");
}

TEST(DeliveryReason, of_a_message_is_its_own_or_that_the_document_cannot_be_prepared) {
    EXPECT_EQ(of_message(message::version_gone), ReasonCode::version_gone);
    EXPECT_EQ(japanese(of_message(message::mhd_wrong)),
              "この接続先に渡す形に文書を準備できない（mhd-wrong）");
}

TEST(DeliveryReason, of_the_operating_system_has_the_name_of_its_error) {
    EXPECT_EQ(system_error(EMFILE).arguments(), std::vector<std::string>{"EMFILE"});
    EXPECT_EQ(japanese(system_error(EMFILE)),
              "オペレーティングシステムのエラー: 開いているファイルが多すぎる（EMFILE）");
    EXPECT_EQ(system_error(1'000'000).arguments(), std::vector<std::string>{"1000000"});
}

TEST(DeliveryReason, in_a_log_has_codes_only) {
    for (const auto& [reason, code] : std::vector<std::pair<DeliveryReason, std::string>>{
             {expired(DeliveryReason(ReasonCode::tls).because(ReasonCode::certificate_revoked)),
              "gave-up:tls:certificate-revoked"},
             {answered(422), "422"},
             {expired(answered_because(401, "caller-not-known")), "gave-up:401:caller-not-known"},
             {of_message(message::mhd_wrong), "mhd-wrong"},
             {untrusted("x509-error-68"), "certificate-untrusted:x509-error-68"},
             {behind("0198f0a0").because(ReasonCode::paused), "behind:paused"},
             {as_recorded("422 Hanako is not here"), "other"},
             {unexpected("St9exception"), "unexpected"},
             {{}, ""}}) {
        EXPECT_EQ(reason.log_code(), code);
    }
}

TEST(DeliveryReason, in_a_message_stands_as_its_sentence) {
    EXPECT_EQ(
        sentence(message::server_unreachable,
                 std::vector<std::string>{"127.0.0.1:1", "system-error", "EMFILE"}, Language::english),
        "the gateway does not answer; check its address, and whether it runs (127.0.0.1:1: error of the "
        "operating system: too many open files (EMFILE))");
    EXPECT_NE(
        sentence(message::server_expired, std::vector<std::string>{"tea"}, Language::english).find("(tea)"),
        std::string::npos)
        << "an unknown code is shown";
}

} // namespace
} // namespace renkei::diag::delivery_reason_test
