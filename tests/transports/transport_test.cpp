#include "gateway/core/text/content_disposition.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/transports/classify_response.h"
#include "gateway/network/transports/gateway_transport.h"
#include "gateway/network/transports/https_transport.h"
#include "gateway/network/transports/mhd_transport.h"
#include "generated/messages/characters.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>

namespace renkei::transports::transport_test {
namespace {

using client::HttpPool;
using client::HttpResponse;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::FailureScope;
using outbox::notice_media_type;
using outbox::OutboundMessage;
using outbox::to_json;
using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using text::content_disposition;
using text::disposition_file_name;
using namespace std::chrono_literals;

OutboundMessage message() {
    return {.delivery = "d-1",
            .bytes = "row\r\n",
            .media_type = "text/csv;charset=windows-31j",
            .file_name = "A_1.CSV",
            .version = {.sha = seal::sha256("row")}};
}
policy::Peer peer_at(const std::string& address) { return {.id = "p", .address = address}; }

// Sends one message to a server that answers like this.
struct Sent {
    Attempt attempt{};
    std::vector<ReceivedRequest> heard{};
};
template <class T>
Sent send(const ServerReply& answer, const OutboundMessage& what = message(),
          const std::string& path = "/base") {
    const LoopbackServer server(Certificates::get().server, [&](const ReceivedRequest&) { return answer; });
    HttpPool pool(Certificates::get().client, {.response = 20s});
    const base::SystemClock clock;
    T transport(pool, clock);
    Attempt attempt = transport.send(peer_at(server.url() + path), what);
    return {std::move(attempt), server.heard()};
}

TEST(GatewayTransport, posts_the_document_with_the_delivery_as_key) {
    const Sent sent = send<GatewayTransport>(reply(201, "Location: /documents/7\r\n"));
    EXPECT_EQ(sent.attempt.result, AttemptResult::delivered);
    EXPECT_EQ(sent.attempt.location, "/documents/7");
    ASSERT_EQ(sent.heard.size(), 1U);
    const ReceivedRequest& heard = sent.heard[0];
    EXPECT_EQ(heard.method + " " + heard.path, "POST /base/documents");
    EXPECT_EQ(heard.body, "row\r\n");
    EXPECT_EQ(heard.fields.at("content-type"), "text/csv;charset=windows-31j");
    EXPECT_EQ(heard.fields.at("idempotency-key"), "d-1");
    EXPECT_EQ(heard.fields.at("x-request-id"), "d-1");
    EXPECT_EQ(heard.fields.at("content-disposition"), "attachment; filename=\"A_1.CSV\"");
}

TEST(GatewayTransport, names_the_receivers_that_the_document_does_not) {
    OutboundMessage sent = message();
    sent.receivers = {policy::identifier_of({"institution", "1319999981"}),
                      {"urn:oid:1.2.3", "of no kind"},
                      policy::identifier_of({"office", "9970100013"})};
    const Sent result = send<GatewayTransport>(reply(201), sent);
    ASSERT_EQ(result.heard.size(), 1U);
    EXPECT_EQ(result.heard[0].fields.at("renkei-receiver"), "institution:1319999981, office:9970100013");
    EXPECT_FALSE(send<GatewayTransport>(reply(201)).heard.at(0).fields.contains("renkei-receiver"));
}

TEST(GatewayTransport, counts_the_first_answer_again_as_delivered) {
    EXPECT_EQ(send<GatewayTransport>(reply(200)).attempt.result, AttemptResult::delivered);
}

std::string conflict(const std::string& here, const std::string& sent) {
    diag::Report report;
    report.add(diag::message::conflict_other_content, {}, {"1", here, sent});
    return resources::operation_outcome(report, diag::Language::japanese, "https://example.jp/fhir");
}

TEST(GatewayTransport, counts_a_conflict_with_the_same_content_as_delivered) {
    const std::string ours = seal::to_hex(message().version.sha);
    EXPECT_EQ(send<GatewayTransport>(reply(409, "", conflict(ours, ours))).attempt.result,
              AttemptResult::delivered);
}

TEST(GatewayTransport, takes_a_conflict_with_other_content_as_final) {
    const std::string ours = seal::to_hex(message().version.sha);
    const std::string other = seal::to_hex(seal::sha256("other"));
    EXPECT_EQ(send<GatewayTransport>(reply(409, "", conflict(other, ours))).attempt.result,
              AttemptResult::rejected);
    EXPECT_EQ(send<GatewayTransport>(reply(409)).attempt.result, AttemptResult::rejected);
}

OutboundMessage withdrawal(const std::string& known_as = "") {
    OutboundMessage out = message();
    out.withdrawal = true;
    out.notice = {.document = "document",
                  .version = 2,
                  .delivery = "d-1",
                  .deliveries = {"d-1", "d-0"},
                  .known_as = known_as};
    out.bytes = to_json(out.notice);
    out.media_type = notice_media_type;
    out.known_as = known_as;
    return out;
}

TEST(GatewayTransport, withdraws_what_its_deliveries_brought_whether_or_not_the_receiver_said_where_it_is) {
    for (const char* const known_as : {"", "/base/documents/7"}) {
        const Sent sent = send<GatewayTransport>(reply(200), withdrawal(known_as));
        EXPECT_EQ(sent.attempt.result, AttemptResult::delivered);
        ASSERT_EQ(sent.heard.size(), 1U);
        EXPECT_EQ(sent.heard[0].method + " " + sent.heard[0].path, "POST /base/withdrawals");
        EXPECT_EQ(sent.heard[0].fields.at("content-type"), "application/json");
        EXPECT_NE(sent.heard[0].body.find(R"("deliveries":["d-1","d-0"])"), std::string::npos)
            << sent.heard[0].body;
    }
}

TEST(GatewayTransport, has_not_delivered_a_withdrawal_that_met_no_gateway) {
    for (const int status : {404, 405}) {
        const Sent sent = send<GatewayTransport>(reply(status), withdrawal("/base/documents/7"));
        EXPECT_EQ(sent.attempt.result, AttemptResult::rejected);
        EXPECT_EQ(sent.attempt.reason, diag::ReasonCode::withdrawal_not_found);
        EXPECT_FALSE(sent.attempt.may_have_arrived);
        EXPECT_EQ(sent.heard.size(), 1U) << "what the receiver said as Location is not requested";
    }
}

TEST(GatewayTransport, repeats_a_withdrawal_that_was_not_answered) {
    const Sent sent = send<GatewayTransport>({.close = true}, withdrawal("/base/documents/7"));
    EXPECT_EQ(sent.attempt.result, AttemptResult::retry);
    for (const int status : {500, 503, 507}) {
        EXPECT_EQ(send<GatewayTransport>(reply(status), withdrawal("/base/documents/7")).attempt.result,
                  AttemptResult::retry)
            << status;
    }
}

TEST(GatewayTransport, refuses_redirects) {
    const Sent sent = send<GatewayTransport>(reply(307, "Location: https://elsewhere.example/\r\n"));
    EXPECT_EQ(sent.attempt.result, AttemptResult::rejected);
    EXPECT_EQ(sent.attempt.reason, diag::answered_because(307, "redirect"));
}

TEST(GatewayTransport, reports_an_invalid_address) {
    HttpPool pool(nullptr, {});
    const base::SystemClock clock;
    const Attempt attempt = GatewayTransport(pool, clock).send(peer_at("nonsense"), message());
    EXPECT_EQ(attempt.result, AttemptResult::rejected);
    EXPECT_EQ(attempt.reason, diag::ReasonCode::endpoint_wrong);
}

TEST(GatewayTransport, tries_again_when_the_receiver_dropped_the_connection_after_taking_it) {
    const Sent sent = send<GatewayTransport>({.close = true});
    EXPECT_EQ(sent.attempt.result, AttemptResult::retry);
    EXPECT_EQ(sent.heard.size(), 1U);
}

TEST(HttpsTransport, posts_the_file_to_the_address_itself) {
    const Sent sent = send<HttpsTransport>(reply(202), message(), "/in/files");
    EXPECT_EQ(sent.attempt.result, AttemptResult::delivered);
    EXPECT_EQ(sent.heard[0].method + " " + sent.heard[0].path, "POST /in/files");
    EXPECT_EQ(sent.heard[0].fields.at("content-disposition"), "attachment; filename=\"A_1.CSV\"");
    EXPECT_EQ(sent.heard[0].body, "row\r\n");
}

TEST(HttpsTransport, says_that_a_document_is_not_in_the_receivers_syntax) {
    OutboundMessage sent = message();
    sent.instead_of = "csv";
    const auto fields = send<HttpsTransport>(reply(202), sent).heard.at(0).fields;
    EXPECT_EQ(fields.at("renkei-notice"), "given-as-it-came");
}

TEST(HttpsTransport, says_which_characters_were_replaced) {
    OutboundMessage sent = message();
    sent.replaced.add(diag::message::loss_replaced, {}, {"髙", "U+9AD9", "JIS X 0208", "高"}).item = "name";
    const auto fields = send<HttpsTransport>(reply(202), sent).heard.at(0).fields;
    EXPECT_EQ(fields.at("renkei-replaced"), R"("name";from="U+9AD9";to="U+9AD8")");
}

TEST(HttpsTransport, posts_the_notice_of_a_withdrawal) {
    OutboundMessage back = message();
    back.withdrawal = true;
    back.bytes = "{\"status\":\"withdrawn\"}\n";
    back.file_name = "A_1.CSV.withdrawn.json";
    const Sent sent = send<HttpsTransport>(reply(200), back);
    EXPECT_EQ(sent.attempt.result, AttemptResult::delivered);
    EXPECT_EQ(sent.heard[0].body, back.bytes);
    EXPECT_EQ(sent.heard[0].fields.at("content-disposition"),
              "attachment; filename=\"A_1.CSV.withdrawn.json\"");
}

TEST(ClassifyResponse, retries_a_gateway_that_does_not_know_us_yet_and_no_other_refusal) {
    for (const int status : {401, 403}) {
        const Attempt attempt = classify(
            HttpResponse{.status = status,
                         .body = R"({"issue":[{"details":{"coding":[{"code":"caller-not-known"}]}}]})"},
            0);
        EXPECT_EQ(attempt.result, AttemptResult::retry) << status;
        EXPECT_EQ(attempt.scope, FailureScope::receiver) << status;
        EXPECT_EQ(attempt.reason, diag::answered_because(status, "caller-not-known"));
    }
    EXPECT_EQ(classify(HttpResponse{.status = 403, .body = R"({"code":"role-may-not"})"}, 0).result,
              AttemptResult::rejected);
    EXPECT_EQ(classify(HttpResponse{.status = 422, .body = R"({"code":"caller-not-known"})"}, 0).result,
              AttemptResult::rejected);
}

TEST(MhdTransport, posts_the_transaction_to_the_base) {
    const LoopbackServer server(Certificates::get().server, [](const ReceivedRequest&) {
        return reply(
            200, "",
            R"({"resourceType":"Bundle","entry":[{"response":{"status":"201","location":"List/1"}},{"response":{"location":"https://gateway.example/fhir/DocumentReference/2/_history/1"}}]})");
    });
    HttpPool pool(Certificates::get().client, {});
    const base::SystemClock clock;
    MhdTransport transport(pool, clock, [](const policy::Peer&, const OutboundMessage& what) {
        return diag::Result<std::string>("{\"bundle of\":\"" + what.delivery + "\"}");
    });
    const Attempt attempt = transport.send(peer_at(server.url() + "/fhir"), message());
    EXPECT_EQ(attempt.result, AttemptResult::delivered);
    EXPECT_EQ(attempt.location, "DocumentReference/2");
    const ReceivedRequest heard = server.heard().at(0);
    EXPECT_EQ(heard.path, "/fhir");
    EXPECT_EQ(heard.fields.at("content-type"), "application/fhir+json");
    EXPECT_EQ(heard.body, "{\"bundle of\":\"d-1\"}");
}

TEST(MhdTransport, treats_an_answer_without_names_as_delivered) {
    for (const char* const body :
         {"", "nonsense", "[]", R"({"entry":[{}]})", R"({"entry":{"response":7}})"}) {
        const LoopbackServer server(Certificates::get().server,
                                    [&](const ReceivedRequest&) { return reply(200, "", body); });
        HttpPool pool(Certificates::get().client, {});
        const base::SystemClock clock;
        MhdTransport transport(pool, clock, [](const policy::Peer&, const OutboundMessage&) {
            return diag::Result<std::string>("{}");
        });
        const Attempt attempt = transport.send(peer_at(server.url()), message());
        EXPECT_EQ(attempt.result, AttemptResult::delivered) << body;
        EXPECT_EQ(attempt.location, "");
    }
}

TEST(MhdTransport, sends_nothing_when_there_is_no_bundle) {
    HttpPool pool(nullptr, {});
    const base::SystemClock clock;
    MhdTransport transport(pool, clock,
                           [](const policy::Peer&, const OutboundMessage&) -> diag::Result<std::string> {
                               return diag::fail(diag::message::mhd_wrong, {});
                           });
    const Attempt attempt = transport.send(peer_at("https://gateway.example"), message());
    EXPECT_EQ(attempt.result, AttemptResult::rejected);
    EXPECT_EQ(attempt.reason, diag::of_message(diag::message::mhd_wrong));
}

struct Verdict {
    int status;
    AttemptResult result;
    FailureScope scope;
};
constexpr Verdict verdicts[] = {
    {200, AttemptResult::delivered, FailureScope::delivery},
    {201, AttemptResult::delivered, FailureScope::delivery},
    {202, AttemptResult::delivered, FailureScope::delivery},
    {204, AttemptResult::delivered, FailureScope::delivery},
    {301, AttemptResult::rejected, FailureScope::delivery},
    {400, AttemptResult::rejected, FailureScope::delivery},
    {401, AttemptResult::rejected, FailureScope::delivery},
    {403, AttemptResult::rejected, FailureScope::delivery},
    {404, AttemptResult::rejected, FailureScope::delivery},
    {408, AttemptResult::retry, FailureScope::delivery},
    {409, AttemptResult::rejected, FailureScope::delivery},
    {413, AttemptResult::rejected, FailureScope::delivery},
    {415, AttemptResult::rejected, FailureScope::delivery},
    {422, AttemptResult::rejected, FailureScope::delivery},
    {425, AttemptResult::retry, FailureScope::delivery},
    {429, AttemptResult::retry, FailureScope::receiver},
    {500, AttemptResult::retry, FailureScope::delivery},
    {501, AttemptResult::retry, FailureScope::delivery},
    {502, AttemptResult::retry, FailureScope::receiver},
    {503, AttemptResult::retry, FailureScope::receiver},
    {504, AttemptResult::retry, FailureScope::receiver},
};

TEST(ClassifyResponse, knows_what_each_status_means_for_a_delivery) {
    for (const Verdict& verdict : verdicts) {
        const Attempt attempt = classify(HttpResponse{.status = verdict.status}, 0);
        EXPECT_EQ(attempt.result, verdict.result) << verdict.status;
        if (attempt.result == AttemptResult::retry) {
            EXPECT_EQ(attempt.scope, verdict.scope) << verdict.status;
        }
        // it may have been taken all the same
        const bool is_open = verdict.status == 409 || verdict.status >= 500;
        EXPECT_EQ(attempt.may_have_arrived, is_open) << verdict.status;
    }
}

TEST(ClassifyResponse, honours_retry_after_in_seconds_and_as_a_date) {
    constexpr base::Millis now = 1'768'300'000'000; // Tue, 13 Jan 2026 10:26:40 GMT
    EXPECT_EQ(retry_after_ms("120", now), 120'000);
    EXPECT_EQ(retry_after_ms("Tue, 13 Jan 2026 10:27:40 GMT", now), 60'000);
    EXPECT_EQ(retry_after_ms("Tue, 13 Jan 2026 10:00:00 GMT", now), 0);
    for (const char* const nonsense : {"", "soon", "-5", "99999999999999999999999"}) {
        EXPECT_EQ(retry_after_ms(nonsense, now), 0) << nonsense;
    }
}

TEST(ContentDisposition, carries_any_name_there_and_back) {
    for (const char* const name : {"A_9970100013_43.CSV", "入院時情報.csv", "a b;c.csv"}) {
        EXPECT_EQ(disposition_file_name(content_disposition(name)), name);
    }
    EXPECT_EQ(disposition_file_name("attachment; filename=plain.csv"), "plain.csv");
    EXPECT_EQ(disposition_file_name("inline"), "");
}

TEST(ContentDisposition, is_empty_where_the_bytes_are_not_text) {
    EXPECT_EQ(disposition_file_name("attachment; filename*=UTF-8''%E8%A8B.csv"), "");
    EXPECT_EQ(disposition_file_name("attachment; filename=\"\x93\xfc.csv\""), "");
}

TEST(ContentDisposition, cannot_name_another_folder) {
    EXPECT_EQ(disposition_file_name("attachment; filename=\"../../etc/passwd\""), "passwd");
    EXPECT_EQ(disposition_file_name("attachment; filename*=UTF-8''..%2F..%2Fx%0A.csv"), "x-.csv");
    EXPECT_EQ(disposition_file_name("attachment; filename=\"..\\\\.hidden\""), "hidden");
}

// The first try of a delivery may have come before its connection broke; the second one is refused because of
// that, or for its own sake.
TEST(HttpsTransport, knows_that_a_refused_request_may_have_arrived_before) {
    const LoopbackServer server(Certificates::get().server, [asked = 0](const ReceivedRequest&) mutable {
        ++asked;
        return asked == 1 ? reply(201) : asked == 2 ? ServerReply{.bytes = "", .close = true} : reply(422);
    });
    HttpPool pool(Certificates::get().client, {.response = 20s});
    const base::SystemClock clock;
    HttpsTransport transport(pool, clock);
    EXPECT_EQ(transport.send(peer_at(server.url()), message()).result, AttemptResult::delivered);
    const Attempt lost_before = transport.send(peer_at(server.url()), message());
    EXPECT_EQ(lost_before.result, AttemptResult::rejected);
    EXPECT_TRUE(lost_before.may_have_arrived);
    const Attempt refused = transport.send(peer_at(server.url()), message());
    EXPECT_EQ(refused.result, AttemptResult::rejected);
    EXPECT_FALSE(refused.may_have_arrived);
}

} // namespace
} // namespace renkei::transports::transport_test
