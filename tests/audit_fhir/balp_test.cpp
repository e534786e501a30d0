// Audit events validated by our own validator: by R4, and by the BALP profile that they claim.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/load.h"
#include "gateway/fhir/validate/walk/validator.h"
#include "gateway/network/audit/chained_event.h"
#include "gateway/network/auditreport/render.h"
#include "generated/messages/validate.h"

#include "tests/audit_fhir/balp.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace renkei::audit::balp_test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Codes that BALP or IHE ask for, and our own, where R4 recommends others: its value sets are extensible.
bool is_code_beyond_r4(const diag::Finding& finding) {
    constexpr std::string_view beyond[] = {
        "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType#XrequestId",
        "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes#UserOauthAgent",
        "urn:ihe:event-type-code#ITI-",
        "http://terminology.hl7.org/CodeSystem/provenance-participant-type#custodian",
        "https://renkei.example.jp/fhir/CodeSystem/audit-interaction#"};
    return finding.message == diag::message::validate_not_in_value_set &&
           finding.severity == diag::Severity::warning &&
           std::ranges::any_of(
               beyond, [&finding](std::string_view code) { return finding.args.front().starts_with(code); });
}

// dom-6 recommends a text for people; an event is for machines.
bool is_narrative(const diag::Finding& finding) {
    return !finding.args.empty() && finding.args.front() == "dom-6";
}

class TestValidator {
public:
    TestValidator() {
        auto core = packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
        EXPECT_TRUE(core) << "build the target package_images";
        library_.add(std::move(*core));
        for (const std::string& definition : balp_profiles()) {
            auto image = packages::image_of(definition, "definition.json");
            EXPECT_TRUE(image) << definition;
            library_.add(std::move(*image));
        }
        context_.emplace(library_);
    }

    // Warnings and errors.
    std::vector<std::string> found_in(const std::string& event) const {
        json::Tree tree;
        EXPECT_TRUE(json::Parser(r4_.names()).parse(event, tree)) << event;
        diag::Report report;
        validate::Validator(*context_).validate(tree, {}, report);
        std::vector<std::string> out;
        for (const diag::Finding& finding : report.findings()) {
            if (finding.severity != diag::Severity::information && !is_narrative(finding) &&
                !is_code_beyond_r4(finding)) {
                out.push_back(diag::to_text(finding, diag::Language::english));
            }
        }
        return out;
    }

private:
    definitions::R4Definitions r4_ = *definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    packages::Library library_{r4_};
    std::optional<validate::ValidationContext> context_;
};

const TestValidator& validator() {
    static const TestValidator it;
    return it;
}

std::string text_of(const Event& event) { return to_json(event, "node-1", "https://gateway.example:8443"); }

Event an_event(Action action, const std::string& interaction) {
    Event out{.at = 1'795'189'551'007,
              .action = action,
              .interaction = interaction,
              .peer = "hospital-1",
              .certificate = std::string(64, 'a'),
              .address = "192.0.2.7",
              .request = "r-1"};
    (action == Action::query ? out.query : out.document) =
        action == Action::query ? "_count=1" : "01934b2e-0000-7000-8000-000000000001";
    return out;
}

std::string claimed(const std::string& event) {
    const nlohmann::json it = nlohmann::json::parse(event);
    return it.contains("meta") ? it["meta"]["profile"][0].get<std::string>() : "";
}

const std::vector<std::pair<Action, std::string>> interactions = {
    {Action::create, "create"}, {Action::create, "ITI-65"},     {Action::create, "ITI-105"},
    {Action::read, "read"},     {Action::read, "vread"},        {Action::read, "ITI-68"},
    {Action::update, "update"}, {Action::remove, "delete"},     {Action::query, "ITI-66"},
    {Action::query, "ITI-67"},  {Action::query, "search-type"}, {Action::query, "search-system"}};

TEST(Balp, every_event_that_claims_a_profile_satisfies_it) {
    std::set<std::string> claims;
    for (const auto& [action, interaction] : interactions) {
        for (const std::string& person : {std::string(), std::string(64, 'b')}) {
            Event event = an_event(action, interaction);
            event.person = person;
            const std::string text = text_of(event);
            EXPECT_THAT(validator().found_in(text), IsEmpty()) << text;
            claims.insert(claimed(text));
        }
    }
    EXPECT_EQ(claims.size(), 10U);
    EXPECT_FALSE(claims.contains(""));
}

TEST(Balp, an_event_with_a_user_satisfies_the_same_profile) {
    for (const auto& [action, interaction] : interactions) {
        Event event = an_event(action, interaction);
        const std::string without = claimed(text_of(event));
        event.issuer = "https://auth.example.jp";
        event.user = "user-17";
        event.job = "care_manager";
        event.purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT "
                        "http://terminology.hl7.org/CodeSystem/v3-ActReason|HPAYMT";
        const std::string text = text_of(event);
        EXPECT_EQ(claimed(text), without);
        EXPECT_THAT(validator().found_in(text), IsEmpty()) << text;
    }
}

TEST(Balp, an_event_of_an_emergency_satisfies_the_same_profile) {
    for (const auto& [action, interaction] : interactions) {
        Event event = an_event(action, interaction);
        const std::string without = claimed(text_of(event));
        event.issuer = "https://auth.example.jp";
        event.user = "user-17";
        event.purpose = "http://terminology.hl7.org/CodeSystem/v3-ActReason|BTG";
        event.emergency = "救急搬送、意識なし";
        const std::string text = text_of(event);
        EXPECT_EQ(claimed(text), without);
        EXPECT_THAT(validator().found_in(text), IsEmpty()) << text;
    }
}

// As an audit repository gets it.
TEST(Balp, an_event_with_its_place_in_the_chain_satisfies_its_profile_too) {
    for (const auto& [action, interaction] : interactions) {
        for (const std::string& person : {std::string(), std::string(64, 'b')}) {
            ChainedEvent event{
                .node = "node-1",
                .sequence = 7,
                .kept = {.event = an_event(action, interaction), .base = "https://gateway.example:8443"}};
            event.kept.event.person = person;
            const std::string text = to_json(event);
            EXPECT_NE(claimed(text), "");
            EXPECT_THAT(validator().found_in(text), IsEmpty()) << text;
        }
    }
}

TEST(Balp, what_claims_none_is_a_valid_event_of_r4) {
    std::vector<Event> events;
    for (const Outcome outcome : {Outcome::minor, Outcome::serious}) {
        for (const auto& [action, interaction] : interactions) {
            events.push_back(an_event(action, interaction));
            events.back().outcome = outcome;
            events.back().reason = "not-a-party";
        }
    }
    for (const std::string interaction : {"transaction", "operation", "capabilities", "history-instance"}) {
        events.push_back(an_event(Action::execute, interaction));
    }
    events.push_back(an_event(Action::create, "create"));
    events.back().peer.clear();
    events.push_back(an_event(Action::read, "read"));
    events.back().peer = events.back().certificate = events.back().document = "";
    events.push_back(an_event(Action::execute, "connect"));
    events.back().times = 37;
    for (const Event& event : events) {
        const std::string text = text_of(event);
        EXPECT_EQ(claimed(text), "");
        EXPECT_THAT(validator().found_in(text), IsEmpty()) << text;
    }
}

TEST(Balp, what_is_no_interaction_of_fhir_is_valid_too) {
    Event delivery = an_event(Action::create, "delivery");
    delivery.address = "https://city.example/in";
    const Event alone{.at = 1, .action = Action::update, .interaction = "peer-add"};
    for (const Event& event : {delivery, alone}) {
        const std::string text = text_of(event);
        EXPECT_THAT(validator().found_in(text), IsEmpty()) << text;
    }
}

TEST(AuditReportAsFhir, is_a_valid_bundle) {
    const Event alone{.at = 1, .action = Action::update, .interaction = "peer-add"};
    std::vector<auditreport::BundledEvent> events;
    for (const Event& event :
         {alone, an_event(Action::create, "create"), an_event(Action::query, "search-type")}) {
        events.push_back(
            {.at = event.at, .node = "node-1", .sequence = events.size() + 1, .json = text_of(event)});
    }
    auditreport::AccessReport report;
    report.subject.name = "insurer:990010|0000001016";
    auditreport::AccessReport damaged = report;
    damaged.trail = {.events = 1, .breaks = 1, .spooled = 1};
    for (const std::string& bundle : {as_bundle(report, events, auditreport::Language::japanese),
                                      as_bundle(damaged, {}, auditreport::Language::english)}) {
        EXPECT_THAT(validator().found_in(bundle), IsEmpty()) << bundle;
    }
}

// The profiles of this test bite: without this the facts above would say nothing.
TEST(Balp, a_claim_that_is_not_true_is_found) {
    const std::string good = text_of(an_event(Action::create, "create"));
    const auto broken = [&good](std::string_view from, std::string_view to) {
        std::string text = good;
        for (std::size_t at = text.find(from); at != std::string::npos;
             at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
        EXPECT_NE(text, good) << from;
        return validator().found_in(text);
    };
    EXPECT_THAT(broken(R"("action":"C")", R"("action":"R")"), Contains(HasSubstr("AuditEvent.action")));
    EXPECT_THAT(broken(R"("outcome":"0")", R"("outcome":"4")"), Contains(HasSubstr("AuditEvent.outcome")));
    EXPECT_THAT(broken("110153", "110150"), Contains(HasSubstr("client")));
    EXPECT_THAT(broken(R"("code":"create","display":"create")", R"("code":"read","display":"read")"),
                Contains(HasSubstr("create")));
    EXPECT_THAT(broken(R"(,"network":{"address":"192.0.2.7","type":"2"})", ""),
                Contains(HasSubstr("network")));
    EXPECT_THAT(broken("IHE.BasicAudit.Create", "IHE.BasicAudit.PatientCreate"),
                Contains(HasSubstr("patient")));
    EXPECT_THAT(broken(R"("code":"4","display":"Domain Resource")", R"("code":"1","display":"Patient")"),
                Contains(HasSubstr("entity[1].role")));
}

} // namespace
} // namespace renkei::audit::balp_test
