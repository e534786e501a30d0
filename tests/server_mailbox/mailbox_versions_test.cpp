// What a mailbox says of documents and their versions.
#include "gateway/network/audit/facts.h"

#include "tests/server_mailbox/post.h"
#include "tests/support/damage.h"

namespace renkei::server::mailbox_versions_test {
namespace {

using documents::admission;
using documents::admission_named;

TEST(Mailbox, answers_for_a_damaged_document_with_an_error_that_does_not_pass) {
    Post post;
    const std::string id = post.send(admission());
    test::damage(post.site.store(), post.list().at("deliveries").at(0).at("document"));
    const Response response = post.ask("GET", "/mailbox/" + id);
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(code(response), "document-damaged");
    EXPECT_EQ(header(response, "Retry-After"), "");
    EXPECT_EQ(post.state(id), DeliveryState::mailbox) << "it waits until its sender has restored it";
    EXPECT_EQ(post.list().at("deliveries").size(), 1U);
}

TEST(Mailbox, lists_versions_of_a_document_in_their_order) {
    Post post;
    for (const char* const revision : {"1", "2", "3", "4"}) {
        post.send(documents::admission(revision, std::string("03-0000-000") + revision));
        post.send(admission_named(std::string("A-") + revision));
    }
    std::vector<int> versions;
    std::string document; // that has several
    const nlohmann::json all = post.list();
    for (const nlohmann::json& each : all.at("deliveries")) {
        document = each.at("version") == 2 ? each.at("document").get<std::string>() : document;
    }
    for (std::string target = "/mailbox?_count=3"; !target.empty();) {
        const nlohmann::json page = post.list(target);
        for (const nlohmann::json& each : page.at("deliveries")) {
            if (each.at("document") == document) {
                versions.push_back(each.at("version"));
            }
        }
        const std::string next = page.value("next", "");
        target = next.empty() ? "" : next.substr(next.find("/mailbox"));
    }
    EXPECT_EQ(versions, (std::vector<int>{1, 2, 3, 4}));
}

TEST(Mailbox, names_sender_version_and_document_of_what_is_withdrawn) {
    Post post;
    const std::string first = post.send(admission());
    const nlohmann::json waiting = post.list().at("deliveries").at(0);
    EXPECT_EQ(waiting.at("sender"), "office:9970100013");
    post.ask("GET", "/mailbox/" + first);
    post.ask("DELETE", "/mailbox/" + first);
    ASSERT_EQ(
        post.site.intake().withdraw(waiting.at("document").get<std::string>(), post.site.caller()).refusal,
        documents::Refusal::none);
    const nlohmann::json listed = post.list().at("deliveries").at(0);
    EXPECT_EQ(listed.at("status"), "withdrawn");
    const Response response = post.ask("GET", "/mailbox/" + listed.at("id").get<std::string>());
    const nlohmann::json notice = nlohmann::json::parse(response.body);
    EXPECT_EQ(notice.at("sender"), "office:9970100013");
    EXPECT_EQ(notice.at("document"), waiting.at("document"));
    EXPECT_EQ(notice.at("version"), 2);
    EXPECT_EQ(notice.at("delivered_version"), 1);
    EXPECT_EQ(notice.at("delivery"), first);
}

TEST(Mailbox, audits_a_list_with_every_document_that_it_shows) {
    Post post;
    post.send(admission());
    post.send(admission_named("A-2"));
    const nlohmann::json listed = post.list();
    const audit::EventSummary noted = documents::last_event_noted(post.site.store());
    ASSERT_EQ(listed.at("deliveries").size(), 2U);
    for (const nlohmann::json& each : listed["deliveries"]) {
        EXPECT_TRUE(noted.is_about(each.at("document").get<std::string>()));
    }
}

} // namespace
} // namespace renkei::server::mailbox_versions_test
