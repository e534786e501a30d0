// One thing made wrong in our own results, which otherwise pass: each must fail, and say why.
#include "gateway/forms/conform/conform.h"
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

namespace message = diag::message;
using conform::CaseEvaluation;
using conform::CaseVerdict;
using diag::Message;
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
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>" + std::string(paragraph) + "</p></div>";
    }
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
    };
    return all;
}

CaseEvaluation evaluated(void (*edit)(Json&)) {
    const test::Folder folder;
    const conform::ConformCase& about = test::case_named(base_case);
    test::write(folder.path() / (about.id + ".json"), test::by(edit)(test::make(about).documents.front()));
    conform::ConformScope scope{.forms = {about.form}, .tasks = {"forward"}};
    scope.level = conform::CaseLevel::basic;
    for (CaseEvaluation& each : test::evaluated(folder.path(), scope)) {
        if (each.about->id == about.id) {
            return std::move(each);
        }
    }
    return CaseEvaluation();
}

std::string said(const CaseEvaluation& evaluation) {
    std::string out;
    for (const diag::Finding& each : evaluation.report.findings()) {
        out += diag::to_text(each, diag::Language::english) + "\n";
    }
    return out;
}

class Mutants : public testing::TestWithParam<Mutant> {};

TEST_P(Mutants, fail_with_a_reason) {
    const CaseEvaluation evaluation = evaluated(GetParam().edit);
    EXPECT_EQ(evaluation.verdict, CaseVerdict::failed) << said(evaluation);
    EXPECT_TRUE(evaluation.report.has(GetParam().reason)) << said(evaluation);
}
INSTANTIATE_TEST_SUITE_P(ConformKit, Mutants, testing::ValuesIn(mutants()),
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
          +[](Json& bundle) { write_sections(bundle, "別の書き方の説明文です。"); },
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

} // namespace
} // namespace renkei::mutants_test
