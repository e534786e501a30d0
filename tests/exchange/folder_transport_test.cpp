#include "gateway/exchange/folder_transport.h"

#include "gateway/base/descriptor.h"
#include "tests/exchange/child.h"
#include "tests/exchange/temporary_folder.h"

#include <fcntl.h>
#include <future>
#include <sys/stat.h>

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

policy::Peer peer_at(const fs::path& folder) { return {.id = "p", .address = folder.string()}; }
Parcel parcel(const std::string& delivery = "d-1", const std::string& bytes = "row\r\n") {
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
    const Attempt attempt = FolderTransport().send(peer_at(folder.path()), parcel());
    EXPECT_EQ(attempt.result, Result::delivered);
    EXPECT_EQ(attempt.location, "A_1.CSV");
    EXPECT_EQ(*base::read_file(folder / "A_1.CSV"), "row\r\n");
    EXPECT_EQ(visible(folder), Names{"A_1.CSV"});
}

TEST(FolderTransport, hands_the_same_delivery_over_once_even_if_the_receiver_took_it) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), parcel());
    fs::remove(folder / "A_1.CSV");
    EXPECT_EQ(transport.send(peer_at(folder.path()), parcel()).result, Result::delivered);
    EXPECT_EQ(visible(folder), Names{});
}

TEST(FolderTransport, overwrites_nothing_and_waits_until_the_name_is_free) {
    const TemporaryFolder folder;
    FolderTransport transport;
    transport.send(peer_at(folder.path()), parcel("d-1", "first"));
    EXPECT_EQ(transport.send(peer_at(folder.path()), parcel("d-2", "second")).result, Result::again);
    EXPECT_EQ(*base::read_file(folder / "A_1.CSV"), "first");
    fs::remove(folder / "A_1.CSV");
    EXPECT_EQ(transport.send(peer_at(folder.path()), parcel("d-2", "second")).result, Result::delivered);
    EXPECT_EQ(*base::read_file(folder / "A_1.CSV"), "second");
}

TEST(FolderTransport, takes_the_same_content_under_the_same_name_as_delivered) {
    const TemporaryFolder folder;
    put(folder / "A_1.CSV", "row\r\n");
    EXPECT_EQ(FolderTransport().send(peer_at(folder.path()), parcel()).result, Result::delivered);
}

TEST(FolderTransport, waits_for_a_folder_that_is_not_there_and_never_makes_it) {
    const TemporaryFolder folder;
    const policy::Peer peer = peer_at(folder / "share");
    const Attempt attempt = FolderTransport().send(peer, parcel());
    EXPECT_EQ(attempt.result, Result::again);
    EXPECT_EQ(attempt.fault, Fault::connection);
    EXPECT_TRUE(FolderTransport().away(peer));
    EXPECT_EQ(folder.names(), Names{});
}

TEST(FolderTransport, refuses_names_that_lead_elsewhere) {
    const TemporaryFolder folder;
    for (const char* const name : {"", "../A.CSV", "a/b", ".hidden"}) {
        Parcel odd = parcel();
        odd.file_name = name;
        EXPECT_EQ(FolderTransport().send(peer_at(folder.path()), odd).result, Result::never) << name;
    }
}

constexpr const char* delivery = "01932b6e-7c00-5000-8000-0123456789ab";
fs::file_time_type in_an_hour() { return fs::file_time_type::clock::now() + std::chrono::hours(1); }

TEST(FolderTransport, forgets_what_was_handed_over_long_ago) {
    const TemporaryFolder folder;
    FolderTransport().send(peer_at(folder.path()), parcel(delivery));
    EXPECT_EQ(forget_handed_over(folder.path(), fs::file_time_type::clock::now() - std::chrono::hours(1)), 0U);
    EXPECT_EQ(forget_handed_over(folder.path(), fs::file_time_type::clock::now() + std::chrono::hours(1)), 1U);
}

TEST(FolderTransport, forgets_nothing_that_is_not_its_own) {
    const TemporaryFolder folder;
    FolderTransport().send(peer_at(folder.path()), parcel(delivery));
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
    const Attempt attempt = FolderTransport().send(peer_at(folder.path()), parcel());
    EXPECT_EQ(attempt.result, Result::again);
    EXPECT_EQ(attempt.reason, "folder-unusable");
    EXPECT_EQ(victim.names(), Names{});
    EXPECT_EQ(visible(folder), Names{});
}

TEST(FolderTransport, waits_for_no_fifo_that_has_the_name_of_the_file) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "A_1.CSV").c_str(), 0666), 0);
    auto attempt = std::async(std::launch::async, [&] { return FolderTransport().send(peer_at(folder.path()), parcel()); });
    const bool has_ended = attempt.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    EXPECT_TRUE(has_ended);
    const base::Descriptor writer(has_ended ? -1 : ::open((folder / "A_1.CSV").c_str(), O_WRONLY | O_NONBLOCK)); // lets it go on
    EXPECT_EQ(attempt.get().result, Result::again);
}

TEST(FolderTransportChild, DISABLED_sends) { FolderTransport().send(peer_at(std::getenv("RENKEI_TEST_ROOT")), parcel()); }

class FolderTransportCrash : public testing::TestWithParam<const char*> {};

TEST_P(FolderTransportCrash, hands_over_exactly_once) {
    const TemporaryFolder folder;
    const ChildEnd end = run_child("FolderTransportChild.DISABLED_sends", {{"RENKEI_TEST_ROOT", folder.path().string()}, {"RENKEI_DIE_AT", GetParam()}});
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
    EXPECT_EQ(FolderTransport().send(peer_at(folder.path()), parcel()).result, Result::delivered);
    receive();
    EXPECT_EQ(taken, 1U);
}

INSTANTIATE_TEST_SUITE_P(Steps, FolderTransportCrash, testing::Values("folder-transport.staged", "folder-transport.marked", "folder-transport.moved"));

} // namespace
} // namespace renkei::exchange
