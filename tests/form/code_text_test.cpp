#include "gateway/forms/form/code_text.h"

#include "tests/form/form_in_yaml.h"
#include <gtest/gtest.h>

namespace renkei::form::code_text_test {
namespace {

// d4500 is d450, and more.
TEST(WordsOfBeginning, are_those_of_the_longest_code) {
    const test::FormInYaml yaml(
        {.items = "items:\n  function: {name: 機能, type: token(icf)}\n",
         .codes = "icf_list: {name: ICF, rows: [[d450, 歩行], [d4500, 短距離歩行], [d4, 運動]]}\n",
         .files = {{"shared/formats.yaml",
                    "icf: {pattern: 'd[0-9]+', begins: icf_list, text: ICF, english: a code}\n"}}});
    ASSERT_EQ(yaml.refusals(), "");
    const Form& form = yaml.form();
    const Item& item = form.items()[form.item("function").value()];
    EXPECT_EQ(words_of_beginning(form, item, "d4500"), "短距離歩行");
    EXPECT_EQ(words_of_beginning(form, item, "d4501"), "歩行");
    EXPECT_EQ(words_of_beginning(form, item, "d410"), "運動");
    EXPECT_EQ(words_of_beginning(form, item, "b130"), "");
}

} // namespace
} // namespace renkei::form::code_text_test
