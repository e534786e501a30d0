// A peer's certificate and key are stolen. As soon as it is revoked, by the authority's list or by the
// operator, the thief's open connection is worth nothing, and what waits for the peer waits for its next
// certificate.
#include "site.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::e2e::stolen_test {
namespace {

constexpr const char* csv = "text/csv;charset=Shift_JIS";

// A gateway that asks a revocation list; a document waits in the mailbox of the hospital, whose certificate
// the thief has.
class Theft {
public:
    Theft()
        : authority_(folder_.path()),
          site_(folder_.path() / "a", authority_.with_renewed_list(), "gateway-a",
                fmt::format("  revocations: [{}]\n", authority_.list().string())) {
        site_.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        site_.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016",
                                    "--delivery-method", "mailbox"});
        site_.start();
        const Reply taken =
            site_.client("care-manager").post("/documents", csv, fixture("admission/unknown.csv"));
        EXPECT_EQ(taken.status, 201) << taken.body;
        const std::string location = taken.headers.count("location") ? taken.headers.at("location") : "";
        document_ = location.substr(std::min(location.size(), site_.address().size()));
        thief_ = std::make_unique<Client>(site_.client("hospital"));
        EXPECT_EQ(thief_->get(document_).status, 200) << "before anybody knows";
        EXPECT_EQ(waiting_for(*thief_), 1U);
    }
    ~Theft() { site_.stop(); }

    Site& site() { return site_; }
    void revoke_certificate() const { authority_.revoke(certificate("hospital")); }
    // A certificate of the same name would overwrite the stolen one.
    std::string renewed_certificate() const {
        authority_.client("hospital-renewed");
        return certificate("hospital-renewed");
    }
    std::string certificate(const std::string& name) const {
        return (folder_.path() / "certificates" / (name + ".pem")).string();
    }

    // On the open connection, which is not made again.
    void expect_thief_is_shut_out(const std::string& reason) {
        std::optional<Reply> last;
        EXPECT_TRUE(eventually(
            [&] {
                last = thief_->send("GET", document_);
                return last && last->status == 403;
            },
            10));
        ASSERT_TRUE(last) << "the connection stayed open until the refusal";
        EXPECT_NE(last->body.find(reason), std::string::npos) << last->body;
        for (const std::string path : {"/documents", "/mailbox", "/fhir/Patient?name=x"}) {
            Client again = site_.client("hospital");
            const Reply refused = again.get(path);
            EXPECT_EQ(refused.status, 403) << path;
            EXPECT_EQ(refused.body.find("9970100013"), std::string::npos) << refused.body;
        }
        Client again = site_.client("hospital");
        EXPECT_EQ(again.post("/documents", csv, fixture("admission/unknown.csv")).status, 403);
        EXPECT_NE(site_.command({"audit", "list", "--format", "text"}).find(reason), std::string::npos);
    }
    static std::size_t waiting_for(Client& client) {
        const auto mailbox = nlohmann::json::parse(client.get("/mailbox").body, nullptr, false);
        return mailbox.is_object() && mailbox.contains("deliveries") ? mailbox["deliveries"].size() : 0;
    }

private:
    Folder folder_;
    Authority authority_;
    Site site_;
    std::string document_{};
    std::unique_ptr<Client> thief_{};
};

TEST(A_stolen_certificate, opens_nothing_once_its_authority_has_revoked_it) {
    Theft it;
    it.revoke_certificate();
    it.expect_thief_is_shut_out("certificate-revoked");
    it.site().command({"peer", "add-binding", "hospital", "--certificate", it.renewed_certificate()});
    Client owner = it.site().client("hospital-renewed");
    EXPECT_TRUE(eventually([&] { return owner.get("/mailbox").status == 200; }));
    EXPECT_EQ(it.waiting_for(owner), 1U) << "it waited for the peer, not for the certificate";
    EXPECT_EQ(it.site().client("hospital").get("/mailbox").status, 403);
}

TEST(A_stolen_certificate, opens_nothing_once_the_operator_has_revoked_the_peer) {
    Theft it;
    it.site().command({"peer", "revoke", "hospital"});
    it.expect_thief_is_shut_out("revoked");
    const std::string renewed = it.renewed_certificate();
    it.site().command({"peer", "add-binding", "hospital", "--certificate", renewed});
    it.site().command({"peer", "remove-binding", "hospital", "--certificate", it.certificate("hospital")});
    it.site().command({"peer", "revoke", "--lift", "hospital"});
    Client owner = it.site().client("hospital-renewed");
    EXPECT_TRUE(eventually([&] { return owner.get("/mailbox").status == 200; }));
    EXPECT_EQ(it.waiting_for(owner), 1U);
    EXPECT_EQ(it.site().client("hospital").get("/mailbox").status, 403) << "not with the stolen one";
}

} // namespace
} // namespace renkei::e2e::stolen_test
