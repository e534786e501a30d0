#include "gateway/network/mhd/logical_id.h"

#include "tests/server_documents/request_kit.h"
#include "tests/support/cp932.h"

#include <algorithm>

namespace renkei::server::reading_test {
namespace {

using documents::admission;

TEST(Reading, gives_the_document_as_it_came_and_says_what_it_is) {
    RequestKit kit;
    const Response response = kit.get(path_of(kit.post(admission())));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, admission());
    EXPECT_EQ(response.media_type, "text/csv;charset=windows-31j");
    EXPECT_NE(header(response, "Content-Disposition").find(documents::admission_name), std::string::npos);
    EXPECT_EQ(header(response, "Vary"), "Accept");
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
}

TEST(Reading, gives_a_csv_in_the_characters_of_its_reader_and_names_what_was_replaced) {
    std::vector<policy::Peer> peers = documents::usual_peers();
    std::ranges::find(peers, "hospital", &policy::Peer::id)->characters.repertoire = text::Repertoire::jis;
    RequestKit kit(peers);
    const std::string original =
        documents::replaced(admission(), test::cp932("連携　花子"), test::cp932("髙橋　花子"));
    const std::string path = path_of(kit.post(original));
    for (const char* const accept : {"", "text/csv"}) {
        const Response given = kit.get(path, accept, "hospital");
        EXPECT_EQ(given.body, documents::replaced(original, test::cp932("髙橋"), test::cp932("高橋")));
        EXPECT_EQ(header(given, "Renkei-Replaced"), R"("patient_name";from="U+9AD9";to="U+9AD8")");
    }
    const Response plain = kit.get(path);
    EXPECT_EQ(plain.body, original) << "for its sender, to the last byte";
    EXPECT_EQ(header(plain, "Renkei-Replaced"), "");
    EXPECT_NE(header(plain, "ETag"), header(kit.get(path, "", "hospital"), "ETag"));
}

TEST(Reading, gives_every_syntax_that_is_asked_for) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    for (const std::string type :
         {"text/csv;charset=UTF-8", "application/fhir+json", "application/fhir+xml"}) {
        const Response response = kit.get(path, type);
        EXPECT_EQ(response.status, 200) << type;
        EXPECT_EQ(response.media_type, type);
    }
}

TEST(Reading, gives_people_a_page_that_may_do_nothing) {
    RequestKit kit;
    const Response response = kit.get(path_of(kit.post(admission())),
                                      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("連携　花子"), std::string::npos);
    EXPECT_NE(header(response, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
}

TEST(Reading, what_the_document_cannot_be_given_as_is_406_with_what_it_can) {
    RequestKit kit;
    const Response response = kit.get(path_of(kit.post(admission())), "application/pdf");
    EXPECT_EQ(response.status, 406);
    EXPECT_EQ(codes(response), (std::vector<std::string>{"not-acceptable"}));
    EXPECT_NE(response.body.find("application/fhir+xml"), std::string::npos);
}

TEST(Reading, with_a_parameter_is_refused_because_it_would_be_ignored) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const auto before = kit.events();
    for (const std::string& target :
         {path + "?version=9", path + "/versions?x=1", path + "/versions/1?x=1"}) {
        const Response response = kit.get(target);
        EXPECT_EQ(response.status, 400) << target;
        EXPECT_EQ(codes(response), (std::vector<std::string>{"search-parameter-unknown"})) << target;
    }
    EXPECT_EQ(kit.events(), before + 3) << "each is audited";
}

TEST(Reading, of_what_the_caller_has_is_304) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const std::string etag = header(kit.get(path), "ETag");
    const auto ask = [&](std::string tags) {
        return kit.ask({.target = path, .headers = {{"If-None-Match", std::move(tags)}}});
    };
    EXPECT_EQ(ask(etag).status, 304);
    EXPECT_TRUE(ask(etag).body.empty());
    EXPECT_EQ(header(ask(etag), "ETag"), etag);
    EXPECT_EQ(ask("\"other\", W/" + etag).status, 304);
    EXPECT_EQ(ask("*").status, 304);
    EXPECT_EQ(ask("\"other\"").status, 200);
    (void)kit.post(admission("2"));
    EXPECT_EQ(ask(etag).status, 200);
}

TEST(Reading, what_is_not_for_the_caller_is_answered_like_what_is_not_there) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    EXPECT_EQ(kit.get(path, "", "hospital").status, 200);
    const Response hidden = kit.get(path, "", "stranger");
    const Response absent = kit.get("/documents/00000000-0000-7000-8000-000000000000");
    const Response nonsense = kit.get("/documents/%E2%98%83");
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(absent.status, 404);
    EXPECT_EQ(nonsense.status, 404);
    EXPECT_EQ(hidden.body, absent.body);
    EXPECT_EQ(hidden.headers, absent.headers);
    EXPECT_EQ(kit.get(path + "/versions", "", "stranger").status, 404);
    EXPECT_EQ(kit.get(path + "/versions/1", "", "stranger").status, 404);
}

TEST(Reading, of_versions_lists_them_and_gives_each) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission("1")));
    (void)kit.post(admission("2"));
    const auto list = json_of(kit.get(path + "/versions"))["versions"];
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0]["status"], "superseded");
    EXPECT_EQ(list[1]["status"], "current");
    EXPECT_EQ(kit.get(path + "/versions/1").body, admission("1"));
    EXPECT_EQ(kit.get(path).body, admission("2"));
    for (const std::string wrong : {"0", "3", "x", "1x", "-1", "99999999999"}) {
        EXPECT_EQ(kit.get(path + "/versions/" + wrong).status, 404) << wrong;
    }
}

std::size_t versions_for(RequestKit& kit, const std::string& path, const std::string& peer) {
    const Response response = kit.get(path + "/versions", "", peer);
    return response.status == 200 ? json_of(response)["versions"].size() : 0;
}

TEST(Reading, of_a_version_is_for_who_is_named_in_that_version) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission("1")));
    const std::string for_another = documents::replaced(admission("2"), "9910100016", "9960000009");
    ASSERT_EQ(kit.post(for_another).status, 201);
    EXPECT_EQ(versions_for(kit, path, "manager"), 2U);
    EXPECT_EQ(versions_for(kit, path, "hospital"), 1U);
    EXPECT_EQ(kit.get(path + "/versions/1", "", "hospital").status, 410)
        << "the newest version is for others";
    EXPECT_EQ(kit.get(path + "/versions/2", "", "hospital").status, 404);
    EXPECT_EQ(kit.get(path, "", "hospital").status, 410);
    EXPECT_EQ(versions_for(kit, path, "nurse"), 1U);
    EXPECT_EQ(kit.get(path + "/versions/1", "", "nurse").status, 404);
    EXPECT_EQ(kit.get(path, "", "nurse").status, 200);
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = path}).status, 200);
    EXPECT_EQ(kit.get(path + "/versions/1", "", "hospital").status, 410)
        << "what was taken back is gone for everybody";
}

TEST(Reading, is_for_every_peer_of_what_it_brought) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission("1"), "text/csv", {}, "network"));
    ASSERT_EQ(kit.post(admission("2")).status, 201);
    EXPECT_EQ(versions_for(kit, path, "network"), 1U);
    EXPECT_EQ(kit.get(path + "/versions/2", "", "network").status, 404);
    EXPECT_EQ(versions_for(kit, path, "manager"), 2U) << "it is named in both";
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = path, .peer = "network"}).status, 404);
    ASSERT_EQ(kit.post(admission("2"), "text/csv", {}, "network").status, 200) << "the same once more";
    EXPECT_EQ(kit.get(path, "", "network").status, 200);
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = path, .peer = "network"}).status, 403)
        << "it is another's all the same";
}

TEST(Reading, and_every_attempt_of_it_is_one_audit_event_without_content) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const std::size_t before = kit.events();
    std::size_t asked = 0;
    for (const std::string end : {"", "/versions", "/versions/1", "/versions/9", "/versions/x"}) {
        for (const std::string peer : {"manager", "stranger"}) {
            (void)kit.get(path + end, "", peer);
            ++asked;
        }
    }
    EXPECT_EQ(kit.events(), before + asked);
    for (const std::string& event : kit.site.events()) {
        EXPECT_EQ(event.find("連携"), std::string::npos);
    }
}

TEST(Reading, of_any_text_leaves_none_of_it_in_the_audit) {
    RequestKit kit;
    for (const std::string end : {"", "/versions", "/versions/1", "/versions/x"}) {
        EXPECT_EQ(kit.get("/documents/Hanako-0000001016" + end).status, 404) << end;
    }
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = "/documents/Hanako-0000001016"}).status, 404);
    EXPECT_EQ(kit.ask({.method = "DELETE",
                       .target = "/documents/Hanako-0000001016",
                       .headers = {{"If-Match", "\"x\""}}})
                  .status,
              404);
    ASSERT_EQ(kit.events(), 6U);
    for (const std::string& event : kit.site.events()) {
        EXPECT_EQ(event.find("Hanako"), std::string::npos) << event;
    }
}

TEST(Reading, of_a_missing_document_audits_its_id) {
    RequestKit kit;
    const std::string id = "01890a5d-ac96-774b-bcce-b302099a8057";
    EXPECT_EQ(kit.get("/documents/" + id).status, 404);
    EXPECT_NE(kit.site.events().back().find(mhd::logical_id(id)), std::string::npos);
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = "/documents/" + id}).status, 404);
    EXPECT_NE(kit.site.events().back().find(mhd::logical_id(id)), std::string::npos);
}

TEST(Withdrawal, makes_the_document_gone) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const Response response = kit.ask({.method = "DELETE", .target = path});
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(json_of(response)["documents"][0]["fate"], "withdrawn");
    const Response gone = kit.get(path);
    EXPECT_EQ(gone.status, 410);
    EXPECT_EQ(codes(gone), (std::vector<std::string>{"version-gone"}));
    EXPECT_EQ(kit.get(path + "/versions/1").status, 410);
    EXPECT_EQ(kit.get(path + "/versions").status, 200);
    EXPECT_EQ(kit.get(path, "", "stranger").status, 404);
    EXPECT_EQ(kit.ask({.method = "DELETE", .target = path}).status, 200);
}

TEST(Withdrawal, is_refused_to_another_peer_or_for_another_version) {
    RequestKit kit;
    const Response first = kit.post(admission("1"));
    const std::string path = path_of(first);
    (void)kit.post(admission("2"));
    const auto remove = [&](std::string tag, std::string peer = "manager") {
        return kit
            .ask({.method = "DELETE",
                  .target = path,
                  .headers = {{"If-Match", std::move(tag)}},
                  .peer = std::move(peer)})
            .status;
    };
    EXPECT_EQ(remove("*", "hospital"), 403);
    EXPECT_EQ(remove("*", "stranger"), 404);
    EXPECT_EQ(remove(header(first, "ETag")), 412);
    for (const char* const tag : {"other", "\"", ",", "\x01"}) {
        for (const char* const peer : {"manager", "hospital", "stranger"}) {
            EXPECT_EQ(remove(tag, peer), 400)
                << tag << ": no list of entity tags, of anybody and of anything";
        }
    }
    for (const char* const tag : {"\"other\"", "W/\"1\""}) {
        EXPECT_EQ(remove(tag), 412) << tag;
        EXPECT_EQ(remove(tag, "hospital"), 403) << tag;
        EXPECT_EQ(remove(tag, "stranger"), 404) << tag << ": as of a document that is not there";
    }
    // the tag may be of any representation of the newest version
    EXPECT_EQ(remove(header(kit.get(path, "application/fhir+json"), "ETag")), 200);
}

} // namespace
} // namespace renkei::server::reading_test
