#include "gateway/core/text/content_disposition.h"
#include "gateway/network/client/client.h"

#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>

namespace renkei::client::client_test {
namespace {

using test::Certificates;
using test::LoopbackServer;
using test::put;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using test::TemporaryFolder;
using text::content_disposition;

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

// A mailbox of deliveries "d0", "d1" … that gives two at once.
class Mailbox {
public:
    struct Letter {
        std::string name{};
        std::string content{};
        int status = 200;
    };
    explicit Mailbox(std::vector<Letter> letters)
        : server_(nullptr, [this](const ReceivedRequest& heard) { return response(heard); }) {
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < letters.size(); ++i) {
            letters_["d" + std::to_string(i)] = letters[i];
        }
    }
    diag::Result<FetchResult> fetch(const fs::path& folder) {
        HttpPool pool(nullptr, client_limits());
        return fetch_mailbox(pool, *parse_http_url(server_.url()), folder);
    }
    std::size_t left() const {
        const std::scoped_lock lock(mutex_);
        return letters_.size();
    }
    std::function<void()> on_acknowledge{};
    std::atomic<bool> loses_acknowledgements = false;

private:
    ServerReply response(const ReceivedRequest& heard) {
        const std::scoped_lock lock(mutex_);
        const std::string id = heard.path.substr(heard.path.rfind('/') + 1);
        if (heard.path.starts_with("/mailbox?")) {
            return list(heard.path);
        }
        if (heard.method == "DELETE") {
            if (on_acknowledge) {
                on_acknowledge();
            }
            if (loses_acknowledgements) {
                return {.close = true};
            }
            letters_.erase(id);
            return reply(204);
        }
        const Letter& letter = letters_.at(id);
        return reply(letter.status, "Content-Disposition: " + content_disposition(letter.name) + "\r\n",
                     letter.content);
    }
    ServerReply list(const std::string& path) {
        const std::size_t at = path.find("page=");
        nlohmann::json out{{"deliveries", nlohmann::json::array()}};
        auto it = at == std::string::npos ? letters_.begin() : letters_.upper_bound(path.substr(at + 5));
        for (; it != letters_.end() && out["deliveries"].size() < 2; ++it) {
            out["deliveries"].push_back({{"id", it->first}});
        }
        if (it != letters_.end()) {
            out["next"] = "more";
        }
        return reply(200, "", out.dump());
    }

    mutable std::mutex mutex_;
    std::map<std::string, Letter> letters_;
    LoopbackServer server_;
};

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

// Somebody says yes, but nothing shows that a document was kept.
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
            EXPECT_EQ(response.error().message, diag::Message::sent_unconfirmed);
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

TEST(SendFile, reports_that_the_gateway_does_not_respond) {
    HttpPool pool(nullptr, client_limits());
    const auto response = send_file(pool, *parse_http_url("http://127.0.0.1:1"), {.bytes = "x"});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().message, diag::Message::server_unreachable);
    EXPECT_EQ(response.error().args, (std::vector<std::string>{"127.0.0.1:1", "connection-refused"}));
    EXPECT_EQ(to_text(Endpoint{.host = "::1", .port = 443}), "[::1]:443");
}

TEST(FetchMailbox, writes_every_delivery_into_the_folder_and_acknowledges_it) {
    const TemporaryFolder folder;
    Mailbox mailbox({{"A.CSV", "a"}, {"B.CSV", "b"}, {"C.CSV", "c"}, {"D.CSV", "d"}, {"E.CSV", "e"}});
    const auto fetched = mailbox.fetch(folder.path());
    ASSERT_TRUE(fetched);
    EXPECT_EQ(fetched->files.size(), 5U);
    EXPECT_EQ(mailbox.left(), 0U);
    EXPECT_EQ(folder.names(), (Names{"A.CSV", "B.CSV", "C.CSV", "D.CSV", "E.CSV"}));
    EXPECT_EQ(*base::read_file(folder / "E.CSV"), "e");
}

TEST(FetchMailbox, acknowledges_only_what_is_in_the_folder) {
    const TemporaryFolder folder;
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    bool was_there = false;
    mailbox.on_acknowledge = [&] { was_there = fs::exists(folder / "A.CSV"); };
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_TRUE(was_there);
}

TEST(FetchMailbox, writes_no_second_file_when_the_acknowledgement_was_lost) {
    const TemporaryFolder folder;
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    mailbox.loses_acknowledgements = true;
    EXPECT_FALSE(mailbox.fetch(folder.path()));
    mailbox.loses_acknowledgements = false;
    EXPECT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(mailbox.left(), 0U);
    EXPECT_EQ(folder.names(), Names{"A.CSV"});
}

TEST(FetchMailbox, overwrites_nothing) {
    const TemporaryFolder folder;
    put(folder / "A.CSV", "of yesterday");
    Mailbox mailbox(std::vector<Mailbox::Letter>{{"A.CSV", "a"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(*base::read_file(folder / "A.CSV"), "of yesterday");
    EXPECT_EQ(*base::read_file(folder / "A-2.CSV"), "a");
}

TEST(FetchMailbox, stays_in_its_folder_whatever_the_names_are) {
    const TemporaryFolder folder;
    Mailbox mailbox({{"../../A.CSV", "a"}, {"", "b"}});
    ASSERT_TRUE(mailbox.fetch(folder / "in"));
    EXPECT_EQ(folder.names(), Names{"in"});
    EXPECT_EQ(folder.names("in").size(), 2U);
}

TEST(FetchMailbox, goes_on_behind_a_delivery_that_cannot_be_fetched) {
    const TemporaryFolder folder;
    Mailbox mailbox({{"A.CSV", "a", 406}, {"B.CSV", "b"}, {"C.CSV", "c", 410}, {"D.CSV", "d"}});
    const auto fetched = mailbox.fetch(folder.path());
    ASSERT_TRUE(fetched);
    ASSERT_EQ(fetched->problems.size(), 2U);
    EXPECT_EQ(fetched->problems[0].message, diag::Message::server_refused);
    EXPECT_EQ(fetched->problems[0].args, Names{"406"});
    EXPECT_EQ(fetched->problems[1].message, diag::Message::server_said) << "its words, quoted";
    EXPECT_EQ(folder.names(), (Names{"B.CSV", "D.CSV"}));
    EXPECT_EQ(mailbox.left(), 1U) << "what cannot be fetched waits on, what was withdrawn does not";
}

} // namespace
} // namespace renkei::client::client_test
