// GET /documents/{id}/set: what was sent together, in one Bundle.
#include "tests/documents/plan_set.h"
#include "tests/server_documents/request_kit.h"

#include <algorithm>

namespace renkei::server::set_test {
namespace {

using Json = nlohmann::json;

constexpr auto first = "20260301091500";
constexpr auto later = "20260302091500";

class Set : public testing::Test {
protected:
    // Their ids.
    std::vector<std::string> send(const std::vector<documents::PlanFile>& files) {
        const documents::SubmissionBatch batch = documents::batch_of(files);
        const documents::Receipt receipt =
            kit.site.intake().submit(kit.site.worker(), batch, kit.site.caller("manager"));
        std::vector<std::string> out;
        std::ranges::transform(receipt.documents, std::back_inserter(out),
                               [](const auto& taken) { return taken.version.document; });
        return out;
    }
    Response read(const std::string& id, const std::string& peer = "manager") {
        return kit.get("/documents/" + id + "/set", "", peer);
    }
    // What the Compositions of its entries are of.
    static std::vector<std::string> titles(const Response& response) {
        std::vector<std::string> out;
        const Json bundle = json_of(response);
        for (const Json& each : bundle["entry"]) {
            out.push_back(each["resource"]["entry"][0]["resource"]["title"]);
        }
        std::ranges::sort(out);
        return out;
    }
    RequestKit kit;
};

TEST_F(Set, is_one_bundle_of_all_that_came_together) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    ASSERT_EQ(ids.size(), 4U);
    const Response response = read(ids[2]);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.media_type, "application/fhir+json");
    const Json bundle = json_of(response);
    EXPECT_EQ(bundle["type"], "collection");
    EXPECT_EQ(bundle["identifier"]["value"], "9970100013/43:9970101011/11:20260301091500");
    ASSERT_EQ(bundle["entry"].size(), 4U);
    for (const Json& each : bundle["entry"]) {
        EXPECT_EQ(each["resource"]["type"], "document");
        const std::string url = each["fullUrl"];
        const Response one = kit.get(url.substr(url.find("/fhir/Bundle/")));
        EXPECT_EQ(json_of(one)["entry"], each["resource"]["entry"]);
    }
    for (const std::string& id : ids) {
        EXPECT_EQ(titles(read(id)), titles(response));
    }
    EXPECT_NE(kit.get("/documents/" + ids[0] + "/set", "application/fhir+xml").body.find("<Bundle"),
              std::string::npos);
}

TEST_F(Set, has_what_holds_now) {
    send(documents::plan_set(first));
    const std::vector<std::string> ids = send(documents::plan_set(later));
    const Json bundle = json_of(read(ids[0]));
    EXPECT_EQ(bundle["identifier"]["value"], "9970100013/43:9970101011/11:20260302091500");
    EXPECT_EQ(bundle["entry"].size(), 4U);
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = "/documents/" + ids[3]}).status, 200);
    EXPECT_EQ(json_of(read(ids[0]))["entry"].size(), 3U);
    EXPECT_EQ(read(ids[3]).status, 410);
}

// The same plan goes to each service office, at the same second.
TEST_F(Set, of_another_receiver_is_another_one) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    std::vector<documents::PlanFile> other = documents::plan_set(first);
    for (documents::PlanFile& each : other) {
        each.name.replace(each.name.find("9970101011_11"), 13, "9970100047_15");
    }
    ASSERT_EQ(send(other).size(), 4U);
    const Json bundle = json_of(read(ids[0]));
    EXPECT_EQ(bundle["entry"].size(), 4U);
    EXPECT_EQ(bundle["identifier"]["value"], "9970100013/43:9970101011/11:20260301091500");
}

TEST_F(Set, of_a_document_that_was_sent_alone_is_the_document) {
    const std::string path = path_of(kit.post(documents::admission()));
    const Json bundle = json_of(kit.get(path + "/set"));
    EXPECT_FALSE(bundle.contains("identifier"));
    ASSERT_EQ(bundle["entry"].size(), 1U);
    EXPECT_EQ(bundle["entry"][0]["resource"]["entry"][0]["resource"]["resourceType"], "Composition");
}

TEST_F(Set, shows_others_nothing) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const Response unknown = read("0190a000-0000-7000-8000-000000000000", "stranger");
    EXPECT_EQ(unknown.status, 404);
    for (const std::string& id : ids) {
        EXPECT_EQ(read(id, "stranger").status, 404);
        EXPECT_EQ(read(id, "stranger").body, unknown.body);
    }
}

} // namespace
} // namespace renkei::server::set_test
