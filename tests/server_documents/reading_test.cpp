#include "gateway/mhd/logical_id.h"
#include "tests/server_documents/desk_clerk.h"

namespace renkei::server::reading_test {
namespace {

using documents::admission;

TEST(Reading, gives_the_document_as_it_came_and_says_what_it_is) {
    Clerk clerk;
    const Answer answer = clerk.get(path_of(clerk.post(admission())));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, admission());
    EXPECT_EQ(answer.media_type, "text/csv;charset=Shift_JIS");
    EXPECT_NE(header(answer, "Content-Disposition").find(documents::admission_name), std::string::npos);
    EXPECT_EQ(header(answer, "Vary"), "Accept");
    EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
}

TEST(Reading, gives_every_syntax_that_is_asked_for) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission()));
    for (const std::string type : {"text/csv;charset=UTF-8", "application/fhir+json", "application/fhir+xml"}) {
        const Answer answer = clerk.get(path, type);
        EXPECT_EQ(answer.status, 200) << type;
        EXPECT_EQ(answer.media_type, type);
    }
}

TEST(Reading, gives_people_a_page_that_may_do_nothing) {
    Clerk clerk;
    const Answer answer = clerk.get(path_of(clerk.post(admission())), "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("連携　花子"), std::string::npos);
    EXPECT_NE(header(answer, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
}

TEST(Reading, what_the_document_cannot_be_given_as_is_406_with_what_it_can) {
    Clerk clerk;
    const Answer answer = clerk.get(path_of(clerk.post(admission())), "application/pdf");
    EXPECT_EQ(answer.status, 406);
    EXPECT_EQ(codes(answer), (std::vector<std::string>{"not-acceptable"}));
    EXPECT_NE(answer.body.find("application/fhir+xml"), std::string::npos);
}

TEST(Reading, with_a_parameter_is_refused_because_it_would_not_be_heeded) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission()));
    const auto before = clerk.events();
    for (const std::string& target : {path + "?version=9", path + "/versions?x=1", path + "/versions/1?x=1"}) {
        const Answer answer = clerk.get(target);
        EXPECT_EQ(answer.status, 400) << target;
        EXPECT_EQ(codes(answer), (std::vector<std::string>{"search-parameter-unknown"})) << target;
    }
    EXPECT_EQ(clerk.events(), before + 3) << "each is told to the audit";
}

TEST(Reading, of_what_the_caller_has_is_304) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission()));
    const std::string etag = header(clerk.get(path), "ETag");
    const auto ask = [&](std::string tags) { return clerk.ask({.target = path, .headers = {{"If-None-Match", std::move(tags)}}}); };
    EXPECT_EQ(ask(etag).status, 304);
    EXPECT_TRUE(ask(etag).body.empty());
    EXPECT_EQ(header(ask(etag), "ETag"), etag);
    EXPECT_EQ(ask("\"other\", W/" + etag).status, 304);
    EXPECT_EQ(ask("*").status, 304);
    EXPECT_EQ(ask("\"other\"").status, 200);
    (void)clerk.post(admission("2"));
    EXPECT_EQ(ask(etag).status, 200);
}

TEST(Reading, what_is_not_for_the_caller_is_answered_like_what_is_not_there) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission()));
    EXPECT_EQ(clerk.get(path, "", "hospital").status, 200);
    const Answer hidden = clerk.get(path, "", "stranger");
    const Answer absent = clerk.get("/documents/00000000-0000-7000-8000-000000000000");
    const Answer nonsense = clerk.get("/documents/%E2%98%83");
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(absent.status, 404);
    EXPECT_EQ(nonsense.status, 404);
    EXPECT_EQ(hidden.body, absent.body);
    EXPECT_EQ(hidden.headers, absent.headers);
    EXPECT_EQ(clerk.get(path + "/versions", "", "stranger").status, 404);
    EXPECT_EQ(clerk.get(path + "/versions/1", "", "stranger").status, 404);
}

TEST(Reading, of_versions_lists_them_and_gives_each) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission("1")));
    (void)clerk.post(admission("2"));
    const auto list = json_of(clerk.get(path + "/versions"))["versions"];
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0]["status"], "superseded");
    EXPECT_EQ(list[1]["status"], "current");
    EXPECT_EQ(clerk.get(path + "/versions/1").body, admission("1"));
    EXPECT_EQ(clerk.get(path).body, admission("2"));
    for (const std::string wrong : {"0", "3", "x", "1x", "-1", "99999999999"}) {
        EXPECT_EQ(clerk.get(path + "/versions/" + wrong).status, 404) << wrong;
    }
}

std::size_t versions_for(Clerk& clerk, const std::string& path, const std::string& peer) {
    const Answer answer = clerk.get(path + "/versions", "", peer);
    return answer.status == 200 ? json_of(answer)["versions"].size() : 0;
}

TEST(Reading, of_a_version_is_for_who_is_named_in_that_version) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission("1")));
    const std::string for_another = documents::replaced(admission("2"), "9910100016", "9960000009");
    ASSERT_EQ(clerk.post(for_another).status, 201);
    EXPECT_EQ(versions_for(clerk, path, "manager"), 2U);
    EXPECT_EQ(versions_for(clerk, path, "hospital"), 1U);
    EXPECT_EQ(clerk.get(path + "/versions/1", "", "hospital").status, 200);
    EXPECT_EQ(clerk.get(path + "/versions/2", "", "hospital").status, 404);
    EXPECT_EQ(clerk.get(path, "", "hospital").status, 404) << "an old version does not stand for the newest";
    EXPECT_EQ(versions_for(clerk, path, "nurse"), 1U);
    EXPECT_EQ(clerk.get(path + "/versions/1", "", "nurse").status, 404);
    EXPECT_EQ(clerk.get(path, "", "nurse").status, 200);
    ASSERT_EQ(clerk.ask({.method = "DELETE", .target = path}).status, 200);
    EXPECT_EQ(clerk.get(path + "/versions/1", "", "hospital").status, 410) << "what was taken back is gone for everybody";
}

TEST(Reading, is_for_every_peer_of_what_it_brought) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission("1"), "text/csv", {}, "network"));
    ASSERT_EQ(clerk.post(admission("2")).status, 201);
    EXPECT_EQ(versions_for(clerk, path, "network"), 1U);
    EXPECT_EQ(clerk.get(path + "/versions/2", "", "network").status, 404);
    EXPECT_EQ(versions_for(clerk, path, "manager"), 2U) << "it is named in both";
    EXPECT_EQ(clerk.ask({.method = "DELETE", .target = path, .peer = "network"}).status, 404);
    ASSERT_EQ(clerk.post(admission("2"), "text/csv", {}, "network").status, 200) << "the same once more";
    EXPECT_EQ(clerk.get(path, "", "network").status, 200);
    EXPECT_EQ(clerk.ask({.method = "DELETE", .target = path, .peer = "network"}).status, 403) << "it is another's all the same";
}

TEST(Reading, and_every_attempt_of_it_is_one_audit_event_without_content) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission()));
    const std::size_t before = clerk.events();
    std::size_t asked = 0;
    for (const std::string end : {"", "/versions", "/versions/1", "/versions/9", "/versions/x"}) {
        for (const std::string peer : {"manager", "stranger"}) {
            (void)clerk.get(path + end, "", peer);
            ++asked;
        }
    }
    EXPECT_EQ(clerk.events(), before + asked);
    for (const std::string& event : clerk.site.events()) {
        EXPECT_EQ(event.find("連携"), std::string::npos);
    }
}

TEST(Reading, of_any_text_leaves_none_of_it_in_the_audit) {
    Clerk clerk;
    for (const std::string end : {"", "/versions", "/versions/1", "/versions/x"}) {
        EXPECT_EQ(clerk.get("/documents/Hanako-0000001016" + end).status, 404) << end;
    }
    EXPECT_EQ(clerk.ask({.method = "DELETE", .target = "/documents/Hanako-0000001016"}).status, 404);
    EXPECT_EQ(clerk.ask({.method = "DELETE", .target = "/documents/Hanako-0000001016", .headers = {{"If-Match", "x"}}}).status, 412);
    ASSERT_EQ(clerk.events(), 6U);
    for (const std::string& event : clerk.site.events()) {
        EXPECT_EQ(event.find("Hanako"), std::string::npos) << event;
    }
}

TEST(Reading, of_what_is_not_there_tells_the_audit_its_id) {
    Clerk clerk;
    const std::string id = "01890a5d-ac96-774b-bcce-b302099a8057";
    EXPECT_EQ(clerk.get("/documents/" + id).status, 404);
    EXPECT_NE(clerk.site.events().back().find(mhd::logical_id(id)), std::string::npos);
    EXPECT_EQ(clerk.ask({.method = "DELETE", .target = "/documents/" + id}).status, 404);
    EXPECT_NE(clerk.site.events().back().find(mhd::logical_id(id)), std::string::npos);
}

TEST(TakingBack, makes_the_document_gone) {
    Clerk clerk;
    const std::string path = path_of(clerk.post(admission()));
    const Answer answer = clerk.ask({.method = "DELETE", .target = path});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(json_of(answer)["documents"][0]["fate"], "withdrawn");
    const Answer gone = clerk.get(path);
    EXPECT_EQ(gone.status, 410);
    EXPECT_EQ(codes(gone), (std::vector<std::string>{"version-gone"}));
    EXPECT_EQ(clerk.get(path + "/versions/1").status, 410);
    EXPECT_EQ(clerk.get(path + "/versions").status, 200);
    EXPECT_EQ(clerk.get(path, "", "stranger").status, 404);
    EXPECT_EQ(clerk.ask({.method = "DELETE", .target = path}).status, 200);
}

TEST(TakingBack, is_refused_to_who_did_not_send_it_or_knows_another_version) {
    Clerk clerk;
    const Answer first = clerk.post(admission("1"));
    const std::string path = path_of(first);
    (void)clerk.post(admission("2"));
    const auto remove = [&](std::string tag, std::string peer = "manager") {
        return clerk.ask({.method = "DELETE", .target = path, .headers = {{"If-Match", std::move(tag)}}, .peer = std::move(peer)}).status;
    };
    EXPECT_EQ(remove("*", "hospital"), 403);
    EXPECT_EQ(remove("*", "stranger"), 404);
    EXPECT_EQ(remove(header(first, "ETag")), 412);
    EXPECT_EQ(remove("\"other\""), 412);
    EXPECT_EQ(remove(header(clerk.get(path, "application/fhir+json"), "ETag")), 200); // of any representation of the newest version
}

} // namespace
} // namespace renkei::server::reading_test
