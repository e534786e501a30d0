// renkei send.
#include "gateway/network/client/client.h"
#include "generated/messages/exchange.h"

#include "tests/support/loopback_server.h"

#include <algorithm>

namespace renkei::client::client_test {
namespace {

using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;

using Names = std::vector<std::string>;

Names locations(const SendResult& response) {
    Names out;
    std::ranges::transform(response.documents, std::back_inserter(out), &SentDocument::location);
    return out;
}

TEST(SendFile, posts_it_with_its_name_and_a_key_of_its_content) {
    const LoopbackServer server(Certificates::get().server, [](const ReceivedRequest&) {
        return reply(201, "Location: /documents/7\r\n", "{}");
    });
    HttpPool pool(Certificates::get().client, client_limits());
    const HttpUrl gateway = *parse_http_url(server.url());
    for (const char* const content : {"one", "one", "two"}) {
        const auto response =
            send_file(pool, gateway,
                      {.bytes = content, .media_type = "text/csv", .file_name = "A.CSV", .language = "ja"});
        ASSERT_TRUE(response);
        EXPECT_TRUE(response->is_accepted());
        EXPECT_EQ(locations(*response), Names{"/documents/7"});
    }
    const std::vector<ReceivedRequest> heard = server.heard();
    ASSERT_EQ(heard.size(), 3U);
    EXPECT_EQ(heard[0].path, "/documents");
    EXPECT_EQ(heard[0].fields.at("accept-language"), "ja");
    EXPECT_EQ(heard[0].fields.at("content-disposition"), "attachment; filename=\"A.CSV\"");
    EXPECT_EQ(heard[0].fields.at("idempotency-key"), heard[1].fields.at("idempotency-key"));
    EXPECT_NE(heard[0].fields.at("idempotency-key"), heard[2].fields.at("idempotency-key"));
}

TEST(SendFile, returns_the_location_of_each_of_many_documents) {
    const std::string body =
        R"({"documents":[{"location":"https://h/documents/1"},{"location":"https://h/documents/2"}]})";
    const LoopbackServer server(nullptr, [&](const ReceivedRequest&) { return reply(201, "", body); });
    HttpPool pool(nullptr, client_limits());
    const auto response = send_file(pool, *parse_http_url(server.url()), {.bytes = "x"});
    ASSERT_TRUE(response);
    EXPECT_EQ(locations(*response), (Names{"https://h/documents/1", "https://h/documents/2"}));
}

// The server answers with a success, but nothing shows that a document was kept.
TEST(SendFile, treats_a_success_that_names_no_document_as_a_failure) {
    for (const int status : {200, 201, 202, 204}) {
        for (const std::string body :
             {"", R"({"documents":[{"location":7},8,{}]})", R"({"documents":{}})", "[]", "nonsense"}) {
            const LoopbackServer server(nullptr, [&](const ReceivedRequest&) {
                return reply(status, "", status == 204 ? "" : body);
            });
            HttpPool pool(nullptr, client_limits());
            const auto response =
                send_file(pool, *parse_http_url(server.url()), {.bytes = "x", .file_name = "A.CSV"});
            ASSERT_FALSE(response) << status << body;
            EXPECT_EQ(response.error().message, diag::message::sent_unconfirmed);
            EXPECT_EQ(response.error().args, Names{std::to_string(status)});
            EXPECT_EQ(response.error().where.file, "A.CSV");
        }
    }
}

TEST(SendFile, reports_which_documents_existed_before) {
    const std::string made =
        R"({"documents":[{"location":"/1","fate":"created"},{"location":"/2","fate":"unchanged"}]})";
    for (const auto& [field, expected] : {std::pair<std::string, std::vector<bool>>{"", {true, false}},
                                          {"Idempotent-Replayed: true\r\n", {false, false}}}) {
        const LoopbackServer server(nullptr, [&](const ReceivedRequest&) { return reply(201, field, made); });
        HttpPool pool(nullptr, client_limits());
        const auto response = send_file(pool, *parse_http_url(server.url()), {.bytes = "x"});
        ASSERT_TRUE(response);
        std::vector<bool> news;
        std::ranges::transform(response->documents, std::back_inserter(news), &SentDocument::is_new);
        EXPECT_EQ(news, expected) << field;
    }
}

TEST(SendFile, reports_in_which_file_of_the_request_a_document_came) {
    const std::string made =
        R"({"documents":[{"location":"/1","part":2},{"location":"/2","part":0},{"location":"/3"},{"location":"/4","part":-1},{"location":"/5","part":"1"}]})";
    const LoopbackServer server(nullptr, [&](const ReceivedRequest&) { return reply(201, "", made); });
    HttpPool pool(nullptr, client_limits());
    const auto response = send_file(pool, *parse_http_url(server.url()), {.bytes = "x"});
    ASSERT_TRUE(response);
    std::vector<std::optional<std::size_t>> parts;
    std::ranges::transform(response->documents, std::back_inserter(parts), &SentDocument::part);
    EXPECT_EQ(parts, (std::vector<std::optional<std::size_t>>{2, 0, {}, {}, {}}));
}

TEST(SendFile, reports_that_the_gateway_does_not_respond) {
    HttpPool pool(nullptr, client_limits());
    const auto response = send_file(pool, *parse_http_url("http://127.0.0.1:1"), {.bytes = "x"});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().message, diag::message::server_unreachable);
    EXPECT_EQ(response.error().args, (std::vector<std::string>{"127.0.0.1:1", "connection-refused"}));
    EXPECT_EQ(to_text(Endpoint{.host = "::1", .port = 443}), "[::1]:443");
}

} // namespace
} // namespace renkei::client::client_test
