// Answers to questions: their types, options, limits.
#include "tests/validate/questionnaire_kit.h"
#include <gtest/gtest.h>

#include <span>

namespace renkei::validate::answer_rules_test {
namespace {

struct Validated {
    std::string_view fact;
    std::string_view item;
    std::string_view answers;
    std::string_view expected;
};
constexpr std::string_view fine;
constexpr std::string_view at_value = "error item[0].answer[0].value";

void expect_each(std::span<const Validated> rows) {
    for (const Validated& row : rows) {
        const std::string_view expected = row.expected;
        EXPECT_EQ(said_of_answers(row.item, row.answers),
                  expected.size() == 4 ? std::string(expected) + " " + std::string(at_value)
                                       : std::string(expected))
            << row.fact;
    }
}

TEST(An_answer, has_the_type_of_its_item) {
    constexpr Validated rows[] = {
        {"boolean", "'type':'boolean'", "{'valueBoolean':true}", fine},
        {"decimal", "'type':'decimal'", "{'valueDecimal':1.5}", fine},
        {"integer is no decimal", "'type':'decimal'", "{'valueInteger':1}", "VQ55"},
        {"integer", "'type':'integer'", "{'valueInteger':1}", fine},
        {"date", "'type':'date'", "{'valueDate':'2026-04-01'}", fine},
        {"dateTime", "'type':'dateTime'", "{'valueDateTime':'2026-04-01T10:00:00+09:00'}", fine},
        {"time", "'type':'time'", "{'valueTime':'10:00:00'}", fine},
        {"string", "'type':'string'", "{'valueString':'x'}", fine},
        {"string is no boolean", "'type':'boolean'", "{'valueString':'はい'}", "VQ55"},
        {"text", "'type':'text'", "{'valueString':'一行目\\n二行目'}", fine},
        {"url", "'type':'url'", "{'valueUri':'https://example.org/'}", fine},
        {"coding is no url", "'type':'url'", "{'valueCoding':{'system':'https://forms.test/s','code':'1'}}",
         "VQ55"},
        {"quantity", "'type':'quantity'", "{'valueQuantity':{'value':1}}", fine},
        {"reference", "'type':'reference'", "{'valueReference':{'reference':'Patient/1'}}", fine},
        {"attachment", "'type':'attachment'", "{'valueAttachment':{'title':'x'}}", fine},
    };
    expect_each(rows);
}

TEST(An_answer, is_one_of_the_options) {
    constexpr std::string_view codes =
        "'type':'choice','repeats':true,'answerOption':[{'valueCoding':{'system':'https://forms.test/"
        "s','code':'1',"
        "'display':'自立'}},{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
        "questionnaire-optionExclusive',"
        "'valueBoolean':true}],'valueCoding':{'system':'https://forms.test/s','code':'9'}}]";
    constexpr std::string_view open =
        "'type':'open-choice','answerOption':[{'valueCoding':{'code':'U','display':'Urine'}}]";
    constexpr std::string_view dates = "'type':'date','answerOption':[{'valueDate':'2026-04-01'}]";
    constexpr Validated rows[] = {
        {"listed", codes, "{'valueCoding':{'system':'https://forms.test/s','code':'1'}}", fine},
        {"not listed", codes, "{'valueCoding':{'system':'https://forms.test/s','code':'2'}}",
         "VQ70 error item[0].answer[0]"},
        {"no text among the options", codes, "{'valueString':'自立'}", "VQ71 error item[0].answer[0]"},
        {"exclusive alone", codes, "{'valueCoding':{'system':'https://forms.test/s','code':'9'}}", fine},
        {"exclusive with another", codes,
         "{'valueCoding':{'system':'https://forms.test/s','code':'1'}},{'valueCoding':{'system':'https://"
         "forms.test/s','code':'9'}}",
         "VQ74 error item[0].answer[1]"},
        {"free text", open, "{'valueString':'その他'}", fine},
        {"free text that is an option", open, "{'valueString':'urine'}", "VQ73 warning item[0].answer[0]"},
        {"date listed", dates, "{'valueDate':'2026-04-01'}", fine},
        {"date not listed", dates, "{'valueDate':'2026-04-02'}", "VQ70"},
        {"nothing to choose from", "'type':'choice'", "{'valueString':'x'}",
         "VQ72 information item[0].answer[0]"},
    };
    expect_each(rows);
}

TEST(An_answer, is_in_the_value_set) {
    constexpr std::string_view of_gender =
        "'type':'choice','answerValueSet':'http://hl7.org/fhir/ValueSet/administrative-gender'";
    constexpr Validated rows[] = {
        {"member", of_gender,
         "{'valueCoding':{'system':'http://hl7.org/fhir/administrative-gender','code':'male'}}", fine},
        {"no member", of_gender,
         "{'valueCoding':{'system':'http://hl7.org/fhir/administrative-gender','code':'m'}}", "VQ75"},
        {"without system", of_gender, "{'valueCoding':{'code':'male'}}",
         "VQ77 warning item[0].answer[0].value"},
        {"code as text",
         "'type':'string','answerValueSet':'http://hl7.org/fhir/ValueSet/administrative-gender'",
         "{'valueString':'男'}", "VQ75"},
        {"no such value set", "'type':'choice','answerValueSet':'https://forms.test/none'",
         "{'valueCoding':{'system':'https://forms.test/s','code':'1'}}", "VQ13 warning item[0].answer[0]"},
    };
    expect_each(rows);
}

TEST(An_answer, keeps_the_limits) {
    constexpr std::string_view whole =
        "'type':'integer','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/minValue',"
        "'valueInteger':1},{'url':'http://hl7.org/fhir/StructureDefinition/maxValue','valueInteger':10}]";
    constexpr std::string_view since = "'type':'date','extension':[{'url':'http://hl7.org/fhir/"
                                       "StructureDefinition/minValue','valueDate':'2020'}]";
    constexpr std::string_view places = "'type':'decimal','extension':[{'url':'http://hl7.org/fhir/"
                                        "StructureDefinition/maxDecimalPlaces','valueInteger':2}]";
    constexpr std::string_view mass =
        "'type':'quantity','extension':[{'url':'http://hl7.org/fhir/uv/sdc/StructureDefinition/"
        "sdc-questionnaire-maxQuantity',"
        "'valueQuantity':{'value':2,'unit':'kg','system':'http://unitsofmeasure.org','code':'kg'}}]";
    constexpr Validated rows[] = {
        {"lowest", whole, "{'valueInteger':1}", fine},
        {"too low", whole, "{'valueInteger':0}", "VQ60"},
        {"highest", whole, "{'valueInteger':10}", fine},
        {"too high", whole, "{'valueInteger':11}", "VQ61"},
        {"day in the first year", since, "{'valueDate':'2020-05-01'}", fine},
        {"day before", since, "{'valueDate':'2019-12-31'}", "VQ60"},
        {"two places", places, "{'valueDecimal':1.25}", fine},
        {"three places", places, "{'valueDecimal':1.250}", "VQ63"},
        {"same unit", mass, "{'valueQuantity':{'value':3,'system':'http://unitsofmeasure.org','code':'kg'}}",
         "VQ61"},
        {"other unit", mass,
         "{'valueQuantity':{'value':1900,'system':'http://unitsofmeasure.org','code':'g'}}", fine},
        {"other unit, too much", mass,
         "{'valueQuantity':{'value':2100,'system':'http://unitsofmeasure.org','code':'g'}}", "VQ61"},
        {"length is no mass", mass,
         "{'valueQuantity':{'value':1,'system':'http://unitsofmeasure.org','code':'m'}}", "VQ62"},
        {"no formal unit", mass, "{'valueQuantity':{'value':1,'unit':'kg'}}", "VQ62"},
    };
    expect_each(rows);
}

TEST(A_text, keeps_its_length_and_form) {
    constexpr std::string_view form =
        "'type':'string','maxLength':3,'extension':[{'url':"
        "'http://hl7.org/fhir/StructureDefinition/minLength','valueInteger':2}]";
    constexpr std::string_view pattern = "'type':'string','extension':[{'url':'http://hl7.org/fhir/"
                                         "StructureDefinition/regex','valueString':'[0-9]{3}-[0-9]{4}'}]";
    constexpr Validated rows[] = {
        {"three characters, nine bytes", form, "{'valueString':'介護度'}", fine},
        {"too long", form, "{'valueString':'要介護度'}", "VQ65"},
        {"too short", form, "{'valueString':'要'}", "VQ64"},
        {"two lines", "'type':'string'", "{'valueString':'一行目\\n二行目'}",
         "VQ66 warning item[0].answer[0].value"},
        {"of the form", pattern, "{'valueString':'100-0001'}", fine},
        {"not of the form", pattern, "{'valueString':'1000001'}", "VQ67"},
    };
    expect_each(rows);
}

TEST(A_unit, is_one_that_the_item_offers) {
    constexpr std::string_view options =
        "'type':'quantity','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
        "questionnaire-unitOption','valueCoding':{"
        "'system':'http://unitsofmeasure.org','code':'km','display':'kilometer'}}]";
    constexpr Validated rows[] = {
        {"offered", options, "{'valueQuantity':{'value':1,'system':'http://unitsofmeasure.org','code':'km'}}",
         fine},
        {"offered by name", options, "{'valueQuantity':{'value':1,'unit':'kilometer'}}", fine},
        {"not offered", options,
         "{'valueQuantity':{'value':1,'system':'http://unitsofmeasure.org','code':'kg'}}", "VQ80"},
    };
    expect_each(rows);
}

TEST(An_attachment, is_of_a_type_and_size_that_the_item_takes) {
    constexpr std::string_view images =
        "'type':'attachment','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
        "mimeType','valueCode':'image/*'},"
        "{'url':'http://hl7.org/fhir/StructureDefinition/maxSize','valueDecimal':3}]";
    constexpr Validated rows[] = {
        {"fits", images, "{'valueAttachment':{'contentType':'image/png','data':'AAAA'}}", fine},
        {"other type", images, "{'valueAttachment':{'contentType':'text/plain','data':'AAAA'}}",
         "VQ86 error item[0].answer[0]"},
        {"no type", images, "{'valueAttachment':{'data':'AAAA'}}", "VQ85 error item[0].answer[0]"},
        {"too large", images, "{'valueAttachment':{'contentType':'image/png','data':'AAAAAA=='}}",
         "VQ87 error item[0].answer[0]"},
    };
    expect_each(rows);
}

TEST(A_reference, leads_to_what_the_item_asks_for) {
    constexpr std::string_view patient = "'type':'reference','extension':[{'url':'http://hl7.org/fhir/"
                                         "StructureDefinition/questionnaire-referenceResource',"
                                         "'valueCode':'Patient'}]";
    constexpr Validated rows[] = {
        {"right", patient, "{'valueReference':{'reference':'Patient/1'}}", fine},
        {"wrong", patient, "{'valueReference':{'reference':'Organization/1'}}", "VQ90"},
        {"not known", patient,
         "{'valueReference':{'reference':'urn:uuid:c757873d-ec9a-4326-a141-556f43239520'}}",
         "VQ92 information item[0].answer[0].value"},
        {"no such type", "'type':'reference'", "{'valueReference':{'reference':'Chicken/1'}}", "VQ91"},
        {"no URL", "'type':'reference'", "{'valueReference':{'reference':'ht tp://a/Patient/1'}}",
         "VQ94 error item[0].answer[0].value.reference"},
    };
    expect_each(rows);
}

TEST(Answers, are_not_more_and_not_fewer_than_asked_for) {
    constexpr std::string_view two = "'type':'string','repeats':true,'extension':[{'url':'http://hl7.org/"
                                     "fhir/StructureDefinition/questionnaire-minOccurs',"
                                     "'valueInteger':2},{'url':'http://hl7.org/fhir/StructureDefinition/"
                                     "questionnaire-maxOccurs','valueInteger':2}]";
    constexpr Validated rows[] = {
        {"two", two, "{'valueString':'a'},{'valueString':'b'}", fine},
        {"one", two, "{'valueString':'a'}", "VQ53 error item[0]"},
        {"three", two, "{'valueString':'a'},{'valueString':'b'},{'valueString':'c'}", "VQ54 error item[0]"},
        {"two where one is asked for", "'type':'string'", "{'valueString':'a'},{'valueString':'b'}",
         "VQ46 error item[0]"},
    };
    expect_each(rows);
}

} // namespace
} // namespace renkei::validate::answer_rules_test
