#include "tests/validate/questionnaire_kit.h"
#include <gtest/gtest.h>

namespace renkei::validate::questionnaire_rules_test {
namespace {

constexpr std::string_view yes_no = "{'linkId':'fall','type':'boolean'}";

TEST(A_questionnaire, may_ask_for_the_answer_to_an_item_before) {
    EXPECT_EQ(said(questionnaire(
                  std::string(yes_no) +
                  ",{'linkId':'where','type':'string','enableWhen':[{'question':'fall','operator':'=',"
                  "'answerBoolean':true}]}")),
              "");
}

struct Target {
    std::string_view fact;
    std::string_view condition;
    std::string_view expected;
};

TEST(A_questionnaire, cannot_ask_for_the_answer_to_any_other_item) {
    constexpr Target rows[] = {
        {"unknown", "'question':'none','operator':'=','answerBoolean':true", "VQ02 error item[1]"},
        {"itself", "'question':'group','operator':'=','answerBoolean':true", "VQ03 error item[1]"},
        {"inside", "'question':'inner','operator':'=','answerBoolean':true", "VQ01 error item[1]"},
        {"later", "'question':'last','operator':'=','answerBoolean':true", "VQ04 warning item[1]"},
        {"another type", "'question':'fall','operator':'=','answerInteger':1",
         "VQ06 warning item[1].enableWhen[0]"},
        {"without order", "'question':'fall','operator':'>','answerBoolean':true",
         "VQ07 warning item[1].enableWhen[0]"},
        {"no answer", "'question':'hint','operator':'exists','answerBoolean':true",
         "VQ04 warning item[1]; VQ05 warning item[1].enableWhen[0]"},
    };
    for (const Target& row : rows) {
        EXPECT_EQ(said(questionnaire(
                      std::string(yes_no) + ",{'linkId':'group','type':'group','enableWhen':[{" +
                      std::string(row.condition) +
                      "}],'item':[{'linkId':'inner','type':'boolean'}]},"
                      "{'linkId':'last','type':'boolean'},{'linkId':'hint','type':'display','text':'x'}")),
                  row.expected)
            << row.fact;
    }
}

TEST(A_questionnaire, says_how_two_conditions_go_together) {
    const auto with = [](std::string_view behavior) {
        return questionnaire(std::string(yes_no) + ",{'linkId':'a','type':'string'," + std::string(behavior) +
                             "'enableWhen':[{'question':'fall','operator':'=','answerBoolean':true},"
                             "{'question':'fall','operator':'exists','answerBoolean':true}]}");
    };
    EXPECT_EQ(said(with("")), "VQ14 error item[1]");
    EXPECT_EQ(said(with("'enableBehavior':'all',")), "");
}

TEST(A_questionnaire, is_warned_about_options_that_its_item_cannot_take) {
    EXPECT_EQ(said(questionnaire(
                  "{'linkId':'a','type':'choice','answerOption':[{'valueString':'はい'},{'valueInteger':1}],"
                  "'initial':[{'valueString':'いいえ'}]}")),
              "VQ09 warning item[0].initial[0].value");
    EXPECT_EQ(said(questionnaire("{'linkId':'a','type':'date','initial':[{'valueString':'明日'}]}")),
              "VQ08 warning item[0].initial[0].value");
}

TEST(A_questionnaire, is_warned_about_limits_that_no_answer_meets) {
    EXPECT_EQ(
        said(questionnaire("{'linkId':'a','type':'integer','extension':["
                           "{'url':'http://hl7.org/fhir/StructureDefinition/minValue','valueInteger':20},"
                           "{'url':'http://hl7.org/fhir/StructureDefinition/maxValue','valueInteger':2}]}")),
        "VQ10 warning item[0].extension[0]");
    EXPECT_EQ(
        said(questionnaire("{'linkId':'a','type':'boolean','extension':["
                           "{'url':'http://hl7.org/fhir/StructureDefinition/maxSize','valueDecimal':20}]}")),
        "VQ11 warning item[0].extension[0]");
}

std::string derived(std::string_view kind, std::string_view items) {
    return "{'resourceType':'Questionnaire','url':'https://forms.test/own','status':'active',"
           "'derivedFrom':['https://forms.test/q'],'_derivedFrom':[{'extension':[{"
           "'url':'http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType','valueCoding':{"
           "'system':'http://hl7.org/fhir/questionnaire-derivationType','code':'" +
           std::string(kind) + "'}}]}],'item':[" + std::string(items) + "]}";
}

TEST(A_question, is_defined_by_an_element_that_exists) {
    const auto defined = [](const std::string& definition) {
        return said(questionnaire("{'linkId':'1','type':'string','definition':'" + definition + "'}"));
    };
    const std::string patient = "http://hl7.org/fhir/StructureDefinition/Patient";
    for (const char* const id : {"Patient.name", "Patient.name.given", "Patient.deceased[x]",
                                 "Patient.deceasedBoolean", "Patient.contact.name.family", "Patient"}) {
        EXPECT_EQ(defined(patient + "#" + id), "") << id;
    }
    EXPECT_EQ(defined(patient), "");
    EXPECT_EQ(defined("http://x.jp/not-loaded#Patient.nothing"), "");
    EXPECT_EQ(defined(patient + "#Patient.nothing"), "VQ15 warning item[0].definition");
    EXPECT_EQ(defined(patient + "#Patient.nothing.given"), "VQ15 warning item[0].definition");
    EXPECT_EQ(defined(patient + "#Observation.status"), "VQ15 warning item[0].definition");
}

TEST(A_derived_questionnaire, may_not_loosen_what_it_derives_from) {
    const std::string base = questionnaire("{'linkId':'a','type':'string','required':true,'maxLength':5}");
    constexpr std::string_view looser = "{'linkId':'a','type':'text','required':false,'repeats':true,'"
                                        "maxLength':9},{'linkId':'b','type':'string'}";
    EXPECT_EQ(said(derived("extends", looser), {base}),
              "VQ23 error item[0].type; VQ23 error item[0].required; VQ23 error item[0].repeats; "
              "VQ23 error item[0].maxLength");
    EXPECT_EQ(said(derived("compliesWith", "{'linkId':'b','type':'string'}"), {base}), "VQ22 error item[0]");
    EXPECT_EQ(said(derived("inspiredBy", looser), {base}), "");
    EXPECT_EQ(said(derived("extends", looser)), "VQ20 warning derivedFrom[0]");
}

TEST(A_response, reports_that_its_questionnaire_is_not_loaded) {
    EXPECT_EQ(said(response("{'linkId':'a'}")), "VQ31 warning questionnaire");
    EXPECT_EQ(said("{'resourceType':'QuestionnaireResponse','status':'completed'}"), "VQ30 information");
}

TEST(A_response, asks_for_one_version_of_its_questionnaire) {
    const std::string asked =
        "{'resourceType':'QuestionnaireResponse','questionnaire':'https://forms.test/q|2.0',"
        "'status':'completed','item':[{'linkId':'none'}]}";
    EXPECT_EQ(said(asked, {questionnaire("", "'version':'1.0',")}), "VQ32 warning questionnaire");
    EXPECT_EQ(said(asked, {questionnaire("", "'version':'2.0',")}), "VQ40 error item[0]");
}

TEST(A_response, may_contain_its_questionnaire_and_the_value_sets_of_that) {
    const std::string asked =
        "{'resourceType':'QuestionnaireResponse','questionnaire':'#q','status':'completed','contained':["
        "{'resourceType':'ValueSet','id':'v','status':'active','compose':{'include':[{'system':'https://"
        "forms.test/s',"
        "'concept':[{'code':'1'}]}]}},"
        "{'resourceType':'Questionnaire','id':'q','status':'active','item':[{'linkId':'a','type':'choice',"
        "'answerValueSet':'#v'}]}],'item':[{'linkId':'a','answer':[{'valueCoding':{'system':'https://"
        "forms.test/s',"
        "'code':'CODE'}}]}]}";
    const auto with = [&](std::string_view code) {
        std::string out = asked;
        return out.replace(out.find("CODE"), 4, code);
    };
    EXPECT_EQ(said(with("1")), "");
    EXPECT_EQ(said(with("2")), "VQ75 error item[0].answer[0].value");
}

TEST(A_response, reports_items_that_are_unknown_misplaced_or_out_of_order) {
    const std::string form =
        questionnaire("{'linkId':'a','type':'string'},{'linkId':'g','type':'group','item':["
                      "{'linkId':'b','type':'string'}]}");
    const auto answered = [](std::string_view id) {
        return "{'linkId':'" + std::string(id) + "','answer':[{'valueString':'x'}]}";
    };
    EXPECT_EQ(said(response(answered("a") + ",{'linkId':'g','item':[" + answered("b") + "]}"), {form}), "");
    EXPECT_EQ(said(response(answered("z")), {form}), "VQ40 error item[0]");
    EXPECT_EQ(said(response(answered("b")), {form}), "VQ41 error item[0]");
    EXPECT_EQ(said(response("{'linkId':'g','item':[" + answered("b") + "]}," + answered("a")), {form}),
              "VQ42 error item[1]");
    EXPECT_EQ(said(response(answered("a") + "," + answered("a")), {form}), "VQ45 error item[1]");
}

TEST(A_required_item, must_be_answered_once_the_response_is_complete) {
    const std::string form = questionnaire("{'linkId':'a','type':'string','required':true}");
    EXPECT_EQ(said(response("{'linkId':'a'}"), {form}), "VQ43 error item[0]");
    EXPECT_EQ(said(response(""), {form}), "VQ43 error");
    for (const std::string_view status : {"in-progress", "stopped", "entered-in-error"}) {
        EXPECT_EQ(said(response_in(status, "{'linkId':'a'}"), {form}), "VQ43 warning item[0]") << status;
    }
}

TEST(A_required_group, must_hold_something) {
    const std::string form = questionnaire(
        "{'linkId':'g','type':'group','required':true,'item':[{'linkId':'a','type':'string'}]}");
    EXPECT_EQ(said(response("{'linkId':'g'}"), {form}), "VQ52 error item[0]");
}

constexpr std::string_view fall_form =
    "{'linkId':'fall','type':'boolean'},{'linkId':'where','type':'string','required':true,"
    "'enableWhen':[{'question':'fall','operator':'=','answerBoolean':true}]}";

TEST(An_item_with_a_condition, is_required_only_if_the_condition_is_met) {
    const std::string form = questionnaire(fall_form);
    EXPECT_EQ(said(response("{'linkId':'fall','answer':[{'valueBoolean':true}]}"), {form}), "VQ43 error");
    EXPECT_EQ(said(response("{'linkId':'fall','answer':[{'valueBoolean':false}]}"), {form}), "");
}

TEST(An_item_with_a_condition, may_not_be_answered_if_the_condition_is_not_met) {
    EXPECT_EQ(said(response("{'linkId':'fall','answer':[{'valueBoolean':false}]},"
                            "{'linkId':'where','answer':[{'valueString':'居室'}]}"),
                   {questionnaire(fall_form)}),
              "VQ44 error item[1]");
}

struct Comparison {
    std::string_view sign;
    std::string_view wanted;
    std::string_view given;
    bool is_met;
};

TEST(A_condition, compares_in_the_way_of_its_operator) {
    constexpr Comparison rows[] = {
        {"=", "'answerInteger':3", "{'valueInteger':3}", true},
        {"=", "'answerInteger':3", "{'valueInteger':4}", false},
        {"!=", "'answerInteger':3", "{'valueInteger':4}", true},
        {"!=", "'answerInteger':3", "{'valueInteger':3}", false},
        {">", "'answerInteger':3", "{'valueInteger':4}", true},
        {">", "'answerInteger':3", "{'valueInteger':3}", false},
        {">=", "'answerInteger':3", "{'valueInteger':3}", true},
        {"<", "'answerInteger':3", "{'valueInteger':2},{'valueInteger':9}", true},
        {"<=", "'answerInteger':3", "{'valueInteger':4}", false},
        {"exists", "'answerBoolean':true", "{'valueInteger':4}", true},
        {"exists", "'answerBoolean':false", "{'valueInteger':4}", false},
    };
    for (const Comparison& row : rows) {
        const std::string form =
            questionnaire("{'linkId':'n','type':'integer','repeats':true},{'linkId':'a','type':'string','"
                          "enableWhen':[{'question':'n',"
                          "'operator':'" +
                          std::string(row.sign) + "'," + std::string(row.wanted) + "}]}");
        EXPECT_EQ(said(response("{'linkId':'n','answer':[" + std::string(row.given) +
                                "]},{'linkId':'a','answer':[{'valueString':'x'}]}"),
                       {form}),
                  row.is_met ? "" : "VQ44 error item[1]")
            << row.sign << " " << row.wanted << " " << row.given;
    }
}

TEST(A_condition, with_not_equal_is_unknown_for_a_question_without_answer) {
    EXPECT_EQ(
        said(response("{'linkId':'a','answer':[{'valueString':'x'}]}"),
             {questionnaire("{'linkId':'n','type':'integer'},{'linkId':'a','type':'string','enableWhen':[{"
                            "'question':'n','operator':'!=','answerInteger':3}]}")}),
        "");
}

TEST(Several_conditions, are_met_by_any_or_by_all) {
    const auto with = [](std::string_view behavior) {
        return questionnaire("{'linkId':'n','type':'integer'},{'linkId':'m','type':'integer'},{'linkId':'a',"
                             "'type':'string','enableBehavior':'" +
                             std::string(behavior) +
                             "','enableWhen':[{'question':'n','operator':'=','answerInteger':1},"
                             "{'question':'m','operator':'=','answerInteger':1}]}");
    };
    const std::string given = response("{'linkId':'n','answer':[{'valueInteger':1}]},"
                                       "{'linkId':'m','answer':[{'valueInteger':0}]},"
                                       "{'linkId':'a','answer':[{'valueString':'x'}]}");
    EXPECT_EQ(said(given, {with("any")}), "");
    EXPECT_EQ(said(given, {with("all")}), "VQ44 error item[2]");
}

TEST(A_condition, looks_into_its_own_repetition_of_a_group) {
    const std::string form =
        questionnaire("{'linkId':'g','type':'group','repeats':true,'item':[" + std::string(fall_form) + "]}");
    const auto repetition = [](std::string_view fell, std::string_view more) {
        return "{'linkId':'g','item':[{'linkId':'fall','answer':[{'valueBoolean':" + std::string(fell) +
               "}]}" + std::string(more) + "]}";
    };
    constexpr std::string_view where = ",{'linkId':'where','answer':[{'valueString':'浴室'}]}";
    EXPECT_EQ(said(response(repetition("true", where) + "," + repetition("false", "")), {form}), "");
    EXPECT_EQ(said(response(repetition("true", where) + "," + repetition("false", where)), {form}),
              "VQ44 error item[1].item[1]");
}

TEST(A_condition, may_be_a_FHIRPath_expression_with_variables) {
    const std::string form =
        questionnaire("{'linkId':'n','type':'integer'},{'linkId':'a','type':'string','extension':[{'url':"
                      "'http://hl7.org/fhir/uv/sdc/StructureDefinition/"
                      "sdc-questionnaire-enableWhenExpression','valueExpression':{"
                      "'language':'text/fhirpath','expression':'%score > 3'}}]}",
                      "'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
                      "variable','valueExpression':{'name':'score',"
                      "'language':'text/fhirpath','expression':'%resource.item.where(linkId = "
                      "\\u0027n\\u0027).answer.value'}}],");
    const auto with = [](std::string_view score) {
        return response("{'linkId':'n','answer':[{'valueInteger':" + std::string(score) +
                        "}]},{'linkId':'a','answer':[{'valueString':'x'}]}");
    };
    EXPECT_EQ(said(with("4"), {form}), "");
    EXPECT_EQ(said(with("3"), {form}), "VQ44 error item[1]");
}

// v0 names v1 as often as said, v1 names v2 …; the last one is true.
std::string form_with_variables(std::size_t count, std::string_view named) {
    std::string variables;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string next = "%v" + std::to_string(i + 1);
        std::string expression(named);
        for (std::size_t at = expression.find("NEXT"); at != std::string::npos;
             at = expression.find("NEXT")) {
            expression.replace(at, 4, next);
        }
        variables +=
            "{'url':'http://hl7.org/fhir/StructureDefinition/variable','valueExpression':{'name':'v" +
            std::to_string(i) + "','language':'text/fhirpath','expression':'" +
            (i + 1 < count ? expression : "true") + "'}},";
    }
    variables.pop_back();
    return questionnaire("{'linkId':'a','type':'string','required':true,'extension':[{'url':"
                         "'http://hl7.org/fhir/uv/sdc/StructureDefinition/"
                         "sdc-questionnaire-enableWhenExpression','valueExpression':{"
                         "'language':'text/fhirpath','expression':'%v0'}}]}",
                         "'extension':[" + variables + "],");
}

TEST(A_condition, works_out_each_variable_once_however_often_it_is_named) {
    // else 3^29 times
    EXPECT_EQ(said(response(""), {form_with_variables(30, "NEXT and NEXT and NEXT")}), "VQ43 error");
}

TEST(A_condition, whose_variables_name_one_another_too_deep_is_undecided) {
    EXPECT_EQ(said(response(""), {form_with_variables(20'000, "NEXT")}), "VQ56 information");
}

TEST(A_condition, is_evaluated_once_for_a_response) {
    const std::string form =
        questionnaire("{'linkId':'g','type':'group','repeats':true,'item':[{'linkId':'a','type':'string','"
                      "extension':[{'url':"
                      "'http://hl7.org/fhir/uv/sdc/StructureDefinition/"
                      "sdc-questionnaire-enableWhenExpression','valueExpression':{"
                      "'language':'text/fhirpath','expression':'%resource.descendants().count() > 1'}}]}]}");
    std::string groups;
    for (int i = 0; i < 2000; ++i) { // asked for each, all of them would be looked at each time
        groups += std::string(i == 0 ? "" : ",") +
                  "{'linkId':'g','item':[{'linkId':'a','answer':[{'valueString':'x'}]}]}";
    }
    EXPECT_EQ(said(response(groups), {form}), "");
}

TEST(A_condition, that_cannot_be_evaluated_is_no_error) {
    const std::string form =
        questionnaire("{'linkId':'a','type':'string','required':true,'extension':[{'url':"
                      "'http://hl7.org/fhir/uv/sdc/StructureDefinition/"
                      "sdc-questionnaire-enableWhenExpression','valueExpression':{"
                      "'language':'text/fhirpath','expression':'%patient.active'}}]}");
    EXPECT_EQ(said(response(""), {form}), "VQ56 information");
}

TEST(Groups_and_displays, have_no_answers_and_questions_no_items_beside_their_answers) {
    constexpr std::string_view answered = ",'answer':[{'valueString':'x'}]";
    const auto item = [](std::string_view more) { return "{'linkId':'a'" + std::string(more) + "}"; };
    EXPECT_EQ(said(response(item(answered)), {questionnaire("{'linkId':'a','type':'group'}")}),
              "VQ48 error item[0]");
    EXPECT_EQ(said(response(item(answered)), {questionnaire("{'linkId':'a','type':'display'}")}),
              "VQ49 error item[0]");
    EXPECT_EQ(said(response(item(",'item':[{'linkId':'b','answer':[{'valueString':'x'}]}]")),
                   {questionnaire("{'linkId':'a','type':'string','item':[{'linkId':'b','type':'string'}]}")}),
              "VQ50 error item[0]");
    EXPECT_EQ(
        said(response(item(",'answer':[{'valueString':'x','item':[{'linkId':'b'}]}]")),
             {questionnaire(
                 "{'linkId':'a','type':'string','item':[{'linkId':'b','type':'string','required':true}]}")}),
        "VQ43 error item[0].answer[0].item[0]");
}

TEST(A_question, that_repeats_has_its_answers_in_one_item) {
    const std::string asked = questionnaire("{'linkId':'a','type':'string','repeats':true},"
                                            "{'linkId':'g','type':'group','repeats':true,'item':["
                                            "{'linkId':'b','type':'string'}]}");
    const std::string groups = "{'linkId':'g','item':[{'linkId':'b','answer':[{'valueString':'x'}]}]},"
                               "{'linkId':'g','item':[{'linkId':'b','answer':[{'valueString':'y'}]}]}";
    EXPECT_EQ(said(response("{'linkId':'a','answer':[{'valueString':'x'},{'valueString':'y'}]}," + groups),
                   {asked}),
              "");
    EXPECT_EQ(said(response("{'linkId':'a','answer':[{'valueString':'x'}]},"
                            "{'linkId':'a','answer':[{'valueString':'y'}]}"),
                   {asked}),
              "VQ57 error item[1]");
}

TEST(An_item, of_the_abstract_type_question_takes_no_answer) {
    const std::string asked =
        questionnaire("{'linkId':'a','type':'question','item':[{'linkId':'b','type':'string'}]}");
    EXPECT_EQ(said(response("{'linkId':'a','answer':[{'valueString':'x'}]}"), {asked}), "VQ58 error item[0]");
    EXPECT_EQ(said(response("{'linkId':'a'}"), {asked}), "");
}

TEST(The_text_of_an_item, is_that_of_the_questionnaire) {
    const std::string form = questionnaire(
        "{'linkId':'a','type':'string','text':'転倒歴','_text':{'extension':[{'url':"
        "'http://hl7.org/fhir/StructureDefinition/translation','extension':[{'url':'lang','valueCode':'en'},"
        "{'url':'content','valueString':'Falls'}]}]}}");
    EXPECT_EQ(said(response("{'linkId':'a','text':'転倒歴'}"), {form}), "");
    EXPECT_EQ(said(response("{'linkId':'a','text':'Falls'}"), {form}), "");
    EXPECT_EQ(said(response("{'linkId':'a','text':'骨折歴'}"), {form}), "VQ47 error item[0]");
}

TEST(A_response, is_warned_about_the_period_and_the_subject_of_its_questionnaire) {
    const std::string form = questionnaire(
        "", "'subjectType':['Patient'],'effectivePeriod':{'start':'2026-04-01','end':'2027-03-31'},");
    EXPECT_EQ(said(response("", "'authored':'2026-05-01','subject':{'reference':'Patient/1'},"), {form}), "");
    EXPECT_EQ(said(response("", "'authored':'2027-04-01',"), {form}), "VQ34 warning authored");
    EXPECT_EQ(said(response("", "'authored':'2026-03-31',"), {form}), "VQ35 warning authored");
    EXPECT_EQ(said(response("", "'subject':{'reference':'Device/1'},"), {form}), "VQ36 warning subject");
}

} // namespace
} // namespace renkei::validate::questionnaire_rules_test
