// Labels at resources and documents: every one counts, and what a line names by a reference, too.
#include "gathered.h"
#include "kit.h"
#include <gtest/gtest.h>

#include <utility>

namespace renkei::mhd::confidentiality_test {
namespace {

constexpr std::string_view system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

Json labelled(Json resource, const std::vector<std::string>& codes) {
    for (const std::string& code : codes) {
        resource["meta"]["security"].push_back({{"system", system}, {"code", code}});
    }
    return resource;
}

Json named_by(Json medication_reference) {
    medication_reference["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000101";
    return about("MedicationRequest",
                 {{"status", "active"}, {"intent", "order"}, {"medicationReference", medication_reference}});
}

Json medication() { return {{"resourceType", "Medication"}, {"code", {{"text", "薬ホ"}}}}; }

SummaryContent gathered_of(const Json& document, RestrictedEntries restricted = RestrictedEntries::taken) {
    return gathered(document.dump(), sections_with_person(summary_table()), {}, restricted);
}

// Restricted or not, of each line; nothing of the person's own data.
std::vector<bool> marks(const SummaryContent& content) {
    std::vector<bool> out;
    for (const SummaryEntry& each : content.entries) {
        if (each.section != 0) {
            out.push_back(each.question.is_restricted);
        }
    }
    return out;
}

TEST(Confidentiality, of_a_summary_is_the_strictest_label_wherever_it_stands) {
    const auto of = [](const Json& document) { return gathered_of(document).confidentiality; };
    const Json allergy = about("AllergyIntolerance", {{"code", {{"text", "そば"}}}});
    EXPECT_EQ(of(document_with({allergy})), "N");
    EXPECT_EQ(of(document_with({labelled(allergy, {"HTEST", "R"})})), "R");
    EXPECT_EQ(of(document_with({labelled(allergy, {"N", "V", "R"})})), "V");
    EXPECT_EQ(of(document_with({named_by({}), labelled(medication(), {"R"})})), "R") << "taken along";
    EXPECT_EQ(of(labelled(document_with({}), {"N", "R"})), "R");
    Json of_composition = document_with({});
    of_composition["entry"][0]["resource"] = labelled(of_composition["entry"][0]["resource"], {"HTEST", "R"});
    EXPECT_EQ(of(of_composition), "R");
    Json stated = labelled(document_with({}), {"R"});
    stated["entry"][0]["resource"]["confidentiality"] = "N";
    EXPECT_EQ(of(stated), "R");
    stated["entry"][0]["resource"]["confidentiality"] = "V";
    EXPECT_EQ(of(stated), "V");
}

TEST(Confidentiality, of_what_a_line_names_is_that_of_the_line) {
    for (const Json& reference : {Json::object(), Json{{"display", "薬ホ"}}}) {
        const Json open = document_with({named_by(reference), medication()});
        const Json restricted = document_with({named_by(reference), labelled(medication(), {"N", "R"})});
        EXPECT_EQ(marks(gathered_of(open)), std::vector{false});
        EXPECT_EQ(marks(gathered_of(restricted)), std::vector{true});
        EXPECT_EQ(marks(gathered_of(open, RestrictedEntries::left_out)), std::vector{false});
        EXPECT_TRUE(gathered_of(restricted, RestrictedEntries::left_out).entries.empty()) << reference;
        EXPECT_TRUE(gathered_of(restricted, RestrictedEntries::left_out).is_whole());
    }
}

TEST(Confidentiality, of_devices_and_members_is_that_of_their_lines) {
    const Json to = {{"reference", "urn:uuid:00000000-0000-4000-8000-000000000101"}};
    const std::vector<std::pair<Json, Json>> cases{
        {about("DeviceUseStatement", {{"status", "active"}, {"device", to}}),
         {{"resourceType", "Device"}, {"deviceName", {{{"name", "酸素"}, {"type", "other"}}}}}},
        {about("CareTeam", {{"status", "active"}, {"participant", {{{"member", to}}}}}),
         {{"resourceType", "Practitioner"}, {"name", {{{"text", "連携　太郎"}}}}}},
        {about("DeviceRequest", {{"status", "active"}, {"intent", "order"}, {"codeReference", to}}),
         {{"resourceType", "Device"}, {"type", {{"text", "酸素"}}}}}};
    for (const auto& [resource, target] : cases) {
        EXPECT_EQ(marks(gathered_of(document_with({resource, target}))), std::vector{false}) << resource;
        EXPECT_EQ(marks(gathered_of(document_with({resource, labelled(target, {"V"})}))), std::vector{true})
            << resource;
    }
}

TEST(Confidentiality, of_a_repeat_is_that_of_the_line) {
    const Json allergy = about("AllergyIntolerance", {{"code", {{"text", "そば"}}}});
    const SummaryContent content = gathered_of(document_with({allergy, labelled(allergy, {"R"})}));
    EXPECT_EQ(marks(content), std::vector{true});
    EXPECT_EQ(content.confidentiality, "R");
}

TEST(Confidentiality, of_a_patient_is_that_of_its_contacts) {
    const Json contacts = {{{"relationship", {{{"text", "長女"}}}}, {"name", {{"text", "連携　春子"}}}}};
    const Json patient = labelled({{"contact", contacts}}, {"R"});
    const Json document = document_with({}, Json::array(), patient);
    EXPECT_EQ(marks(gathered_of(document)), std::vector{true});
    EXPECT_TRUE(gathered_of(document, RestrictedEntries::left_out).entries.empty());
}

} // namespace
} // namespace renkei::mhd::confidentiality_test
