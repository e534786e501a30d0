// A request that somebody recorded and sends once more. TLS lets only the owner of the key send it as the
// same caller (tests/tls, tests/http); here it is the owner's own client, or another peer under its own name.
#include "tests/server_documents/request_kit.h"

namespace renkei::server::replay_test {
namespace {

using documents::admission;

const Pairs under_key{{"Idempotency-Key", "key-1"}};
constexpr base::Millis a_day = 24LL * 60 * 60 * 1000;

TEST(Replay, of_another_peers_request_gets_neither_its_answer_nor_its_right) {
    RequestKit kit;
    const Response first = kit.post(admission(), "text/csv", under_key);
    ASSERT_EQ(first.status, 201) << first.body;
    for (const std::string peer : {"stranger", "hospital"}) { // none of its affair; its receiver
        const Response replayed = kit.post(admission(), "text/csv", under_key, peer);
        EXPECT_EQ(replayed.status, 403) << peer << replayed.body;
        EXPECT_EQ(header(replayed, "Location"), "") << peer;
        EXPECT_EQ(replayed.body.find(path_of(first)), std::string::npos) << peer;
    }
    EXPECT_EQ(kit.site.documents(), 1U);
    EXPECT_EQ(kit.site.deliveries("hospital").size(), 1U);
}

TEST(Replay, of_a_document_that_was_withdrawn_brings_nothing_back) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission(), "text/csv", under_key));
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = path}).status, 200);
    const std::size_t deliveries = kit.site.deliveries("hospital").size();
    const auto expect_still_gone = [&](const std::string& when) {
        EXPECT_EQ(kit.get(path).status, 410) << when;
        EXPECT_EQ(kit.get(path, "", "hospital").status, 410) << when;
        EXPECT_EQ(kit.site.deliveries("hospital").size(), deliveries) << when;
        EXPECT_EQ(kit.site.documents(), 1U) << when;
    };
    (void)kit.post(admission(), "text/csv", under_key);
    expect_still_gone("under its key");
    kit.site.clock.pass(a_day + 1);
    (void)kit.post(admission(), "text/csv", under_key);
    expect_still_gone("when the key has expired");
    (void)kit.post(admission());
    expect_still_gone("without a key");
    (void)kit.post(admission(), "text/csv", {}, "network");
    expect_still_gone("by a network");
}

TEST(Replay, of_an_acknowledgement_takes_nothing_that_came_later) {
    RequestKit kit;
    ASSERT_EQ(kit.post(admission("1")).status, 201);
    const std::string first = "/mailbox/" + kit.site.deliveries("hospital").at(0).id;
    const auto acknowledge = [&] {
        return kit.ask({.method = "DELETE", .target = first, .peer = "hospital"}).status;
    };
    EXPECT_EQ(acknowledge(), 204);
    ASSERT_EQ(kit.post(admission("2")).status, 201);
    EXPECT_EQ(acknowledge(), 204);
    EXPECT_EQ(json_of(kit.get("/mailbox", "", "hospital"))["deliveries"].size(), 1U)
        << "the second revision waits";
}

} // namespace
} // namespace renkei::server::replay_test
