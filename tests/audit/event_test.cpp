#include "gateway/network/audit/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace renkei::audit::event_test {
namespace {

using nlohmann::json;
using testing::ElementsAre;

Event a_read() {
    return {.at = 1'795'189'551'007,
            .action = Action::read,
            .interaction = "read",
            .peer = "hospital-1",
            .certificate = std::string(64, 'a'),
            .address = "192.0.2.7",
            .request = "r-1",
            .document = "01934b2e-0000-7000-8000-000000000001",
            .version = 2,
            .person = std::string(64, 'b')};
}

std::string text_of(const Event& event) { return to_json(event, "node-1", "https://gateway.example:8443"); }
json written(const Event& event) { return json::parse(text_of(event)); }
json changed(void (*change)(Event&)) {
    Event event = a_read();
    change(event);
    return written(event);
}

TEST(AuditEvent, is_one_line_with_everything_in_its_place) {
    const std::string text = text_of(a_read());
    EXPECT_EQ(text.find('\n'), std::string::npos);
    const std::string dicom = R"("system":"http://dicom.nema.org/resources/ontology/DCM")";
    EXPECT_EQ(
        text,
        R"({"resourceType":"AuditEvent","meta":{"profile":["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead"]},)"
        R"("type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest","display":"Restful Operation"},)"
        R"("subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"read","display":"read"}],"action":"R",)"
        R"("recorded":"2026-11-20T15:45:51.007Z","outcome":"0",)"
        R"("agent":[{"type":{"coding":[{)" +
            dicom +
            R"(,"code":"110152","display":"Destination Role ID"}]},)"
            R"("who":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/gateway-peer","value":"hospital-1"}},"altId":")" +
            std::string(64, 'a') +
            R"(","requestor":true,"network":{"address":"192.0.2.7","type":"2"}},{"type":{"coding":[{)" +
            dicom +
            R"(,"code":"110153","display":"Source Role ID"}]},)"
            R"("who":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/gateway-node","value":"node-1"}},"requestor":false,)"
            R"("network":{"address":"https://gateway.example:8443","type":"5"}}],)"
            R"("source":{"site":"node-1","observer":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/gateway-node","value":"node-1"}},)"
            R"("type":[{"system":"http://terminology.hl7.org/CodeSystem/security-source-type","code":"4","display":"Application Server"}]},)"
            R"("entity":[{"what":{"identifier":{"value":"r-1"}},)"
            R"("type":{"system":"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType","code":"XrequestId"}},)"
            R"({"what":{"reference":"https://gateway.example:8443/DocumentReference/01934b2e000070008000000000000001/_history/2"},)"
            R"("type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"2","display":"System Object"},)"
            R"("role":{"system":"http://terminology.hl7.org/CodeSystem/object-role","code":"4","display":"Domain Resource"}},)"
            R"({"what":{"type":"Patient","identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/person-hash","value":")" +
            std::string(64, 'b') +
            R"("}},"type":{"system":"http://terminology.hl7.org/CodeSystem/audit-entity-type","code":"1","display":"Person"},)"
            R"("role":{"system":"http://terminology.hl7.org/CodeSystem/object-role","code":"1","display":"Patient"}}]})");
}

TEST(AuditEvent, has_its_time_to_the_millisecond) {
    for (const auto& [at, text] : {std::pair<base::Millis, std::string>{0, "1970-01-01T00:00:00.000Z"},
                                   {951'782'400'000, "2000-02-29T00:00:00.000Z"},
                                   {4'102'444'799'999, "2099-12-31T23:59:59.999Z"}}) {
        Event event = a_read();
        event.at = at;
        EXPECT_EQ(written(event)["recorded"], text);
    }
}

TEST(AuditEvent, says_that_a_name_was_typed_and_is_not_proved) {
    const json event = changed([](Event& it) { it.user = "連携 花子"; });
    ASSERT_EQ(event["agent"].size(), 3U);
    EXPECT_EQ(
        event["agent"][1],
        json::parse(
            R"({"type": {"text": "user, as said and not proved"}, "name": "連携 花子", "requestor": true})"));
    EXPECT_EQ(event["agent"][0]["requestor"], false);
}

// As IHE BALP has it for OAuth: an agent beside the two systems, with role and purposes, and no name.
TEST(AuditEvent, names_the_user_of_a_token_as_an_agent_of_its_own) {
    const json event = changed([](Event& it) {
        it.issuer = "https://auth.example.jp";
        it.user = "user-17";
        it.job = "care_manager";
        it.purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT HPAYMT";
    });
    ASSERT_EQ(event["agent"].size(), 3U);
    EXPECT_EQ(event["agent"][1], json::parse(R"({
        "type": {"coding": [{"system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes", "code": "UserOauthAgent"}]},
        "role": [{"coding": [{"system": "https://renkei.example.jp/fhir/CodeSystem/job", "code": "care_manager"}]}],
        "who": {"identifier": {"system": "https://auth.example.jp", "value": "user-17"}},
        "requestor": true,
        "purposeOfUse": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}]},
                         {"coding": [{"code": "HPAYMT"}]}]})"));
    EXPECT_EQ(event["agent"][0]["requestor"], false) << "one initiator at most";
    EXPECT_EQ(event["agent"][2]["requestor"], false);
    EXPECT_EQ(event["meta"]["profile"], written(a_read())["meta"]["profile"]);
    const json plain = changed([](Event& it) {
        it.issuer = "https://auth.example.jp";
        it.user = "user-17";
    });
    EXPECT_FALSE(plain["agent"][1].contains("role"));
    EXPECT_FALSE(plain["agent"][1].contains("purposeOfUse"));
}

// As HL7's examples have the reason of a broken glass; what is shown to the person is beside the codes.
TEST(AuditEvent, says_why_it_was_an_emergency_in_purpose_of_event) {
    const json event = changed([](Event& it) {
        it.user = "user-17";
        it.purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason|BTG";
        it.emergency = "救急搬送、意識なし";
    });
    EXPECT_EQ(event["purposeOfEvent"], json::parse(R"([{
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "BTG"}],
        "text": "救急搬送、意識なし"}])"));
    EXPECT_FALSE(written(a_read()).contains("purposeOfEvent"));
}

// ---------------------------------------------------------------- what it was
struct Interaction {
    Action action;
    std::string name;
    std::string type;
    std::vector<std::string> subtypes;
    std::string code;
    std::string profile; // with a person; empty: none
};

std::vector<std::string> codes(const json& codings) {
    std::vector<std::string> out;
    for (const json& coding : codings) {
        out.push_back(coding["code"]);
    }
    return out;
}

std::string claimed(const json& event) {
    if (!event.contains("meta")) {
        return "";
    }
    const std::string profile = event["meta"]["profile"][0];
    return profile.substr(profile.rfind('.') + 1);
}

TEST(AuditEvent, codes_every_interaction_and_claims_the_profile_it_satisfies) {
    const Interaction table[] = {
        {Action::create, "create", "rest", {"create"}, "C", "PatientCreate"},
        {Action::create, "ITI-65", "rest", {"create", "ITI-65"}, "C", "PatientCreate"},
        {Action::create, "transaction", "rest", {"transaction"}, "C", ""},
        {Action::read, "read", "rest", {"read"}, "R", "PatientRead"},
        {Action::read, "vread", "rest", {"vread"}, "R", "PatientRead"},
        {Action::read, "ITI-68", "rest", {"read", "ITI-68"}, "R", "PatientRead"},
        {Action::read, "history-instance", "rest", {"history-instance"}, "R", ""},
        {Action::read, "create", "rest", {"create"}, "R", ""},
        {Action::update, "update", "rest", {"update"}, "U", "PatientUpdate"},
        {Action::remove, "delete", "rest", {"delete"}, "D", "PatientDelete"},
        {Action::query, "search-type", "rest", {"search-type"}, "E", "PatientQuery"},
        {Action::query, "ITI-67", "rest", {"search-type", "ITI-67"}, "E", "PatientQuery"},
        {Action::execute, "operation", "rest", {"operation"}, "E", ""},
        {Action::create, "delivery", "110106", {"delivery"}, "C", ""},
        {Action::update, "peer-add", "110100", {"peer-add"}, "U", ""},
    };
    for (const Interaction& row : table) {
        Event event = a_read();
        event.action = row.action;
        event.interaction = row.name;
        if (row.action == Action::query) {
            event.query = "patient.identifier=" + std::string(64, 'b');
            event.document.clear();
        }
        const json it = written(event);
        EXPECT_EQ(it["type"]["code"], row.type) << row.name;
        EXPECT_EQ(codes(it["subtype"]), row.subtypes) << row.name;
        EXPECT_EQ(it["action"], row.code) << row.name;
        EXPECT_EQ(claimed(it), row.profile) << row.name;
    }
}

TEST(AuditEvent, of_a_command_names_the_peer_as_entity_and_the_node_as_requestor) {
    const json it = written({.action = Action::create, .interaction = "peer-add", .about = "hospital-1"});
    ASSERT_EQ(it["agent"].size(), 1U);
    EXPECT_EQ(it["agent"][0]["who"]["identifier"]["value"], "node-1");
    EXPECT_EQ(it["agent"][0]["requestor"], true);
    ASSERT_EQ(it["entity"].size(), 1U);
    EXPECT_EQ(it["entity"][0]["what"]["identifier"]["value"], "hospital-1");
    EXPECT_EQ(it["entity"][0]["role"]["code"], "4");
}

TEST(AuditEvent, claims_no_profile_that_it_does_not_satisfy) {
    EXPECT_EQ(claimed(changed([](Event&) {})), "PatientRead");
    EXPECT_EQ(claimed(changed([](Event& it) { it.person.clear(); })), "Read");
    EXPECT_EQ(claimed(changed([](Event& it) { it.request.clear(); })), "PatientRead");
    EXPECT_EQ(claimed(changed([](Event& it) { it.outcome = Outcome::minor; })), "");
    EXPECT_EQ(claimed(changed([](Event& it) { it.outcome = Outcome::serious; })), "");
    EXPECT_EQ(claimed(changed([](Event& it) { it.peer.clear(); })), "");
    EXPECT_EQ(claimed(changed([](Event& it) { it.address.clear(); })), "");
    EXPECT_EQ(claimed(changed([](Event& it) { it.document.clear(); })), "");
    EXPECT_EQ(claimed(changed([](Event& it) { it.query = "_count=1"; })), "");
}

// ---------------------------------------------------------------- what came of it
TEST(AuditEvent, of_a_refusal_holds_the_reason) {
    const json it = changed([](Event& event) {
        event.outcome = Outcome::minor;
        event.reason = "not-a-party";
    });
    EXPECT_EQ(it["outcome"], "4");
    EXPECT_EQ(it["outcomeDesc"], "not-a-party");
    EXPECT_EQ(changed([](Event& event) { event.outcome = Outcome::serious; })["outcome"], "8");
    EXPECT_FALSE(changed([](Event&) {}).contains("outcomeDesc"));
}

TEST(AuditEvent, of_several_refusals_holds_their_number) {
    const json it = changed([](Event& event) {
        event.request = event.document = event.person = event.query = "";
        event.times = 37;
    });
    ASSERT_EQ(it["entity"].size(), 1U);
    EXPECT_EQ(it["entity"][0]["detail"][0]["type"], "times");
    EXPECT_EQ(it["entity"][0]["detail"][0]["valueString"], "37");
}

// ---------------------------------------------------------------- who
TEST(AuditEvent, names_an_unknown_caller_by_the_key_of_the_certificate) {
    const json agents = changed([](Event& it) { it.peer.clear(); })["agent"];
    EXPECT_EQ(agents[0]["who"]["identifier"]["system"],
              "https://renkei.example.jp/fhir/IdSystem/certificate-key-sha256");
    EXPECT_EQ(agents[0]["who"]["identifier"]["value"], std::string(64, 'a'));
}

TEST(AuditEvent, without_a_certificate_names_no_peer_but_keeps_the_address) {
    const json agents = changed([](Event& it) { it.peer = it.certificate = ""; })["agent"];
    ASSERT_EQ(agents.size(), 2U);
    EXPECT_FALSE(agents[0].contains("who"));
    EXPECT_EQ(agents[0]["network"]["address"], "192.0.2.7");
}

TEST(AuditEvent, of_the_program_itself_has_one_requestor) {
    const json it = changed([](Event& event) {
        event.interaction = "peer-add";
        event.peer = event.certificate = event.address = "";
    });
    ASSERT_EQ(it["agent"].size(), 1U);
    EXPECT_EQ(it["agent"][0]["who"]["identifier"]["value"], "node-1");
    EXPECT_EQ(it["agent"][0]["requestor"], true);
}

TEST(AuditEvent, of_a_delivery_has_the_gateway_as_source_and_requestor) {
    const json agents = changed([](Event& it) {
        it.action = Action::create;
        it.interaction = "delivery";
        it.address = "https://city.example/in";
    })["agent"];
    EXPECT_EQ(agents[0]["who"]["identifier"]["value"], "hospital-1");
    EXPECT_EQ(agents[0]["type"]["coding"][0]["code"], "110152");
    EXPECT_EQ(agents[0]["requestor"], false);
    EXPECT_EQ(agents[0]["network"]["type"], "5");
    EXPECT_EQ(agents[1]["type"]["coding"][0]["code"], "110153");
    EXPECT_EQ(agents[1]["requestor"], true);
}

TEST(AuditEvent, knows_addresses_names_and_urls_apart) {
    for (const auto& [address, type] : {std::pair("127.0.0.1", "2"),
                                        {"::1", "2"},
                                        {"city.example", "1"},
                                        {"https://city.example/in", "5"}}) {
        Event event = a_read();
        event.address = address;
        EXPECT_EQ(written(event)["agent"][0]["network"]["type"], type) << address;
    }
}

// ---------------------------------------------------------------- about what
TEST(AuditEvent, of_a_query_holds_it_in_base64) {
    const json it = changed([](Event& event) {
        event.action = Action::query;
        event.interaction = "search-type";
        event.query = "_count=1&patient=?";
        event.document = event.request = event.person = "";
    });
    ASSERT_EQ(it["entity"].size(), 1U);
    EXPECT_EQ(it["entity"][0]["query"], "X2NvdW50PTEmcGF0aWVudD0/");
    EXPECT_EQ(it["entity"][0]["role"]["code"], "24");
    EXPECT_FALSE(it["entity"][0].contains("what"));
}

TEST(AuditEvent, about_nothing_has_no_entities) {
    EXPECT_FALSE(changed([](Event& it) { it.document = it.request = it.person = ""; }).contains("entity"));
}

TEST(AuditEvent, of_a_document_without_version_names_the_document) {
    EXPECT_EQ(changed([](Event& it) { it.version = 0; })["entity"][1]["what"]["reference"],
              "https://gateway.example:8443/DocumentReference/01934b2e000070008000000000000001");
}

TEST(AuditEvent, stays_one_line_whatever_the_caller_sent) {
    const std::string text =
        text_of({.interaction = "create", .address = "x\n\"y", .request = "\r\n{\"a\":1}", .query = "\n"});
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(json::parse(text)["entity"][0]["what"]["identifier"]["value"], "\r\n{\"a\":1}");
}

} // namespace
} // namespace renkei::audit::event_test
