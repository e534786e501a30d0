#include "gateway/network/client/http_pool.h"
#include "generated/messages/tls.h"

#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>

namespace renkei::client::http_pool_test {
namespace {

using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using namespace std::chrono_literals;
using std::string_view_literals::operator""sv;

// a machine may be busy with other things
HttpLimits patient() { return {.connect = 20s, .response = 20s, .body = 1000}; }
HttpLimits quick() { return {.connect = 20s, .response = 300ms, .body = 1000}; } // if it never answers
HttpPool pool(HttpLimits limits = patient()) { return {Certificates::get().client, limits}; }

ConnectionResult<HttpResponse> post(HttpPool& pool, const LoopbackServer& server,
                                    std::string_view body = "text") {
    return pool.exchange(parse_http_url(server.url())->endpoint,
                         {.method = "POST", .path = "/in", .fields = {{"X-Name", "value"}}, .body = body});
}

LoopbackServer::Handler always(ServerReply what) {
    return [what = std::move(what)](const ReceivedRequest&) { return what; };
}

TEST(HttpUrl, has_host_port_and_path) {
    const HttpUrl target = *parse_http_url("https://gateway.example:8443/base/");
    EXPECT_EQ(target.endpoint, (Endpoint{.secure = true, .host = "gateway.example", .port = 8443}));
    EXPECT_EQ(target.path, "/base");
    EXPECT_EQ(parse_http_url("https://gateway.example")->endpoint.port, 443);
    EXPECT_EQ(parse_http_url("https://[::1]:8443/")->endpoint.host, "::1");
}

TEST(HttpUrl, is_plain_only_on_this_machine) {
    EXPECT_TRUE(parse_http_url("http://127.0.0.1:8080"));
    EXPECT_TRUE(parse_http_url("http://localhost:8080"));
    EXPECT_FALSE(parse_http_url("http://gateway.example"));
}

TEST(HttpUrl, refuses_what_is_no_address) {
    for (const char* const text :
         {"", "gateway.example", "ftp://gateway.example", "https://", "https://:8443", "https://a:0",
          "https://a:x", "https://a:99999", "https://name:secret@a", "https://a/b c", "https://a/b\r\nX: y",
          "https://[::1"}) {
        EXPECT_FALSE(parse_http_url(text)) << text;
    }
}

TEST(Http, sends_the_request_and_reads_the_answer) {
    const LoopbackServer server(Certificates::get().server,
                                always(reply(201, "Location: /documents/7\r\n", "made")));
    HttpPool it = pool();
    const auto response = post(it, server);
    ASSERT_TRUE(response) << response.error().reason.code();
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->field("location"), "/documents/7");
    EXPECT_EQ(response->body, "made");
    const std::vector<ReceivedRequest> heard = server.heard();
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].method, "POST");
    EXPECT_EQ(heard[0].path, "/in");
    EXPECT_EQ(heard[0].fields.at("x-name"), "value");
    EXPECT_EQ(heard[0].body, "text");
}

TEST(Http, uses_another_certificate_of_our_own_from_the_next_connection_on) {
    const LoopbackServer server(Certificates::get().server, always(reply(200)));
    HttpPool it(Poco::Net::Context::Ptr(), patient());
    EXPECT_FALSE(post(it, server)) << "no certificate of our own";
    it.use(Certificates::get().client);
    EXPECT_TRUE(post(it, server));
    it.use(Poco::Net::Context::Ptr());
    EXPECT_FALSE(post(it, server)) << "a connection that was made with the old one is not used again";
}

TEST(Http, keeps_a_connection_for_the_next_request) {
    const LoopbackServer server(Certificates::get().server, always(reply(200)));
    HttpPool it = pool();
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(post(it, server));
    }
    EXPECT_EQ(server.connections(), 1);
}

TEST(Http, sends_large_bodies) {
    const LoopbackServer server(Certificates::get().server, always(reply(200)));
    HttpPool it = pool({.response = 20s});
    const std::string body(3'000'000, 'x');
    ASSERT_TRUE(post(it, server, body));
    EXPECT_EQ(server.heard()[0].body, body);
}

TEST(Http, goes_on_with_a_new_connection_when_a_kept_one_was_closed) {
    ServerReply closing = reply(200);
    closing.close = true;
    const LoopbackServer server(Certificates::get().server, always(closing));
    HttpPool it = pool();
    for (int i = 0; i < 5; ++i) {
        const auto response = post(it, server);
        EXPECT_TRUE(response) << response.error().reason.code();
    }
}

TEST(Http, reads_chunks) {
    const LoopbackServer server(nullptr,
                                always({.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                                                 "chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"}));
    HttpPool it = pool();
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(post(it, server)->body, "abcdefg");
    }
    EXPECT_EQ(server.connections(), 1);
}

TEST(Http, reads_to_the_end_when_there_is_no_length) {
    const LoopbackServer server(nullptr, always({.bytes = "HTTP/1.0 200 OK\r\n\r\nabc", .close = true}));
    HttpPool it = pool();
    EXPECT_EQ(post(it, server)->body, "abc");
}

TEST(Http, passes_over_interim_answers) {
    const LoopbackServer server(nullptr,
                                always({.bytes = "HTTP/1.1 103 Early\r\nA: b\r\n\r\n" + reply(204).bytes}));
    HttpPool it = pool();
    EXPECT_EQ(post(it, server)->status, 204);
}

TEST(Http, never_reads_more_than_the_limit) {
    const std::string much(100'000, 'x');
    for (const ServerReply& huge :
         {reply(200, "", much), ServerReply{.bytes = "HTTP/1.1 200 OK\r\n\r\n" + much, .close = true},
          ServerReply{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" + much +
                               "\r\n0\r\n\r\n"}}) {
        const LoopbackServer server(nullptr, always(huge));
        HttpPool it = pool();
        const auto response = post(it, server);
        ASSERT_TRUE(response) << response.error().reason.code();
        EXPECT_TRUE(response->is_truncated);
        EXPECT_LE(response->body.size(), 1000U);
    }
}

TEST(Http, refuses_a_header_without_end) {
    const LoopbackServer server(nullptr,
                                always({.bytes = "HTTP/1.1 200 OK\r\nA: " + std::string(100'000, 'x')}));
    HttpPool it = pool();
    const auto response = post(it, server);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::broken);
}

std::string in_chunks(int chunks, const std::string& extension) {
    std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < chunks; ++i) {
        out += "1" + extension + "\r\nx\r\n";
    }
    return out + "0\r\n\r\n";
}

TEST(Http, takes_one_header_of_a_body_in_chunks_however_many_they_are) {
    const std::string extension = ";x=" + std::string(190, 'y');
    for (const auto& [chunks, is_taken] : {std::pair(100, true), std::pair(900, false)}) {
        const LoopbackServer server(nullptr, always({.bytes = in_chunks(chunks, extension)}));
        HttpPool it = pool();
        const auto response = post(it, server);
        EXPECT_EQ(response.has_value(), is_taken) << chunks;
    }
}

TEST(Http, counts_no_sizes_of_chunks_as_header) {
    constexpr int many = 50'000; // their size lines alone are larger than a header may be
    const LoopbackServer server(nullptr, always({.bytes = in_chunks(many, "")}));
    HttpPool it = pool({.response = 20s, .body = 100'000});
    const auto response = post(it, server);
    ASSERT_TRUE(response) << response.error().reason.code();
    EXPECT_EQ(response->body.size(), static_cast<std::size_t>(many));
}

TEST(Http, refuses_a_chunk_whose_size_has_no_end) {
    const LoopbackServer server(nullptr, always({.bytes = in_chunks(1, ";x=" + std::string(1000, 'y'))}));
    HttpPool it = pool();
    EXPECT_FALSE(post(it, server));
}

TEST(Http, refuses_what_is_not_http) {
    for (const char* const bytes :
         {"hello\r\n\r\n", "HTTP/1.1 abc Hm\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) {
        const LoopbackServer server(nullptr, always({.bytes = bytes, .close = true}));
        HttpPool it = pool();
        EXPECT_FALSE(post(it, server)) << bytes;
    }
}

TEST(Http, refuses_what_two_readers_could_understand_differently) {
    const auto in_chunks_of = [](std::string_view body) {
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body);
    };
    const std::string cases[] = {
        in_chunks_of("3;a=\rb\r\nabc\r\n0\r\n\r\n"),
        in_chunks_of("3;a=\0b\r\nabc\r\n0\r\n\r\n"sv),
        in_chunks_of("3 \r\nabc\r\n0\r\n\r\n"),
        in_chunks_of("3\nabc\r\n0\r\n\r\n"),
        in_chunks_of("3\r\nabc\n0\r\n\r\n"),
        in_chunks_of("3\r\nabc\r\n0\r\ntrailer\r\n\r\n"),
        in_chunks_of("3\r\nabc\r\n0\r\na: b\r\n c: d\r\n\r\n"),
        in_chunks_of("3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n"),
        in_chunks_of("3\r\nabc\r\n0\r\n\n"),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nA: b\r\n Content-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nA: b\rContent-Length: 3\r\n\r\nabc",
    };
    for (const std::string& bytes : cases) {
        const LoopbackServer server(nullptr, always({.bytes = bytes, .close = true}));
        HttpPool it = pool();
        EXPECT_FALSE(post(it, server)) << bytes;
    }
}

TEST(Http, times_out_on_a_silent_server) {
    const LoopbackServer server(Certificates::get().server, always({.bytes = "late", .after = 60s}));
    HttpPool it = pool(quick());
    const auto begin = std::chrono::steady_clock::now();
    const auto response = post(it, server);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::timed_out);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
}

TEST(Http, times_out_on_a_server_that_sends_single_bytes) {
    ServerReply slow = reply(200, "X: " + std::string(20'000, 'x') + "\r\n");
    slow.between = 20ms;
    const LoopbackServer server(Certificates::get().server, always(slow));
    HttpPool it = pool(quick());
    const auto begin = std::chrono::steady_clock::now();
    const auto response = post(it, server);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::timed_out);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
}

TEST(Http, reports_a_connection_that_was_dropped_after_the_request) {
    const LoopbackServer server(Certificates::get().server, always({.close = true}));
    HttpPool it = pool();
    const auto response = post(it, server);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::broken);
    EXPECT_EQ(server.heard().size(), 1U);
}

TEST(Http, reports_whether_a_request_may_have_arrived) {
    const LoopbackServer dropping(Certificates::get().server, always({.bytes = "", .close = true}));
    HttpPool it = pool();
    EXPECT_TRUE(post(it, dropping).error().may_have_arrived);
    const LoopbackServer silent(Certificates::get().server,
                                always({.bytes = "HTTP/1.1 201 Made\r\n\r\n", .after = 60s}));
    HttpPool hasty = pool(quick());
    EXPECT_TRUE(post(hasty, silent).error().may_have_arrived);
    const LoopbackServer other(Certificates::get().other_host, always(reply(201)));
    EXPECT_FALSE(post(it, other).error().may_have_arrived);
}

// Takes the first certificate that it is shown and no other.
class TakesOne final : public tls::Trust {
public:
    std::optional<std::int64_t> next_crl_update() const override { return std::nullopt; }
    diag::Result<void> check_crls(std::int64_t) const override { return {}; }
    diag::Result<void> verify(std::string_view, std::string_view, std::int64_t,
                              tls::CertificateUse) const override {
        return std::exchange(is_first_, false)
                   ? diag::Result<void>()
                   : diag::fail(diag::message::certificate_revoked, {}, {"certificate revoked"});
    }

private:
    mutable bool is_first_ = true;
};

TEST(Http, remembers_that_a_request_was_sent_on_a_connection_that_was_lost) {
    const LoopbackServer server(
        Certificates::get().server, [is_first = true](const ReceivedRequest&) mutable {
            return std::exchange(is_first, false) ? reply(201) : ServerReply{.bytes = "", .close = true};
        });
    HttpPool it(Certificates::get().client, patient(),
                [trust = std::make_shared<const TakesOne>()] { return trust; });
    ASSERT_TRUE(post(it, server));
    const auto response = post(it, server); // the kept connection breaks, the next one is refused
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::unreachable);
    EXPECT_TRUE(response.error().may_have_arrived);
    EXPECT_FALSE(post(it, server).error().may_have_arrived);
}

TEST(Http, reports_a_refused_connection) {
    std::string url;
    {
        const LoopbackServer server(nullptr, always(reply(200)));
        url = server.url();
    }
    HttpPool it = pool();
    const auto response = it.exchange(parse_http_url(url)->endpoint, {.method = "GET"});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::unreachable);
    EXPECT_EQ(response.error().reason, diag::ReasonCode::connection_refused);
    EXPECT_EQ(it.probe(parse_http_url(url)->endpoint).error().failure, ConnectionFailure::unreachable);
}

TEST(Http, refuses_a_server_with_the_certificate_of_another_host) {
    const LoopbackServer server(Certificates::get().other_host, always(reply(200)));
    HttpPool it = pool();
    const auto response = post(it, server);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, ConnectionFailure::unreachable);
    EXPECT_EQ(server.heard().size(), 0U);
}

TEST(Http, sends_nothing_to_a_server_that_rejects_our_certificate) {
    const LoopbackServer server(Certificates::get().server, always(reply(200)));
    HttpPool it(Certificates::get().stranger, patient());
    const auto response = post(it, server);
    ASSERT_FALSE(response);
    // the alert, or the end of the connection if that overtook it
    EXPECT_TRUE(response.error().before_response);
    EXPECT_NE(response.error().failure, ConnectionFailure::timed_out) << response.error().reason.code();
    EXPECT_EQ(server.heard().size(), 0U);
}

TEST(Http, cannot_be_made_to_write_a_second_field) {
    const LoopbackServer server(nullptr, always(reply(200)));
    HttpPool it = pool();
    ASSERT_TRUE(it.exchange(parse_http_url(server.url())->endpoint,
                            {.method = "GET", .path = "/", .fields = {{"X-Name", "a\r\nX-Other: b"}}}));
    EXPECT_FALSE(server.heard()[0].fields.contains("x-other"));
}

} // namespace
} // namespace renkei::client::http_pool_test
