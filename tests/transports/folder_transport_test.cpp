#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/transports/folder_transport.h"

#include "tests/support/child.h"
#include "tests/support/temporary_folder.h"
#include <fcntl.h>
#include <sys/stat.h>

#include <future>

namespace renkei::transports::folder_transport_test {
namespace {

using outbox::Attempt;
using outbox::AttemptResult;
using outbox::FailureScope;
using outbox::file_name_of;
using outbox::OutboundMessage;
using outbox::to_json;
using outbox::WithdrawalNotice;
using test::ChildEnd;
using test::put;
using test::run_child;
using test::TemporaryFolder;

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

policy::Peer peer_at(const fs::path& folder) { return {.id = "p", .address = folder.string()}; }
OutboundMessage message(const std::string& delivery = "d-1", const std::string& bytes = "row\r\n") {
    return {.delivery = delivery, .bytes = bytes, .file_name = "A_1.CSV"};
}
// What the receiver sees.
Names visible(const TemporaryFolder& folder) {
    Names out = folder.names();
    std::erase_if(out, [](const std::string& name) { return name.starts_with('.'); });
    return out;
}

TEST(FolderTransport, writes_the_file_under_its_own_name) {
    const TemporaryFolder folder;
    const Attempt attempt = FolderTransport().send(peer_at(folder.path()), message());
    EXPECT_EQ(attempt.result, AttemptResult::delivered);
    EXPECT_EQ(attempt.location, "A_1.CSV");
    EXPECT_EQ(*base::read_file(folder / "A_1.CSV"), "row\r\n");
    EXPECT_EQ(visible(folder), Names{"A_1.CSV"});
}

TEST(FolderTransport, hands_the_same_delivery_over_once_even_if_the_receiver_took_it) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), message());
    fs::remove(folder / "A_1.CSV");
    EXPECT_EQ(transport.send(peer_at(folder.path()), message()).result, AttemptResult::delivered);
    EXPECT_EQ(visible(folder), Names{});
}

TEST(FolderTransport, puts_another_document_of_the_same_name_beside_the_first) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), message("d-1", "first"));
    const Attempt second = transport.send(peer_at(folder.path()), message("d-2", "second"));
    EXPECT_EQ(second.result, AttemptResult::delivered);
    EXPECT_EQ(second.location, "A_1-2.CSV");
    EXPECT_EQ(transport.send(peer_at(folder.path()), message("d-3", "third")).location, "A_1-3.CSV");
    EXPECT_EQ(*base::read_file(folder / "A_1.CSV"), "first");
    EXPECT_EQ(*base::read_file(folder / "A_1-2.CSV"), "second");
    EXPECT_EQ(*base::read_file(folder / "A_1-3.CSV"), "third");
}

TEST(FolderTransport, hands_a_document_over_once_under_the_name_that_it_got) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), message("d-1", "first"));
    transport.send(peer_at(folder.path()), message("d-2", "second"));
    fs::remove(folder / "A_1.CSV");
    fs::remove(folder / "A_1-2.CSV");
    EXPECT_EQ(transport.send(peer_at(folder.path()), message("d-2", "second")).location, "A_1-2.CSV");
    EXPECT_EQ(visible(folder), Names{});
}

TEST(FolderTransport, waits_until_the_receiver_took_the_version_before) {
    for (const bool has_neighbour : {false, true}) {
        const TemporaryFolder folder;
        FolderTransport transport;
        if (has_neighbour) {
            transport.send(peer_at(folder.path()), message("d-0", "of another document"));
        }
        const std::string first = transport.send(peer_at(folder.path()), message("d-1", "first")).location;
        fs::remove(folder / (has_neighbour ? "A_1.CSV" : "none"));
        OutboundMessage next = message("d-2", "second");
        next.known_as = first;
        EXPECT_EQ(transport.send(peer_at(folder.path()), next).result, AttemptResult::retry);
        EXPECT_EQ(visible(folder), Names{first});
        fs::remove(folder / first);
        EXPECT_EQ(transport.send(peer_at(folder.path()), next).location, "A_1.CSV");
        EXPECT_EQ(*base::read_file(folder / "A_1.CSV"), "second");
    }
}

// A withdrawal of what these deliveries brought.
OutboundMessage withdrawal_of(const Names& deliveries, const std::string& known_as = "") {
    const WithdrawalNotice notice{.document = "document",
                                  .version = 2,
                                  .delivery = deliveries.front(),
                                  .deliveries = deliveries,
                                  .known_as = known_as};
    return {.delivery = "w-1",
            .bytes = to_json(notice),
            .file_name = file_name_of(notice),
            .withdrawal = true,
            .notice = notice,
            .known_as = known_as};
}

TEST(FolderTransport, withdraws_a_file_by_its_name_although_its_delivery_was_not_recorded) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), message("d-1"));
    EXPECT_EQ(transport.send(peer_at(folder.path()), withdrawal_of({"d-2", "d-1"})).result,
              AttemptResult::delivered);
    EXPECT_EQ(visible(folder), (Names{"A_1.CSV", "A_1.CSV.withdrawn.json"}));
    EXPECT_NE(base::read_file(folder / "A_1.CSV.withdrawn.json")->find(R"("known_as":"A_1.CSV")"),
              std::string::npos);
}

TEST(FolderTransport, follows_no_name_that_the_receiver_wrote_into_the_hidden_folder_to_another_place) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), message("d-1"));
    for (const char* const name : {"../elsewhere", ".hidden", "a\nb", "\xff", ""}) {
        put(folder / ".renkei/d-1", name);
        OutboundMessage notice = withdrawal_of({"d-1"});
        notice.delivery = std::string("w-") + std::to_string(std::string_view(name).size());
        EXPECT_EQ(transport.send(peer_at(folder.path()), notice).result, AttemptResult::delivered);
    }
    for (const std::string& name : visible(folder)) {
        EXPECT_TRUE(name == "A_1.CSV" || name.starts_with("document.withdrawn")) << name;
    }
}

TEST(FolderTransport, treats_the_same_content_under_the_same_name_as_delivered) {
    const TemporaryFolder folder;
    put(folder / "A_1.CSV", "row\r\n");
    EXPECT_EQ(FolderTransport().send(peer_at(folder.path()), message()).result, AttemptResult::delivered);
}

TEST(FolderTransport, waits_for_a_folder_that_is_not_there_and_never_makes_it) {
    const TemporaryFolder folder;
    const policy::Peer peer = peer_at(folder / "share");
    const Attempt attempt = FolderTransport().send(peer, message());
    EXPECT_EQ(attempt.result, AttemptResult::retry);
    EXPECT_EQ(attempt.scope, FailureScope::connection);
    EXPECT_TRUE(FolderTransport().probe(peer));
    EXPECT_EQ(folder.names(), Names{});
}

TEST(FolderTransport, refuses_names_that_lead_elsewhere) {
    const TemporaryFolder folder;
    for (const char* const name : {"", "../A.CSV", "a/b", ".hidden"}) {
        OutboundMessage odd = message();
        odd.file_name = name;
        EXPECT_EQ(FolderTransport().send(peer_at(folder.path()), odd).result, AttemptResult::rejected)
            << name;
    }
}

constexpr const char* delivery = "01932b6e-7c00-5000-8000-0123456789ab";
fs::file_time_type in_an_hour() { return fs::file_time_type::clock::now() + std::chrono::hours(1); }

TEST(FolderTransport, forgets_what_was_handed_over_long_ago) {
    const TemporaryFolder folder;
    FolderTransport().send(peer_at(folder.path()), message(delivery));
    EXPECT_EQ(forget_handed_over(folder.path(), fs::file_time_type::clock::now() - std::chrono::hours(1)),
              0U);
    EXPECT_EQ(forget_handed_over(folder.path(), fs::file_time_type::clock::now() + std::chrono::hours(1)),
              1U);
}

TEST(FolderTransport, forgets_nothing_that_is_not_its_own) {
    const TemporaryFolder folder;
    FolderTransport().send(peer_at(folder.path()), message(delivery));
    put(folder / ".renkei/notes.txt", "of the receiver");
    fs::create_directory(folder / ".renkei/01932b6e-7c00-5000-8000-0123456789ac");
    EXPECT_EQ(forget_handed_over(folder.path(), in_an_hour()), 1U);
    EXPECT_EQ(folder.names(".renkei"), (Names{"01932b6e-7c00-5000-8000-0123456789ac", "notes.txt"}));
}

TEST(FolderTransport, deletes_nothing_where_a_link_in_the_place_of_its_folder_leads) {
    const TemporaryFolder folder;
    const TemporaryFolder victim;
    put(victim / delivery, "of somebody else");
    fs::create_directory_symlink(victim.path(), folder / ".renkei");
    EXPECT_EQ(forget_handed_over(folder.path(), in_an_hour()), 0U);
    EXPECT_EQ(victim.names(), Names{delivery});
}

TEST(FolderTransport, writes_nothing_where_a_link_in_the_place_of_its_folder_leads) {
    const TemporaryFolder folder;
    const TemporaryFolder victim;
    fs::create_directory_symlink(victim.path(), folder / ".renkei");
    const Attempt attempt = FolderTransport().send(peer_at(folder.path()), message());
    EXPECT_EQ(attempt.result, AttemptResult::retry);
    EXPECT_EQ(attempt.reason, diag::ReasonCode::folder_unusable);
    EXPECT_EQ(victim.names(), Names{});
    EXPECT_EQ(visible(folder), Names{});
}

TEST(FolderTransport, waits_for_no_fifo_that_has_the_name_of_the_file) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "A_1.CSV").c_str(), 0666), 0);
    auto attempt = std::async(std::launch::async,
                              [&] { return FolderTransport().send(peer_at(folder.path()), message()); });
    const bool has_ended = attempt.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    EXPECT_TRUE(has_ended);
    // lets it go on
    const base::FileDescriptor writer(
        has_ended ? -1 : ::open((folder / "A_1.CSV").c_str(), O_WRONLY | O_NONBLOCK));
    EXPECT_EQ(attempt.get().location, "A_1-2.CSV");
}

TEST(FolderTransportChild, DISABLED_sends) {
    FolderTransport().send(peer_at(std::getenv("RENKEI_TEST_ROOT")), message());
}

class FolderTransportCrash : public testing::TestWithParam<const char*> {};

TEST_P(FolderTransportCrash, hands_over_exactly_once) {
    const TemporaryFolder folder;
    const ChildEnd end =
        run_child("FolderTransportChild.DISABLED_sends",
                  {{"RENKEI_TEST_ROOT", folder.path().string()}, {"RENKEI_DIE_AT", GetParam()}});
    EXPECT_TRUE(end.was_killed);
    // the receiver is quick: it takes whatever it sees
    std::size_t taken = 0;
    const auto receive = [&] {
        for (const std::string& name : visible(folder)) {
            EXPECT_EQ(*base::read_file(folder / name), "row\r\n");
            fs::remove(folder / name);
            ++taken;
        }
    };
    receive();
    EXPECT_EQ(FolderTransport().send(peer_at(folder.path()), message()).result, AttemptResult::delivered);
    receive();
    EXPECT_EQ(taken, 1U);
}

INSTANTIATE_TEST_SUITE_P(Steps, FolderTransportCrash,
                         testing::Values("folder-transport.staged", "folder-transport.marked",
                                         "folder-transport.moved"));

} // namespace
} // namespace renkei::transports::folder_transport_test
