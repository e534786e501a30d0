// A peer that is revoked and let in again while both gateways run: nothing is lost, nothing goes to it
// meanwhile.
#include "site.h"
#include <gtest/gtest.h>

namespace renkei::e2e::revoked_test {
namespace {

// Gateway A, from which documents go to gateway B.
class Pair {
public:
    Pair()
        : authority_(folder_.path()),
          regional_(folder_.path() / "a", authority_, "gateway-a"),
          hub_(folder_.path() / "b", authority_, "gateway-b") {
        hub_.add_peer("gateway-a", {"--role", "network"});
        hub_.start();
        regional_.add_peer("clinic", {"--role", "clinic", "--number", "institution:9910000018"});
        regional_.command({"peer", "add", "--id", "hub", "--role", "hub", "--number", "municipality:990010",
                           "--delivery-method", "gateway", "--address", hub_.address(), "--certificate",
                           (folder_.path() / "certificates" / "gateway-b.pem").string()});
        regional_.start();
    }
    ~Pair() {
        regional_.stop();
        hub_.stop();
    }
    void send() {
        const Reply taken = regional_.client("clinic").post("/documents", "application/fhir+json",
                                                            fixture("opinion/full.bundle.json"));
        ASSERT_EQ(taken.status, 201) << taken.body;
    }
    std::string command(const std::vector<std::string>& words) const { return regional_.command(words); }
    std::string deliveries() const { return command({"outbox", "list"}); }
    bool comes_to_show(const std::string& text) const {
        return eventually([&] { return deliveries().find(text) != std::string::npos; });
    }
    // True once the running gateway answers with this status, because it has read the entry again.
    bool comes_to_answer(int status) const {
        return eventually([&] { return regional_.client("gateway-b").get("/mailbox").status == status; });
    }

private:
    Folder folder_;
    Authority authority_;
    Site regional_;
    Site hub_;
};

TEST(A_revoked_peer, is_given_what_came_meanwhile_when_it_is_let_in_again) {
    Pair it;
    const std::string revoked = it.command({"peer", "revoke", "hub"});
    EXPECT_NE(revoked.find("--lift hub`: 0"), std::string::npos) << revoked;
    ASSERT_TRUE(it.comes_to_answer(403));
    it.send();
    ASSERT_TRUE(it.comes_to_show("waiting")) << it.deliveries();
    EXPECT_NE(it.deliveries().find("revoked"), std::string::npos) << it.deliveries();
    const std::string again = it.command({"peer", "revoke", "hub"});
    EXPECT_NE(again.find("--lift hub`: 1"), std::string::npos) << again;
    EXPECT_EQ(it.deliveries().find("delivered"), std::string::npos) << it.deliveries();
    const std::string lifted = it.command({"peer", "revoke", "--lift", "hub"});
    EXPECT_NE(lifted.find("due now or under way: 1"), std::string::npos) << lifted;
    EXPECT_TRUE(it.comes_to_show("delivered")) << it.deliveries();
    EXPECT_NE(it.deliveries().find(" 1× "), std::string::npos) << "one attempt in all: " << it.deliveries();
}

} // namespace
} // namespace renkei::e2e::revoked_test
