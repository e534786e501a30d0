#include "tests/server_documents/desk_clerk.h"

namespace renkei::server::sending_test {
namespace {

using documents::admission;
using documents::report;

TEST(Sending, a_new_document_is_answered_201_with_its_place_version_and_report) {
    Clerk clerk;
    const Answer answer = clerk.post(admission());
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.media_type, "application/json");
    EXPECT_EQ(answer.outcome, "created");
    const auto json = json_of(answer);
    ASSERT_EQ(json["documents"].size(), 1U);
    const auto& document = json["documents"][0];
    EXPECT_EQ(document["location"], header(answer, "Location"));
    EXPECT_EQ(document["version"], 1);
    EXPECT_EQ(document["fate"], "created");
    EXPECT_EQ(document["form"], "admission");
    EXPECT_EQ(document["deliveries"], 1);
    EXPECT_EQ(document["sha256"].get<std::string>().size(), 64U);
    EXPECT_TRUE(json["report"].is_array());
    EXPECT_FALSE(header(answer, "ETag").empty());
}

TEST(Sending, the_same_again_is_answered_200_with_the_same_place) {
    Clerk clerk;
    const Answer first = clerk.post(admission());
    const Answer again = clerk.post(admission());
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.outcome, "unchanged");
    EXPECT_EQ(header(again, "Location"), header(first, "Location"));
}

TEST(Sending, in_every_syntax_with_its_media_type_is_taken) {
    Clerk clerk;
    const std::string id = path_of(clerk.post(admission(), "text/csv; charset=\"Shift_JIS\""));
    for (const std::string type : {"text/csv;charset=UTF-8", "application/fhir+json", "application/fhir+xml"}) {
        const Answer rendered = clerk.get(id, type);
        ASSERT_EQ(rendered.status, 200) << type;
        EXPECT_EQ(clerk.post(rendered.body, type).status, 200) << type;
    }
    EXPECT_EQ(clerk.post(report("R-1"), "application/json", {}, "nurse").status, 201);
    EXPECT_EQ(clerk.post(report("R-2"), "", {}, "nurse").status, 201);
}

TEST(Sending, several_documents_is_answered_with_all_of_them_and_no_single_place) {
    Clerk clerk;
    const Answer answer = clerk.post(documents::admission_named("A-1") + documents::admission_named("A-2"));
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(json_of(answer)["documents"].size(), 2U);
    EXPECT_EQ(header(answer, "Location"), "");
}

TEST(Sending, is_answered_in_fhir_to_who_wants_that) {
    Clerk clerk;
    const Answer json = clerk.post(admission(), "text/csv", {{"Accept", "application/fhir+json"}});
    EXPECT_EQ(json.status, 201);
    EXPECT_EQ(codes(json).front(), "document-taken");
    const Answer xml = clerk.post(documents::admission_named("A-2"), "text/csv", {{"Accept", "application/fhir+xml"}});
    EXPECT_EQ(xml.media_type, "application/fhir+xml");
    EXPECT_EQ(xml.status, 201);
}

struct Refusal {
    std::string name;
    std::string body;
    std::string type;
    std::string peer;
    int status;
    std::string code;
};

TEST(Sending, what_is_wrong_is_answered_with_its_status_and_an_operation_outcome) {
    Clerk clerk;
    ASSERT_EQ(clerk.post(admission("2")).status, 201);
    for (const Refusal& each : std::vector<Refusal>{
             {"empty", "", "text/csv", "manager", 400, "body-empty"},
             {"other content", report("R-1"), "text/csv", "manager", 400, "media-type-other"},
             {"other type", "x", "image/png", "manager", 415, "media-type-unknown"},
             {"broken rule", documents::file("admission/broken-none-and-more.csv"), "text/csv", "manager", 422, ""},
             {"not the sender", admission(), "text/csv", "stranger", 403, "not-the-sender"},
             {"wrong role", admission(), "text/csv", "nurse", 403, "role-may-not"},
             {"older", admission("1"), "text/csv", "manager", 409, "conflict-older"},
             {"other content of a revision", admission("2", "00-0000-1009"), "text/csv", "manager", 409, "conflict-other-content"},
         }) {
        const Answer answer = clerk.post(each.body, each.type, {}, each.peer);
        EXPECT_EQ(answer.status, each.status) << each.name << answer.body;
        const auto found = codes(answer);
        EXPECT_TRUE(each.code.empty() || std::ranges::find(found, each.code) != found.end()) << each.name << answer.body;
    }
    EXPECT_EQ(clerk.site.documents(), 1U);
}

TEST(Sending, a_conflict_names_both_hashes) {
    Clerk clerk;
    const Answer first = clerk.post(admission("2"));
    const Answer answer = clerk.post(admission("2", "00-0000-1009"));
    EXPECT_NE(answer.body.find(json_of(first)["documents"][0]["sha256"].get<std::string>()), std::string::npos);
}

TEST(Sending, twice_with_one_key_gives_the_same_answer_to_the_last_byte) {
    Clerk clerk;
    const Answer first = clerk.post(admission(), "text/csv", {{"Idempotency-Key", "\"8e03978e\""}});
    const Answer again = clerk.post(admission(), "text/csv", {{"idempotency-key", "8e03978e"}});
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again, "Location"), header(first, "Location"));
    EXPECT_EQ(header(again, "ETag"), header(first, "ETag"));
    EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
    const Answer other = clerk.post(documents::admission_named("A-1"), "text/csv", {{"Idempotency-Key", "8e03978e"}});
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(codes(other), (std::vector<std::string>{"key-reused"}));
}

TEST(Sending, with_a_key_that_is_none_is_refused) {
    Clerk clerk;
    for (const std::string& key : {std::string(256, 'x'), std::string("a b"), std::string("鍵")}) {
        EXPECT_EQ(clerk.post(admission(), "text/csv", {{"Idempotency-Key", key}}).status, 400);
    }
    EXPECT_EQ(clerk.site.documents(), 0U);
}

TEST(Sending, names_the_form_if_the_sender_says_so_and_knows_no_other_parameter) {
    Clerk clerk;
    const auto send = [&](std::string target) {
        return clerk.ask({.method = "POST", .target = std::move(target), .headers = {{"Content-Type", "text/csv"}}, .body = admission()});
    };
    EXPECT_EQ(send("/documents?form=discharge").status, 400);
    EXPECT_EQ(codes(send("/documents?fomr=admission")), (std::vector<std::string>{"search-parameter-unknown"}));
    EXPECT_EQ(send("/documents?form=admission").status, 201);
}

TEST(Sending, what_breaks_a_rule_is_taken_from_who_prefers_lenient_handling) {
    Clerk clerk;
    const std::string bytes = documents::file("admission/broken-none-and-more.csv");
    EXPECT_EQ(clerk.post(bytes, "text/csv", {}, "network").status, 422);
    EXPECT_EQ(clerk.post(bytes, "text/csv", {{"Prefer", "respond-async, handling=lenient"}}, "network").status, 201);
}

TEST(Sending, compares_the_file_name_with_the_content) {
    Clerk clerk;
    const Answer answer =
        clerk.post(admission(), "text/csv",
                   {{"Content-Disposition", "attachment; filename=\"x/TAIIN_9910100016_00_9970100013_43_20260301104500.CSV\""}});
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_EQ(clerk.post(admission(), "text/csv", {{"Content-Disposition", "attachment; filename=" + documents::admission_name}}).status,
              201);
}

TEST(Sending, and_every_refusal_of_it_is_one_audit_event) {
    Clerk clerk;
    const std::vector<Answer> answers{clerk.post(admission()), clerk.post(admission()), clerk.post("", "text/csv"),
                                      clerk.post(admission(), "text/csv", {{"Idempotency-Key", "a b"}}),
                                      clerk.post(admission(), "text/csv", {}, "stranger")};
    EXPECT_EQ(clerk.events(), answers.size());
}

TEST(Sending, with_the_form_named_twice_is_refused) {
    Clerk clerk;
    const Answer answer = clerk.ask({.method = "POST", .target = "/documents?form=admission&form=discharge", .headers = {{"Content-Type", "text/csv"}}, .body = documents::admission()});
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(codes(answer), (std::vector<std::string>{"parameter-twice"}));
}

} // namespace
} // namespace renkei::server::sending_test
