// The library renkei_fhir as its users meet it: only public headers.
#include <gtest/gtest.h>
#include <renkei/fhir/fhirpath.h>
#include <renkei/fhir/syntax.h>
#include <renkei/fhir/validator.h>

#include <algorithm>
#include <array>
#include <thread>

namespace renkei::fhirapi::fhir_test {
namespace {

constexpr std::string_view patient = R"({"resourceType":"Patient","id":"p1","gender":"female"})";
constexpr std::string_view wrong_patient = "{\"resourceType\":\"Patient\",\n \"gender\":\"woman\"}";

const Definitions& definitions() {
    static const Result<Definitions> opened = Definitions::open({.data = RENKEI_BINARY "/share"});
    EXPECT_TRUE(opened) << opened.error().english;
    return *opened;
}

TEST(Definitions, lists_the_installed_packages_and_finds_their_resources) {
    const std::vector<PackageName> packages = definitions().packages();
    ASSERT_FALSE(packages.empty());
    EXPECT_EQ(packages.front().name, "hl7.fhir.r4.core");
    EXPECT_EQ(packages.front().version, "4.0.1");
    const auto found =
        definitions().resource("ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
    ASSERT_TRUE(found);
    EXPECT_NE(found->find("\"resourceType\":\"ValueSet\""), std::string::npos);
    EXPECT_FALSE(definitions().resource("ValueSet", "http://example.org/none"));
}

TEST(Definitions, cannot_be_opened_in_a_folder_without_them) {
    const Result<Definitions> opened = Definitions::open({.data = "/nowhere"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().severity, Severity::error);
    EXPECT_EQ(opened.error().place.file, "/nowhere/r4.defs");
    EXPECT_NE(opened.error().english, opened.error().japanese);
}

TEST(Validator, accepts_a_valid_resource_in_json_and_xml) {
    Validator validator(definitions());
    EXPECT_TRUE(validator.validate(patient).is_valid);
    const Result<SyntaxResult> xml = json_to_xml(definitions(), patient);
    ASSERT_TRUE(xml);
    EXPECT_TRUE(validator.validate(xml->text).is_valid);
}

TEST(Validator, reports_an_error_with_its_id_place_and_sentences) {
    const ValidationResult result = Validator(definitions()).validate(wrong_patient);
    EXPECT_FALSE(result.is_valid);
    EXPECT_TRUE(result.findings.has(Severity::error));
    const auto error = std::ranges::find(result.findings.shown, Severity::error, &Finding::severity);
    ASSERT_NE(error, result.findings.shown.end());
    EXPECT_FALSE(error->id.empty());
    EXPECT_EQ(error->place.line, 2U);
    EXPECT_EQ(error->place.path, "Patient.gender");
    EXPECT_EQ(&error->text(Language::japanese), &error->japanese);
    EXPECT_NE(error->english, error->japanese);
}

TEST(Validator, reports_text_that_is_no_resource) {
    const ValidationResult result = Validator(definitions()).validate("{");
    EXPECT_FALSE(result.is_valid);
    EXPECT_EQ(result.findings.shown.size(), 1U);
}

TEST(Validator, follows_its_options) {
    Validator validator(definitions());
    constexpr std::string_view extended =
        R"({"resourceType":"Patient","extension":[{"url":"https://hospital.test/unknown","valueString":"x"}]})";
    EXPECT_TRUE(validator.validate(extended).is_valid);
    EXPECT_FALSE(validator.validate(extended, {.known_extensions_only = true}).is_valid);
    EXPECT_TRUE(validator
                    .validate(extended, {.known_extensions_only = true,
                                         .extension_domains = {"https://hospital.test/"}})
                    .is_valid);
    constexpr std::string_view example =
        R"({"resourceType":"Patient","identifier":[{"system":"http://example.org/ids","value":"1"}]})";
    EXPECT_TRUE(validator.validate(example).is_valid);
    EXPECT_FALSE(validator.validate(example, {.example_urls = false}).is_valid);
    constexpr std::string_view marked_up =
        R"({"resourceType":"Questionnaire","status":"draft","description":"<b>x</b>"})";
    EXPECT_TRUE(validator.validate(marked_up).is_valid);
    EXPECT_FALSE(validator.validate(marked_up, {.html_in_markdown = false}).is_valid);
    EXPECT_FALSE(
        validator.validate(patient, {.profiles = {"http://hl7.org/fhir/StructureDefinition/bmi"}}).is_valid);
    const ValidationResult errors_only = validator.validate(patient, {.least = Severity::error});
    EXPECT_TRUE(errors_only.findings.shown.empty());
}

TEST(Validator, works_in_several_threads_that_share_the_definitions) {
    std::array<bool, 4> valid{};
    {
        std::vector<std::jthread> threads;
        for (bool& each : valid) {
            threads.emplace_back([&each] { each = Validator(definitions()).validate(patient).is_valid; });
        }
    }
    EXPECT_EQ(std::ranges::count(valid, true), 4);
}

TEST(Syntax, goes_from_json_to_xml_and_back) {
    const Result<SyntaxResult> xml = json_to_xml(definitions(), patient, Layout::indented);
    ASSERT_TRUE(xml);
    EXPECT_NE(xml->text.find("<gender value=\"female\"/>"), std::string::npos);
    const Result<SyntaxResult> json = xml_to_json(definitions(), xml->text);
    ASSERT_TRUE(json);
    EXPECT_EQ(json->text, patient);
    EXPECT_TRUE(json->findings.shown.empty());
}

TEST(Syntax, refuses_text_of_the_other_syntax) {
    EXPECT_FALSE(json_to_xml(definitions(), "<Patient/>"));
    EXPECT_FALSE(xml_to_json(definitions(), patient));
}

TEST(FhirPath, gives_values_with_type_and_path) {
    FhirPath fhirpath(definitions());
    const Result<std::vector<FhirPathValue>> values = fhirpath.evaluate("gender", patient);
    ASSERT_TRUE(values) << values.error().english;
    ASSERT_EQ(values->size(), 1U);
    EXPECT_EQ(values->front().type, "FHIR.code");
    EXPECT_EQ(values->front().text, "female");
    EXPECT_EQ(values->front().json, "\"female\"");
    EXPECT_EQ(values->front().path, "Patient.gender");
}

TEST(FhirPath, refuses_a_name_that_the_type_does_not_have) {
    const Result<std::vector<FhirPathValue>> values = FhirPath(definitions()).evaluate("sex", patient);
    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().place.column, 1U);
}

} // namespace
} // namespace renkei::fhirapi::fhir_test
