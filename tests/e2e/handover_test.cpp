// To whom a running gateway hands documents: not to a server whose certificate was revoked, nor to one that
// is not the peer's.
#include "site.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::e2e::handover_test {
namespace {

// Gateway A, which asks a revocation list, and gateway B, to which it should deliver.
class Pair {
public:
    Pair()
        : authority_(folder_.path()),
          list_(authority_.list().string()),
          regional_(folder_.path() / "a", authority_.with_renewed_list(), "gateway-a",
                    fmt::format("  revocations: [{}]\n", list_)),
          hub_(folder_.path() / "b", authority_, "gateway-b") {
        hub_.add_peer("gateway-a", {"--role", "network"});
        hub_.start();
        regional_.add_peer("clinic", {"--role", "clinic", "--number", "institution:9910000018"});
    }
    ~Pair() {
        regional_.stop();
        hub_.stop();
    }
    void revoke(const std::string& name) const { authority_.revoke(certificate(name)); }
    std::string certificate(const std::string& name) const {
        return (folder_.path() / "certificates" / (name + ".pem")).string();
    }
    // A knows B by these bindings.
    void start(const std::vector<std::string>& bindings) {
        std::vector<std::string> words{"peer",
                                       "add",
                                       "--id",
                                       "hub",
                                       "--role",
                                       "hub",
                                       "--number",
                                       "municipality:990010",
                                       "--delivery-method",
                                       "gateway",
                                       "--address",
                                       hub_.address()};
        words.insert(words.end(), bindings.begin(), bindings.end());
        regional_.command(words);
        regional_.start();
    }
    void send() {
        const Reply taken = regional_.client("clinic").post("/documents", "application/fhir+json",
                                                            fixture("opinion/full.bundle.json"));
        ASSERT_EQ(taken.status, 201) << taken.body;
    }
    bool comes_to_show(const std::string& text) {
        return eventually([&] { return deliveries().find(text) != std::string::npos; });
    }
    std::string deliveries() const { return regional_.command({"outbox", "list"}); }

private:
    Folder folder_;
    Authority authority_;
    std::string list_;
    Site regional_;
    Site hub_;
};

TEST(Documents_are_handed, to_a_server_whose_certificate_is_the_peers) {
    Pair it;
    it.start({"--certificate", it.certificate("gateway-b")});
    it.send();
    EXPECT_TRUE(it.comes_to_show("delivered")) << it.deliveries();
}

TEST(Documents_are_handed, to_no_server_whose_certificate_was_revoked) {
    Pair it;
    it.revoke("gateway-b");
    it.start({"--certificate", it.certificate("gateway-b")});
    it.send();
    EXPECT_TRUE(it.comes_to_show("the server's certificate is revoked")) << it.deliveries();
    EXPECT_EQ(it.deliveries().find("delivered"), std::string::npos);
}

TEST(Documents_are_handed, to_no_server_that_is_not_the_peers) {
    Pair it;
    it.start({"--certificate", it.certificate("gateway-a")});
    it.send();
    EXPECT_TRUE(it.comes_to_show("not this peer's certificate")) << it.deliveries();
    EXPECT_EQ(it.deliveries().find("delivered"), std::string::npos);
}

} // namespace
} // namespace renkei::e2e::handover_test
