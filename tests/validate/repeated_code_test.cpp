// A code that occurs again, in a document or in the next one, has the same findings each time.
#include "tests/validate/bundle_kit.h"
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::repeated_code_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string observation_of(std::string_view code) {
    return fmt::format("{{'resourceType':'Observation','status':'final','code':{}}}", code);
}

// findings_of() and broken() ask four times, and each time must say the same.
TEST(A_repeated_code, that_is_wrong_is_reported_each_time) {
    EXPECT_THAT(findings_of(observation_of("{'coding':[{'system':'x','code':'a'}]}")),
                ElementsAre("V046 Observation.code.coding[0].system"));
    EXPECT_THAT(findings_of(observation_of(
                    "{'coding':[{'system':'http://hl7.org/fhir/administrative-gender','code':'men'}]}")),
                ElementsAre("V043 Observation.code.coding[0]"));
}

TEST(A_repeated_code, still_leads_to_an_entry) {
    // which is right there, so nothing is said of it
    const std::string system = "http://hl7.org/fhir/administrative-gender";
    const std::string list = fmt::format("{{'resourceType':'CodeSystem','id':'administrative-gender','url':'{"
                                         "}','status':'active','content':'complete'}}",
                                         system);
    const std::string coded =
        composition("c", fmt::format("'category':[{{'coding':[{{'system':'{}','code':'male'}}]}}]", system));
    const std::string first = entry("http://a.example/fhir/Composition/c", coded);
    EXPECT_THAT(broken(bundle("document", {first, entry(system, list)})), IsEmpty());
    EXPECT_THAT(broken(bundle("document", {first, entry(system + "s", list)})),
                ElementsAre("VB40 Bundle.entry[1]"));
}

TEST(A_repeated_code, still_leads_to_an_entry_by_a_relative_address) {
    // without a code there is nothing to say of the system
    const auto document = [](std::string_view system) {
        return bundle(
            "document",
            {entry("http://a.example/fhir/Composition/c",
                   composition("c", fmt::format("'category':[{{'coding':[{{'system':'{}'}}]}}]", system))),
             entry("http://a.example/fhir/Patient/1", patient("1"))});
    };
    EXPECT_THAT(broken(document("Patient/1")), IsEmpty());
    EXPECT_THAT(broken(document("Patient/2")), ElementsAre("VB40 Bundle.entry[1]"));
}

// The same bytes are right as one type and wrong as the other.
TEST(A_repeated_code, is_known_as_one_type_only) {
    const auto with = [](std::string_view name) {
        return fmt::format("{{'url':'http://x.jp/{0}','{0}':{{'text':'abc'}}}}", name);
    };
    const std::string fine = with("valueCodeableConcept");
    const std::string mixed =
        fmt::format("{{'resourceType':'Basic','code':{{'text':'x'}},'extension':[{},{},{},{}]}}", fine, fine,
                    fine, with("valueCoding"));
    EXPECT_THAT(findings_of(mixed), testing::Contains("V012 Basic.extension[3].value.ofType(Coding).text"));
}

TEST(A_repeated_code, is_validated_again_with_stricter_options) {
    ValidationOptions strict;
    strict.example_urls = false;
    const std::string code = observation_of("{'coding':[{'system':'http://example.org/codes','code':'a'}]}");
    EXPECT_THAT(findings_of(code), IsEmpty());
    EXPECT_THAT(findings_of(code, {}, strict), ElementsAre("V084 Observation.code.coding[0].system"));
    EXPECT_THAT(alternately(code, {ValidationOptions(), strict, ValidationOptions(), strict, strict,
                                   ValidationOptions(), strict}),
                ElementsAre(0, 1, 0, 1, 1, 0, 1));
}

// A group of other codes, which a filter may name.
TEST(A_code, that_is_abstract_is_no_value) {
    const std::string system =
        "{'resourceType':'CodeSystem','url':'http://x.jp/care','status':'active','content':"
        "'complete','caseSensitive':true,'concept':[{'code':'all','property':[{'code':"
        "'notSelectable','valueBoolean':true}],'concept':[{'code':'bath'}]}]}";
    const std::string set = "{'resourceType':'ValueSet','url':'http://x.jp/set','status':'active','compose':{"
                            "'include':[{'system':'http://x.jp/care'}]}}";
    const std::string bound = test::profile(
        "Patient",
        "{'id':'Patient.gender','path':'Patient.gender','binding':{'strength':'required','valueSet':"
        "'http://x.jp/set'}}");
    const auto coded = [](std::string_view code) {
        return observation_of(
            fmt::format("{{'coding':[{{'system':'http://x.jp/care','code':'{}'}}]}}", code));
    };
    EXPECT_THAT(findings_of(coded("bath"), {system}), IsEmpty());
    EXPECT_THAT(findings_of(coded("all"), {system}), ElementsAre("V056 Observation.code.coding[0]"));
    const auto bare = [&](std::string_view code) {
        return findings_of(fmt::format("{{'resourceType':'Patient',{},'gender':'{}'}}", test::claim, code),
                           {system, set, bound});
    };
    EXPECT_THAT(bare("bath"), testing::Not(testing::Contains(testing::HasSubstr("V056"))));
    EXPECT_THAT(bare("all"), testing::Contains("V056 Patient.gender"));
}

TEST(A_unit, that_UCUM_refuses_is_no_code) {
    const auto measured = [](std::string_view code) {
        return findings_of(
            fmt::format("{{'resourceType':'Observation','status':'final','code':{{'text':'x'}},"
                        "'valueQuantity':{{'value':1,'system':'http://unitsofmeasure.org','code':'"
                        "{}'}}}}",
                        code));
    };
    EXPECT_THAT(measured("mm[Hg]"), IsEmpty());
    EXPECT_THAT(measured("mmHg"), ElementsAre("V043 Observation.value.ofType(Quantity)"));
}

} // namespace
} // namespace renkei::validate::test::repeated_code_test
