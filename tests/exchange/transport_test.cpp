#include "gateway/exchange/file_name_field.h"
#include "gateway/exchange/gateway_transport.h"
#include "gateway/exchange/https_transport.h"
#include "gateway/exchange/judge.h"
#include "gateway/exchange/mhd_transport.h"
#include "tests/exchange/loopback_server.h"

#include <gtest/gtest.h>

namespace renkei::exchange::transport_test {
namespace {

using namespace std::chrono_literals;

Parcel parcel() {
    return {.delivery = "d-1", .bytes = "row\r\n", .media_type = "text/csv;charset=Shift_JIS", .file_name = "A_1.CSV", .version = {.sha = seal::sha256("row")}};
}
policy::Peer peer_at(const std::string& address) { return {.id = "p", .address = address}; }

// Sends one parcel to a server that answers like this.
struct Sent {
    Attempt attempt{};
    std::vector<Heard> heard{};
};
template <class T>
Sent send(const Reply& answer, const Parcel& what = parcel(), const std::string& path = "/base") {
    const LoopbackServer server(Certificates::get().server, [&](const Heard&) { return answer; });
    HttpPool pool(Certificates::get().client, {.answer = 20s});
    const base::SystemClock clock;
    T transport(pool, clock);
    Attempt attempt = transport.send(peer_at(server.url() + path), what);
    return {std::move(attempt), server.heard()};
}

TEST(GatewayTransport, posts_the_document_with_the_delivery_as_key) {
    const Sent sent = send<GatewayTransport>(reply(201, "Location: /documents/7\r\n"));
    EXPECT_EQ(sent.attempt.result, Result::delivered);
    EXPECT_EQ(sent.attempt.location, "/documents/7");
    ASSERT_EQ(sent.heard.size(), 1U);
    const Heard& heard = sent.heard[0];
    EXPECT_EQ(heard.method + " " + heard.path, "POST /base/documents");
    EXPECT_EQ(heard.body, "row\r\n");
    EXPECT_EQ(heard.fields.at("content-type"), "text/csv;charset=Shift_JIS");
    EXPECT_EQ(heard.fields.at("idempotency-key"), "d-1");
    EXPECT_EQ(heard.fields.at("x-request-id"), "d-1");
    EXPECT_EQ(heard.fields.at("content-disposition"), "attachment; filename=\"A_1.CSV\"");
}

TEST(GatewayTransport, counts_the_first_answer_again_as_delivered) {
    EXPECT_EQ(send<GatewayTransport>(reply(200)).attempt.result, Result::delivered);
}

std::string conflict(const std::string& here, const std::string& sent) {
    return R"({"issue":[{"details":{"text":"SHA-256 here )" + here + ", sent " + sent + R"(; send"}}]})";
}

TEST(GatewayTransport, counts_a_conflict_with_the_same_content_as_delivered) {
    const std::string ours = seal::to_hex(parcel().version.sha);
    EXPECT_EQ(send<GatewayTransport>(reply(409, "", conflict(ours, ours))).attempt.result, Result::delivered);
}

TEST(GatewayTransport, takes_a_conflict_with_other_content_as_final) {
    const std::string ours = seal::to_hex(parcel().version.sha);
    const std::string other = seal::to_hex(seal::sha256("other"));
    EXPECT_EQ(send<GatewayTransport>(reply(409, "", conflict(other, ours))).attempt.result, Result::never);
    EXPECT_EQ(send<GatewayTransport>(reply(409)).attempt.result, Result::never);
}

Parcel withdrawal(const std::string& known_as = "") {
    Parcel out = parcel();
    out.withdrawal = true;
    out.notice = {.document = "document", .version = 2, .delivery = "d-1", .deliveries = {"d-1", "d-0"}, .known_as = known_as};
    out.bytes = to_json(out.notice);
    out.media_type = notice_media_type;
    out.known_as = known_as;
    return out;
}

TEST(GatewayTransport, withdraws_what_its_deliveries_brought_whether_or_not_the_receiver_said_where_it_is) {
    for (const char* const known_as : {"", "/base/documents/7"}) {
        const Sent sent = send<GatewayTransport>(reply(200), withdrawal(known_as));
        EXPECT_EQ(sent.attempt.result, Result::delivered);
        ASSERT_EQ(sent.heard.size(), 1U);
        EXPECT_EQ(sent.heard[0].method + " " + sent.heard[0].path, "POST /base/withdrawals");
        EXPECT_EQ(sent.heard[0].fields.at("content-type"), "application/json");
        EXPECT_NE(sent.heard[0].body.find(R"("deliveries":["d-1","d-0"])"), std::string::npos) << sent.heard[0].body;
    }
}

// To a gateway of 0.1.0, which has no /withdrawals.
Sent withdraw_from_older(int status, const std::string& known_as, int missing = 404) {
    const LoopbackServer server(Certificates::get().server, [&](const Heard& heard) { return reply(heard.method == "POST" ? missing : status); });
    HttpPool pool(Certificates::get().client, {.answer = 20s});
    const base::SystemClock clock;
    Attempt attempt = GatewayTransport(pool, clock).send(peer_at(server.url() + "/base"), withdrawal(known_as));
    return {std::move(attempt), server.heard()};
}

TEST(GatewayTransport, takes_a_withdrawn_document_back_where_an_older_receiver_put_it) {
    for (const int missing : {404, 405}) {
        for (const int status : {204, 404, 410}) {
            const Sent sent = withdraw_from_older(status, "/base/documents/7", missing);
            EXPECT_EQ(sent.attempt.result, Result::delivered);
            ASSERT_EQ(sent.heard.size(), 2U);
            EXPECT_EQ(sent.heard[1].method + " " + sent.heard[1].path, "DELETE /base/documents/7");
        }
    }
}

TEST(GatewayTransport, does_not_follow_a_location_to_another_server) {
    const Sent sent = withdraw_from_older(204, "https://elsewhere.example/documents/7");
    EXPECT_EQ(sent.attempt.result, Result::never);
    EXPECT_EQ(sent.heard.size(), 1U);
}

TEST(GatewayTransport, repeats_a_withdrawal_that_was_not_answered) {
    const Sent sent = send<GatewayTransport>({.close = true}, withdrawal("/base/documents/7"));
    EXPECT_EQ(sent.attempt.result, Result::again);
    for (const int status : {500, 503, 507}) {
        EXPECT_EQ(send<GatewayTransport>(reply(status), withdrawal("/base/documents/7")).attempt.result, Result::again) << status;
    }
}

TEST(GatewayTransport, refuses_redirects) {
    const Sent sent = send<GatewayTransport>(reply(307, "Location: https://elsewhere.example/\r\n"));
    EXPECT_EQ(sent.attempt.result, Result::never);
    EXPECT_EQ(sent.attempt.reason, "307 redirect");
}

TEST(GatewayTransport, says_when_the_address_is_none) {
    HttpPool pool(nullptr, {});
    const base::SystemClock clock;
    const Attempt attempt = GatewayTransport(pool, clock).send(peer_at("nonsense"), parcel());
    EXPECT_EQ(attempt.result, Result::never);
    EXPECT_EQ(attempt.reason, "endpoint-wrong");
}

TEST(GatewayTransport, tries_again_when_the_receiver_dropped_the_connection_after_taking_it) {
    const Sent sent = send<GatewayTransport>({.close = true});
    EXPECT_EQ(sent.attempt.result, Result::again);
    EXPECT_EQ(sent.heard.size(), 1U);
}

TEST(HttpsTransport, posts_the_file_to_the_address_itself) {
    const Sent sent = send<HttpsTransport>(reply(202), parcel(), "/in/files");
    EXPECT_EQ(sent.attempt.result, Result::delivered);
    EXPECT_EQ(sent.heard[0].method + " " + sent.heard[0].path, "POST /in/files");
    EXPECT_EQ(sent.heard[0].fields.at("content-disposition"), "attachment; filename=\"A_1.CSV\"");
    EXPECT_EQ(sent.heard[0].body, "row\r\n");
}

TEST(HttpsTransport, posts_the_notice_of_a_withdrawal) {
    Parcel back = parcel();
    back.withdrawal = true;
    back.bytes = "{\"status\":\"withdrawn\"}\n";
    back.file_name = "A_1.CSV.withdrawn.json";
    const Sent sent = send<HttpsTransport>(reply(200), back);
    EXPECT_EQ(sent.attempt.result, Result::delivered);
    EXPECT_EQ(sent.heard[0].body, back.bytes);
    EXPECT_EQ(sent.heard[0].fields.at("content-disposition"), "attachment; filename=\"A_1.CSV.withdrawn.json\"");
}

TEST(Judge, waits_for_a_gateway_that_does_not_know_us_yet_and_for_no_other_refusal) {
    for (const int status : {401, 403}) {
        const Attempt attempt = judge(HttpAnswer{.status = status, .body = R"({"issue":[{"details":{"coding":[{"code":"caller-not-known"}]}}]})"}, 0);
        EXPECT_EQ(attempt.result, Result::again) << status;
        EXPECT_EQ(attempt.fault, Fault::receiver) << status;
        EXPECT_EQ(attempt.reason, std::to_string(status) + " caller-not-known");
    }
    EXPECT_EQ(judge(HttpAnswer{.status = 403, .body = R"({"code":"role-may-not"})"}, 0).result, Result::never);
    EXPECT_EQ(judge(HttpAnswer{.status = 422, .body = R"({"code":"caller-not-known"})"}, 0).result, Result::never);
}

TEST(MhdTransport, posts_the_transaction_to_the_base) {
    const LoopbackServer server(Certificates::get().server, [](const Heard&) {
        return reply(200, "", R"({"resourceType":"Bundle","entry":[{"response":{"status":"201","location":"List/1"}},{"response":{"location":"https://gateway.example/fhir/DocumentReference/2/_history/1"}}]})");
    });
    HttpPool pool(Certificates::get().client, {});
    const base::SystemClock clock;
    MhdTransport transport(pool, clock, [](const policy::Peer&, const Parcel& what) { return diag::Result<std::string>("{\"bundle of\":\"" + what.delivery + "\"}"); });
    const Attempt attempt = transport.send(peer_at(server.url() + "/fhir"), parcel());
    EXPECT_EQ(attempt.result, Result::delivered);
    EXPECT_EQ(attempt.location, "DocumentReference/2");
    const Heard heard = server.heard().at(0);
    EXPECT_EQ(heard.path, "/fhir");
    EXPECT_EQ(heard.fields.at("content-type"), "application/fhir+json");
    EXPECT_EQ(heard.body, "{\"bundle of\":\"d-1\"}");
}

TEST(MhdTransport, takes_an_answer_that_names_nothing_as_delivered_all_the_same) {
    for (const char* const body : {"", "nonsense", "[]", R"({"entry":[{}]})", R"({"entry":{"response":7}})"}) {
        const LoopbackServer server(Certificates::get().server, [&](const Heard&) { return reply(200, "", body); });
        HttpPool pool(Certificates::get().client, {});
        const base::SystemClock clock;
        MhdTransport transport(pool, clock, [](const policy::Peer&, const Parcel&) { return diag::Result<std::string>("{}"); });
        const Attempt attempt = transport.send(peer_at(server.url()), parcel());
        EXPECT_EQ(attempt.result, Result::delivered) << body;
        EXPECT_EQ(attempt.location, "");
    }
}

TEST(MhdTransport, sends_nothing_when_there_is_no_bundle) {
    HttpPool pool(nullptr, {});
    const base::SystemClock clock;
    MhdTransport transport(pool, clock, [](const policy::Peer&, const Parcel&) -> diag::Result<std::string> { return diag::fail(diag::Message::mhd_wrong, {}); });
    const Attempt attempt = transport.send(peer_at("https://gateway.example"), parcel());
    EXPECT_EQ(attempt.result, Result::never);
    EXPECT_EQ(attempt.reason, "mhd-wrong");
}

struct Verdict {
    int status;
    Result result;
    Fault fault;
};
constexpr Verdict verdicts[] = {
    {200, Result::delivered, Fault::delivery}, {201, Result::delivered, Fault::delivery}, {202, Result::delivered, Fault::delivery},
    {204, Result::delivered, Fault::delivery}, {301, Result::never, Fault::delivery},     {400, Result::never, Fault::delivery},
    {401, Result::never, Fault::delivery},     {403, Result::never, Fault::delivery},     {404, Result::never, Fault::delivery},
    {408, Result::again, Fault::delivery},     {409, Result::never, Fault::delivery},     {413, Result::never, Fault::delivery},
    {415, Result::never, Fault::delivery},     {422, Result::never, Fault::delivery},     {425, Result::again, Fault::delivery},
    {429, Result::again, Fault::receiver},     {500, Result::again, Fault::delivery},     {501, Result::again, Fault::delivery},
    {502, Result::again, Fault::receiver},     {503, Result::again, Fault::receiver},     {504, Result::again, Fault::receiver},
};

TEST(Judge, knows_what_each_status_means_for_a_delivery) {
    for (const Verdict& verdict : verdicts) {
        const Attempt attempt = judge(HttpAnswer{.status = verdict.status}, 0);
        EXPECT_EQ(attempt.result, verdict.result) << verdict.status;
        if (attempt.result == Result::again) {
            EXPECT_EQ(attempt.fault, verdict.fault) << verdict.status;
        }
        const bool is_open = verdict.status == 409 || verdict.status >= 500; // it may have been taken all the same
        EXPECT_EQ(attempt.may_have_come, is_open) << verdict.status;
    }
}

TEST(Judge, honours_retry_after_in_seconds_and_as_a_date) {
    constexpr base::Millis now = 1'768'300'000'000; // Tue, 13 Jan 2026 10:26:40 GMT
    EXPECT_EQ(retry_after_ms("120", now), 120'000);
    EXPECT_EQ(retry_after_ms("Tue, 13 Jan 2026 10:27:40 GMT", now), 60'000);
    EXPECT_EQ(retry_after_ms("Tue, 13 Jan 2026 10:00:00 GMT", now), 0);
    for (const char* const nonsense : {"", "soon", "-5", "99999999999999999999999"}) {
        EXPECT_EQ(retry_after_ms(nonsense, now), 0) << nonsense;
    }
}

TEST(FileNameField, carries_any_name_there_and_back) {
    for (const char* const name : {"A_9970100013_43.CSV", "入院時情報.csv", "a b;c.csv"}) {
        EXPECT_EQ(read_file_name(file_name_field(name)), name);
    }
    EXPECT_EQ(read_file_name("attachment; filename=plain.csv"), "plain.csv");
    EXPECT_EQ(read_file_name("inline"), "");
}

TEST(FileNameField, is_none_where_the_bytes_are_no_text) {
    EXPECT_EQ(read_file_name("attachment; filename*=UTF-8''%E8%A8B.csv"), "");
    EXPECT_EQ(read_file_name("attachment; filename=\"\x93\xfc.csv\""), "");
}

TEST(FileNameField, leads_nowhere_else) {
    EXPECT_EQ(read_file_name("attachment; filename=\"../../etc/passwd\""), "passwd");
    EXPECT_EQ(read_file_name("attachment; filename*=UTF-8''..%2F..%2Fx%0A.csv"), "x-.csv");
    EXPECT_EQ(read_file_name("attachment; filename=\"..\\\\.hidden\""), "hidden");
}

// The first try of a delivery may have come before its connection broke; the second one is refused because of that, or for its own sake.
TEST(HttpsTransport, knows_that_what_is_refused_may_have_come_before) {
    const LoopbackServer server(Certificates::get().server, [asked = 0](const Heard&) mutable {
        ++asked;
        return asked == 1 ? reply(201) : asked == 2 ? Reply{.bytes = "", .close = true} : reply(422);
    });
    HttpPool pool(Certificates::get().client, {.answer = 20s});
    const base::SystemClock clock;
    HttpsTransport transport(pool, clock);
    EXPECT_EQ(transport.send(peer_at(server.url()), parcel()).result, Result::delivered);
    const Attempt lost_before = transport.send(peer_at(server.url()), parcel());
    EXPECT_EQ(lost_before.result, Result::never);
    EXPECT_TRUE(lost_before.may_have_come);
    const Attempt refused = transport.send(peer_at(server.url()), parcel());
    EXPECT_EQ(refused.result, Result::never);
    EXPECT_FALSE(refused.may_have_come);
}

} // namespace
} // namespace renkei::exchange::transport_test
