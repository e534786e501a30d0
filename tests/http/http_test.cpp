// What HTTP asks of any server, and what stays out of logs.
#include "gateway/network/http/content_coding.h"
#include "gateway/network/runtime/task_scheduler.h"

#include "tests/http/test_server.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <tuple>

namespace renkei::http::test::http_test {
namespace {

const std::string hello = request("GET", "/echo/hello");

TEST(Http, a_path_without_the_method_lists_the_allowed_ones) {
    TestServer server;
    const auto got = server.hospital().ask(request("DELETE", "/documents"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 405);
    EXPECT_EQ(got->header("Allow"), "GET, HEAD, POST");
}

TEST(Http, a_search_by_get_where_it_is_by_post_lists_the_offered_methods) {
    TestServer server;
    const auto reported = [&](const std::string& method, const std::string& path) {
        return server.hospital().ask(request(method, path)).value_or(Got{}).body;
    };
    EXPECT_NE(reported("GET", "/documents/_search")
                  .find("GET is not offered at /documents/_search; offered: POST; GET /documents?…"),
              std::string::npos)
        << reported("GET", "/documents/_search");
    EXPECT_NE(reported("GET", "/Patient/_search").find("offered: POST\""), std::string::npos)
        << "nothing is searched by GET beside it: " << reported("GET", "/Patient/_search");
    EXPECT_NE(reported("DELETE", "/documents/_search").find("offered: POST\""), std::string::npos)
        << reported("DELETE", "/documents/_search");
}

TEST(Http, head_is_get_without_the_body) {
    TestServer server;
    Client client = server.hospital();
    const auto got = client.ask(request("HEAD", "/big"), "HEAD");
    ASSERT_TRUE(got);
    EXPECT_EQ(got->header("Content-Length"), "10000");
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
}

TEST(Http, a_large_response_is_compressed_and_its_etag_weak) {
    TestServer server;
    Client client = server.hospital();
    const auto packed = client.ask(request("GET", "/big", "Accept-Encoding: br, gzip\r\n"));
    ASSERT_TRUE(packed);
    EXPECT_EQ(packed->header("Content-Encoding"), "gzip");
    EXPECT_EQ(packed->header("ETag"), "W/\"1\"");
    EXPECT_EQ(gunzip(packed->body, 20'000).value(), std::string(10'000, 'x'));
    const auto plain = client.ask(request("GET", "/big"));
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->header("ETag"), "\"1\"");
    EXPECT_EQ(plain->header("Vary"), "Accept-Encoding");
    EXPECT_EQ(client.ask(request("GET", "/scan", "Accept-Encoding: gzip\r\n")).value_or(Got{}).body.size(),
              10'000U);
}

TEST(Http, a_request_that_a_page_of_another_site_makes_a_browser_send_is_refused) {
    TestServer server;
    Client client = server.hospital();
    const auto status = [&](const std::string& method, const std::string& headers) {
        return client.ask(request(method, "/documents", headers, method == "POST" ? "abc" : ""))
            .value_or(Got{})
            .status;
    };
    for (const std::string foreign : {"Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
                                      "Origin: https://evil.example\r\n", "Origin: null\r\n"}) {
        EXPECT_EQ(status("POST", foreign), 403) << foreign;
        EXPECT_EQ(status("GET", foreign), 200) << foreign;
    }
    for (const std::string own :
         {"", "Sec-Fetch-Site: same-origin\r\nOrigin: https://localhost\r\n", "Sec-Fetch-Site: none\r\n"}) {
        EXPECT_EQ(status("POST", own), 200) << own;
    }
}

TEST(Http, a_compressed_request_is_decoded) {
    TestServer server;
    const auto got =
        server.hospital().ask(request("POST", "/documents", "Content-Encoding: gzip\r\n", gzip("abc")));
    EXPECT_EQ(got.value_or(Got{}).body, "document-create hospital -  3 abc");
}

TEST(Http, another_encoding_is_415_and_lists_ours) {
    TestServer server;
    const auto got = server.hospital().ask(request("POST", "/documents", "Content-Encoding: br\r\n", "abc"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 415);
    EXPECT_EQ(got->header("Accept-Encoding"), "gzip");
}

TEST(Http, an_expect_100_continue_gets_an_interim_response) {
    TestServer server;
    Client client = server.hospital();
    const auto first = client.ask(
        "POST /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, 100);
    EXPECT_EQ(client.ask("abc").value_or(Got{}).body, "document-create hospital -  3 abc");
}

TEST(Http, an_expect_100_continue_that_is_refused_gets_no_interim_response) {
    TestServer server;
    Client client = server.hospital();
    const auto got =
        client.ask("PUT /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 405);
    EXPECT_EQ(got->header("Connection"), "close"); // whether the body comes is not known
    EXPECT_EQ(server.hospital()
                  .ask("POST /documents HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n")
                  .value_or(Got{})
                  .status,
              417);
}

TEST(Http, a_refusal_of_method_or_path_repeats_no_query) {
    TestServer server;
    for (const auto& [method, target, status] :
         {std::tuple("PUT", "/documents?person=0000001016", 405),
          std::tuple("GET", "/nothing/at/all?person=0000001016", 404)}) {
        const Got got = server.hospital().ask(request(method, target, "", "")).value_or(Got{});
        EXPECT_EQ(got.status, status);
        EXPECT_EQ(got.body.find("0000001016"), std::string::npos) << got.body;
    }
}

TEST(Http, the_form_of_a_search_counts_as_its_query) {
    TestServer server;
    const auto got = server.hospital().ask(
        request("POST", "/Patient/_search?a=1",
                "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n", "b=2%20&c=+"));
    EXPECT_TRUE(got.value_or(Got{}).body.starts_with("search hospital - a=1;b=2 ;c= ;"))
        << got.value_or(Got{}).body;
}

TEST(Http, the_form_of_a_search_is_shorter_than_a_document) {
    TestServer server;
    const std::string long_form = "b=" + std::string(70'000, 'x');
    const auto as = [&](std::string_view type) {
        const auto got = server.hospital().ask(
            request("POST", "/Patient/_search", "Content-Type: " + std::string(type) + "\r\n", long_form));
        return got.value_or(Got{}).status;
    };
    EXPECT_EQ(as("application/x-www-form-urlencoded"), 413);
    EXPECT_EQ(as("text/csv"), 415);
}

// Else a caller who asks for one person in another form is given everybody's documents.
TEST(Http, a_search_in_an_unknown_media_type_is_refused) {
    TestServer server;
    const auto status = [&](const std::string& headers, const std::string& body) {
        return server.hospital()
            .ask(request("POST", "/Patient/_search", headers, body))
            .value_or(Got{})
            .status;
    };
    for (const std::string type :
         {"Content-Type: application/json\r\n", "Content-Type: multipart/form-data; boundary=x\r\n",
          "Content-Type: \r\n", ""}) {
        EXPECT_EQ(status(type, "person=1"), 415) << type;
        EXPECT_EQ(status(type, ""), 200) << type;
    }
}

TEST(Http, an_exception_is_a_500_with_the_request_id_and_the_connection_goes_on) {
    TestServer server;
    Client client = server.hospital();
    const auto got = client.ask(request("GET", "/break", "X-Request-Id: r-1\r\n"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 500);
    EXPECT_NE(got->body.find(got->header("X-Renkei-Request-Id")), std::string::npos);
    EXPECT_EQ(got->body.find("planted"), std::string::npos);
    EXPECT_EQ(server.failures, 1U) << "the route records it";
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
}

TEST(Http, refusals_are_in_japanese_if_accept_language_wants_it) {
    TestServer server;
    const auto got = server.hospital().ask(request("GET", "/nothing", "Accept-Language: ja\r\n"));
    EXPECT_NE(got.value_or(Got{}).body.find("何もありません"), std::string::npos);
}

TEST(Log, holds_nothing_that_a_caller_wrote) {
    TestServer server([](Settings& settings) { settings.listen_plain = Address{"127.0.0.1", 0}; });
    const std::string marker = "planted";
    for (const char* const target : {"/echo/planted", "/planted?planted=planted", "/documents?x=planted",
                                     "/break?planted", "/%zzplanted"}) {
        Client client = server.hospital();
        client.ask(request("GET", target,
                           "X-Planted: planted\r\nX-Request-Id: planted here\r\nUser-Agent: planted\r\n"));
    }
    server.hospital().ask(request("POST", "/documents", "Content-Type: planted\r\n", "planted"));
    server.hospital().ask(request("PLANTED", "/documents", "Content-Encoding: planted\r\n", "planted"));
    server.hospital().ask("planted\r\n\r\n");
    Client(server.port(ListenerKind::plain)).ask(request("GET", "/echo/planted", "Client-Cert: planted\r\n"));
    const std::string log = server.stop_and_read_log();
    EXPECT_EQ(log.find(marker), std::string::npos) << log;
    EXPECT_EQ(log.find("PLANTED"), std::string::npos) << log;
}

TEST(Log, is_a_line_of_json_per_request) {
    TestServer server;
    const std::string id = server.hospital()
                               .ask(request("POST", "/documents", "X-Request-Id: r-7\r\n", "abc"))
                               .value_or(Got{})
                               .header("X-Renkei-Request-Id");
    std::istringstream lines(server.stop_and_read_log());
    nlohmann::json found;
    for (std::string line; std::getline(lines, line);) {
        const auto json = nlohmann::json::parse(line);
        if (json["event"] == "request") {
            EXPECT_TRUE(found.is_null());
            found = json;
        }
    }
    EXPECT_EQ(found["request"], id);
    EXPECT_EQ(found["peer"], "hospital");
    EXPECT_EQ(found["route"], "document-create");
    EXPECT_EQ(found["listener"], "tls");
    EXPECT_EQ(found["status"], 200);
    EXPECT_EQ(found["received"], 3);
    EXPECT_GT(found["sent"], 3);
    EXPECT_GE(found["micros"], 0);
}

} // namespace
} // namespace renkei::http::test::http_test
