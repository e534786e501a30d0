// renkei fetch, and gateways that mean harm.
#include "gateway/core/text/content_disposition.h"
#include "gateway/network/client/client.h"

#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace renkei::client::hostile_mailbox_test {
namespace {

using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using test::TemporaryFolder;
using text::content_disposition;
using text::safe_file_name;

using Names = std::vector<std::string>;

std::string page_of(const Names& ids, bool has_more = false) {
    nlohmann::json out{{"deliveries", nlohmann::json::array()}};
    for (const std::string& id : ids) {
        out["deliveries"].push_back({{"id", id}});
    }
    if (has_more) {
        out["next"] = "more";
    }
    return out.dump();
}

// A gateway that always gives this list; the content of a delivery is its id, with this header.
class Gateway {
public:
    explicit Gateway(std::string list, std::string fields = "")
        : list_(std::move(list)),
          fields_(std::move(fields)),
          server_(nullptr, [this](const ReceivedRequest& heard) { return response(heard); }) {}

    diag::Result<FetchResult> fetch(const fs::path& folder) {
        HttpPool pool(nullptr, client_limits());
        return fetch_mailbox(pool, *parse_http_url(server_.url()), folder);
    }
    std::vector<ReceivedRequest> heard() const { return server_.heard(); }
    int acknowledging = 204; // how a DELETE is answered

private:
    ServerReply response(const ReceivedRequest& heard) const {
        if (heard.path.starts_with("/mailbox?")) {
            return reply(200, "", list_);
        }
        return heard.method == "DELETE" ? reply(acknowledging)
                                        : reply(200, fields_, heard.path.substr(heard.path.rfind('/') + 1));
    }

    std::string list_;
    std::string fields_;
    LoopbackServer server_;
};

Names visible(const TemporaryFolder& folder, const std::string& below = "") {
    Names out = below.empty() ? folder.names() : folder.names(below);
    std::erase_if(out, [](const std::string& name) { return name.starts_with('.'); });
    return out;
}

TEST(HostileMailbox, cannot_write_outside_the_folder_by_its_ids) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "in");
    for (const std::string& id : {std::string("../escaped"), (folder / "absolute").string(),
                                  std::string("a b\r\nX: y"), std::string(), std::string(65, 'a')}) {
        Gateway gateway(page_of({id, "good-1"}));
        const auto fetched = gateway.fetch(folder / "in");
        ASSERT_TRUE(fetched) << id;
        ASSERT_EQ(fetched->problems.size(), 1U) << id;
        EXPECT_EQ(fetched->problems[0].where.path, "/deliveries/0/id");
        EXPECT_EQ(folder.names(), Names{"in"});
        EXPECT_EQ(visible(folder, "in"), Names{"good-1"}) << "the others are fetched";
        EXPECT_EQ(gateway.heard().size(), 3U) << "the list, and the good one with its acknowledgement";
    }
}

TEST(HostileMailbox, reports_the_wrong_id_without_terminal_control_characters) {
    const TemporaryFolder folder;
    Gateway gateway(page_of({"x\x1b[2Jy"}));
    const auto fetched = gateway.fetch(folder.path());
    ASSERT_TRUE(fetched);
    const std::string message = diag::to_text(fetched->problems.at(0), diag::Language::english);
    EXPECT_NE(message.find("x?[2Jy"), std::string::npos) << message;
}

TEST(HostileMailbox, is_abandoned_when_its_pages_do_not_advance) {
    const TemporaryFolder folder;
    for (const Names& ids : {Names{"a", "b"}, Names{}, Names{"/"}}) {
        Gateway gateway(page_of(ids, true));
        const auto fetched = gateway.fetch(folder.path());
        ASSERT_TRUE(fetched);
        ASSERT_FALSE(fetched->problems.empty());
        EXPECT_EQ(fetched->problems.back().where.path, "/next");
        EXPECT_LE(gateway.heard().size(), 6U) << "at most two lists, and each delivery once";
    }
}

TEST(HostileMailbox, gives_names_of_any_length_and_they_become_files) {
    const TemporaryFolder folder;
    std::string name;
    for (int i = 0; i < 100; ++i) {
        name += "提供"; // of three bytes each
    }
    Gateway gateway(page_of({"a", "b"}),
                    "Content-Disposition: " + content_disposition(name + ".CSV") + "\r\n");
    const auto fetched = gateway.fetch(folder.path());
    ASSERT_TRUE(fetched);
    EXPECT_TRUE(fetched->problems.empty());
    const Names names = visible(folder);
    ASSERT_EQ(names.size(), 2U) << "what is behind it is fetched, too";
    for (const std::string& each : names) {
        EXPECT_TRUE(each.ends_with(".CSV")) << each;
        EXPECT_LE(each.size(), 255U);
    }
    EXPECT_TRUE(name.starts_with(names[1].substr(0, names[1].size() - 4)))
        << "no half character: " << names[1];
}

TEST(HostileMailbox, holds_up_nothing_when_one_acknowledgement_is_refused) {
    const TemporaryFolder folder;
    Gateway gateway(page_of({"a", "b"}));
    gateway.acknowledging = 500;
    const auto fetched = gateway.fetch(folder.path());
    ASSERT_TRUE(fetched);
    EXPECT_EQ(fetched->problems.size(), 2U);
    EXPECT_EQ(visible(folder), (Names{"a", "b"}));
}

TEST(FetchedFiles, are_for_their_owner_alone) {
    const TemporaryFolder folder;
    const mode_t before = ::umask(022);
    Gateway gateway(page_of({"a"}));
    const auto fetched = gateway.fetch(folder.path());
    ::umask(before);
    ASSERT_TRUE(fetched);
    EXPECT_EQ(fs::status(folder / "a").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(SafeFileName, is_no_path_and_nothing_that_a_terminal_obeys) {
    EXPECT_EQ(safe_file_name("../../etc/passwd"), "passwd");
    EXPECT_EQ(safe_file_name("a\x1b[2J\x7f.csv"), "a-[2J-.csv");
    EXPECT_EQ(safe_file_name("a\xff\xc2\x85.csv"), "a--.csv") << "no UTF-8; a control character of C1";
    EXPECT_EQ(safe_file_name(".."), "");
    EXPECT_EQ(safe_file_name("提供票.CSV"), "提供票.CSV");
}

} // namespace
} // namespace renkei::client::hostile_mailbox_test
