// A network passes on documents of others. It is no deputy of its members beyond that: it reads what it
// brought itself, and sends nothing of others to anybody else.
#include "tests/documents/letters.h"
#include "tests/server_documents/request_kit.h"

#include <algorithm>

namespace renkei::server::intermediary_test {
namespace {

using documents::admission;

// A second network beside "network", and the hospital "ward", whose documents name no receiver.
void add_peers(RequestKit& kit) {
    std::vector<policy::Peer> peers = documents::peers_with_ward();
    peers.push_back({.id = "other-network", .role = policy::Role::network});
    documents::must(kit.site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (const policy::Peer& peer : peers) {
            TRY_VOID(transaction.put(peer));
        }
        return {};
    }));
    documents::must(kit.gateway().reload_peers());
    kit.site.use(std::move(peers));
}

std::size_t listed(RequestKit& kit, const std::string& peer) {
    return json_of(kit.get("/documents?all=true", "", peer))["documents"].size() +
           json_of(kit.search({{"person", "insurer:990010|0000001016"}}, peer))["documents"].size();
}

// Each path on which the document could be read.
std::vector<int> statuses(RequestKit& kit, const std::string& path, const std::string& peer) {
    std::vector<int> out;
    for (const std::string end : {"", "/versions", "/versions/1", "/person", "/set"}) {
        out.push_back(kit.get(path + end, "", peer).status);
    }
    return out;
}
const std::vector<int> not_found(5, 404);

TEST(Network, reads_for_its_members_nothing_that_another_network_brought) {
    RequestKit kit;
    add_peers(kit);
    const std::string path = path_of(kit.post(admission(), "text/csv", {}, "network"));
    EXPECT_EQ(listed(kit, "network"), 2U) << "it brought it";
    EXPECT_EQ(listed(kit, "other-network"), 0U);
    EXPECT_EQ(statuses(kit, path, "other-network"), not_found);
}

TEST(Network, does_not_read_what_a_member_sent_by_itself_or_received) {
    RequestKit kit;
    add_peers(kit);
    (void)kit.post(documents::admission_named("A-2"), "text/csv", {}, "network"); // it acts for this office
    const std::string path = path_of(kit.post(admission()));
    EXPECT_EQ(statuses(kit, path, "network"), not_found);
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = path, .peer = "network"}).status, 404);
    EXPECT_TRUE(json_of(kit.get("/mailbox", "", "network"))["deliveries"].empty());
    const std::string delivery = "/mailbox/" + kit.site.deliveries("hospital").at(0).id;
    EXPECT_EQ(kit.get(delivery, "", "network").status, 404);
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = delivery, .peer = "network"}).status, 404);
}

TEST(Network, sends_no_document_of_a_member_to_a_receiver_of_its_own_choice) {
    RequestKit kit;
    add_peers(kit);
    const Pairs to_stranger{{"Renkei-Receiver", "office:9970199999"}};
    const std::string named = path_of(kit.post(admission(), "text/csv", to_stranger, "network"));
    EXPECT_EQ(statuses(kit, named, "stranger"), not_found) << "the document names its receiver";
    const std::string none = documents::summary("1.0", "a");
    const std::string fhir = "application/fhir+json";
    const std::string path = path_of(kit.post(none, fhir, {}, "ward"));
    const Response again = kit.post(none, fhir, to_stranger, "network");
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(statuses(kit, path, "stranger"), not_found)
        << "it is here, and keeps the receivers that it has";
    EXPECT_TRUE(kit.site.deliveries("stranger").empty());
}

TEST(Network, cannot_change_who_may_read_a_document_of_a_member) {
    RequestKit kit;
    add_peers(kit);
    const std::string path = path_of(kit.post(admission("1")));
    const std::string for_stranger = documents::replaced(admission("2"), "9910100016", "9970199999");
    EXPECT_EQ(kit.post(for_stranger, "text/csv", {}, "network").status, 403);
    EXPECT_EQ(statuses(kit, path, "stranger"), not_found);
    EXPECT_EQ(kit.get(path, "", "hospital").status, 200);
}

} // namespace
} // namespace renkei::server::intermediary_test
