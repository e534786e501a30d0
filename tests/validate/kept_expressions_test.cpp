// A process that validates for ever keeps nothing of the expressions that senders invent.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::validate::kept_expressions_test {
namespace {

constexpr std::size_t expressions_of_each = 10;

std::string definition(std::size_t number, std::string_view broken = "") {
    std::string constraints;
    for (std::size_t i = 0; i < expressions_of_each; ++i) {
        constraints += fmt::format("{}{{'key':'k-{}','severity':'error','human':'h',"
                                   "'expression':'name.where(text.length() > {}{}).exists(){}'}}",
                                   i == 0 ? "" : ",", i, number, i, broken);
    }
    return fmt::format("{{'resourceType':'StructureDefinition','url':'http://x.jp/p','name':'P',"
                       "'status':'draft','kind':'resource','abstract':false,'type':'Patient',"
                       "'snapshot':{{'element':[{{'id':'Patient','path':'Patient','constraint':[{}]}}]}}}}",
                       constraints);
}

TEST(Expressions, of_a_document_live_as_long_as_it) {
    std::vector<std::string> definitions;
    for (std::size_t i = 0; i < 300; ++i) {
        definitions.push_back(definition(i));
    }
    EXPECT_LT(test::bytes_kept_of(definitions), 1U << 20U) << "3,000 expressions are 10 MB";
}

TEST(Expressions, of_a_snapshot_are_read) {
    EXPECT_EQ(test::count_of("VD32", definition(1), {}), 0U);
    EXPECT_EQ(test::count_of("VD32", definition(1, " and ("), {}), expressions_of_each);
}

} // namespace
} // namespace renkei::validate::kept_expressions_test
