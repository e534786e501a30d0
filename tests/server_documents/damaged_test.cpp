// A document that does not open, by the routes of documents.
#include "tests/server_documents/request_kit.h"
#include "tests/support/damage.h"

namespace renkei::server::damaged_test {
namespace {

using documents::admission;
using documents::admission_named;

class DamagedRead : public testing::Test {
protected:
    DamagedRead() { test::damage(kit.site.store(), id()); }
    std::string id() const { return path.substr(path.rfind('/') + 1); }

    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const std::string whole = path_of(kit.post(admission_named("A-2")));
};

TEST_F(DamagedRead, is_answered_500_without_a_wish_to_try_again) {
    for (const std::string accept : {"", "text/csv", "application/fhir+json", "text/html"}) {
        for (const std::string& target : {path, path + "/versions/1"}) {
            const Response response = kit.get(target, accept);
            EXPECT_EQ(response.status, 500) << target << accept;
            EXPECT_EQ(header(response, "Retry-After"), "") << target << accept;
            EXPECT_NE(response.body.find(id()), std::string::npos) << "it says which";
        }
    }
    EXPECT_EQ(codes(kit.get(path)), std::vector<std::string>{"document-damaged"});
    EXPECT_EQ(kit.get(whole).status, 200);
}

TEST_F(DamagedRead, is_listed_with_a_mark_once_it_is_known) {
    kit.get(path); // a reader met it
    const auto known = kit.site.store().write([&](store::Transaction& it) -> diag::Result<void> {
        return it.session().sql.send(
            "INSERT INTO damaged_version (document, number, part) VALUES ($1, 1, 'original')",
            {store::Bytes{*store::uuid_bytes(id())}});
    });
    ASSERT_TRUE(known);
    for (const std::string& target : {std::string("/documents"), path + "/versions"}) {
        const nlohmann::json listed = json_of(kit.get(target));
        const auto& all = listed.contains("documents") ? listed.at("documents") : listed.at("versions");
        bool is_marked = false;
        for (const nlohmann::json& each : all) {
            const bool is_damaged = each.value("damaged", false);
            EXPECT_EQ(is_damaged, each.at("id") == id()) << each;
            is_marked |= is_damaged;
        }
        EXPECT_TRUE(is_marked) << target;
    }
}

TEST_F(DamagedRead, with_a_damaged_title_is_listed_without_it) {
    test::damage(kit.site.store(), id(), 1, test::Damaged::title);
    const Response listed = kit.get("/documents");
    ASSERT_EQ(listed.status, 200) << listed.body;
    const nlohmann::json all = json_of(listed);
    ASSERT_FALSE(all.at("documents").empty());
    for (const nlohmann::json& each : all.at("documents")) {
        EXPECT_EQ(each.at("title").get<std::string>().empty(), each.at("id") == id());
        EXPECT_EQ(each.value("damaged", false), each.at("id") == id());
    }
}

TEST_F(DamagedRead, is_marked_on_the_page_of_documents) {
    const Response page = kit.get("/documents", "text/html");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_NE(page.body.find("壊れていて読めません"), std::string::npos);
    EXPECT_NE(page.body.find(whole), std::string::npos);
}

TEST_F(DamagedRead, is_left_out_of_the_page_of_its_person_which_says_so) {
    const Response page = kit.get(whole + "/person", "text/html");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_NE(page.body.find("壊れていて読めない文書が 1 件"), std::string::npos);
    EXPECT_EQ(page.body.find("文書が多いか大きいため"), std::string::npos) << "that is not why";
    EXPECT_EQ(kit.get(path + "/person", "text/html").status, 500);
}

} // namespace
} // namespace renkei::server::damaged_test
