// profiles/facts.tsv: every kind of fact stands where summaries show facts of its kind, whatever resource of
// R4 has it; what a code of R4 does to a fact is said; and what stands in no section is counted.
#include "gateway/core/text/words.h"
#include "gateway/forms/mapping/plan/qualifiers.h"
#include "gateway/network/mhd/summary/facts.h"
#include "gateway/network/mhd/summary/own_sections.h"
#include "gateway/network/mhd/summary/summary_line.h"

#include "gathered.h"
#include "tests/support/wordings.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::mhd::facts_test {
namespace {

using test::must;

SummaryContent shown(const Json& document, std::string_view table = summary_table()) {
    return gathered(document.dump(), sections_with_person(table));
}

std::set<std::string> lines_of(const SummaryContent& content, const std::vector<SummarySection>& sections,
                               std::string_view title) {
    std::set<std::string> out;
    for (const SummaryEntry& entry : content.entries) {
        if (sections[entry.section].title == title) {
            out.insert(entry.line.what + "|" + entry.line.value);
        }
    }
    return out;
}

SummaryLine line(const Json& resource) {
    json::Tree tree;
    const std::string text = resource.dump();
    must(json::Parser().parse(text, tree));
    return summary_line(tree, json::Tree::root, {}, test::wordings());
}

std::string_view own_table() {
    static const std::string table =
        read_own_sections(own_page_table(), Audience::person, diag::Language::japanese).table;
    return table;
}

Json medicine(std::string_view type, std::string_view name, std::string_view status) {
    Json out = about(type, {{"status", status}, {"medicationCodeableConcept", {{"text", name}}}});
    const std::string dosage =
        type == "MedicationStatement" || type == "MedicationAdministration" ? "dosage" : "dosageInstruction";
    const Json words = {{"text", "1日1回朝食後"}};
    out[dosage] = type == "MedicationAdministration" ? words : Json::array({words});
    return out;
}

TEST(Facts, are_medicines_whatever_resource_has_them) {
    const Json document = document_with({medicine("MedicationStatement", "薬イ", "active"),
                                         medicine("MedicationAdministration", "薬ロ", "completed"),
                                         medicine("MedicationRequest", "薬ハ", "active"),
                                         medicine("MedicationDispense", "薬ニ", "completed")});
    for (const auto& [table, title] :
         {std::pair(summary_table(), "服薬"), std::pair(person_page_table(), "服薬"),
          std::pair(own_table(), "お薬")}) {
        EXPECT_EQ(lines_of(shown(document, table), sections_with_person(table), title),
                  (std::set<std::string>{"薬イ|1日1回朝食後　使用中", "薬ロ|1日1回朝食後　実施済み",
                                         "薬ハ|1日1回朝食後　処方中", "薬ニ|1日1回朝食後　調剤済み"}))
            << title;
    }
}

TEST(Facts, of_a_medicine_are_read_from_the_resource_that_it_names_and_without_words_for_its_dose) {
    Json request =
        about("MedicationRequest",
              {{"status", "completed"},
               {"intent", "order"},
               {"medicationReference", {{"reference", "urn:uuid:00000000-0000-4000-8000-000000000101"}}},
               {"dosageInstruction",
                {{{"asNeededBoolean", true},
                  {"doseAndRate", {{{"doseQuantity", {{"value", 2}, {"unit", "錠"}}}}}}}}}});
    const Json document =
        document_with({request, {{"resourceType", "Medication"}, {"code", {{"text", "薬ホ"}}}}});
    EXPECT_EQ(lines_of(shown(document), sections_with_person(summary_table()), "服薬"),
              std::set<std::string>{"薬ホ|2 錠、頓用　処方済み"});
}

TEST(Facts, are_persons_to_call_of_the_patient_and_no_repeats_of_a_related_person) {
    const Json related = about("RelatedPerson", {{"relationship", {{{"text", "長女"}}}},
                                                 {"name", {{{"text", "連携　春子"}}}},
                                                 {"telecom", {{{"value", "00-0000-0201"}}}}});
    const Json contacts = {
        {{"relationship", {{{"coding", {{{"code", "C"}, {"display", "Emergency Contact"}}}}}}},
         {"name", {{"text", "連携春子"}}},
         {"telecom", {{{"value", "00-0000-0201"}}}}},
        {{"relationship", {{{"coding", {{{"code", "C"}, {"display", "Emergency Contact"}}}}}}},
         {"name", {{"text", "連携　夏男"}}},
         {"telecom", {{{"value", "00-0000-0202"}}}}}};
    const Json document = document_with({related}, Json::array(), {{"contact", contacts}});
    for (const auto& [table, title] :
         {std::pair(summary_table(), "家族・連絡先"), std::pair(person_page_table(), "家族・連絡先"),
          std::pair(own_table(), "連絡先")}) {
        EXPECT_EQ(
            lines_of(shown(document, table), sections_with_person(table), title),
            (std::set<std::string>{"長女|連携　春子、00-0000-0201", "緊急連絡先|連携　夏男、00-0000-0202"}));
    }
}

bool names(std::string_view table, std::string_view kind) {
    while (!table.empty()) {
        std::string_view line = text::next_part(table, '\n');
        text::next_part(line, '\t');
        text::next_part(line, '\t');
        for (std::string_view kinds = text::next_part(line, '\t'); !kinds.empty();) {
            if (text::next_part(kinds, ' ') == kind) {
                return true;
            }
        }
    }
    return false;
}

// Kinds that stand nowhere say why.
TEST(Facts, of_every_kind_stand_in_the_summary_and_on_the_persons_page) {
    const std::map<std::string_view, std::string_view> left_out{
        {"form", "the page of its form has it"},
        {"-", "says nothing of the person"},
        {"stay", "its death is a kind of its own; when the person was where, the document says"},
        {"next", "what comes next is for the person"},
        {"coverage", "an eligibility check answers it"},
        {"planned-service", "what comes to the person; for staff its form has it"},
        {"home", "what the person applied for, on its form"},
        {"life-slip", "in words for the person; staff have its form"}};
    const std::map<std::string_view, std::string_view> on_page_alone{
        {"allergy-answer", "for programs AllergyIntolerance has it, and allergy-unnamed what has no name"},
        {"infection-disease", "for programs it is a problem"},
        {"certification", "a care level is enough for other programs"},
        {"measurement", "what staff compare"},
        {"medicine-taking", "what staff compare"},
        {"medicine-care", "what staff compare"},
        {"family-care", "what staff compare"},
        {"talk-of-wishes", "what staff compare"}};
    const std::map<std::string_view, std::string_view> in_summary_alone{
        {"allergy-unnamed", "on the page allergy-answer has it"},
        {"disability", "questions of the survey: the page has what was decided by them"},
        {"care-team", "on the page the senders stand beside what they say"}};
    for (const Fact& fact : facts()) {
        if (left_out.contains(fact.kind)) {
            EXPECT_FALSE(names(summary_table(), fact.kind) || names(person_page_table(), fact.kind))
                << fact.kind;
            continue;
        }
        EXPECT_NE(names(summary_table(), fact.kind), on_page_alone.contains(fact.kind)) << fact.kind;
        EXPECT_NE(names(person_page_table(), fact.kind), in_summary_alone.contains(fact.kind)) << fact.kind;
    }
}

// The codes of R4 that change what an entry says (modifiers.tsv): each is said in Japanese, or is usual, or
// takes the entry out.
TEST(Facts, say_every_code_of_r4_that_changes_them) {
    const std::set<std::string_view> usual{"now", "done", "order"};
    std::size_t count = 0;
    for (const mapping::QualifierRow& row : mapping::modifiers()) {
        std::string_view element = row.element;
        const std::string_view type = element.substr(0, element.find('.'));
        element.remove_prefix(std::min(element.size(), type.size() + 1));
        const bool is_state = element == "status" || element == "intent" || element == "doNotPerform" ||
                              element == "clinicalStatus" || element == "verificationStatus" ||
                              element == "lifecycleStatus" || element == "active";
        const bool has_line = line_of(type).type == type;
        const bool is_harmless = row.treatment == mapping::Treatment::same || usual.contains(row.family);
        if (!is_state || !has_line || is_harmless) {
            continue;
        }
        for (const std::string_view code : row.answers) {
            if (code == "entered-in-error" || code == "*") {
                continue;
            }
            Json resource{{"resourceType", type}};
            const bool is_concept = element == "clinicalStatus" || element == "verificationStatus";
            const std::string name(element);
            if (is_concept) {
                resource[name] = {{"coding", {{{"code", code}}}}};
            } else if (code == "true" || code == "false") {
                resource[name] = code == "true";
            } else {
                resource[name] = code;
            }
            const SummaryLine said = line(resource);
            const std::string words = said.what + said.value;
            EXPECT_FALSE(words.empty()) << row.element << " " << code;
            EXPECT_TRUE(std::ranges::any_of(words, [](char each) { return (each & 0x80) != 0; }))
                << row.element << " " << code << ": " << words;
            ++count;
        }
    }
    EXPECT_GT(count, 60U);
}

TEST(Facts, that_are_prohibited_or_only_proposed_begin_with_that) {
    Json request = medicine("MedicationRequest", "薬イ", "active");
    request["doNotPerform"] = true;
    EXPECT_EQ(line(request).what, "［行わないこと］薬イ");
    request["doNotPerform"] = false;
    request["intent"] = "proposal";
    EXPECT_EQ(line(request).what, "［提案］薬イ");
    request["intent"] = "order";
    EXPECT_EQ(line(request).what, "薬イ");
    EXPECT_EQ(
        line({{"resourceType", "Observation"}, {"status", "preliminary"}, {"code", {{"text", "CRP"}}}}).what,
        "［暫定の結果］CRP");
}

TEST(Facts, say_a_state_of_r4_behind_a_local_code_for_it) {
    const Json states = {{"coding", {{{"system", "urn:local"}, {"code", "9"}}, {{"code", "refuted"}}}}};
    EXPECT_EQ(
        line({{"resourceType", "Condition"}, {"code", {{"text", "結核"}}}, {"verificationStatus", states}})
            .value,
        "ないと分かった");
}

TEST(Facts, stand_nowhere_that_a_modifier_extension_may_turn_into_the_opposite) {
    Json allergy = about("AllergyIntolerance", {{"code", {{"text", "そば"}}}});
    EXPECT_EQ(shown(document_with({allergy})).not_summarised.size(), 0U);
    allergy["modifierExtension"] = {{{"url", "https://example.jp/x"}, {"valueBoolean", true}}};
    const SummaryContent content = shown(document_with({allergy}));
    EXPECT_TRUE(lines_of(content, sections_with_person(summary_table()), "アレルギー・不耐性").empty());
    ASSERT_EQ(content.not_summarised.size(), 1U);
    EXPECT_EQ(content.not_summarised[0].type, "AllergyIntolerance");
}

TEST(Facts, that_no_section_has_are_counted_by_type_and_document) {
    const SummaryContent content = shown(document_with(
        {about("RiskAssessment", {{"status", "final"}}),
         about("RiskAssessment", {{"status", "final"}}),
         about("QuestionnaireResponse", {{"status", "completed"}}),
         {{"resourceType", "Organization"}, {"name", "病院"}}},
        Json::array({{{"title", "経過"}, {"text", {{"status", "generated"}, {"div", "<div>良好</div>"}}}}})));
    std::map<std::string, std::size_t> found;
    for (const NotSummarised& each : content.not_summarised) {
        found[each.type] = each.count;
        EXPECT_EQ(each.document.document, document_id);
    }
    EXPECT_EQ(found, (std::map<std::string, std::size_t>{
                         {"Composition.section", 1}, {"QuestionnaireResponse", 1}, {"RiskAssessment", 2}}));
    EXPECT_FALSE(content.is_whole());
}

TEST(Facts, of_our_own_forms_are_all_known) {
    for (const mapping::Plan& plan : all_forms().plans()) {
        const std::string name = std::string(plan.form().id()) + "/full.bundle.json";
        if (!std::filesystem::exists(std::filesystem::path(RENKEI_KIT) / name)) {
            continue;
        }
        for (const std::string_view table : {summary_table(), person_page_table()}) {
            const SummaryContent content =
                gathered(fixture(name), sections_with_person(table), std::string(plan.form().id()));
            for (const NotSummarised& each : content.not_summarised) {
                ADD_FAILURE() << name << ": " << each.count << " " << each.type;
            }
        }
    }
}

Json section(std::string_view code, Json rest) {
    rest["code"] = {{"coding", {{{"system", "http://loinc.org"}, {"code", code}}}}};
    return rest;
}

Json words(std::string_view div) { return {{"text", {{"status", "generated"}, {"div", div}}}}; }

TEST(Facts, that_there_are_none_are_said_by_a_section_of_a_document) {
    const auto said = [](const Json& of_document) {
        const SummaryContent content = shown(document_with({}, Json::array({of_document})));
        std::map<std::string, std::string_view> out;
        for (const auto& [place, empty] : content.said_empty) {
            out[sections_with_person(summary_table())[place.first].title] = empty.code;
        }
        return out;
    };
    using Said = std::map<std::string, std::string_view>;
    for (const std::string code : {"nilknown", "notasked", "withheld", "unavailable"}) {
        const Json reason = {
            {"emptyReason",
             {{"coding",
               {{{"system", "http://terminology.hl7.org/CodeSystem/list-empty-reason"}, {"code", code}}}}}}};
        EXPECT_EQ(said(section("48765-2", reason)), (Said{{"アレルギー・不耐性", code}}));
    }
    EXPECT_EQ(said(section("48765-2", words("<div><p>アレルギー：なし</p></div>"))),
              (Said{{"アレルギー・不耐性", "nilknown"}}));
    EXPECT_EQ(said(section("48765-2", words("<div>未聴取</div>"))),
              (Said{{"アレルギー・不耐性", "notasked"}}));
    EXPECT_EQ(said(section("10160-0", words("<div>処方なし</div>"))), (Said{{"服薬", "nilknown"}}));
    EXPECT_EQ(said(section("48765-2", words("<div>卵で発疹</div>"))), Said());
    EXPECT_EQ(said(section("48765-2", words("<div><del>なし</del></div>"))), Said()) << "struck out";
    EXPECT_EQ(said(section("48765-2",
                           {{"emptyReason", {{"coding", {{{"system", "urn:x"}, {"code", "nilknown"}}}}}}})),
              Said())
        << "of another system";
    Json contradicted = words("<div>卵で発疹</div>");
    contradicted["emptyReason"] = {
        {"coding",
         {{{"system", "http://terminology.hl7.org/CodeSystem/list-empty-reason"}, {"code", "nilknown"}}}}};
    EXPECT_EQ(said(section("48765-2", contradicted)), Said()) << "beside words that say otherwise";
    Json of_another = words("<div>なし</div>");
    of_another["focus"] = {{"reference", "Patient/2"}};
    EXPECT_EQ(said(section("48765-2", of_another)), Said()) << "about another person";
    EXPECT_EQ(said(section("0-0", words("<div>なし</div>"))), Said());
}

std::string code_of_allergies(std::string_view div) {
    const SummaryContent content = shown(document_with({}, Json::array({section("48765-2", words(div))})));
    return content.said_empty.empty() ? std::string() : std::string(content.said_empty.begin()->second.code);
}

TEST(Facts, that_there_are_none_are_read_from_plain_narratives_alone) {
    EXPECT_EQ(code_of_allergies("<div xmlns=\"http://www.w3.org/1999/xhtml\"><table class=\"a\"><tr>"
                                "<td>なし</td></tr></table><br/></div>"),
              "nilknown");
    EXPECT_EQ(code_of_allergies("<div>&#12394;&#x3057;</div>"), "nilknown");
    for (const std::string_view div :
         {"<div><p>なし<img src=\"#list\" alt=\"ただしペニシリン\"/></p></div>", "<div><s\n>なし</s></div>",
          "<div><s\tclass=\"a\">なし</s></div>", "<div><map name=\"m\">なし</map></div>",
          "<div><object data=\"x\">なし</object></div>", "<div><p style=\"display:none\">なし</p></div>",
          "<div><p title=\"ただしペニシリン\">なし</p></div>", "<div>なし<!-- 下書き --></div>",
          "<div><![CDATA[なし]]></div>", "<div>なし"}) {
        EXPECT_EQ(code_of_allergies(div), "") << div;
    }
}

TEST(Facts, that_there_are_none_are_not_looked_for_in_long_narratives) {
    EXPECT_EQ(code_of_allergies("<div>なし" + std::string(1000, ' ') + "</div>"), "nilknown");
    EXPECT_EQ(code_of_allergies("<div>なし" + std::string(5000, ' ') + "</div>"), "");
    std::string signs;
    for (int i = 0; i < 1'000'000; ++i) {
        signs += "&lt;";
    }
    const SummaryContent content =
        shown(document_with({}, Json::array({section("48765-2", words("<div>" + signs + "</div>")),
                                             section("0-0", words("<div>" + signs + "</div>"))})));
    EXPECT_TRUE(content.said_empty.empty());
    ASSERT_EQ(content.not_summarised.size(), 1U);
    EXPECT_EQ(content.not_summarised[0].count, 2U) << "both are words for people";
}

} // namespace
} // namespace renkei::mhd::facts_test
