// The library renkei_forms as its users meet it: only public headers.
#include <gtest/gtest.h>
#include <renkei/forms/converter.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace renkei::formsapi::forms_test {
namespace {

const FormCatalogue& catalogue() {
    static const Result<FormCatalogue> opened = FormCatalogue::open(RENKEI_BINARY "/share");
    EXPECT_TRUE(opened) << opened.error().english;
    return *opened;
}

std::string sample() {
    for (const auto& each : std::filesystem::directory_iterator(RENKEI_KIT "/admission")) {
        if (each.path().filename().string().starts_with("NYUIN_")) {
            std::ifstream file(each.path(), std::ios::binary);
            return {std::istreambuf_iterator<char>(file), {}};
        }
    }
    ADD_FAILURE() << "no sample";
    return {};
}

TEST(FormCatalogue, lists_forms_with_their_syntaxes) {
    const std::vector<FormAbout> forms = catalogue().forms();
    const auto admission = std::ranges::find(forms, "admission", &FormAbout::id);
    ASSERT_NE(admission, forms.end());
    EXPECT_FALSE(admission->title.empty());
    EXPECT_EQ(admission->syntaxes.front(), "csv");
}

TEST(FormCatalogue, cannot_be_opened_in_a_folder_without_it) {
    const Result<FormCatalogue> opened = FormCatalogue::open("/nowhere");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().place.file, "/nowhere/mappings.cache");
}

TEST(Converter, brings_a_form_to_fhir_and_back_byte_for_byte) {
    Converter converter(catalogue());
    const std::string csv = sample();
    const Conversion there = converter.convert(csv, "form.csv");
    ASSERT_TRUE(there.is_converted);
    ASSERT_EQ(there.documents.size(), 1U);
    EXPECT_EQ(there.documents.front().kind, "fhir-json");
    const Conversion back =
        converter.convert(there.documents.front().bytes, there.documents.front().name, {.to = "csv"});
    ASSERT_TRUE(back.is_converted);
    ASSERT_EQ(back.documents.size(), 1U);
    EXPECT_EQ(back.documents.front().bytes, csv);
}

TEST(Converter, writes_fhir_in_xml) {
    Converter converter(catalogue());
    const Conversion xml = converter.convert(sample(), "form.csv", {.to = "fhir-xml"});
    ASSERT_TRUE(xml.is_converted);
    EXPECT_NE(xml.documents.front().bytes.find("<Bundle xmlns=\"http://hl7.org/fhir\">"), std::string::npos);
    const Conversion resource =
        converter.convert(R"({"resourceType":"Patient","id":"p1"})", "p.json", {.to = "fhir-xml"});
    ASSERT_TRUE(resource.is_converted);
    EXPECT_NE(resource.documents.front().bytes.find("<id value=\"p1\"/>"), std::string::npos);
}

TEST(Converter, refuses_what_is_no_form_and_reports_why) {
    const Conversion conversion = Converter(catalogue()).convert("a,b\r\n", "x.csv");
    EXPECT_FALSE(conversion.is_converted);
    EXPECT_TRUE(conversion.documents.empty());
    ASSERT_TRUE(conversion.findings.has(Severity::error));
    EXPECT_EQ(conversion.findings.shown.front().place.file, "x.csv");
}

} // namespace
} // namespace renkei::formsapi::forms_test
