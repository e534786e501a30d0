// The example consents of IHE PCF: each is read as a client of this gateway sends it. Those whose rules a
// record can carry decide as their descriptions say; the others are refused by the place that it cannot.
#include "gateway/core/json/parser.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "generated/messages/sharing.h"

#include "tests/server_records/kit.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace renkei::server::pcf_test {
namespace {

using sharing::Purpose;
using sharing::Reason;

const std::filesystem::path examples =
    std::filesystem::path(RENKEI_SHARED) / "conformance/ihe-pcf/consent.fsh";

// Elements that repeat, and that are CodeableConcept, of those that the examples name.
const std::set<std::string> lists{"category", "performer", "organization",  "policy",  "purpose",
                                  "data",     "actor",     "securityLabel", "security"};
const std::set<std::string> concepts{"scope", "category", "role"};

Json value_of(const std::string& text, bool is_concept) {
    if (text.starts_with("Reference(")) {
        return {{"reference", text.substr(10, text.find(')') - 10)}};
    }
    if (text.starts_with('"')) {
        return text.substr(1, text.rfind('"') - 1);
    }
    const std::size_t hash = text.find('#');
    if (hash == 0 || hash == std::string::npos) {
        return text.substr(hash == 0 ? 1 : 0);
    }
    const std::string code = text.substr(hash + 1, text.find(' ', hash) - hash - 1);
    const Json coding{{"system", text.substr(0, hash)}, {"code", code}};
    return is_concept ? Json{{"coding", Json::array({coding})}} : coding;
}

// "* provision.data[iData][+].meaning = #instance" of FHIR Shorthand.
void assign(Json& resource, const std::string& path, const std::string& value) {
    Json* at = &resource;
    std::string name;
    std::istringstream parts(path);
    std::string part;
    for (int depth = 0; std::getline(parts, part, '.'); ++depth) {
        name = part.substr(0, part.find('['));
        at = &(*at)[name];
        if (lists.contains(name) || (name == "provision" && depth > 0)) {
            if (at->empty() || part.ends_with("[+]")) {
                at->push_back(Json());
            }
            at = &at->back();
        }
    }
    *at = value_of(value, concepts.contains(name));
}

std::map<std::string, Json> example_consents() {
    std::map<std::string, Json> out;
    std::ifstream in(examples);
    std::string name;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("Instance: ")) {
            name = line.substr(10);
        } else if (line.starts_with("InstanceOf: ") && line.ends_with("Consent")) {
            out[name] = {{"resourceType", "Consent"}};
        } else if (const std::size_t equals = line.find(" = ");
                   line.starts_with("* ") && equals != std::string::npos && out.contains(name)) {
            assign(out[name], line.substr(2, equals - 2), line.substr(equals + 3));
        }
    }
    return out;
}

Json numbered(std::string_view system, std::string_view value) {
    return {{"identifier", {{"system", system}, {"value", value}}}};
}

// What a client of this gateway knows: numbers of the person and of organisations, whose policy it is, and
// how the consent was taken. The mark of an example is no part of it.
Json as_client_sends(Json consent) {
    constexpr std::string_view office = "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no";
    const std::map<std::string, Json> known{
        {"Patient/ex-patient", numbered(RecordsKit::member_system, "990011:0000001016")},
        {"Patient/ex-mother", numbered(RecordsKit::member_system, "990011:0000002002")},
        {"Organization/ex-organization",
         numbered("https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no", "990011")},
        {"Organization/ex-org-researcher", numbered(office, "9970199999")}};
    const std::function<void(Json&)> replace = [&](Json& node) {
        if (node.is_object() && node.contains("reference") && node["reference"].is_string() &&
            known.contains(node["reference"])) {
            node = known.at(node["reference"]);
        }
        for (Json& child : node) {
            if (child.is_structured()) {
                replace(child);
            }
        }
    };
    consent.erase("meta");
    replace(consent);
    consent["policy"][0]["uri"] = std::string(canonical) + "/policy/sharing";
    consent["extension"] =
        Json::array({{{"url", std::string(canonical) + "/StructureDefinition/consent-record"},
                      {"extension", Json::array({{{"url", "channel"}, {"valueCode", "application"}}})}}});
    return consent;
}

diag::Result<ReadConsent> read_example(const Json& consent) {
    const std::string text = as_client_sends(consent).dump();
    json::Tree tree;
    TRY_VOID(json::Parser().parse(text, tree));
    return read_consent_resource(tree, {.canonical = canonical}, sharing::test::ours().kind_ids());
}

// What an office that serves the person may read for this purpose, if the consent is the only thing it needs.
Reason decided(const sharing::Consent& consent, Purpose purpose) {
    const sharing::Matrix& matrix = sharing::test::ours();
    sharing::State state = sharing::test::full_state("cert.opinion", "care_manager");
    state.purpose = purpose;
    state.consents = {consent};
    state.consents.front().insurer = state.person.insurer;
    return sharing::decide(matrix, state.request(matrix)).reason;
}

struct Taken {
    Reason care;
    Reason payment;
};
// "Treatment/Payment/Operations" accepted, or rejected.
const std::map<std::string, Taken> taken{
    {"ex-consent-basic-treat", {Reason::allowed, Reason::allowed}},
    {"ex-consent-basic-ink", {Reason::allowed, Reason::allowed}},
    {"ex-consent-basic-reject", {Reason::consent_refused, Reason::consent_refused}},
};
// The place that a record cannot carry; its beginning.
const std::map<std::string, std::string> refused_at{
    {"ex-consent-basic-treat-infant", "Consent.performer"}, // a mother: on what ground is not said
    {"ex-consent-basic-research", "Consent.provision.purpose[0].code"},
    {"ex-consent-intermediate-timeframe", "Consent.provision.dataPeriod"},
    {"ex-consent-intermediate-authoredby", "Consent.provision.data"},
    {"ex-consent-intermediate-encounter", "Consent.provision.data"},
    {"ex-consent-intermediate-data", "Consent.provision.data"},
    {"ex-consent-intermediate-not-data", "Consent.provision.provision"},
    {"ex-consent-intermediate-purpose", "Consent.provision.purpose[0].system"},
    {"ex-dissent-intermediate-break-glass", "Consent.provision.provision"},
};

TEST(PcfExamples, are_taken_and_decide_as_they_say_or_are_refused_by_what_they_cannot_carry) {
    if (!std::filesystem::exists(examples)) {
        GTEST_SKIP() << "needs RENKEI_SHARED";
    }
    const std::map<std::string, Json> all = example_consents();
    EXPECT_GE(all.size(), 16U);
    std::size_t decided_ones = 0;
    for (const auto& [name, consent] : all) {
        const auto read = read_example(consent);
        if (const auto expected = taken.find(name); expected != taken.end()) {
            ASSERT_TRUE(read) << name << diag::to_text(read.error(), diag::Language::english);
            EXPECT_EQ(decided(read->consent, Purpose::care), expected->second.care) << name;
            EXPECT_EQ(decided(read->consent, Purpose::needed), expected->second.payment) << name;
            EXPECT_EQ(decided(read->consent, Purpose::secondary), Reason::purpose) << name;
            ++decided_ones;
            continue;
        }
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().message, diag::message::sharing_record_wrong) << name;
        const auto place = refused_at.find(name);
        const std::string beginning = place == refused_at.end() ? "Consent.provision." : place->second;
        EXPECT_TRUE(read.error().args.at(1).starts_with(beginning)) << name << read.error().args.at(1);
    }
    EXPECT_EQ(decided_ones, taken.size());
}

// Without the change a consent names an office that reads, and another that does not.
TEST(PcfExamples, with_one_recipient_permit_it_alone) {
    sharing::Consent consent{.receivers = {sharing::own_number()}, .given_at = 1};
    EXPECT_EQ(decided(consent, Purpose::care), Reason::allowed);
    consent.receivers = {sharing::other_number()};
    EXPECT_EQ(decided(consent, Purpose::care), Reason::consent_other);
}

} // namespace
} // namespace renkei::server::pcf_test
