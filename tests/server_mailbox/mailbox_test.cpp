// The mailbox routes, by hand: no sockets.
#include "tests/server_mailbox/post.h"
#include "tests/support/cp932.h"

namespace renkei::server::mailbox_test {
namespace {

using documents::admission;
using documents::admission_named;

TEST(Mailbox, lists_what_waits_for_the_caller_and_only_that) {
    Post post;
    const std::string id = post.send(admission());
    const nlohmann::json listed = post.list();
    ASSERT_EQ(listed.at("deliveries").size(), 1U);
    EXPECT_EQ(listed["deliveries"][0].at("id"), id);
    EXPECT_EQ(listed["deliveries"][0].at("location"), "https://gateway.example.jp/mailbox/" + id);
    EXPECT_EQ(listed["deliveries"][0].at("version"), 1);
    EXPECT_FALSE(listed.contains("next"));
    EXPECT_TRUE(post.list("/mailbox", "manager").at("deliveries").empty());
}

TEST(Mailbox, lists_page_by_page) {
    Post post;
    std::vector<std::string> sent;
    for (const char* const name : {"FIX-A", "FIX-B", "FIX-C"}) {
        sent.push_back(post.send(admission_named(name)));
    }
    std::vector<std::string> seen;
    for (std::string target = "/mailbox?_count=1"; !target.empty();) {
        const nlohmann::json page = post.list(target);
        ASSERT_EQ(page.at("deliveries").size(), 1U);
        seen.push_back(page["deliveries"][0]["id"]);
        target =
            page.contains("next")
                ? page["next"].get<std::string>().substr(std::string("https://gateway.example.jp").size())
                : "";
    }
    std::ranges::sort(sent);
    EXPECT_EQ(seen, sent);
}

TEST(Mailbox, refuses_a_wrong_count) {
    Post post;
    for (const char* const count : {"0", "-1", "many", "1x"}) {
        const Response response = post.ask("GET", std::string("/mailbox?_count=") + count);
        EXPECT_EQ(response.status, 400) << count;
        EXPECT_EQ(code(response), "parameter-wrong");
    }
}

TEST(Mailbox, refuses_a_parameter_that_it_does_not_know) {
    Post post;
    const Response response = post.ask("GET", "/mailbox?count=5");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(code(response), "search-parameter-unknown");
    EXPECT_NE(response.body.find("_count, page"), std::string::npos) << response.body;
}

TEST(Mailbox, a_delivery_is_read_without_parameters) {
    Post post;
    const std::string id = post.send(admission());
    const Response response = post.ask("GET", "/mailbox/" + id + "?version=1");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(code(response), "search-parameter-unknown");
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id).status, 200);
}

TEST(Mailbox, refuses_a_parameter_that_is_given_twice) {
    Post post;
    for (const char* const twice : {"_count=1&_count=2", "page=&page="}) {
        const Response response = post.ask("GET", std::string("/mailbox?") + twice);
        EXPECT_EQ(response.status, 400) << twice;
        EXPECT_EQ(code(response), "parameter-twice") << twice;
    }
}

TEST(Mailbox, gives_the_document_as_it_came_or_as_accept_asks) {
    Post post;
    const std::string id = post.send(admission());
    const Response original = post.ask("GET", "/mailbox/" + id);
    EXPECT_EQ(original.status, 200);
    EXPECT_EQ(original.body, admission());
    EXPECT_TRUE(header(original, "Content-Disposition").find(".CSV") != std::string::npos)
        << header(original, "Content-Disposition");
    const Response fhir = post.ask("GET", "/mailbox/" + id, "application/fhir+json");
    EXPECT_EQ(fhir.media_type, "application/fhir+json");
    EXPECT_EQ(nlohmann::json::parse(fhir.body).at("resourceType"), "Bundle");
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id, "image/png").status, 406);
    EXPECT_EQ(post.state(id), DeliveryState::mailbox) << "it waits until it is acknowledged";
}

TEST(Mailbox, gives_the_file_in_the_characters_of_the_peer_and_says_what_was_replaced) {
    Post post;
    const std::string original =
        documents::replaced(admission(), test::cp932("連携　花子"), test::cp932("髙橋　花子"));
    const std::string id = post.send(original);
    policy::Peer peer = post.site.peer("hospital");
    peer.characters = {.repertoire = text::Repertoire::jis};
    for (const char* const accept : {"", "text/csv"}) {
        const Response response = post.ask_as(peer, "GET", "/mailbox/" + id, accept);
        EXPECT_EQ(response.body, documents::replaced(original, test::cp932("髙橋"), test::cp932("高橋")))
            << accept;
        EXPECT_EQ(header(response, "Renkei-Replaced"), R"("patient_name";from="U+9AD9";to="U+9AD8")");
    }
    const Response fhir = post.ask_as(peer, "GET", "/mailbox/" + id, "application/fhir+json");
    EXPECT_NE(fhir.body.find("髙橋"), std::string::npos) << "FHIR can say every character";
    EXPECT_EQ(header(fhir, "Renkei-Replaced"), "");
    const Response plain = post.ask("GET", "/mailbox/" + id);
    EXPECT_EQ(plain.body, original) << "for a peer without the setting, to the last byte";
    EXPECT_EQ(header(plain, "Renkei-Replaced"), "");
}

TEST(Mailbox, audits_each_reading) {
    Post post;
    const std::string id = post.send(admission());
    const std::size_t before = post.site.events().size();
    post.ask("GET", "/mailbox/" + id);
    ASSERT_EQ(post.site.events().size(), before + 1);
    EXPECT_NE(post.last_event().find("mailbox-read"), std::string::npos);
    post.ask("GET", "/mailbox");
    EXPECT_NE(post.last_event().find("mailbox-list"), std::string::npos);
}

TEST(Mailbox, removes_an_acknowledged_delivery_and_accepts_a_second_acknowledgement) {
    Post post;
    const std::string id = post.send(admission());
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id).status, 204);
    EXPECT_EQ(post.state(id), DeliveryState::delivered);
    EXPECT_NE(post.last_event().find("mailbox-acknowledge"), std::string::npos);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id).status, 204);
    EXPECT_TRUE(post.list().at("deliveries").empty());
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id).status, 404);
}

TEST(Mailbox, keeps_which_file_the_receiver_has) {
    Post post;
    const std::string id = post.send(admission());
    const std::string hash(64, 'a');
    for (const std::string& wrong : {std::string("sha256=") + std::string(63, 'a'), std::string("sha256=x"),
                                     "sha256=" + hash + "&sha256=" + hash, std::string("sha=") + hash}) {
        EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id + "?" + wrong).status, 400) << wrong;
    }
    EXPECT_EQ(post.state(id), DeliveryState::mailbox);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id + "?sha256=" + hash).status, 204);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id + "?sha256=" + std::string(64, 'b')).status, 204);
    for (const store::Delivery& delivery : post.site.deliveries("hospital")) {
        EXPECT_EQ(seal::to_hex(delivery.file_sha.value_or(store::Hash{})), hash) << "the first one counts";
    }
}

TEST(Mailbox, is_closed_to_other_peers) {
    Post post;
    const std::string id = post.send(admission());
    for (const char* const peer : {"manager", "nurse", "stranger"}) {
        for (const char* const method : {"GET", "DELETE"}) {
            const Response response = post.ask(method, "/mailbox/" + id, "", peer);
            EXPECT_EQ(response.status, 404) << peer;
            EXPECT_EQ(code(response), "not-yours");
        }
    }
    EXPECT_EQ(post.state(id), DeliveryState::mailbox);
    EXPECT_EQ(post.ask("GET", "/mailbox/nonsense").status, 404);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/0198f0a0-0000-7000-8000-000000000009").status, 404);
}

TEST(Mailbox, is_404_for_the_id_of_another_peer) {
    Post post;
    const std::string id = post.send(admission());
    policy::Peer entered_again = post.site.peer("hospital");
    entered_again.numbers = {{"office", "9960000009"}};
    EXPECT_TRUE(
        nlohmann::json::parse(post.ask_as(entered_again, "GET", "/mailbox").body).at("deliveries").empty());
    for (const char* const method : {"GET", "DELETE"}) {
        const Response refused = post.ask_as(entered_again, method, "/mailbox/" + id);
        EXPECT_EQ(refused.status, 404) << method;
        EXPECT_EQ(code(refused), "not-yours");
    }
    EXPECT_NE(post.last_event().find("mailbox-acknowledge"), std::string::npos) << "the refusal is audited";
    EXPECT_EQ(post.state(id), DeliveryState::mailbox);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id).status, 204);
    EXPECT_EQ(post.ask_as(entered_again, "DELETE", "/mailbox/" + id).status, 404)
        << "not even that it was fetched";
}

TEST(Mailbox, lists_page_by_page_what_the_caller_may_have) {
    std::vector<policy::Peer> peers = documents::usual_peers();
    const auto hospital = std::ranges::find(peers, "hospital", &policy::Peer::id);
    policy::Peer later = *hospital;
    later.numbers = {{"office", "9960000009"}};
    hospital->numbers.push_back(later.numbers.front());
    Post post(peers);
    std::vector<std::string> expected;
    for (const char* const name : {"FIX-A", "FIX-B", "FIX-C", "FIX-D", "FIX-E"}) {
        const bool is_for_number = name[4] == 'B' || name[4] == 'E';
        const std::string id =
            post.send(is_for_number ? documents::replaced(admission_named(name), "9910100016", "9960000009")
                                    : admission_named(name));
        if (is_for_number) {
            expected.push_back(id);
        }
    }
    std::ranges::sort(expected); // as pages go
    std::vector<std::string> seen;
    for (std::string target = "/mailbox?_count=1"; !target.empty() && seen.size() < 5;) {
        const nlohmann::json page = nlohmann::json::parse(post.ask_as(later, "GET", target).body);
        ASSERT_EQ(page.at("deliveries").size(), 1U);
        seen.push_back(page["deliveries"][0]["id"]);
        target =
            page.contains("next")
                ? page["next"].get<std::string>().substr(std::string("https://gateway.example.jp").size())
                : "";
    }
    EXPECT_EQ(seen, expected);
}

TEST(Mailbox, says_how_many_a_page_has_at_most) {
    Post post;
    EXPECT_EQ(post.list().at("page_size"), 50);
    EXPECT_EQ(post.list("/mailbox?_count=7").at("page_size"), 7);
    EXPECT_EQ(post.list("/mailbox?_count=100000").at("page_size"), 200) << "fewer than were asked for";
}

TEST(Mailbox, no_longer_holds_a_withdrawn_document) {
    Post post;
    const std::string id = post.send(admission());
    const std::string document = post.site.deliveries("hospital").at(0).document;
    ASSERT_EQ(post.site.intake().withdraw(document, post.site.caller("manager")).refusal,
              documents::Refusal::none);
    const int status = post.ask("GET", "/mailbox/" + id).status;
    EXPECT_TRUE(status == 404 || status == 410) << status;
}

TEST(Mailbox, reports_that_a_document_was_withdrawn) {
    Post post;
    const std::string id = post.send(admission());
    EXPECT_EQ(post.list()["deliveries"][0].at("status"), "current");
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id).status, 200);
    const std::string document = post.site.deliveries("hospital").at(0).document;
    ASSERT_EQ(post.site.intake().withdraw(document, post.site.caller("manager")).refusal,
              documents::Refusal::none);
    const nlohmann::json waiting = post.list().at("deliveries");
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].at("status"), "withdrawn");
    EXPECT_EQ(waiting[0].at("document"), document);
    EXPECT_NE(waiting[0].at("id"), id);
    const Response reported = post.ask("GET", "/mailbox/" + waiting[0].at("id").get<std::string>());
    EXPECT_EQ(reported.status, 200);
    EXPECT_EQ(nlohmann::json::parse(reported.body), (nlohmann::json{{"status", "withdrawn"},
                                                                    {"sender", "office:9970100013"},
                                                                    {"document", document},
                                                                    {"version", 2},
                                                                    {"delivered_version", 1},
                                                                    {"delivery", id},
                                                                    {"deliveries", {id}}}));
    EXPECT_NE(header(reported, "Content-Disposition").find(document + ".withdrawn.json"), std::string::npos);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + waiting[0].at("id").get<std::string>()).status, 204);
    EXPECT_TRUE(post.list().at("deliveries").empty());
}

// The tag that an answer gave may be sent back with the next request for it.
TEST(Mailbox, hears_the_tag_that_it_gave) {
    Post post;
    const std::string path = "/mailbox/" + post.send(admission());
    const std::string tag = header(post.ask("GET", path), "ETag");
    ASSERT_FALSE(tag.empty());
    const auto ask = [&](const std::string& name) {
        return post.ask_as(post.site.peer("hospital"), "GET", path, "", {{name, tag}});
    };
    EXPECT_EQ(ask("If-None-Match").status, 304);
    EXPECT_EQ(ask("If-Match").status, 200);
}

TEST(Mailbox, reports_no_withdrawal_of_what_was_never_fetched) {
    Post post;
    const std::string id = post.send(admission());
    const std::string document = post.site.deliveries("hospital").at(0).document;
    ASSERT_EQ(post.site.intake().withdraw(document, post.site.caller("manager")).refusal,
              documents::Refusal::none);
    EXPECT_TRUE(post.list().at("deliveries").empty());
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id).status, 404);
}

TEST(Mailbox, gives_out_nothing_of_a_document_whose_new_version_names_another_receiver_and_says_so) {
    Post post;
    const std::string id = post.send(admission("1"));
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id).status, 200);
    const std::string document = post.site.deliveries("hospital").at(0).document;
    const std::string other = documents::replaced(
        documents::replaced(admission("2"), "9910100016", "9910000018"), "00-0000-1000", "00-0000-1009");
    ASSERT_EQ(post.site.submit(other).refusal, documents::Refusal::none);
    EXPECT_EQ(post.ask("GET", "/mailbox/" + id).status, 404);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + id).status, 404);
    const nlohmann::json waiting = post.list().at("deliveries");
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].at("status"), "withdrawn");
    EXPECT_EQ(waiting[0].at("document"), document);
    EXPECT_EQ(waiting[0].at("size"), 0);
    const std::string reported = waiting[0].at("id");
    EXPECT_EQ(nlohmann::json::parse(post.ask("GET", "/mailbox/" + reported).body).at("deliveries"),
              nlohmann::json::array({id}));
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + reported).status, 204);
    EXPECT_EQ(post.ask("DELETE", "/mailbox/" + reported).status, 204) << "once more";
    EXPECT_TRUE(post.list().at("deliveries").empty());
}

} // namespace
} // namespace renkei::server::mailbox_test
