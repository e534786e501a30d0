#include "tests/definitions/open_r4.h"

#include <ostream>

namespace renkei::definitions {

void PrintTo(Tristate answer, std::ostream* out) {
    static constexpr const char* names[] = {"no", "yes", "unknown"};
    *out << names[static_cast<std::size_t>(answer)];
}

} // namespace renkei::definitions

namespace renkei::definitions::terminology_test {
namespace {

constexpr std::string_view gender_set = "http://hl7.org/fhir/ValueSet/administrative-gender";
constexpr std::string_view gender_system = "http://hl7.org/fhir/administrative-gender";

TEST(Bindings, gender_of_a_patient_is_bound_to_its_four_codes) {
    const Element& gender = element("Patient.gender");
    EXPECT_EQ(gender.strength, Strength::required);
    EXPECT_EQ(r4().url(gender.value_set), gender_set);
    for (const std::string_view code : {"male", "female", "other", "unknown"}) {
        EXPECT_EQ(r4().in_value_set(gender.value_set, "", code), Tristate::yes) << code;
    }
    for (const std::string_view code : {"", "man", "Male", "mal", "males"}) {
        EXPECT_EQ(r4().in_value_set(gender.value_set, "", code), Tristate::no) << code;
    }
}

TEST(Bindings, belong_to_the_coded_types_of_a_choice_only) {
    EXPECT_EQ(element("MedicationRequest.medicationCodeableConcept").strength, Strength::example);
    EXPECT_EQ(element("MedicationRequest.medicationReference").strength, Strength::none);
    EXPECT_FALSE(element("MedicationRequest.medicationReference").value_set);
}

TEST(Bindings, to_a_set_that_no_package_defines_keep_its_name) {
    const Element& jurisdiction = element("ValueSet.jurisdiction");
    EXPECT_EQ(r4().url(jurisdiction.value_set), "http://hl7.org/fhir/ValueSet/jurisdiction");
    EXPECT_EQ(r4().in_value_set(jurisdiction.value_set, "urn:iso:std:iso:3166", "JP"), Tristate::unknown);
}

TEST(Bindings, nearly_all_required_ones_can_be_decided) {
    std::size_t required = 0;
    std::size_t undecided = 0;
    for (const Type& type : r4().types()) {
        for (const Element& element : r4().elements(r4().id_of(type))) {
            if (element.strength == Strength::required) {
                ++required;
                undecided +=
                    r4().in_value_set(element.value_set, "", "no-such-code") == Tristate::unknown ? 1 : 0;
            }
        }
    }
    EXPECT_EQ(required, 366U);
    EXPECT_LT(undecided * 10, required);
}

TEST(ValueSets, are_found_by_url_with_or_without_version) {
    EXPECT_EQ(r4().in_value_set(gender_set, gender_system, "female"), Tristate::yes);
    EXPECT_EQ(r4().in_value_set("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1", gender_system,
                                "female"),
              Tristate::yes);
}

TEST(ValueSets, distinguish_systems) {
    EXPECT_EQ(r4().in_value_set(gender_set, "http://example.com/sex", "female"), Tristate::no);
}

TEST(ValueSets, of_which_only_a_part_is_listed_give_unknown) {
    const std::string_view any_condition = "http://hl7.org/fhir/ValueSet/condition-code";
    EXPECT_EQ(r4().in_value_set(any_condition, "http://snomed.info/sct", "160245001"), Tristate::yes);
    EXPECT_EQ(r4().in_value_set(any_condition, "http://snomed.info/sct", "1"), Tristate::unknown);
    EXPECT_EQ(r4().in_value_set("http://hl7.org/fhir/ValueSet/mimetypes", "urn:ietf:bcp:13", "text/csv"),
              Tristate::unknown);
}

TEST(ValueSets, that_are_not_known_give_unknown) {
    EXPECT_FALSE(r4().value_set("http://example.com/ValueSet/none"));
    EXPECT_FALSE(r4().value_set(""));
    EXPECT_EQ(r4().in_value_set("http://example.com/ValueSet/none", "", "a"), Tristate::unknown);
}

TEST(ValueSets, leave_out_codes_that_only_group_others) {
    const std::string_view absent = "http://hl7.org/fhir/ValueSet/data-absent-reason";
    EXPECT_EQ(r4().in_value_set(absent, "", "asked-unknown"), Tristate::yes);
    EXPECT_EQ(r4().in_value_set("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "", "IMP"),
              Tristate::yes);
    EXPECT_EQ(
        r4().in_value_set("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "", "_ActEncounterCode"),
        Tristate::no);
}

TEST(ValueSets, without_an_expansion_are_worked_out_from_whole_systems) {
    const std::string_view sex = "http://terminology.hl7.org/ValueSet/v2-0001";
    EXPECT_EQ(r4().in_value_set(sex, "http://terminology.hl7.org/CodeSystem/v2-0001", "F"), Tristate::yes);
    EXPECT_EQ(r4().in_value_set(sex, "http://terminology.hl7.org/CodeSystem/v2-0001", "Q"), Tristate::no);
}

TEST(ValueSets, every_one_is_found_by_its_url) {
    EXPECT_GT(r4().value_sets().size(), 1300U);
    for (std::uint16_t number = 1; number <= r4().value_sets().size(); ++number) {
        EXPECT_EQ(r4().value_set(r4().url(ValueSetId{number})), ValueSetId{number});
    }
}

TEST(CodeSystems, know_codes_and_displays) {
    EXPECT_EQ(r4().in_code_system(gender_system, "female"), Tristate::yes);
    EXPECT_EQ(r4().in_code_system(gender_system, "woman"), Tristate::no);
    EXPECT_EQ(r4().display(gender_system, "female"), "Female");
    EXPECT_EQ(r4().display(gender_system, "woman"), std::nullopt);
    EXPECT_EQ(r4().display("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP"), "inpatient encounter");
}

TEST(CodeSystems, that_are_not_loaded_give_unknown) {
    EXPECT_EQ(r4().in_code_system("http://loinc.org", "8480-6"), Tristate::unknown);
    EXPECT_EQ(r4().in_code_system("http://example.com/none", "a"), Tristate::unknown);
    EXPECT_EQ(r4().display("http://example.com/none", "a"), std::nullopt);
}

TEST(CodeSystems, there_are_a_thousand_complete_ones) {
    std::size_t complete = 0;
    for (const CodeSystem& system : r4().code_systems()) {
        complete += system.is_complete;
    }
    EXPECT_EQ(complete, 1052U);
}

} // namespace
} // namespace renkei::definitions::terminology_test
