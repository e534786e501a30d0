// What a name in a receiver's folder stands for, and what notices say of it.
#include "gateway/network/seal/hash.h"

#include "tests/transports/folder_kit.h"

#include <set>

namespace renkei::transports::folder_names_test {
namespace {

using outbox::AttemptResult;
using test::TemporaryFolder;

TEST(FolderTransport, puts_another_document_of_the_same_name_beside_the_first) {
    Folders it;
    it.send(message("d-1", "first"));
    const Attempt second = it.send(message("d-2", "second"));
    EXPECT_EQ(second.result, AttemptResult::delivered);
    EXPECT_EQ(second.location, "A_1-2.CSV");
    EXPECT_EQ(it.send(message("d-3", "third")).location, "A_1-3.CSV");
    EXPECT_EQ(it.content("A_1.CSV"), "first");
    EXPECT_EQ(it.content("A_1-2.CSV"), "second");
    EXPECT_EQ(it.content("A_1-3.CSV"), "third");
}

TEST(FolderTransport, gives_a_name_to_no_second_document_although_the_receiver_took_the_first) {
    Folders it;
    it.send(message("d-1", "first"));
    it.take_all();
    EXPECT_EQ(it.send(message("d-2", "second")).location, "A_1-2.CSV");
    it.take_all();
    fs::remove_all(it.folder / ".renkei"); // the receiver takes everything
    EXPECT_EQ(it.send(message("d-3", "third")).location, "A_1-3.CSV");
}

TEST(FolderTransport, gives_a_name_to_no_second_document_whichever_peer_has_the_folder) {
    const TemporaryFolder root;
    fs::create_directories(root / "out");
    const outbox::StoreFixture site;
    const auto store = site.open();
    FolderTransport transport(claims_in(*store));
    const policy::Peer one{.id = "p", .address = (root / "out").string()};
    const policy::Peer other{.id = "q", .address = (root / "out").string() + "/"};
    EXPECT_EQ(transport.send(one, message("d-1", "first")).location, "A_1.CSV");
    fs::remove(root / "out/A_1.CSV");
    EXPECT_EQ(transport.send(other, message("d-2", "second")).location, "A_1-2.CSV");
}

TEST(FolderTransport, returns_the_hash_of_the_file_also_after_a_restart) {
    Folders it;
    const auto sha = std::optional(seal::sha256("row\r\n"));
    EXPECT_EQ(it.send(message()).file_sha, sha);
    it.take_all();
    OutboundMessage again = message();
    again.bytes = "rendered by other mappings";
    EXPECT_EQ(it.send(again).file_sha, sha);
}

TEST(FolderTransport, waits_until_the_receiver_took_the_version_before_and_marks_it_at_once) {
    for (const bool has_neighbour : {false, true}) {
        Folders it;
        if (has_neighbour) {
            it.send(message("d-9", "of another document"));
            it.take_all();
        }
        const Attempt first = it.send(message("d-1", "first"));
        const std::string marked = first.location + ".superseded.json";
        const OutboundMessage next = next_version(first);
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(it.send(next).result, AttemptResult::retry);
            EXPECT_EQ(it.visible(), (Names{first.location, marked}));
        }
        it.take_all();
        const Attempt second = it.send(next);
        EXPECT_EQ(second.result, AttemptResult::delivered);
        EXPECT_NE(second.location, first.location) << "a notice about the first names the first alone";
        EXPECT_EQ(it.visible(), Names{second.location}) << "the notice was given once";
        EXPECT_EQ(it.content(second.location), "second");
    }
}

TEST(FolderTransport, marks_the_version_before_with_what_it_was) {
    Folders it;
    const Attempt first = it.send(message("d-1", "first"));
    it.take_all();
    it.send(next_version(first));
    EXPECT_EQ(it.visible(), (Names{"A_1-2.CSV", "A_1.CSV.superseded.json"}));
    EXPECT_EQ(it.notice("A_1.CSV.superseded.json"),
              (nlohmann::json{{"status", "superseded"},
                              {"sender", "office:9970100013"},
                              {"document", document_of("d-1")},
                              {"version", 2},
                              {"delivery", "d-1"},
                              {"known_as", "A_1.CSV"},
                              {"delivered_version", 1},
                              {"sha256", seal::to_hex(seal::sha256("first"))}}));
}

TEST(FolderTransport, has_a_name_for_each_of_very_many_documents_with_one_name) {
    Folders it;
    std::set<std::string> names;
    for (int i = 1; i <= 60; ++i) {
        const Attempt sent = it.send(message("d-" + std::to_string(i), "content " + std::to_string(i)));
        ASSERT_EQ(sent.result, AttemptResult::delivered) << i;
        EXPECT_TRUE(names.insert(sent.location).second) << sent.location;
        it.take_all();
    }
    EXPECT_TRUE(names.contains("A_1.CSV"));
    EXPECT_TRUE(names.contains("A_1-20.CSV"));
}

TEST(FolderTransport, puts_a_notice_of_withdrawal_beside_no_other_living_document) {
    Folders it;
    const Attempt first = it.send(message("d-1", "first"));
    it.take_all();
    const Attempt other = it.send(message("d-2", "second"));
    it.send(withdrawal_of({"d-1"}, {first.location}));
    for (const std::string& name : it.visible()) {
        EXPECT_NE(name, other.location + ".withdrawn.json");
    }
    EXPECT_EQ(it.notice(first.location + ".withdrawn.json").at("known_as"), first.location);
}

TEST(FolderTransport, puts_a_notice_of_withdrawal_beside_each_file_of_the_document_once) {
    Folders it;
    const Attempt first = it.send(message("d-1", "first"));
    it.take_all();
    const Attempt second = it.send(next_version(first));
    it.take_all();
    for (int i = 0; i < 2; ++i) {
        const Attempt withdrawn = it.send(withdrawal_of({"d-2", "d-1"}, {second.location, first.location}));
        EXPECT_EQ(withdrawn.result, AttemptResult::delivered);
        EXPECT_EQ(withdrawn.location, second.location + ".withdrawn.json");
        if (i == 0) {
            EXPECT_EQ(it.visible(),
                      (Names{second.location + ".withdrawn.json", first.location + ".withdrawn.json"}));
            it.take_all();
        }
    }
    EXPECT_EQ(it.visible(), Names{});
}

} // namespace
} // namespace renkei::transports::folder_names_test
