// Who is at a page on which a form is filled in, and what is kept there before it is sent.
#include "gateway/network/store/drafts/drafts.h"
#include "gateway/network/store/session/session.h"

#include "tests/server_documents/form_pages.h"
#include <gmock/gmock.h>

namespace renkei::server::drafts_test {
namespace {

using testing::HasSubstr;
using testing::Not;

class FormDrafts : public FormPages {
protected:
    // The address of the newest draft in the list; empty: there is none.
    std::string newest() {
        const std::string list = get("/forms").body;
        const std::size_t at = list.find("/drafts/");
        return at == std::string::npos ? std::string() : list.substr(at, std::string("/drafts/").size() + 36);
    }
    Response drop(const std::string& draft) {
        const std::string page = get(draft).body;
        Fields fields = entry::sent_by(page.substr(page.find("この下書き</h2>")));
        set(fields, "sure", "yes");
        set(fields, "act", "drop-draft");
        return post("/forms", fields);
    }
};

TEST_F(FormDrafts, ask_first_who_it_is) {
    user = "";
    const Response page = get("/forms/admission");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("あなたの氏名を入力してください"));
    EXPECT_THAT(page.body, Not(HasSubstr("f.patient_name")));
    Fields fields = entry::sent_by(page.body);
    set(fields, "act", "name");
    set(fields, "name", " ");
    const Response empty = post("/forms", fields);
    EXPECT_EQ(empty.status, 422);
    EXPECT_THAT(empty.body, HasSubstr("1 行で"));
    set(fields, "name", "連携 花子");
    const Response led = post("/forms", fields);
    EXPECT_EQ(led.status, 303);
    const auto header = [&](std::string_view name) {
        const auto found = std::ranges::find(led.headers, name, &Pairs::value_type::first);
        return found == led.headers.end() ? std::string() : found->second;
    };
    EXPECT_EQ(header("Location"), "https://gateway.example.jp/forms/admission");
    EXPECT_EQ(header("Set-Cookie"), http::said_name_cookie("連携 花子"));
    user = "連携 花子";
    const Response named = get("/forms/admission");
    EXPECT_THAT(named.body, HasSubstr("f.patient_name"));
    EXPECT_THAT(named.body, HasSubstr("連携 花子"));
    set(fields, "form", "1./forms.2");
    EXPECT_EQ(post("/forms", fields).status, 403) << "it leads nowhere else";
}

TEST_F(FormDrafts, stand_in_the_audit_as_said) {
    const Response sent = act(filled_in(), "send");
    ASSERT_EQ(sent.status, 201);
    EXPECT_THAT(kit.site.events().back(), HasSubstr(R"("name":"鈴木")"));
    EXPECT_THAT(kit.site.events().back(), HasSubstr("as said and not proved"));
}

TEST_F(FormDrafts, keep_what_was_typed_when_the_browser_was_closed) {
    const Fields fields = filled_in();
    user = "";
    const Response page = act(fields, "send");
    EXPECT_EQ(page.status, 422);
    EXPECT_EQ(documents(), 0U);
    EXPECT_THAT(page.body, HasSubstr("あなたの氏名が分かりません"));
    EXPECT_THAT(page.body, HasSubstr("家で\n暮らしたい"));
    user = "鈴木";
    EXPECT_EQ(act(boxes_of(page), "send").status, 201);
}

TEST_F(FormDrafts, come_back_and_are_sent_once) {
    Fields fields = filled_in();
    set(fields, "f.birth_date", "昭和13年2月30日"); // a draft may be wrong
    const Response saved = act(fields, "save");
    ASSERT_EQ(saved.status, 200) << errors_of(saved);
    EXPECT_THAT(saved.body, HasSubstr("まで残ります"));
    EXPECT_EQ(documents(), 0U) << "it is no document";
    const std::string draft = newest();
    ASSERT_NE(draft, "");
    EXPECT_THAT(get("/forms").body, HasSubstr("：連携 花子"));
    const Response opened = get(draft);
    ASSERT_EQ(opened.status, 200) << errors_of(opened);
    Fields again = boxes_of(opened);
    for (const auto& [box, value] : boxes_of(saved)) {
        if (box.starts_with("f.") || box == "key" || box == "draft") {
            const auto found = std::ranges::find(again, box, &Fields::value_type::first);
            ASSERT_NE(found, again.end()) << box;
            EXPECT_EQ(found->second, value) << box;
        }
    }
    set(again, "f.birth_date", "S13.5.12");
    ASSERT_EQ(act(again, "send").status, 201);
    EXPECT_EQ(documents(), 1U);
    EXPECT_EQ(newest(), "") << "what was sent is no draft any more";
    EXPECT_EQ(get(draft).status, 404);
    EXPECT_LT(act(again, "send").status, 300);
    EXPECT_EQ(documents(), 1U);
}

TEST_F(FormDrafts, are_of_their_user_alone) {
    ASSERT_EQ(act(filled_in(), "save").status, 200);
    const std::string draft = newest();
    ASSERT_NE(draft, "");
    user = "佐藤";
    EXPECT_EQ(newest(), "");
    const Response other = get(draft);
    EXPECT_EQ(other.status, 404);
    EXPECT_THAT(other.body, Not(HasSubstr("花子")));
    user = "鈴木";
    EXPECT_EQ(get(draft, "hospital").status, 404) << "another peer's user of this name";
    EXPECT_EQ(get(draft).status, 200);
    user = "";
    EXPECT_THAT(get(draft).body, HasSubstr("あなたの氏名を入力してください"));
}

TEST_F(FormDrafts, tell_the_second_of_two) {
    ASSERT_EQ(act(filled_in(), "save").status, 200);
    Fields one = boxes_of(get(newest()));
    Fields two = one;
    set(one, "f.wish_person", "施設へ");
    ASSERT_EQ(act(one, "save").status, 200);
    set(two, "f.wish_person", "家で暮らす");
    const Response both = act(two, "save");
    EXPECT_EQ(both.status, 409);
    EXPECT_THAT(both.body, HasSubstr("先に保存された内容"));
    EXPECT_THAT(both.body, HasSubstr("<dd>施設へ</dd>"));
    EXPECT_THAT(both.body, HasSubstr("家で暮らす"));
    EXPECT_THAT(get(newest()).body, HasSubstr("施設へ")) << "it is not written over unseen";
    ASSERT_EQ(act(boxes_of(both), "save").status, 200);
    EXPECT_THAT(get(newest()).body, HasSubstr("家で暮らす"));
}

TEST_F(FormDrafts, are_not_sent_over_what_was_saved_elsewhere) {
    ASSERT_EQ(act(filled_in(), "save").status, 200);
    Fields one = boxes_of(get(newest()));
    const Fields two = one;
    set(one, "f.wish_person", "");
    ASSERT_EQ(act(one, "save").status, 200);
    for (const std::string what : {"preview", "send"}) {
        const Response both = act(two, what);
        EXPECT_EQ(both.status, 409) << what;
        EXPECT_THAT(both.body, HasSubstr("（空欄）")) << "what the other emptied is a difference, too";
        EXPECT_THAT(both.body, HasSubstr("送っていません"));
    }
    EXPECT_EQ(documents(), 0U);
    const Response both = act(two, "send");
    ASSERT_EQ(act(boxes_of(both), "send").status, 201) << "who has seen both may go on";
    EXPECT_EQ(newest(), "");
}

TEST_F(FormDrafts, that_were_saved_are_known_to_a_page_of_before) {
    const Fields fields = filled_in();
    ASSERT_EQ(act(fields, "save").status, 200);
    const Response back = act(fields, "send"); // the back button
    EXPECT_EQ(back.status, 409);
    ASSERT_EQ(act(boxes_of(back), "send").status, 201);
    EXPECT_EQ(newest(), "") << "it is not left behind";
}

TEST_F(FormDrafts, are_saved_after_any_time) {
    const Fields fields = filled_in();
    kit.site.clock.pass(3LL * 60 * 60 * 1000);
    EXPECT_THAT(act(fields, "save").body, HasSubstr("まで残ります"));
    EXPECT_NE(newest(), "");
}

TEST_F(FormDrafts, are_so_many_and_no_more) {
    const Fields fields = filled_in();
    for (std::size_t i = 0; i < store::most_drafts; ++i) {
        ASSERT_EQ(act(filled_in(), "save").status, 200);
    }
    const Response more = act(fields, "save");
    EXPECT_EQ(more.status, 409);
    EXPECT_THAT(more.body, HasSubstr("保存していません"));
    EXPECT_THAT(more.body, HasSubstr("家で\n暮らしたい"));
}

TEST_F(FormDrafts, have_ids) {
    for (const std::string odd : {"", "x/0", "../0"}) {
        Fields fields = filled_in();
        set(fields, "draft", odd);
        EXPECT_EQ(act(fields, "save").status, 400) << odd;
    }
}

TEST_F(FormDrafts, keep_what_is_to_be_confirmed) {
    (void)kit.post(documents::admission());
    const std::string path = "/documents/" + sent_document();
    const Fields begun = boxes_of(get(path + "/begin/discharge", "hospital"));
    ASSERT_EQ(act(begun, "save", "hospital", "discharge").status, 200);
    const std::string list = get("/forms", "hospital").body;
    const Response opened = get(list.substr(list.find("/drafts/"), 44), "hospital");
    EXPECT_THAT(opened.body, HasSubstr("t.f.care_level"));
    EXPECT_THAT(opened.body, HasSubstr("元の文書")) << "the way back to what it was begun from";
    EXPECT_EQ(act(boxes_of(opened), "preview", "hospital", "discharge").status, 422)
        << "still to be confirmed";
}

TEST_F(FormDrafts, say_that_what_they_were_begun_from_is_withdrawn) {
    (void)kit.post(documents::admission());
    const std::string path = "/documents/" + sent_document();
    const Fields begun = boxes_of(get(path + "/begin/discharge", "hospital"));
    ASSERT_EQ(act(begun, "save", "hospital", "discharge").status, 200);
    const std::string list = get("/forms", "hospital").body;
    const std::string draft = list.substr(list.find("/drafts/"), 44);
    EXPECT_THAT(get(draft, "hospital").body, Not(HasSubstr("引き継いだ元の文書が")));
    ASSERT_LT(kit.ask({.method = "DELETE", .target = path}).status, 300);
    EXPECT_THAT(get(draft, "hospital").body, HasSubstr("引き継いだ元の文書が"));
}

TEST_F(FormDrafts, of_a_version_that_was_replaced_say_so) {
    (void)kit.post(documents::admission());
    const std::string path = "/documents/" + sent_document();
    Fields fields = boxes_of(get(path + "/correction"));
    set(fields, "f.wish_person", "下書きの意向");
    ASSERT_EQ(act(fields, "save").status, 200);
    const std::string draft = newest();
    EXPECT_THAT(get(draft).body, Not(HasSubstr("元の文書が訂正または取り下げられました")));
    Fields other = boxes_of(get(path + "/correction"));
    set(other, "f.wish_person", "先に訂正した意向");
    ASSERT_LT(act(other, "send").status, 300);
    EXPECT_THAT(get(draft).body, HasSubstr("元の文書が訂正または取り下げられました"));
}

TEST_F(FormDrafts, of_an_earlier_edition_are_shown_to_be_copied) {
    ASSERT_EQ(act(filled_in(), "save").status, 200);
    documents::must(kit.site.store().write([](store::Transaction& it) {
        return it.session().sql.send("UPDATE draft SET edition = '2000'", {});
    }));
    const Response page = get(newest());
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("この下書きは送れません"));
    EXPECT_THAT(page.body, HasSubstr("連携 花子"));
    EXPECT_THAT(page.body, HasSubstr("家で"));
    EXPECT_THAT(page.body, Not(HasSubstr("name=\"act\" value=\"send\"")));
    Fields gone = entry::sent_by(page.body.substr(page.body.find("この下書き</h2>")));
    set(gone, "sure", "yes");
    set(gone, "act", "drop-draft");
    EXPECT_EQ(post("/forms", gone).status, 303);
    EXPECT_EQ(newest(), "");
}

TEST_F(FormDrafts, that_are_gone_are_saved_as_new_ones) {
    ASSERT_EQ(act(filled_in(), "save").status, 200);
    const std::string first = newest();
    const Fields open = boxes_of(get(first));
    EXPECT_EQ(drop(first).status, 303);
    EXPECT_EQ(newest(), "");
    EXPECT_EQ(act(open, "save").status, 200);
    EXPECT_NE(newest(), "");
    EXPECT_NE(newest(), first);
}

TEST_F(FormDrafts, of_a_correction_are_the_next_version) {
    (void)kit.post(documents::admission());
    const std::string path = "/documents/" + sent_document();
    Fields fields = boxes_of(get(path + "/correction"));
    set(fields, "f.wish_person", "訂正した意向");
    ASSERT_EQ(act(fields, "save").status, 200);
    const Fields draft = boxes_of(get(newest()));
    ASSERT_LT(act(draft, "send").status, 300);
    EXPECT_EQ(json_of(kit.get(path + "/versions"))["versions"].size(), 2U);
    EXPECT_EQ(documents(), 1U);
}

TEST_F(FormDrafts, end_with_the_right_and_with_their_time) {
    ASSERT_EQ(act(filled_in(), "save").status, 200);
    const std::string draft = newest();
    std::vector<policy::Peer> peers = documents::usual_peers();
    std::ranges::find(peers, "manager", &policy::Peer::id)->role = policy::Role::municipality;
    kit.site.use(peers);
    EXPECT_EQ(get(draft).status, 403) << "it may not send this form any more";
    kit.site.use(documents::usual_peers());
    EXPECT_EQ(get(draft).status, 200);
    kit.site.clock.pass(store::draft_is_kept);
    EXPECT_EQ(get(draft).status, 404);
    EXPECT_EQ(newest(), "");
}

} // namespace
} // namespace renkei::server::drafts_test
