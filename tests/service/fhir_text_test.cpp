// FHIR in JSON and in XML.
#include "gateway/forms/service/convert.h"
#include "generated/messages/conversion.h"
#include "generated/messages/service.h"
#include "generated/messages/xml.h"

#include "product.h"
#include <gtest/gtest.h>

namespace renkei::service::fhir_text_test {
namespace {

constexpr const char* patient = R"({"resourceType":"Patient","name":[{"family":"連携"}],"birthDate":"1950"})";
constexpr const char* patient_in_xml =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"連携\"/></name>"
    "<birthDate value=\"1950\"/></Patient>\n";

Outcome converted(const Input& input, std::string to, OnLoss on_loss = OnLoss::report) {
    Workspace workspace(product());
    return convert(workspace, input, {.to = parse_target_spec(to), .on_loss = on_loss});
}

std::string text(const Outcome& outcome) {
    EXPECT_EQ(outcome.documents.size(), 1U);
    return outcome.documents.empty() ? "" : outcome.documents[0].bytes;
}

TEST(FhirText, a_form_becomes_a_bundle_in_xml_and_comes_back) {
    const Input form = file_of_cases("admission.csv");
    const Outcome bundle = converted(form, "fhir-xml");
    ASSERT_EQ(bundle.documents.size(), 1U);
    EXPECT_EQ(bundle.documents[0].name, "admission.bundle.xml");
    EXPECT_FALSE(bundle.documents[0].is_json);
    EXPECT_EQ(text(converted({.name = "b.xml", .bytes = text(bundle)}, "")), form.bytes);
}

TEST(FhirText, a_document_of_a_form_has_the_same_content_in_xml_and_json) {
    const Input form = file_of_cases("admission.csv");
    const std::string xml = text(converted(form, "fhir-xml"));
    Workspace workspace(product());
    EXPECT_EQ(text(convert(workspace, {.name = "b.xml", .bytes = xml},
                           {.to = parse_target_spec("fhir"), .rebuild = true})),
              text(converted(form, "fhir")));
    EXPECT_EQ(text(converted(
                  {.name = "b.json", .bytes = text(converted({.name = "b.xml", .bytes = xml}, "fhir"))}, "")),
              form.bytes);
}

TEST(FhirText, only_the_syntax_of_a_form_document_changes_and_what_no_item_takes_stays) {
    const std::string ours = text(converted(file_of_cases("admission.csv"), "fhir"));
    const std::string foreign =
        R"({"fullUrl":"urn:uuid:6b2d3c5e-0000-4000-8000-000000000001","resource":{"resourceType":"Basic","code":{"text":"東3病棟"}}},)";
    std::string bundle = ours;
    bundle.insert(bundle.find("{\"fullUrl\"", bundle.find("{\"fullUrl\"") + 1), foreign);
    const std::string xml = text(converted({.name = "b.json", .bytes = bundle}, "fhir-xml"));
    EXPECT_NE(xml.find("東3病棟"), std::string::npos);
    EXPECT_NE(text(converted({.name = "b.xml", .bytes = xml}, "fhir")).find("東3病棟"), std::string::npos);
    EXPECT_EQ(text(converted({.name = "b.json", .bytes = bundle}, "fhir")), bundle);
    Workspace workspace(product());
    const Outcome rebuilt = convert(workspace, {.name = "b.json", .bytes = bundle},
                                    {.to = parse_target_spec("fhir"), .rebuild = true});
    EXPECT_EQ(text(rebuilt), ours);
    EXPECT_TRUE(rebuilt.report.has(message::loss_unmapped));
}

TEST(FhirText, what_is_rebuilt_must_be_a_document_of_a_form) {
    Workspace workspace(product());
    const Outcome outcome = convert(workspace, {.name = "p.json", .bytes = patient},
                                    {.to = parse_target_spec("fhir-xml"), .rebuild = true});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.report.has(message::not_a_bundle));
}

TEST(FhirText, xml_content_beside_the_resource_is_reported_with_its_line) {
    const std::string xml =
        "<?xml version=\"1.0\"?>\n<?xml-stylesheet href=\"a.xsl\"?>\n<!-- draft -->\n<Patient "
        "xmlns=\"http://hl7.org/fhir\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://hl7.org/fhir "
        "a.xsd\"><active value=\"true\"/></Patient>\n";
    const Outcome outcome = converted({.name = "p.xml", .bytes = xml}, "fhir-json", OnLoss::refuse);
    EXPECT_EQ(outcome.status, OutcomeStatus::done) << "nothing of the resource is lost";
    std::vector<std::uint32_t> lines;
    for (const Message message :
         {message::loss_instruction, message::loss_comment, message::loss_schema_hint}) {
        for (const diag::Finding& finding : outcome.report.findings()) {
            if (finding.message == message) {
                lines.push_back(finding.where.line);
                EXPECT_EQ(finding.where.file, "p.xml");
            }
        }
    }
    EXPECT_EQ(lines, (std::vector<std::uint32_t>{2, 3, 4}));
}

// Read on, the resource would be there without its values.
TEST(FhirText, values_as_text_between_tags_are_refused) {
    const std::string namespaced = "<Patient xmlns=\"http://hl7.org/fhir\">";
    const Outcome resource = converted(
        {.name = "p.xml", .bytes = namespaced + "<birthDate>1950</birthDate></Patient>"}, "fhir-json");
    EXPECT_EQ(resource.status, OutcomeStatus::refused);
    EXPECT_TRUE(resource.documents.empty());
    EXPECT_TRUE(resource.report.has(message::xml_text));
    const Outcome good = converted(
        {.name = "p.xml", .bytes = namespaced + "\n<birthDate value=\"1950\"/>\n</Patient>"}, "fhir-json");
    EXPECT_EQ(good.status, OutcomeStatus::done);

    std::string xml = text(converted(file_of_cases("admission.csv"), "fhir-xml"));
    xml.insert(xml.find("<gender"), "<language>ja</language>");
    for (const char* const to : {"", "fhir-json"}) {
        const Outcome bundle = converted({.name = "b.xml", .bytes = xml}, to);
        EXPECT_EQ(bundle.status, OutcomeStatus::refused) << to;
        EXPECT_TRUE(bundle.documents.empty()) << to;
        EXPECT_TRUE(bundle.report.has(message::xml_text)) << to;
    }
}

TEST(FhirText, findings_about_a_bundle_in_xml_have_its_lines) {
    std::string xml = text(converted(file_of_cases("admission.csv"), "fhir-xml"));
    const std::size_t at = xml.find("<gender");
    ASSERT_NE(at, std::string::npos);
    xml.insert(at, "\n\n   <colour value=\"red\"/>");
    const Outcome outcome = converted({.name = "b.xml", .bytes = xml}, "");
    EXPECT_EQ(outcome.status, OutcomeStatus::done);
    std::size_t found = 0;
    for (const diag::Finding& finding : outcome.report.findings()) {
        if (finding.message == message::xml_unknown_element || finding.message == message::loss_unmapped) {
            EXPECT_EQ(finding.where.file, "b.xml");
            EXPECT_EQ(finding.where.line, 4U);
            EXPECT_EQ(finding.where.column, 4U);
            EXPECT_TRUE(finding.where.path.ends_with(".colour")) << finding.where.path;
            ++found;
        }
    }
    EXPECT_EQ(found, 2U);
}

TEST(FhirText, any_resource_goes_into_xml_and_back) {
    const Outcome xml = converted({.name = "p.json", .bytes = patient}, "fhir-xml");
    EXPECT_EQ(text(xml), patient_in_xml);
    EXPECT_EQ(xml.documents[0].name, "p.xml");
    const Outcome json = converted({.name = "p.xml", .bytes = patient_in_xml}, "fhir-json");
    EXPECT_EQ(text(json), std::string(patient) + "\n");
    EXPECT_EQ(json.documents[0].name, "p.json");
    EXPECT_TRUE(xml.report.empty() && json.report.empty());
}

TEST(FhirText, every_line_of_json_is_a_document) {
    const Outcome outcome =
        converted({.name = "p.ndjson", .bytes = std::string(patient) + "\n" + patient + "\n"}, "fhir-xml");
    ASSERT_EQ(outcome.documents.size(), 2U);
    EXPECT_EQ(outcome.documents[1].name, "p-2.xml");
    EXPECT_EQ(outcome.documents[1].bytes, patient_in_xml);
}

TEST(FhirText, one_wrong_line_refuses_all) {
    for (const char* line : {"{]", "{\"resourceType\":\"Robot\"}"}) {
        const Outcome outcome =
            converted({.name = "p.ndjson", .bytes = std::string(patient) + "\n" + line + "\n"}, "fhir-xml");
        EXPECT_EQ(outcome.status, OutcomeStatus::refused) << line;
        EXPECT_TRUE(outcome.documents.empty());
        ASSERT_EQ(outcome.report.total(), 1U);
        EXPECT_EQ(outcome.report.findings()[0].where.line, 2U);
    }
}

TEST(FhirText, what_xml_cannot_represent_refuses_only_on_request) {
    const Input input{.name = "p.json", .bytes = R"({"resourceType":"Patient","colour":"red"})"};
    EXPECT_EQ(converted(input, "fhir-xml").status, OutcomeStatus::done);
    const Outcome refused = converted(input, "fhir-xml", OnLoss::refuse);
    EXPECT_EQ(refused.status, OutcomeStatus::refused);
    EXPECT_TRUE(refused.documents.empty());
    EXPECT_TRUE(refused.report.has(message::to_xml_unknown_member));
}

TEST(FhirText, broken_xml_is_refused_with_its_place) {
    for (const char* to : {"", "fhir-json", "csv"}) {
        const Outcome outcome =
            converted({.name = "p.xml", .bytes = "<Bundle xmlns='http://hl7.org/fhir'>\n<type>"}, to);
        EXPECT_EQ(outcome.status, OutcomeStatus::refused) << to;
        ASSERT_EQ(outcome.report.total(), 1U) << to;
        EXPECT_EQ(outcome.report.findings()[0].message, message::xml_ends_early) << to;
        EXPECT_EQ(outcome.report.findings()[0].where.line, 2U) << to;
    }
}

TEST(FhirText, a_resource_is_not_a_form) {
    for (const char* to : {"", "csv"}) {
        EXPECT_TRUE(
            converted({.name = "p.xml", .bytes = patient_in_xml}, to).report.has(message::not_a_bundle))
            << to;
        EXPECT_TRUE(converted({.name = "p.json", .bytes = patient}, to).report.has(message::not_a_bundle))
            << to;
    }
    EXPECT_TRUE(converted({.name = "p.xml", .bytes = "<html/>"}, "fhir").report.has(message::xml_not_fhir));
}

TEST(FhirText, a_named_form_is_not_ignored) {
    Workspace workspace(product());
    const std::string form(product().plans().front().form().id());
    const Outcome outcome = convert(workspace, {.name = "p.xml", .bytes = patient_in_xml},
                                    {.read = {.form = form}, .to = parse_target_spec("fhir-json")});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.report.has(message::not_a_bundle));
}

} // namespace
} // namespace renkei::service::fhir_text_test
