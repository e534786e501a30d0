// What is not taken, why, and that nothing of it stays.
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/refusal.h"
#include "generated/messages/conversion.h"
#include "generated/messages/documents.h"
#include "generated/messages/forms.h"
#include "generated/messages/json.h"
#include "generated/messages/policy.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"
#include "generated/messages/text.h"
#include "generated/messages/validate.h"

#include "tests/documents/inputs.h"

#include <algorithm>

namespace renkei::documents::refusals_test {
namespace {

struct Wrong {
    std::string name;
    std::string bytes;
    std::string media_type;
    std::string charset;
    Refusal refusal;
    Message message;
};

std::vector<Wrong> wrongs() {
    return {
        {"empty", "", "", "", Refusal::unreadable, message::body_empty},
        {"unknown type", admission(), "text/plain", "", Refusal::media_type, message::media_type_unknown},
        {"unknown charset", admission(), "text/csv", "euc-jp", Refusal::media_type,
         message::media_type_unknown},
        {"JSON called CSV", report("R-1"), "text/csv", "", Refusal::unreadable, message::media_type_other},
        {"form called FHIR", report("R-1"), "application/fhir+json", "", Refusal::unreadable,
         message::media_type_other},
        {"CSV called XML", admission(), "application/fhir+xml", "", Refusal::unreadable,
         message::media_type_other},
        {"CP932 called UTF-8", admission(), "text/csv", "utf-8", Refusal::unreadable,
         message::text_encoding_wrong},
        {"unknown content", "a,b,c\r\n", "text/csv", "", Refusal::unreadable,
         message::content_unknown_columns},
        {"no document", "{\"resourceType\":\"Patient\"}", "application/fhir+json", "", Refusal::unreadable,
         message::not_a_bundle},
        {"form called another form", file("nursing_plan/broken-wrong-form-type.json"), "application/json", "",
         Refusal::unreadable, message::content_claims_other},
        {"bundle called another form",
         replaced(file("opinion/minimal.bundle.json"), "\"doctor-opinion\"", "\"nursing-report\""),
         "application/fhir+json", "", Refusal::invalid, message::bundle_claims_other},
        {"cut", file("admission/broken-cut-bundle.json"), "application/fhir+json", "", Refusal::unreadable,
         message::json_unclosed},
        {"unknown form", file("admission/broken-no-composition.json"), "application/fhir+json", "",
         Refusal::invalid, message::bundle_unknown},
        {"invalid FHIR", replaced(file("admission/full.bundle.json"), R"("title": "入院時情報提供書",)", ""),
         "application/fhir+json", "", Refusal::invalid, message::validate_too_few},
    };
}

TEST(Refused, is_what_is_wrong_and_nothing_of_it_is_stored) {
    Site site;
    for (const Wrong& each : wrongs()) {
        const Receipt receipt = site.submit(
            Submission{.bytes = each.bytes, .media_type = each.media_type, .charset = each.charset});
        EXPECT_EQ(receipt.refusal, each.refusal) << each.name << "\n" << recorded(receipt.report);
        EXPECT_TRUE(receipt.report.has(each.message)) << each.name << "\n" << recorded(receipt.report);
        EXPECT_TRUE(receipt.documents.empty()) << each.name;
    }
    EXPECT_EQ(site.documents(), 0U);
}

TEST(Refused, is_audited_with_its_reason) {
    Site site;
    for (const Wrong& each : wrongs()) {
        const std::size_t before = site.events().size();
        const Receipt receipt = site.submit(
            Submission{.bytes = each.bytes, .media_type = each.media_type, .charset = each.charset});
        EXPECT_FALSE(receipt.committed) << each.name;
        (void)site.intake().record_refusal(receipt, site.caller(), audit::Action::create, "create");
        const auto events = site.events();
        ASSERT_EQ(events.size(), before + 1) << each.name;
        EXPECT_NE(events.back().find("\"outcome\":\"4\""), std::string::npos) << events.back();
        EXPECT_NE(events.back().find(first_error_id(receipt.report)), std::string::npos) << events.back();
    }
}

TEST(Refused, names_every_broken_rule_and_the_place) {
    Site site;
    const Receipt receipt = site.submit(file("admission/broken-code.csv"));
    EXPECT_EQ(receipt.refusal, Refusal::invalid);
    EXPECT_TRUE(receipt.report.at_least(diag::Severity::error));
    EXPECT_GT(receipt.report.findings().front().where.line, 0U);
}

TEST(Refused, is_a_document_with_more_losses_than_the_limit) {
    const std::string bundle = file("admission/foreign-translated.json");
    Site lax;
    EXPECT_TAKEN(lax.submit(bundle));
    Site strict(Limits{.losses = 0});
    const Receipt receipt =
        strict.submit(replaced(bundle, "\"title\":\"入院時情報提供書\"", "\"title\":\"別の題\""));
    EXPECT_EQ(receipt.refusal, Refusal::invalid);
    EXPECT_TRUE(receipt.report.has(message::too_many_losses)) << recorded(receipt.report);
    EXPECT_EQ(strict.documents(), 0U);
}

TEST(Refused, is_a_file_with_more_documents_than_the_limit) {
    Site site(Limits{.documents = 1});
    const Receipt receipt = site.submit(admission_named("A-1") + admission_named("A-2"));
    EXPECT_EQ(receipt.refusal, Refusal::invalid);
    EXPECT_TRUE(receipt.report.has(message::too_many_documents));
    EXPECT_EQ(site.documents(), 0U);
}

struct Forbidden {
    std::string_view peer;
    Message message;
};

TEST(Refused, is_a_caller_that_the_policy_does_not_allow) {
    Site site;
    for (const Forbidden& each : {Forbidden{"stranger", message::not_the_sender},
                                  {"nurse", message::role_may_not},
                                  {"gone", message::caller_revoked}}) {
        const Receipt receipt = site.submit(admission(), each.peer);
        EXPECT_EQ(receipt.refusal, Refusal::forbidden) << each.peer;
        EXPECT_TRUE(receipt.report.has(each.message)) << each.peer << recorded(receipt.report);
    }
    const Receipt anonymous = site.intake().submit(site.worker(), Submission{.bytes = admission()}, Caller{});
    EXPECT_EQ(anonymous.refusal, Refusal::forbidden);
    EXPECT_EQ(site.documents(), 0U);
}

TEST(Refused, is_a_form_that_its_sender_may_not_create_before_anything_else_of_it_is_checked) {
    Site site;
    const std::string broken = file("admission/broken-code.csv");
    const Receipt allowed = site.submit(broken, "manager");
    EXPECT_EQ(allowed.refusal, Refusal::invalid);
    EXPECT_GT(allowed.report.findings().size(), 1U);
    const Receipt receipt = site.submit(broken, "nurse");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);
    ASSERT_EQ(receipt.report.findings().size(), 1U) << recorded(receipt.report);
    EXPECT_TRUE(receipt.report.has(message::role_may_not));
}

TEST(Refused, is_a_bundle_of_a_form_that_its_sender_may_not_create_before_it_is_validated) {
    Site site;
    const std::string invalid =
        replaced(file("admission/full.bundle.json"), "\"status\": \"final\"", "\"status\": \"none\"");
    EXPECT_EQ(site.submit(invalid, "manager").refusal, Refusal::invalid);
    const Receipt receipt = site.submit(invalid, "nurse");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);
    EXPECT_TRUE(receipt.report.has(message::role_may_not));
}

// JSON, the same in XML, and two documents as NDJSON.
std::vector<std::string> bundles_with_what_no_item_takes() {
    const std::string bundle = file("admission/foreign-extra.json");
    std::string line = bundle;
    std::erase(line, '\n');
    service::Workspace worker(*loaded()->catalogue);
    diag::Report report;
    std::string xml =
        must(service::written_as(service::FhirSyntax::xml, worker, bundle, service::Layout::compact, report));
    return {bundle, std::move(xml), line + "\n" + line + "\n"};
}

TEST(Refused, is_a_bundle_of_a_form_that_its_sender_may_not_create_before_it_is_matched) {
    for (const std::string& bundle : bundles_with_what_no_item_takes()) {
        Site site;
        const Receipt taken = site.submit(bundle, "manager");
        EXPECT_TRUE(taken.report.has(message::loss_unmapped)) << "the match says what no item takes\n"
                                                              << recorded(taken.report);
        const Receipt receipt = site.submit(bundle, "nurse");
        EXPECT_EQ(receipt.refusal, Refusal::forbidden);
        ASSERT_EQ(receipt.report.findings().size(), 1U) << recorded(receipt.report);
        EXPECT_TRUE(receipt.report.has(message::role_may_not));
    }
}

std::vector<std::string> slots(const Receipt& receipt, Message message) {
    std::vector<std::string> out;
    for (const diag::Finding& each : receipt.report.findings()) {
        if (each.message == message) {
            out.push_back(diag::to_text(each.where));
        }
    }
    return out;
}

Submission many(const std::vector<std::string>& documents) {
    static std::string bytes; // outlives the submission
    bytes.clear();
    for (const std::string& each : documents) {
        bytes += each;
    }
    return {.bytes = bytes, .file_name = "many.csv"};
}

TEST(Refused, is_the_sender_of_one_of_many_with_its_place) {
    Site site;
    const Receipt receipt = site.submit(
        many({admission_named("A-1"), replaced(admission_named("A-2"), "9970100013", "9970199999")}));
    EXPECT_EQ(receipt.refusal, Refusal::forbidden);
    const std::vector<std::string> recorded = slots(receipt, message::not_the_sender);
    ASSERT_EQ(recorded.size(), 1U);
    EXPECT_TRUE(recorded[0].starts_with("many.csv:2: row 2 column 6 ")) << recorded[0];
}

TEST(Refused, are_all_wrong_senders_of_many) {
    Site site;
    const auto of_another = [](const std::string& name) {
        return replaced(admission_named(name), "9970100013", "9970199999");
    };
    const Receipt receipt = site.submit(many({of_another("A-1"), admission_named("A-2"), of_another("A-3")}));
    EXPECT_EQ(receipt.refusal, Refusal::forbidden);
    const std::vector<std::string> recorded = slots(receipt, message::not_the_sender);
    ASSERT_EQ(recorded.size(), 2U);
    EXPECT_TRUE(recorded[0].starts_with("many.csv:1: row 1 column 6 ")) << recorded[0];
    EXPECT_TRUE(recorded[1].starts_with("many.csv:3: row 3 column 6 ")) << recorded[1];
}

TEST(Refused, is_a_document_without_a_sender_number_with_an_explanation) {
    Site site;
    const Receipt receipt = site.submit(replaced(admission(), "9970100013", ""));
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);
    ASSERT_EQ(slots(receipt, message::sender_blank).size(), 1U);
    EXPECT_TRUE(slots(receipt, message::sender_blank)[0].starts_with("1: row 1 column 6 "))
        << slots(receipt, message::sender_blank)[0];
}

TEST(Refused, is_one_conflict_of_many_with_its_place) {
    Site site;
    EXPECT_TAKEN(site.submit(admission("1")));
    const Receipt receipt = site.submit(many({admission_named("A-2"), admission("1", "00-0000-9999")}));
    EXPECT_EQ(receipt.refusal, Refusal::conflict);
    const std::vector<std::string> recorded = slots(receipt, message::conflict_other_content);
    ASSERT_EQ(recorded.size(), 1U);
    EXPECT_TRUE(recorded[0].starts_with("many.csv:2: row 2 column 3 ")) << recorded[0];
}

TEST(StoredDocument, is_a_document_without_a_receiver_with_a_warning_each) {
    Site site;
    const std::string to_unknown = replaced(admission_named("A-2"), "9910100016", "9910100099");
    const Receipt receipt = site.submit(
        many({admission_named("A-1"), to_unknown, replaced(admission_named("A-3"), "9910100016", "")}));
    EXPECT_TAKEN(receipt);
    const std::vector<std::string> unknown = slots(receipt, message::receiver_unknown);
    const std::vector<std::string> missing = slots(receipt, message::receiver_missing);
    ASSERT_EQ(unknown.size() + missing.size(), 2U) << recorded(receipt.report);
    EXPECT_TRUE(unknown.at(0).starts_with("many.csv:2: row 2 column 12 ")) << unknown[0];
    EXPECT_TRUE(missing.at(0).starts_with("many.csv:3: row 3 column 3 ")) << missing[0];
    const auto finding =
        std::ranges::find(receipt.report.findings(), message::receiver_unknown, &diag::Finding::message);
    EXPECT_EQ(finding->args.at(0).find("institution:9910100099"),
              finding->args[0].rfind("institution:9910100099"))
        << "once, with its kind";
    EXPECT_NE(finding->args[0].find("institution:9910100099"), std::string::npos) << finding->args[0];
}

// A nursing plan with two targets of one name, very many links to it, and a resource that nothing leads to.
std::string plan_with_links(std::size_t links) {
    std::string many;
    for (std::size_t i = 0; i < links; ++i) {
        many += R"(<a href=\"#x\">)" + std::to_string(i) + "</a>"; // equal ones would be reported once
    }
    std::string out = file("nursing_plan/full.bundle.json");
    const std::string before = R"(xml:lang=\"ja\">)";
    out.insert(out.find(before) + before.size(), R"(<p id=\"x\">a</p><p id=\"x\">b</p><p>)" + many + "</p>");
    const std::string entry =
        R"({"fullUrl":"urn:uuid:0c53589a-1ac8-47b6-8386-470f8282e63c","resource":{"resourceType":"Basic","code":{"text":"x"}}})";
    return out.insert(out.rfind(']'), "," + entry);
}

TEST(Refused, is_a_bundle_whose_error_stands_behind_very_many_warnings) {
    for (const std::size_t links : {1U, 10'100U}) {
        Site site;
        const Receipt receipt = site.submit(
            Submission{.bytes = plan_with_links(links), .media_type = "application/fhir+json"}, "nurse");
        EXPECT_EQ(receipt.refusal, Refusal::invalid) << links;
        EXPECT_EQ(first_error_id(receipt.report), "VB40") << links;
        EXPECT_EQ(site.documents(), 0U);
    }
}

TEST(Refused, is_a_form_with_a_broken_rule_reported_at_the_form_alone) {
    Site site;
    const Receipt receipt = site.submit(file("admission/broken-period.csv"));
    EXPECT_EQ(receipt.refusal, Refusal::invalid);
    EXPECT_EQ(receipt.report.count(diag::Severity::error), 1U) << recorded(receipt.report);
    EXPECT_TRUE(receipt.report.has(message::rule_broken));
}

TEST(Refused, is_a_version_on_the_document_of_another_sender) {
    // Two offices in one document: its identity is the first one's, the second one is among its custodian's
    // numbers.
    auto peers = usual_peers();
    peers.push_back(
        {.id = "thief", .role = policy::Role::visiting_nurse, .numbers = {{"institution", "9910000077"}}});
    Site site({}, peers);
    EXPECT_TAKEN(site.submit(report("R-1"), "nurse"));
    const Receipt receipt =
        site.submit(replaced(report("R-1", "R-1", "amended"), "9910000018", "9910000077"), "thief");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);
    EXPECT_TRUE(receipt.report.has(message::not_the_sender));
}

TEST(Refused, is_a_form_that_names_another_sender_than_its_bundle) {
    Site site;
    const std::string bundle = file("opinion/minimal.bundle.json");
    EXPECT_TAKEN(site.submit(bundle, "clinic"));
    const std::string numbers =
        R"("value": "9910000018")"; // once, of the organisation that is author and custodian
    const std::string two = replaced(bundle, numbers, R"("value": "9910000026"
      },
      {
       "system": "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no",
       "value": "9910000018")");
    const Receipt receipt = site.submit(two, "clinic");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);
    EXPECT_TRUE(receipt.report.has(message::not_the_sender));
    EXPECT_EQ(site.documents(), 1U);
}

TEST(Refused, is_a_forwarded_change_of_a_document_that_the_caller_did_not_bring) {
    Site site;
    EXPECT_TAKEN(site.submit(admission("1")));
    EXPECT_TAKEN(site.submit(admission("1"), "network")); // the same once more
    const Receipt receipt = site.submit(admission("2"), "network");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);

    EXPECT_TAKEN(site.submit(admission_named("OTHER"), "network"));
    EXPECT_EQ(site.documents(), 2U);
}

TEST(Lenient, accepts_a_broken_rule_and_reports_it) {
    Site site;
    const std::string bytes = file("admission/broken-none-and-more.csv");
    EXPECT_EQ(site.submit(Submission{.bytes = bytes}, "network").refusal, Refusal::invalid);
    const Receipt receipt = site.submit(Submission{.bytes = bytes, .lenient = true}, "network");
    EXPECT_TAKEN(receipt);
    EXPECT_TRUE(receipt.report.at_least(diag::Severity::error));
}

} // namespace
} // namespace renkei::documents::refusals_test
