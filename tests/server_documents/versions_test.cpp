// Who is shown which version over HTTP: re-addressed documents, withdrawn ones, and those that a later
// revision followed.
#include "gateway/network/mhd/logical_id.h"

#include "tests/server_documents/request_kit.h"

#include <algorithm>

namespace renkei::server::versions_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The revision for the hospital, or for the nurse.
std::string for_hospital(std::string_view revision) { return admission(revision); }
std::string for_nurse(std::string_view revision) {
    return replaced(admission(revision), "9910100016", "9960000009");
}

class DocumentVersions : public testing::Test {
protected:
    std::string send(const std::string& form) {
        kit.site.clock.pass(1000);
        return path_of(kit.post(form));
    }
    void withdraw(const std::string& path) {
        kit.site.clock.pass(1000);
        EXPECT_EQ(kit.ask({.method = "DELETE", .target = path}).status, 200);
    }
    int status(const std::string& path, const std::string& peer) { return kit.get(path, "", peer).status; }
    // All that the lists show the peer.
    std::string lists(const std::string& path, const std::string& peer) {
        const std::string id = mhd::logical_id(path.substr(path.rfind('/') + 1));
        std::string out;
        for (const std::string& target :
             {path + "/versions", std::string("/documents"), std::string("/documents?all=true"),
              std::string("/documents?all=true&since=2027-01-15T08:00:03Z"), std::string("/mailbox"),
              "/fhir/Binary/" + id + "/_history", "/fhir/Composition/" + id + ".0/_history",
              "/fhir/DocumentReference?_id=" + id, path, path + "/person"}) {
            const Response answer = kit.get(target, "", peer);
            out += std::to_string(answer.status) + " " + answer.body + "\n";
        }
        return out + kit.get("/documents?all=true", std::string(browser), peer).body;
    }

    RequestKit kit;
};

TEST_F(DocumentVersions, before_a_withdrawal_stay_gone_when_a_later_revision_comes) {
    const std::string path = send(for_hospital("1"));
    withdraw(path);
    const std::string before = lists(path, "hospital");
    send(for_nurse("2"));
    EXPECT_EQ(status(path + "/versions/1", "hospital"), 410);
    EXPECT_EQ(status(path + "/versions/2", "hospital"), 410) << "the withdrawal";
    EXPECT_EQ(status(path + "/versions/3", "hospital"), 404);
    EXPECT_EQ(status(path, "hospital"), 410);
    EXPECT_EQ(kit.get(path + "/person", std::string(browser), "hospital").status, 410);
    EXPECT_EQ(lists(path, "hospital"), before) << "a later revision reveals nothing";
    EXPECT_EQ(status(path + "/versions/1", "manager"), 410) << "not even to its sender";
    EXPECT_EQ(status(path + "/versions/3", "manager"), 200);
    EXPECT_EQ(status(path, "nurse"), 200);
    EXPECT_EQ(status(path + "/versions/1", "nurse"), 404);
    EXPECT_EQ(status(path, "stranger"), 404);
}

TEST_F(DocumentVersions, stay_gone_for_a_receiver_that_a_later_revision_names_again) {
    const std::string path = send(for_hospital("1"));
    withdraw(path);
    send(for_hospital("2"));
    EXPECT_EQ(status(path + "/versions/1", "hospital"), 410);
    EXPECT_EQ(kit.get(path, "", "hospital").body, for_hospital("2"));
}

TEST_F(DocumentVersions, are_gone_for_a_receiver_that_a_correction_does_not_name) {
    const std::string path = send(for_hospital("1"));
    send(for_nurse("2"));
    const std::string before = lists(path, "hospital");
    EXPECT_EQ(status(path, "hospital"), 410);
    EXPECT_EQ(status(path + "/versions/1", "hospital"), 410);
    EXPECT_EQ(status(path + "/versions/2", "hospital"), 404);
    send(for_nurse("3"));
    EXPECT_EQ(lists(path, "hospital"), before) << "a later revision reveals nothing";
    withdraw(path);
    EXPECT_EQ(lists(path, "hospital"), before) << "nor does its withdrawal";
}

TEST_F(DocumentVersions, that_are_gone_are_listed_as_withdrawn_without_person_title_or_content) {
    const std::string path = send(for_hospital("1"));
    ASSERT_TRUE(has(kit.get("/documents?all=true", std::string(browser), "hospital").body, "連携　花子"));
    const auto title = json_of(kit.get("/documents", "", "hospital"))["documents"][0]["title"];
    ASSERT_NE(title, "");
    send(for_nurse("2"));
    const auto listed = json_of(kit.get("/documents?all=true", "", "hospital"))["documents"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["status"], "withdrawn");
    EXPECT_EQ(listed[0]["title"], "");
    EXPECT_EQ(listed[0]["media_type"], "");
    EXPECT_EQ(listed[0]["size"], 0);
    EXPECT_EQ(listed[0]["sha256"], std::string(64, '0'));
    EXPECT_EQ(listed[0]["form"], "admission");
    EXPECT_EQ(json_of(kit.get(path + "/versions", "", "hospital"))["versions"], listed);
    const std::string page = kit.get("/documents?all=true", std::string(browser), "hospital").body;
    EXPECT_FALSE(has(page, "連携"));
    EXPECT_FALSE(has(page, "/person"));
    EXPECT_TRUE(has(page, "取り下げ"));
}

TEST_F(DocumentVersions, that_are_gone_are_410_for_a_caller_that_has_them) {
    const std::string path = send(for_hospital("1"));
    const std::string etag = header(kit.get(path, "", "hospital"), "ETag");
    send(for_nurse("2"));
    for (const std::string& target : {path, path + "/versions/1"}) {
        EXPECT_EQ(
            kit.ask({.target = target, .headers = {{"If-None-Match", etag}}, .peer = "hospital"}).status,
            410);
    }
    EXPECT_EQ(
        kit.ask({.method = "DELETE", .target = path, .headers = {{"If-Match", etag}}, .peer = "hospital"})
            .status,
        404);
}

TEST_F(DocumentVersions, answer_a_repeated_request_without_showing_what_is_gone) {
    const Response first = kit.post(for_hospital("1"), "text/csv", {{"Idempotency-Key", "key-1"}});
    withdraw(path_of(first));
    send(for_nurse("2"));
    const Response again = kit.post(for_hospital("1"), "text/csv", {{"Idempotency-Key", "key-1"}});
    EXPECT_EQ(again.body, first.body) << "what its sender was answered";
    EXPECT_EQ(status(path_of(again) + "/versions/1", "manager"), 410);
}

// ---------------------------------------------------------------- a corrected person

const std::string slip = "0000001016";
const std::string right = "0000002022";

std::string event_person(const std::string& event) {
    const auto read = nlohmann::json::parse(event);
    for (const auto& entity : read["entity"]) {
        const std::string role = entity.value("/role/code"_json_pointer, "");
        if (role == "1") {
            return entity["what"].dump();
        }
    }
    return "";
}

TEST_F(DocumentVersions, count_for_the_person_that_they_name) {
    const std::string path = send(for_hospital("1"));
    const auto found = [&](const std::string& number, const std::string& all = "false") {
        return json_of(kit.search({{"person", "insurer:990010|" + number}, {"all", all}}))["documents"];
    };
    EXPECT_EQ(kit.get(path).status, 200);
    const std::string of_slip = event_person(kit.site.events().back());
    send(replaced(admission("2"), slip, right));
    EXPECT_EQ(found(slip).size(), 0U);
    ASSERT_EQ(found(right).size(), 1U);
    ASSERT_EQ(found(slip, "true").size(), 1U);
    EXPECT_EQ(found(slip, "true")[0]["version"], 1);
    EXPECT_EQ(found(right, "true").size(), 1U);
    EXPECT_EQ(kit.get(path).status, 200);
    const std::string of_right = event_person(kit.site.events().back());
    EXPECT_NE(of_slip, "");
    EXPECT_NE(of_right, "");
    EXPECT_NE(of_slip, of_right) << "the audit names the person of the version that was read";
    EXPECT_EQ(kit.get(path + "/versions/1").status, 200);
    EXPECT_EQ(event_person(kit.site.events().back()), of_slip);
    EXPECT_EQ(kit.get(path + "/versions").status, 200);
    EXPECT_EQ(event_person(kit.site.events().back()), of_right);
}

} // namespace
} // namespace renkei::server::versions_test
