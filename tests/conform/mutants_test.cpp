// One thing made wrong in our own results, which otherwise pass: each must fail, and say why.
#include "gateway/forms/conform/compare/conform.h"
#include "generated/messages/conform.h"
#include "generated/messages/conversion.h"
#include "generated/messages/validate.h"

#include "tests/conform/foreign.h"
#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace renkei::mutants_test {
namespace {

using conform::CaseEvaluation;
using conform::CaseVerdict;
using laws::Json;

constexpr const char* base_case = "admission-full";

Json& composition(Json& bundle) { return *bundle.find("entry")->elements.front().find("resource"); }

void for_each_resource(Json& bundle, const std::function<void(Json&)>& visit) {
    for (Json& entry : bundle.find("entry")->elements) {
        visit(*entry.find("resource"));
    }
}

void without(Json& object, std::string_view key) {
    std::erase_if(object.fields, [&](const auto& field) { return field.first == key; });
}

void without_labels(Json& object) {
    if (Json* const meta = object.find("meta"); meta != nullptr) {
        without(*meta, "security");
    }
}

// In the narrative of every section.
void replace_in_sections(Json& bundle, std::string_view from, std::string_view to) {
    for (Json& section : composition(bundle).find("section")->elements) {
        std::string& div = section.find("text")->find("div")->text;
        for (std::size_t at = div.find(from); at != std::string::npos; at = div.find(from, at + to.size())) {
            div.replace(at, from.size(), to);
        }
    }
}

void write_sections(Json& bundle, std::string_view paragraph) {
    for (Json& section : composition(bundle).find("section")->elements) {
        section.find("text")->find("div")->text =
            R"(<div xmlns="http://www.w3.org/1999/xhtml" lang="ja" xml:lang="ja"><p>)" +
            std::string(paragraph) + "</p></div>";
    }
}

// The first resource of this type.
Json& resource_of(Json& bundle, std::string_view type) {
    Json* out = nullptr;
    for_each_resource(bundle, [&](Json& each) {
        out = out == nullptr && each.text_of("resourceType") == type ? &each : out;
    });
    EXPECT_NE(out, nullptr) << type;
    return *out;
}

void add_to(Json& object, std::string_view list, std::string_view element) {
    if (object.find(list) == nullptr) {
        object.add(std::string(list), Json::array());
    }
    object.find(list)->elements.push_back(laws::parse(std::string(element)));
}

// Adds an entry to which an extension of the Composition leads; `resource`: JSON in which PATIENT may stand
// for the fullUrl of the Patient.
void add_resource(Json& bundle, std::string resource) {
    std::string patient;
    for (Json& entry : bundle.find("entry")->elements) {
        if (entry.find("resource")->text_of("resourceType") == "Patient") {
            patient = entry.text_of("fullUrl");
        }
    }
    if (const std::size_t at = resource.find("PATIENT"); at != std::string::npos) {
        resource.replace(at, std::string_view("PATIENT").size(), patient);
    }
    const std::string url = "urn:uuid:00000000-0000-4000-8000-00000000aaaa";
    bundle.find("entry")->elements.push_back(
        laws::parse(R"({"fullUrl":")" + url + R"(","resource":)" + resource + "}"));
    add_to(composition(bundle), "extension",
           R"({"url":"https://vendor.example/more","valueReference":{"reference":")" + url + R"("}})");
}

// A second entry with the first resource of this type.
Json& repeat(Json& bundle, std::string_view type) {
    Json again = *std::ranges::find_if(bundle.find("entry")->elements, [&](Json& entry) {
        return entry.find("resource")->text_of("resourceType") == type;
    });
    again.find("fullUrl")->text = "urn:uuid:00000000-0000-4000-8000-00000000bbbb";
    again.find("resource")->find("id")->text = "00000000-0000-4000-8000-00000000bbbb";
    bundle.find("entry")->elements.push_back(std::move(again));
    return *bundle.find("entry")->elements.back().find("resource");
}

void without_resources(Json& bundle, std::string_view type) {
    std::vector<std::string> gone;
    std::erase_if(bundle.find("entry")->elements, [&](Json& entry) {
        const bool is_gone = entry.find("resource")->text_of("resourceType") == type;
        if (is_gone) {
            gone.emplace_back(entry.text_of("fullUrl"));
        }
        return is_gone;
    });
    const auto is_to_them = [&](const Json& each) {
        return std::ranges::find(gone, each.text_of("reference")) != gone.end();
    };
    for (Json& section : composition(bundle).find("section")->elements) {
        if (Json* const entries = section.find("entry"); entries != nullptr) {
            std::erase_if(entries->elements, is_to_them);
            if (entries->elements.empty()) {
                without(section, "entry");
            }
        }
    }
}

// The concept with this code, wherever it stands in a value.
Json& value_with(Json& bundle, std::string_view code) {
    Json* out = nullptr;
    for_each_resource(bundle, [&](Json& each) {
        Json* const value = each.find("valueCodeableConcept");
        Json* const codings = value == nullptr ? nullptr : value->find("coding");
        if (codings != nullptr && std::ranges::any_of(codings->elements, [&](const Json& coding) {
                return coding.text_of("code") == code;
            })) {
            out = out == nullptr ? value : out;
        }
    });
    EXPECT_NE(out, nullptr) << code;
    return *out;
}

struct Mutant {
    const char* name;
    Message reason;
    void (*edit)(Json& bundle);
};

const std::vector<Mutant>& mutants() {
    static const std::vector<Mutant> all{
        {"collection", message::conform_not_a_document,
         [](Json& bundle) { bundle.find("type")->text = "collection"; }},
        {"composition_last", message::conform_composition_first,
         [](Json& bundle) {
             std::vector<Json>& entries = bundle.find("entry")->elements;
             std::rotate(entries.begin(), entries.begin() + 1, entries.end());
         }},
        {"subject_dangles", message::conform_subject_missing,
         [](Json& bundle) {
             composition(bundle).find("subject")->find("reference")->text =
                 "urn:uuid:00000000-0000-4000-8000-00000000ffff";
         }},
        {"subject_missing", message::conform_subject_missing,
         [](Json& bundle) { without(composition(bundle), "subject"); }},
        {"invalid_code", message::validate_not_in_value_set,
         [](Json& bundle) {
             for_each_resource(bundle, [](Json& each) {
                 if (each.text_of("resourceType") == "Patient") {
                     each.find("gender")->text = "fem";
                 }
             });
         }},
        {"all_labels_removed", message::conform_label_missing,
         [](Json& bundle) {
             without_labels(bundle);
             for_each_resource(bundle, without_labels);
         }},
        {"label_of_the_bundle_removed", message::conform_label_missing, without_labels},
        {"labels_of_resources_removed", message::conform_label_missing,
         [](Json& bundle) { for_each_resource(bundle, without_labels); }},
        {"label_lowered", message::conform_label_missing,
         [](Json& bundle) {
             for_each_resource(bundle, [](Json& each) {
                 if (Json* const meta = each.find("meta");
                     meta != nullptr && meta->find("security") != nullptr) {
                     meta->find("security")->elements.front().find("code")->text = "N";
                 }
             });
         }},
        {"other_person_in_a_table", message::conform_narrative_differs,
         [](Json& bundle) { replace_in_sections(bundle, "<td>連携　花子</td>", "<td>別人　太郎</td>"); }},
        {"other_person_in_a_list", message::conform_narrative_differs,
         [](Json& bundle) {
             test::other_narrative(bundle);
             replace_in_sections(bundle, "：連携　花子", "：別人　太郎");
         }},
        {"other_person_in_a_sentence", message::conform_narrative_name,
         [](Json& bundle) { write_sections(bundle, "別人太郎様の入院時の情報です。"); }},
        {"other_woman_in_a_sentence", message::conform_narrative_name,
         [](Json& bundle) { write_sections(bundle, "連携 花子様の夫、別人良子様のこと。"); }},
        {"other_person_behind_a_word", message::conform_narrative_name,
         [](Json& bundle) { write_sections(bundle, "患者名: 別人 太郎"); }},
        {"nothing_but_another_person", message::conform_narrative_name,
         [](Json& bundle) { write_sections(bundle, "別人 太郎"); }},
        {"other_date", message::conform_narrative_fact,
         [](Json& bundle) { write_sections(bundle, "昭和30年1月2日生まれの連携 花子さんについて。"); }},
        {"other_number", message::conform_narrative_fact,
         [](Json& bundle) { write_sections(bundle, "連携 花子（被保険者 9876543210）"); }},
        {"other_code", message::conform_narrative_differs,
         [](Json& bundle) { replace_in_sections(bundle, "<td>要介護２</td>", "<td>要介護５</td>"); }},
        {"other_box", message::conform_narrative_differs,
         [](Json& bundle) { replace_in_sections(bundle, "☑", "☐"); }},
        {"other_status", message::loss_withheld_by,
         [](Json& bundle) {
             for_each_resource(bundle, [](Json& each) {
                 if (each.text_of("resourceType") == "Observation") {
                     each.find("status")->text = "preliminary";
                 }
             });
         }},
        {"allergies_dropped", message::conform_resource_missing,
         [](Json& bundle) { without_resources(bundle, "AllergyIntolerance"); }},
        {"no_known_allergy_beside_an_allergen", message::conform_resource_extra,
         [](Json& bundle) {
             add_resource(bundle, R"({"resourceType":"AllergyIntolerance",
"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"unconfirmed"}]},
"code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]},"patient":{"reference":"PATIENT"}})");
         }},
        {"vaccination_invented", message::conform_resource_extra,
         [](Json& bundle) {
             add_resource(bundle, R"({"resourceType":"Immunization","status":"completed",
"vaccineCode":{"text":"インフルエンザワクチン"},"patient":{"reference":"PATIENT"},"occurrenceDateTime":"2025-11-01"})");
         }},
        {"family_history_invented_without_a_reference", message::conform_resource_extra,
         [](Json& bundle) {
             add_resource(bundle, R"({"resourceType":"FamilyMemberHistory","status":"completed",
"patient":{"display":"本人"},"relationship":{"text":"父"},"condition":[{"code":{"text":"胃がん"}}]})");
         }},
        {"condition_repeated_as_a_certain_one", message::conform_resource_extra,
         [](Json& bundle) { without(repeat(bundle, "Condition"), "verificationStatus"); }},
        {"person_declared_dead", message::loss_reported_of_document,
         [](Json& bundle) { resource_of(bundle, "Patient").add("deceasedBoolean", Json::bare("true")); }},
        {"marriage_invented", message::conform_says_more,
         [](Json& bundle) {
             resource_of(bundle, "Patient").add("maritalStatus", laws::parse(R"({"coding":[{"system":
"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]})"));
         }},
        {"language_of_the_person_invented", message::conform_says_more,
         [](Json& bundle) {
             resource_of(bundle, "Patient")
                 .add("communication", laws::parse(R"([{"language":{"text":"英語"}}])"));
         }},
        {"second_telephone_invented", message::conform_says_more,
         [](Json& bundle) {
             resource_of(bundle, "Patient")
                 .find("telecom")
                 ->elements.push_back(laws::parse(R"({"system":"phone","value":"00-0000-9999"})"));
         }},
        {"text_of_another_code", message::conform_code_contradicted,
         [](Json& bundle) { value_with(bundle, "22").add("text", Json::string("要介護５")); }},
        {"display_of_another_code", message::conform_code_contradicted,
         [](Json& bundle) {
             value_with(bundle, "22").find("coding")->elements.front().find("display")->text = "要介護５";
         }},
        {"second_code_of_the_system", message::conform_code_contradicted,
         [](Json& bundle) {
             std::vector<Json>& codings = value_with(bundle, "22").find("coding")->elements;
             codings.push_back(codings.front());
             codings.back().find("code")->text = "25";
             codings.back().find("display")->text = "要介護５";
         }},
        {"promise_broken", message::conform_promise_broken,
         [](Json& bundle) { without(composition(bundle), "attester"); }},
        {"sentence_with_another_level", message::conform_narrative_answer,
         [](Json& bundle) { write_sections(bundle, "要介護５と認定されています。"); }},
        {"sentence_that_an_extension_says_too", message::conform_narrative_answer,
         [](Json& bundle) {
             write_sections(bundle, "要介護５と認定されています。");
             add_to(composition(bundle), "extension",
                    R"({"url":"https://vendor.example/note","valueString":"要介護５と認定されています。"})");
         }},
        {"sentence_that_denies_an_allergy", message::conform_narrative_denies,
         [](Json& bundle) { write_sections(bundle, "入院時の情報です。アレルギーはありません。"); }},
        {"sentence_that_denies_an_allergen", message::conform_narrative_denies,
         [](Json& bundle) { write_sections(bundle, "そばアレルギーはない。"); }},
    };
    return all;
}

CaseEvaluation evaluated(void (*edit)(Json&)) {
    const test::Folder folder;
    const conform::ConformCase& about = test::case_named(base_case);
    test::write(folder.path() / (about.id + ".json"), test::by(edit)(test::make(about).documents.front()));
    return test::evaluated_case(folder.path(), about.id);
}

std::string said(const CaseEvaluation& evaluation) {
    std::string out;
    for (const diag::Finding& each : evaluation.report.findings()) {
        out += diag::to_text(each, diag::Language::english) + "\n";
    }
    return out;
}

class KitMutants : public testing::TestWithParam<Mutant> {};

TEST_P(KitMutants, fail_with_a_reason) {
    const CaseEvaluation evaluation = evaluated(GetParam().edit);
    EXPECT_EQ(evaluation.verdict, CaseVerdict::failed) << said(evaluation);
    EXPECT_TRUE(evaluation.report.has(GetParam().reason)) << said(evaluation);
}
INSTANTIATE_TEST_SUITE_P(ConformKit, KitMutants, testing::ValuesIn(mutants()),
                         [](const auto& shown) { return std::string(shown.param.name); });

TEST(NotMutants, reworded_narratives_pass) {
    for (void (*edit)(Json&) :
         {+[](Json& bundle) { test::other_narrative(bundle); },
          +[](Json& bundle) {
              write_sections(bundle, "1938年5月12日生まれ、連携花子様の入院時の情報提供です。");
          },
          +[](Json& bundle) {
              write_sections(bundle, "患者名：連携 花子様、性別：女、生年月日：昭和13年5月12日");
          },
          +[](Json& bundle) {
              write_sections(bundle, "要介護２と認定され、そばのアレルギーがあります。変わりはありません。");
          },
          +[](Json& bundle) { write_sections(bundle, "別の書き方の説明文です。"); },
          +[](Json& bundle) { write_sections(bundle, "口臭なし。眠剤の使用はありません。"); },
          +[](Json& bundle) {
              write_sections(bundle, "連携 花子様（院内番号 9876543210）");
              add_to(resource_of(bundle, "Patient"), "identifier",
                     R"({"system":"https://hospital.example/ids","value":"9876543210"})");
          },
          +[](Json& bundle) {
              replace_in_sections(bundle, "<td>1938年5月12日</td>", "<td>1938-05-12</td>");
          }}) {
        const CaseEvaluation evaluation = evaluated(edit);
        EXPECT_EQ(evaluation.verdict, CaseVerdict::passed) << said(evaluation);
    }
}

TEST(NotMutants, stricter_labels_pass) {
    const CaseEvaluation evaluation = evaluated([](Json& bundle) {
        for_each_resource(bundle, [](Json& each) {
            if (Json* const meta = each.find("meta"); meta != nullptr && meta->find("security") != nullptr) {
                meta->find("security")->elements.front().find("code")->text = "V";
            }
        });
    });
    EXPECT_EQ(evaluation.verdict, CaseVerdict::passed) << said(evaluation);
}

TEST(NotMutants, further_elements_that_say_nothing_new_pass) {
    for (void (*edit)(Json&) :
         {+[](Json& bundle) { resource_of(bundle, "Patient").add("active", Json::bare("true")); },
          +[](Json& bundle) { resource_of(bundle, "Patient").add("deceasedBoolean", Json::bare("false")); },
          +[](Json& bundle) { value_with(bundle, "22").add("text", Json::string("要介護２（認定済み）")); },
          +[](Json& bundle) {
              value_with(bundle, "22")
                  .find("coding")
                  ->elements.push_back(
                      laws::parse(R"({"system":"https://partner.example/codes","code":"K2"})"));
          },
          +[](Json& bundle) { repeat(bundle, "AllergyIntolerance"); },
          +[](Json& bundle) { repeat(bundle, "Condition"); },
          +[](Json& bundle) {
              add_resource(bundle, R"({"resourceType":"Provenance","target":[{"reference":"PATIENT"}],
"recorded":"2026-03-01T09:00:00+09:00","agent":[{"who":{"display":"架空ソフト"}}]})");
          },
          +[](Json& bundle) {
              add_resource(bundle, R"({"resourceType":"GraphDefinition","name":"Links","status":"active",
"start":"Composition","link":[{"target":[{"type":"Patient"}]}]})"); // its parts are parts of themselves
          },
          +[](Json& bundle) {
              add_resource(bundle, R"({"resourceType":"Device","deviceName":[{"name":"架空ソフト",
"type":"model-name"}]})");
          }}) {
        const CaseEvaluation evaluation = evaluated(edit);
        EXPECT_EQ(evaluation.verdict, CaseVerdict::passed) << said(evaluation);
    }
}

} // namespace
} // namespace renkei::mutants_test
