#include "gateway/network/documents/parsed_document.h"

#include "tests/server_documents/request_kit.h"

namespace renkei::server::sending_test {
namespace {

using documents::admission;
using documents::report;

TEST(Sending, a_new_document_is_answered_201_with_its_place_version_and_report) {
    RequestKit kit;
    const Response response = kit.post(admission());
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_EQ(response.media_type, "application/json");
    EXPECT_EQ(response.outcome, "created");
    const auto json = json_of(response);
    ASSERT_EQ(json["documents"].size(), 1U);
    const auto& document = json["documents"][0];
    EXPECT_EQ(document["location"], header(response, "Location"));
    EXPECT_EQ(document["version"], 1);
    EXPECT_EQ(document["fate"], "created");
    EXPECT_EQ(document["form"], "admission");
    EXPECT_EQ(document["deliveries"], 1);
    EXPECT_EQ(document["sha256"].get<std::string>().size(), 64U);
    EXPECT_TRUE(json["report"].is_array());
    EXPECT_FALSE(header(response, "ETag").empty());
}

TEST(Sending, the_same_again_is_answered_200_with_the_same_place) {
    RequestKit kit;
    const Response first = kit.post(admission());
    const Response again = kit.post(admission());
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.outcome, "unchanged");
    EXPECT_EQ(header(again, "Location"), header(first, "Location"));
}

TEST(Sending, in_every_syntax_with_its_media_type_is_taken) {
    RequestKit kit;
    const std::string id = path_of(kit.post(admission(), "text/csv; charset=\"Shift_JIS\""));
    for (const std::string type :
         {"text/csv;charset=UTF-8", "application/fhir+json", "application/fhir+xml"}) {
        const Response rendered = kit.get(id, type);
        ASSERT_EQ(rendered.status, 200) << type;
        EXPECT_EQ(kit.post(rendered.body, type).status, 200) << type;
    }
    EXPECT_EQ(kit.post(report("R-1"), "application/json", {}, "nurse").status, 201);
    EXPECT_EQ(kit.post(report("R-2"), "", {}, "nurse").status, 201);
}

TEST(Sending, csv_of_cp932_under_any_of_its_names_is_answered_as_windows_31j) {
    RequestKit kit;
    for (const std::string name :
         {"windows-31j", "Windows-31J", "Shift_JIS", "shift_jis", "cp932", "MS932", "x-sjis"}) {
        const Response taken = kit.post(admission(), "text/csv;charset=" + name);
        EXPECT_LT(taken.status, 300) << name;
        const Response read = kit.get(path_of(taken), "text/csv;charset=" + name);
        EXPECT_EQ(read.media_type, "text/csv;charset=windows-31j") << name;
        EXPECT_EQ(read.body, admission()) << name;
    }
}

TEST(Sending, a_file_without_a_form_is_refused_with_the_way_to_send_it) {
    RequestKit kit;
    const auto hint = [&](const std::string& bytes, const std::string& type) {
        const Response refused = kit.post(bytes, type);
        EXPECT_GE(refused.status, 400) << type;
        const nlohmann::json outcome = json_of(refused);
        for (const auto& issue : outcome["issue"]) {
            if (issue["details"]["coding"][0]["code"] == "send-as-attachment") {
                EXPECT_EQ(issue["severity"], "information");
                return issue["diagnostics"].get<std::string>();
            }
        }
        return std::string();
    };
    for (const char* const type : {"application/pdf", "application/octet-stream", ""}) {
        const std::string said = hint("%PDF-1.7 letter", type);
        EXPECT_NE(said.find("POST /fhir/DocumentReference"), std::string::npos) << type << ": " << said;
        EXPECT_NE(said.find("manager may send: application/pdf"), std::string::npos) << type << ": " << said;
    }
    EXPECT_NE(hint("\x89PNG\r\n\x1A\n", "image/png"), "");
    EXPECT_NE(hint("any bytes", "application/pdf"), "") << "the peer may send it elsewhere";
    EXPECT_EQ(hint("a,b,c\r\n", "text/csv"), "") << "a form that is wrong";
    EXPECT_EQ(hint(admission(), "text/plain"), "") << "a form under a wrong type";
    EXPECT_EQ(kit.get("/documents").body.find("location"), std::string::npos) << "nothing is stored";
}

TEST(Sending, a_file_of_a_peer_who_may_send_none_is_refused_with_whom_to_ask) {
    policy::Peer peer = documents::usual_peers().front();
    const auto said = [&] {
        diag::Report report;
        documents::report_file_without_form({.bytes = "%PDF-1.7 letter", .media_type = "application/pdf"},
                                            peer, documents::Refusal::unreadable, report);
        return report.empty() ? std::string()
                              : diag::to_text(report.findings().front(), diag::Language::english);
    };
    EXPECT_NE(said().find("Types that the peer manager may send: application/pdf"), std::string::npos)
        << said();
    peer.attachments.clear();
    EXPECT_NE(said().find("may send no type of file"), std::string::npos) << said();
    EXPECT_EQ(said().find("Types that"), std::string::npos) << said();
}

TEST(Sending, under_another_charset_is_refused_with_those_that_are_read) {
    RequestKit kit;
    const Response refused = kit.post(admission(), "text/csv;charset=EUC-JP");
    EXPECT_EQ(refused.status, 415);
    for (const std::string_view known : {"euc-jp", "windows-31j", "Shift_JIS", "cp932", "ms932", "UTF-8"}) {
        EXPECT_NE(refused.body.find(known), std::string::npos) << known;
    }
}

TEST(Sending, several_documents_is_answered_with_all_of_them_and_no_single_place) {
    RequestKit kit;
    const Response response = kit.post(documents::admission_named("A-1") + documents::admission_named("A-2"));
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(json_of(response)["documents"].size(), 2U);
    EXPECT_EQ(header(response, "Location"), "");
}

TEST(Sending, may_name_receivers_on_several_lines) {
    RequestKit kit;
    const Response refused = kit.post(
        admission(), "text/csv", {{"Renkei-Receiver", "office:9910100016"}, {"Renkei-Receiver", "station"}});
    EXPECT_EQ(refused.status, 400) << refused.body;
}

TEST(Sending, may_name_receivers_by_their_numbers_and_by_nothing_else) {
    RequestKit kit;
    for (const std::string_view wrong : {"hospital", "office:12", "phone:0000001000",
                                         "office:9910100016,"
                                         "x"}) {
        const Response refused = kit.post(admission(), "text/csv", {{"Renkei-Receiver", std::string(wrong)}});
        EXPECT_EQ(refused.status, 400) << wrong;
        EXPECT_NE(refused.body.find("Renkei-Receiver"), std::string::npos) << refused.body;
    }
    const Response taken =
        kit.post(admission(), "text/csv", {{"Renkei-Receiver", "office:9910100016 ,institution:1319999981"}});
    EXPECT_EQ(taken.status, 201) << taken.body;
    EXPECT_NE(taken.body.find("receiver-not-used"), std::string::npos) << "the form names its own";
    EXPECT_NE(taken.body.find("institution:1319999981"), std::string::npos);
}

TEST(Sending, is_answered_in_fhir_if_accept_asks_for_it) {
    RequestKit kit;
    const Response json = kit.post(admission(), "text/csv", {{"Accept", "application/fhir+json"}});
    EXPECT_EQ(json.status, 201);
    EXPECT_EQ(codes(json).front(), "document-taken");
    const Response xml =
        kit.post(documents::admission_named("A-2"), "text/csv", {{"Accept", "application/fhir+xml"}});
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
    RequestKit kit;
    ASSERT_EQ(kit.post(admission("2")).status, 201);
    for (const Refusal& each : std::vector<Refusal>{
             {"empty", "", "text/csv", "manager", 400, "body-empty"},
             {"other content", report("R-1"), "text/csv", "manager", 400, "media-type-other"},
             {"other type", "x", "image/png", "manager", 415, "media-type-unknown"},
             {"broken rule", documents::file("admission/broken-none-and-more.csv"), "text/csv", "manager",
              422, ""},
             {"not the sender", admission(), "text/csv", "stranger", 403, "not-the-sender"},
             {"wrong role", admission(), "text/csv", "nurse", 403, "role-may-not"},
             {"older", admission("1"), "text/csv", "manager", 409, "conflict-older"},
             {"other content of a revision", admission("2", "00-0000-1009"), "text/csv", "manager", 409,
              "conflict-other-content"},
         }) {
        const Response response = kit.post(each.body, each.type, {}, each.peer);
        EXPECT_EQ(response.status, each.status) << each.name << response.body;
        const auto found = codes(response);
        EXPECT_TRUE(each.code.empty() || std::ranges::find(found, each.code) != found.end())
            << each.name << response.body;
    }
    EXPECT_EQ(kit.site.documents(), 1U);
}

TEST(Sending, a_conflict_names_both_hashes) {
    RequestKit kit;
    const Response first = kit.post(admission("2"));
    const Response response = kit.post(admission("2", "00-0000-1009"));
    EXPECT_NE(response.body.find(json_of(first)["documents"][0]["sha256"].get<std::string>()),
              std::string::npos);
}

TEST(Sending, twice_with_one_key_gives_the_same_answer_to_the_last_byte) {
    RequestKit kit;
    const Response first = kit.post(admission(), "text/csv", {{"Idempotency-Key", "\"8e03978e\""}});
    const Response again = kit.post(admission(), "text/csv", {{"idempotency-key", "8e03978e"}});
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again, "Location"), header(first, "Location"));
    EXPECT_EQ(header(again, "ETag"), header(first, "ETag"));
    EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
    const Response other =
        kit.post(documents::admission_named("A-1"), "text/csv", {{"Idempotency-Key", "8e03978e"}});
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(codes(other), (std::vector<std::string>{"key-reused"}));
}

TEST(Sending, with_a_key_that_is_none_is_refused) {
    RequestKit kit;
    for (const std::string& key : {std::string(256, 'x'), std::string("a b"), std::string("鍵")}) {
        EXPECT_EQ(kit.post(admission(), "text/csv", {{"Idempotency-Key", key}}).status, 400);
    }
    EXPECT_EQ(kit.site.documents(), 0U);
}

TEST(Sending, takes_the_form_as_parameter_and_no_other_one) {
    RequestKit kit;
    const auto send = [&](std::string target) {
        return kit.ask({.method = "POST",
                        .target = std::move(target),
                        .headers = {{"Content-Type", "text/csv"}},
                        .body = admission()});
    };
    EXPECT_EQ(send("/documents?form=discharge").status, 400);
    EXPECT_EQ(codes(send("/documents?fomr=admission")),
              (std::vector<std::string>{"search-parameter-unknown"}));
    EXPECT_EQ(send("/documents?form=admission").status, 201);
}

TEST(Sending, what_breaks_a_rule_is_taken_with_lenient_handling) {
    RequestKit kit;
    const std::string bytes = documents::file("admission/broken-none-and-more.csv");
    EXPECT_EQ(kit.post(bytes, "text/csv", {}, "network").status, 422);
    EXPECT_EQ(kit.post(bytes, "text/csv", {{"Prefer", "respond-async, handling=lenient"}}, "network").status,
              201);
}

TEST(Sending, compares_the_file_name_with_the_content) {
    RequestKit kit;
    const Response response =
        kit.post(admission(), "text/csv",
                 {{"Content-Disposition",
                   "attachment; filename=\"x/TAIIN_9910100016_00_9970100013_43_20260301104500.CSV\""}});
    EXPECT_EQ(response.status, 422) << response.body;
    const std::string right = "attachment; filename=" + documents::admission_name;
    const std::string wrong = "attachment; filename=TAIIN_9910100016_00_9970100013_43_20260301104500.CSV";
    EXPECT_EQ(
        RequestKit()
            .post(admission(), "text/csv", {{"Content-Disposition", wrong}, {"content-disposition", right}})
            .status,
        201)
        << "of two neither counts, whichever stands first; the form is then known by its content";
    EXPECT_EQ(kit.post(admission(), "text/csv", {{"Content-Disposition", right}}).status, 201);
}

TEST(Sending, and_every_refusal_of_it_is_one_audit_event) {
    RequestKit kit;
    const std::vector<Response> responses{kit.post(admission()), kit.post(admission()),
                                          kit.post("", "text/csv"),
                                          kit.post(admission(), "text/csv", {{"Idempotency-Key", "a b"}}),
                                          kit.post(admission(), "text/csv", {}, "stranger")};
    EXPECT_EQ(kit.events(), responses.size());
}

TEST(Sending, with_the_form_named_twice_is_refused) {
    RequestKit kit;
    const Response response = kit.ask({.method = "POST",
                                       .target = "/documents?form=admission&form=discharge",
                                       .headers = {{"Content-Type", "text/csv"}},
                                       .body = documents::admission()});
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(codes(response), (std::vector<std::string>{"parameter-twice"}));
}

} // namespace
} // namespace renkei::server::sending_test
