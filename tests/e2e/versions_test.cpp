// Old versions at two gateways: what is withdrawn at one is withdrawn at the next, whatever comes later, and
// whom a correction does not name reads nothing any more.
#include "ledger.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::e2e::versions_test {
namespace {

constexpr const char* csv = "text/csv;charset=Shift_JIS";
const std::string hospital_number = "9910100016";
const std::string clinic_number = "9910000018";

// The care manager sends to gateway A, which delivers to gateway B; the hospital and the clinic read at both.
class Gateways {
public:
    Gateways()
        : authority_(folder_.path()),
          b(folder_.path() / "b", authority_, "hub"),
          a(folder_.path() / "a", authority_, "gateway-a") {
        b.add_peer("gateway-a", {"--role", "network"});
        add_readers(b);
        a.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        a.add_peer("hub", {"--role", "hub", "--number", "institution:" + hospital_number, "--number",
                           "institution:" + clinic_number, "--delivery-method", "gateway", "--address",
                           b.address()});
        add_readers(a);
        b.start();
        a.start();
    }
    void send(int revision, const std::string& receiver) const {
        const std::string form = with(with(fixture("admission/unknown.csv"), "\"FIX-UNKNOWN\",1,",
                                           fmt::format("\"FIX-UNKNOWN\",{},", revision)),
                                      hospital_number, receiver);
        EXPECT_EQ(a.client("care-manager").post("/documents", csv, form).status, 201);
    }
    // The path of the one document that the peer sees there.
    static std::string path_at(const Site& site, const std::string& peer) {
        std::string out;
        EXPECT_TRUE(eventually([&] {
            const Reply reply = site.client(peer).get("/documents");
            const auto found = nlohmann::json::parse(reply.body, nullptr, false);
            const bool is_there = reply.status == 200 && found["documents"].size() == 1;
            out = is_there ? "/documents/" + found["documents"][0]["id"].get<std::string>() : "";
            return is_there;
        })) << peer;
        return out;
    }
    static int status_at(const Site& site, const std::string& peer, const std::string& path) {
        return site.client(peer).get(path).status;
    }
    void expect_gone(const Site& site, const std::string& path) const {
        std::string id = path.substr(path.rfind('/') + 1);
        std::erase(id, '-');
        for (const std::string& old :
             {path, path + "/versions/1", "/fhir/Binary/" + id + "/_history/1",
              "/fhir/DocumentReference/" + id + "/_history/1", "/fhir/Composition/" + id + ".0/_history/1"}) {
            EXPECT_EQ(status_at(site, "hospital", old), 410) << old;
        }
    }

private:
    static void add_readers(Site& site) {
        site.add_peer("hospital", {"--role", "hospital", "--number", "institution:" + hospital_number});
        site.add_peer("clinic", {"--role", "clinic", "--number", "institution:" + clinic_number});
    }

    Folder folder_;
    Authority authority_;

public:
    Site b;
    Site a;
};

TEST(Old_versions, stay_gone_at_both_gateways_when_a_revision_follows_their_withdrawal) {
    Gateways it;
    it.send(1, hospital_number);
    const std::string at_a = it.path_at(it.a, "hospital");
    const std::string at_b = it.path_at(it.b, "hospital");
    EXPECT_EQ(it.a.client("care-manager").send("DELETE", at_a)->status, 200);
    EXPECT_TRUE(eventually([&] { return it.status_at(it.b, "hospital", at_b) == 410; }));
    it.send(2, clinic_number);
    EXPECT_EQ(it.path_at(it.a, "clinic"), at_a);
    EXPECT_EQ(it.path_at(it.b, "clinic"), at_b);
    it.expect_gone(it.a, at_a);
    it.expect_gone(it.b, at_b);
    EXPECT_EQ(it.status_at(it.b, "clinic", at_b + "/versions/1"), 404);
}

TEST(Old_versions, are_gone_at_both_gateways_for_a_receiver_that_a_correction_does_not_name) {
    Gateways it;
    it.send(1, hospital_number);
    const std::string at_a = it.path_at(it.a, "hospital");
    const std::string at_b = it.path_at(it.b, "hospital");
    it.send(2, clinic_number);
    EXPECT_EQ(it.path_at(it.a, "clinic"), at_a);
    EXPECT_EQ(it.path_at(it.b, "clinic"), at_b);
    it.expect_gone(it.a, at_a);
    it.expect_gone(it.b, at_b);
}

} // namespace
} // namespace renkei::e2e::versions_test
