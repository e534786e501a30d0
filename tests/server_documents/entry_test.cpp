// Forms that are filled in on pages: from the empty page to the document, and what no page sends.
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/prefill.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/server/entry/form_entry.h"
#include "generated/messages/service.h"

#include "tests/server_documents/form_pages.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace renkei::server::entry_test {
namespace {

TEST_F(FormPages, offer_what_the_caller_may_send) {
    const Response list = get("/forms");
    EXPECT_EQ(list.status, 200);
    EXPECT_TRUE(has(list.body, "/forms/admission\"")) << list.body;
    EXPECT_FALSE(has(list.body, "/forms/opinion\"")) << "a doctor's";
    EXPECT_FALSE(has(list.body, "/forms/clins")) << "of others";
    EXPECT_EQ(get("/forms/opinion").status, 403);
    EXPECT_EQ(get("/forms/none").status, 404);
    const Fields begun = entry::sent_by(get("/forms/admission").body);
    const auto value = [&](std::string_view box) {
        const auto found = std::ranges::find(begun, box, &Fields::value_type::first);
        return found == begun.end() ? std::string() : found->second;
    };
    EXPECT_EQ(value("f.sender_office_no"), "9970100013");
    EXPECT_EQ(value("f.revision"), "1");
    EXPECT_EQ(value("f.document_id"), value("key"));
    EXPECT_EQ(value("f.form_type"), "") << "the form says it";
}

TEST_F(FormPages, become_documents) {
    const Response preview = act(filled_in(), "preview");
    ASSERT_EQ(preview.status, 200) << errors_of(preview);
    EXPECT_TRUE(has(preview.body, "まだ送っていません"));
    EXPECT_TRUE(has(preview.body, "1938年"));
    EXPECT_EQ(documents(), 0U);
    const Fields shown = entry::sent_by(preview.body);
    const Response sent = act(shown, "send");
    ASSERT_EQ(sent.status, 201) << errors_of(sent);
    EXPECT_EQ(documents(), 1U);
    const nlohmann::json kept = json_of(kit.get("/documents/" + sent_document(), "application/json"));
    EXPECT_EQ(kept["patient_name"], "連携 花子");
    EXPECT_EQ(kept["birth_date"], "1938-05-12");
    EXPECT_EQ(kept["wish_person"], "家で\n暮らしたい");
    EXPECT_EQ(kept["consent"], true);
    EXPECT_EQ(kept["form_type"], "NYUIN");
    EXPECT_LT(act(shown, "send").status, 300) << "the back button";
    EXPECT_EQ(documents(), 1U);
    Fields other = shown;
    set(other, "f.wish_person", "施設へ");
    EXPECT_EQ(act(other, "send").status, 422) << "the same key for another document";
    EXPECT_EQ(documents(), 1U);
}

TEST_F(FormPages, say_all_that_is_wrong_beside_its_box) {
    Fields fields = filled_in();
    set(fields, "f.birth_date", "昭和13年2月30日");
    set(fields, "f.patient_name", "");
    set(fields, "f.age", "eighty");
    const Response page = act(fields, "send");
    EXPECT_EQ(page.status, 422);
    EXPECT_EQ(documents(), 0U);
    for (const std::string box : {"f.birth_date", "f.patient_name", "f.age"}) {
        EXPECT_TRUE(has(page.body, "<a href=\"#" + box + "\">")) << box;
        EXPECT_TRUE(has(page.body, "id=\"" + box + "-e\"")) << box;
    }
    EXPECT_TRUE(has(page.body, "value=\"昭和13年2月30日\"")) << "what was typed is there";
    EXPECT_TRUE(has(page.body, "value=\"eighty\""));
    EXPECT_TRUE(has(page.body, "家で\n暮らしたい"));
}

TEST_F(FormPages, have_rows_that_come_and_go) {
    Fields fields = filled_in();
    fields = entry::sent_by(act(fields, "add:f.family").body);
    fields = entry::sent_by(act(fields, "preview").body);
    EXPECT_FALSE(std::ranges::any_of(fields, [](const auto& each) {
        return each.first.starts_with("f.family[");
    })) << "empty rows are no rows";
}

TEST_F(FormPages, take_nothing_that_no_page_sends) {
    const auto refused = [&](const std::string& box, const std::string& value) {
        Fields fields = filled_in();
        fields.emplace_back(box, value);
        return act(fields, "add:f.none").status;
    };
    EXPECT_EQ(refused("f.memo", "x"), 400) << "another box";
    EXPECT_EQ(refused("f.patient_name", "架空 太郎"), 400) << "two values";
    EXPECT_EQ(refused("f.form_type", "TAIIN"), 400) << "another form";
    EXPECT_EQ(refused("f.family[7].name", "x"), 400) << "a row behind a gap";
    Fields fields = filled_in();
    EXPECT_EQ(act(fields, "preview", "clinic").status, 403);
    set(fields, "form", "1.2.3");
    EXPECT_EQ(act(fields, "preview").status, 403) << "no token of ours";
    const std::size_t before = kit.events();
    EXPECT_EQ(act(fields, "send").status, 403);
    EXPECT_EQ(kit.events(), before + 1) << "it is in the audit";
    EXPECT_EQ(documents(), 0U);
}

TEST_F(FormPages, show_warnings_before_they_are_sent) {
    Fields fields = filled_in();
    set(fields, "f.insured_no", "0000001017");
    EXPECT_TRUE(has(act(fields, "preview").body, "被保険者番号：")) << "its check digit is wrong";
}

TEST_F(FormPages, warn_of_an_implausible_number_and_send_it) {
    Fields fields = filled_in();
    set(fields, "f.caregiver_age", "-3");
    const std::string range = "（5 から 125 まで）";
    EXPECT_TRUE(has(act(fields, "preview").body, range));
    Fields with_error = fields;
    set(with_error, "f.patient_name", "");
    EXPECT_TRUE(has(act(with_error, "preview").body, range)) << "beside the box";
    ASSERT_EQ(act(fields, "send").status, 201);
    nlohmann::json kept = json_of(kit.get("/documents/" + sent_document(), "application/json"));
    EXPECT_EQ(kept["caregiver_age"], -3);
    kept["revision"] = 2;
    const Response receipt = kit.ask({.method = "POST",
                                      .target = "/documents",
                                      .headers = {{"Content-Type", "application/json"}},
                                      .body = kept.dump(),
                                      .peer = "manager"});
    EXPECT_LT(receipt.status, 300) << receipt.body;
    EXPECT_TRUE(has(receipt.body, "R114")) << receipt.body;
}

TEST_F(FormPages, take_no_more_rows_and_no_longer_names_than_pages_have) {
    Fields fields = filled_in();
    std::string name = "f.";
    for (int i = 0; i < 1000; ++i) {
        name += "[0]";
    }
    fields.emplace_back(name, "x");
    EXPECT_EQ(act(fields, "preview").status, 400);
    fields.pop_back();
    for (int i = 0; i < 3000; ++i) {
        fields.emplace_back("f.family[" + std::to_string(i) + "].name", "");
    }
    EXPECT_EQ(act(fields, "edit").status, 400);
}

TEST_F(FormPages, keep_what_was_typed_when_the_time_is_over) {
    const Fields fields = filled_in();
    kit.site.clock.pass(31 * 60'000);
    const Response page = act(fields, "send");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(documents(), 0U);
    EXPECT_TRUE(has(page.body, "家で\n暮らしたい"));
    EXPECT_TRUE(has(page.body, "記入した内容は残っています")) << errors_of(page);
    EXPECT_EQ(act(entry::sent_by(page.body), "send").status, 201);
}

TEST_F(FormPages, correct_copy_and_withdraw) {
    (void)kit.post(documents::admission());
    const std::string path = "/documents/" + sent_document();
    EXPECT_TRUE(has(get(path).body, path + "/correction\"")) << "the page leads there";
    EXPECT_FALSE(has(get(path, "hospital").body, "/correction\""));
    EXPECT_NE(get(path + "/correction", "clinic").status, 200);
    const Response opened = get(path + "/correction");
    ASSERT_EQ(opened.status, 200) << errors_of(opened);
    Fields fields = boxes_of(opened);
    set(fields, "f.wish_person", "訂正した意向");
    const Response sent = act(fields, "send");
    ASSERT_LT(sent.status, 300) << errors_of(sent);
    EXPECT_EQ(json_of(kit.get(path + "/versions"))["versions"].size(), 2U);
    EXPECT_EQ(json_of(kit.get(path, "application/json"))["wish_person"], "訂正した意向");

    const Response late = act(fields, "send");
    EXPECT_NE(late.status, 200) << "another version came meanwhile";
    EXPECT_EQ(json_of(kit.get(path + "/versions"))["versions"].size(), 2U);

    kit.site.clock.pass(1);
    Fields copy = entry::sent_by(get(path + "/copy").body);
    set(copy, "f.receiver_office_no", "9910000018");
    const Response copied = act(copy, "send");
    EXPECT_EQ(copied.status, 201) << errors_of(copied);
    EXPECT_EQ(documents(), 2U);

    Fields old = entry::sent_by(opened.body.substr(opened.body.find("/withdrawal\"")));
    set(old, "sure", "yes");
    EXPECT_EQ(post(path + "/withdrawal", old).status, 412) << "it is not the version that was shown";
    const std::string now = get(path + "/correction").body;
    const std::string form = now.substr(now.find("/withdrawal\""));
    Fields gone = entry::sent_by(form);
    EXPECT_EQ(post(path + "/withdrawal", gone).status, 400) << "not sure";
    set(gone, "sure", "yes");
    EXPECT_EQ(post(path + "/withdrawal", gone, "hospital").status, 403);
    EXPECT_EQ(post(path + "/withdrawal", gone).status, 200);
    EXPECT_EQ(kit.get(path).status, 410);
}

TEST_F(FormPages, begin_with_an_earlier_document) {
    (void)kit.post(documents::admission());
    const std::string path = "/documents/" + sent_document();
    const std::string link = path + "/begin/discharge";
    EXPECT_TRUE(has(get(path, "hospital").body, link + "\"")) << "the page leads there";
    EXPECT_EQ(get(path + "/begin/opinion").status, 403) << "a doctor's";
    EXPECT_EQ(get(path + "/begin/none", "hospital").status, 404);
    EXPECT_EQ(get(path + "/begin/referral", "hospital").status, 409) << "nothing says how";
    EXPECT_EQ(get(link, "clinic").status, 404) << "not for this one";
    const Response begun = get(link, "hospital");
    ASSERT_EQ(begun.status, 200) << errors_of(begun);
    Fields fields = boxes_of(begun);
    const auto value = [&](const std::string& box) {
        const auto found = std::ranges::find(fields, box, &Fields::value_type::first);
        return found == fields.end() ? std::string("none") : found->second;
    };
    EXPECT_EQ(value("f.patient_name"), "連携　花子");
    EXPECT_EQ(value("f.document_id"), value("key"));
    EXPECT_EQ(value("f.revision"), "1");
    EXPECT_EQ(value("f.receiver_office_no"), "9970100013") << "sender and receiver change places";
    EXPECT_EQ(value("t.f.care_level"), value("f.care_level"));
    EXPECT_EQ(value("k.f.care_level"), "none") << "it is not confirmed";
    EXPECT_TRUE(std::ranges::none_of(fields, [](const auto& field) {
        return field.first.starts_with("t.") && field.second.empty();
    })) << "a box that says nothing took nothing over";
    EXPECT_TRUE(has(begun.body, "q carried"));
    EXPECT_TRUE(has(begun.body, "引き継いでいないもの")) << "what is asked again";
    const auto is_wrong = [](const Response& page, const std::string& box) {
        return has(page.body, "<a href=\"#" + box + "\">");
    };
    EXPECT_EQ(act(fields, "send", "hospital", "discharge").status, 422);
    const Response refused = act(fields, "preview", "hospital", "discharge");
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(is_wrong(refused, "f.care_level")) << errors_of(refused);
    set(fields, "k.f.care_level", "1");
    EXPECT_FALSE(is_wrong(act(fields, "preview", "hospital", "discharge"), "f.care_level"));
    std::erase_if(fields, [](const auto& field) { return field.first.starts_with("k."); });
    set(fields, "f.care_level", value("f.care_level") == "21" ? "22" : "21");
    const Response changed = act(fields, "preview", "hospital", "discharge");
    EXPECT_FALSE(is_wrong(changed, "f.care_level")) << "a change is a confirmation";
    EXPECT_FALSE(has(changed.body, "name=\"k.f.care_level\""));
    EXPECT_EQ(documents(), 1U);
    for (const std::string odd : {"t.f.none", "k.f.none", "k.f.document_id", "t.f.form_type"}) {
        Fields more = fields;
        more.emplace_back(odd, "1");
        EXPECT_EQ(act(more, "preview", "hospital", "discharge").status, 400) << odd;
    }
}

TEST_F(FormPages, send_what_was_confirmed) {
    (void)kit.post(documents::admission());
    Fields fields = boxes_of(get("/documents/" + sent_document() + "/begin/discharge", "hospital"));
    for (const auto& [box, value] : Fields(fields)) {
        if (box.starts_with("t.")) {
            fields.emplace_back("k." + box.substr(2), "1");
        }
    }
    set(fields, "f.entry_date", "2026-03-20");
    const Response preview = act(fields, "preview", "hospital", "discharge");
    ASSERT_EQ(preview.status, 200) << errors_of(preview);
    const Response sent = act(entry::sent_by(preview.body), "send", "hospital", "discharge");
    EXPECT_EQ(sent.status, 201) << errors_of(sent);
    EXPECT_EQ(documents(), 2U);
}

// Of each pair of forms that a prefill file names, with an example.
TEST_F(FormPages, let_all_that_is_taken_over_be_confirmed) {
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = kit.gateway().workers().loaded();
    service::Workspace workspace(*loaded->catalogue);
    std::set<std::string> pairs;
    for (const service::PrefillPair& pair : loaded->prefills) {
        const fs::path folder = fs::path(RENKEI_KIT) / pair.from;
        if (!fs::is_directory(folder)) {
            continue;
        }
        const mapping::Plan& plan = *loaded->catalogue->find(pair.to);
        const form::Syntax& json = json_of(plan.form());
        for (const auto& example : fs::directory_iterator(folder)) {
            const std::string name = example.path().filename().string();
            const service::Outcome begun =
                name.starts_with("broken")
                    ? service::Outcome()
                    : service::prefill(workspace,
                                       {.name = name, .bytes = documents::file(pair.from + "/" + name)},
                                       {.mappings = loaded->mappings,
                                        .to = pair.to,
                                        .syntax = std::string(plan.form().text(json.id)),
                                        .created = "2026-03-01T09:00:00+09:00",
                                        .document_id = "D-1",
                                        .may_transfer = false});
            if (begun.documents.size() != 1) {
                continue;
            }
            const std::string what = pair.from + "/" + name + " → " + pair.to;
            std::set<std::string, std::less<>> paths;
            for (const diag::Finding& found : begun.report.findings()) {
                if (found.message == diag::message::prefill_confirm) {
                    paths.insert(found.where.path);
                }
            }
            const entry::FilledForm made(plan.form(), workspace.second_record());
            Fields fields = made.fields();
            const Fields carried = made.texts_taken_over(paths);
            EXPECT_EQ(carried.empty(), paths.empty()) << what;
            std::ranges::copy(carried, std::back_inserter(fields));
            record::Record open(plan.form());
            entry::FilledForm shown(plan.form(), open);
            EXPECT_EQ(shown.read(fields), "") << what;
            const std::string page =
                entry::form_page(plan, shown, {.url = "/forms/x"}, {.way_back = {{"/documents", "文書"}}});
            shown.check(workspace.rules(plan, &json));
            for (const auto& [field, text] : carried) {
                const std::string box(entry::box_of(field));
                EXPECT_TRUE(entry::could_type(page, "k." + box, "1")) << what << " " << box;
                EXPECT_NE(shown.error(box), nullptr) << what << " " << box;
                fields.emplace_back("k." + box, "1");
            }
            record::Record closed(plan.form());
            entry::FilledForm confirmed(plan.form(), closed);
            EXPECT_EQ(confirmed.read(fields), "") << what;
            confirmed.check(workspace.rules(plan, &json));
            for (const auto& [box, error] : confirmed.errors()) {
                EXPECT_FALSE(has(error, "この内容でよい")) << what << " " << box;
            }
            pairs.insert(pair.from + " → " + pair.to);
            break; // one example is enough
        }
    }
    EXPECT_GE(pairs.size(), 16U);
}

} // namespace
} // namespace renkei::server::entry_test
