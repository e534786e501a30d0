// Words for codes: no page shows one of FHIR's English ones.
#include "gateway/core/json/parser.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::html::page_words_test {
namespace {

bool is_english(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }) &&
           std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

TEST(PageWords, has_japanese_words_for_every_code_of_every_list) {
    constexpr std::string_view names[] = {"NANDA-I", "ICNP", "kg", "cm"};
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        for (const form::ListId i : form.lists().ids()) {
            const form::CodeList& list = form.lists()[i];
            for (const form::CodeRow& row : form.rows(list)) {
                const std::string_view own = form.text(row.display);
                EXPECT_TRUE(!is_english(own) || std::ranges::find(names, own) != std::end(names) ||
                            !page_word(form.text(list.system), form.text(row.fhir)).text.empty())
                    << form.id() << " " << form.text(list.id) << " " << own;
            }
        }
    }
}

// A test person looks real to every form.
TEST(PageWords, of_a_label_stand_above_all_on_the_page_of_every_form) {
    const std::string document = R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{
        "resourceType":"Composition"}},{"resource":{"resourceType":"Patient","meta":{"security":[{
        "system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HTEST"}]}}}]})";
    json::Tree tree;
    ASSERT_TRUE(json::Parser().parse(document, tree));
    resources::BundleIndex index;
    index.build(tree);
    for (const mapping::Plan& plan : product().plans()) {
        const record::Record record(plan.form());
        EXPECT_TRUE(has(document_page(plan, record, {.document = &tree, .index = &index}),
                        "<li class=\"alert warning\"><span class=\"i\" aria-hidden=\"true\">!</span><p "
                        "class=\"k\">試験用のデータ（実際の記録ではありません）"))
            << plan.form().id();
    }
}

// No text of another alert hides it.
TEST(PageWords, of_a_death_stand_above_all_whatever_else_names_one) {
    const std::string document = R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{
        "resourceType":"Composition","subject":{"reference":"urn:uuid:p"}}},
        {"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","deceasedBoolean":true}}]})";
    json::Tree tree;
    ASSERT_TRUE(json::Parser().parse(document, tree));
    resources::BundleIndex index;
    index.build(tree);
    const mapping::Plan& plan = *product().find("admission");
    record::Record record(plan.form());
    set(record, "allergy", "1");
    set(record, "allergy_text", "そば（父が死亡）");
    EXPECT_TRUE(
        has(document_page(plan, record, {.document = &tree, .index = &index}), "class=\"alert death\""));
}

TEST(PageWords, says_what_a_code_does_to_the_statement_beside_it) {
    constexpr std::string_view allergy =
        "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    EXPECT_EQ(page_word(allergy, "refuted").effect, CodeEffect::denied);
    EXPECT_EQ(page_word(allergy, "unconfirmed").effect, CodeEffect::doubtful);
    EXPECT_EQ(page_word(allergy, "confirmed").effect, CodeEffect::none);
    EXPECT_EQ(page_word(confidentiality_system, "V").effect, CodeEffect::restricted);
    EXPECT_EQ(page_word("status", "entered-in-error").text, "誤りとして取り消し");
    EXPECT_TRUE(page_word("status", "completed").text.empty());
}

} // namespace
} // namespace renkei::html::page_words_test
