#include "gateway/core/diag/finding.h"
#include "gateway/core/diag/without_values.h"
#include "generated/messages/conversion.h"
#include "generated/messages/csv.h"
#include "generated/messages/forms.h"
#include "generated/messages/json.h"
#include "generated/messages/policy.h"
#include "generated/messages/rules.h"

#include <gtest/gtest.h>

namespace renkei::diag::without_values_test {
namespace {

std::string said(const Finding& finding) {
    return sentence(finding.message, finding.args, Language::english);
}

bool is_name(std::string_view name) {
    return name == "Patient" || name == "name" || name == "extension" || name == "valueString";
}

TEST(WithoutValues, leaves_out_what_was_read) {
    Finding found = finding(message::loss_unmapped, {.file = "山田.csv", .line = 3, .path = "Patient.name"},
                            {"山田 太郎"});
    found.value = "山田 太郎";
    found.item = "patient_name";
    found.name = "氏名";
    const Finding out = without_values(found, is_name);
    EXPECT_EQ(said(out), "the result has no place for this: …");
    EXPECT_EQ(out.value, "");
    EXPECT_EQ(out.where, (Where{.line = 3, .path = "Patient.name"}));
    EXPECT_EQ(out.item, "patient_name");
    EXPECT_EQ(out.name, "氏名");
}

TEST(WithoutValues, leaves_codes_that_have_words_and_counts) {
    const Finding role = without_values(finding(message::role_may_not, {}, {"hospital", "山田"}), {});
    EXPECT_EQ(role.args, (std::vector<std::string>{"hospital", "…"}));
    EXPECT_EQ(without_values(finding(message::findings_not_shown, {}, {"12"}), {}).args.front(), "12");
    EXPECT_EQ(without_values(finding(message::findings_not_shown, {}, {"12 山田"}), {}).args.front(), "…");
}

// A number may be a birth date.
TEST(WithoutValues, leaves_out_a_number_that_no_sentence_calls_a_count) {
    EXPECT_EQ(said(without_values(finding(message::loss_conflict, {}, {"1940", "1941"}), {})),
              "two different values: … is kept, … is not");
}

TEST(WithoutValues, leaves_nothing_of_the_words_around_an_argument) {
    const Finding out = without_values(finding(message::item_unknown, {}, {"山田", "patient_name"}), {});
    EXPECT_EQ(out.args, (std::vector<std::string>{"…", ""}));
}

TEST(WithoutValues, leaves_out_what_no_name_of_an_element_is) {
    const auto path = [](std::string text) {
        const Finding found = finding(message::loss_unmapped, {.path = std::move(text)}, {});
        return without_values(found, is_name).where.path;
    };
    EXPECT_EQ(path("Patient.extension[12].valueString"), "Patient.extension[12].valueString");
    EXPECT_EQ(path("Patient.YAMADA_TARO_19420303"), "Patient.…");
    EXPECT_EQ(path("Patient.YAMADA[1].name"), "Patient.…[1].name");
    EXPECT_EQ(path("Patient.`a.name\\`.name`.name"), "Patient.….name");
    EXPECT_EQ(path("Patient.`name[3]`"), "Patient.…");
    EXPECT_EQ(path("Patient.name[YAMADA]"), "Patient.…");
    EXPECT_EQ(path("YAMADA"), "…");
    EXPECT_EQ(path(""), "");
    EXPECT_EQ(path("/患者/name"), "/…/name");
    EXPECT_EQ(path("/yamada-taro@example.jp"), "/…");
    EXPECT_EQ(path("/name/19420303/name[1942]"), "/name/…/…");
    const Finding found = finding(message::loss_unmapped, {.path = "Patient.name"}, {});
    EXPECT_EQ(without_values(found, {}).where.path, "….…") << "no name is known";
}

TEST(WithoutValues, leaves_texts_of_ours) {
    EXPECT_EQ(said(without_values(finding(message::json_unclosed, {}, {"'}'"}), {})),
              "the document ends too early; '}' was expected, the file may be cut off");
    const Finding rule = without_values(finding(message::value_format, {}, {"a", "b", "山田", "0", "1"}), {});
    EXPECT_EQ(rule.args, (std::vector<std::string>{"a", "b", "…", "", ""})) << "{1} is in Japanese only";
}

// By rule and not by a list: whatever a message is, no argument that is a text of the input is left.
TEST(WithoutValues, leaves_out_a_text_in_every_message) {
    for (const MessageRow& each : messages()) {
        for (std::size_t i = 0; i < 10; ++i) {
            std::vector<std::string> args(10);
            args[i] = "山田 太郎";
            const Finding out = without_values(finding(each.message, {}, args), {});
            EXPECT_EQ(out.args[i] == args[i], kind_of(each.message, i) == "ours") << each.id;
        }
    }
}

} // namespace
} // namespace renkei::diag::without_values_test
