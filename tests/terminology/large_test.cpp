// Large and hostile definitions: small tables, short answers, bounded work.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/image_builder.h"
#include "gateway/fhir/terminology/code_table.h"
#include "gateway/fhir/terminology/compiled_tables.h"

#include "tests/terminology/definitions.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace renkei::terminology::large_test {
namespace {

std::string include(std::string_view what) {
    return "{'valueSet':['http://x.jp/" + std::string(what) + "']}";
}
std::string set(std::string_view url, const std::string& includes) {
    return "{'resourceType':'ValueSet','url':'http://x.jp/" + std::string(url) + "','compose':{'include':[" +
           includes + "]}}";
}
TestLibrary shelf_of(const std::vector<std::string>& resources) {
    TestLibrary out;
    packages::ImageBuilder builder;
    for (std::string json : resources) {
        std::ranges::replace(json, '\'', '"');
        EXPECT_TRUE(builder.add(json, "x.json"));
    }
    out.library->add(*packages::PackageImage::from_bytes(builder.finish()));
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

std::string flat_system(std::size_t concepts) {
    std::string json = "{'resourceType':'CodeSystem','url':'http://x.jp/n','content':'complete','concept':[";
    for (std::size_t n = 0; n < concepts; ++n) {
        json += (n == 0 ? "{'code':'c" : ",{'code':'c") + std::to_string(n) + "'}";
    }
    return json + "]}";
}

TEST(A_million_concepts, are_found) {
    const TestLibrary here = shelf_of({flat_system(1'000'000), set("all", "{'system':'http://x.jp/n'}")});
    EXPECT_EQ(here->validate("http://x.jp/all", {.system = "http://x.jp/n", .code = "c999999"}).member,
              Tristate::yes);
    EXPECT_EQ(here->validate("http://x.jp/all", {.system = "http://x.jp/n", .code = "x"}).member,
              Tristate::no);
}

TEST(Deep_concepts, are_found) {
    std::string json = "{'resourceType':'CodeSystem','url':'http://x.jp/d','content':'complete'";
    std::string end = "}";
    for (int n = 0; n < 60; ++n) {
        json += ",'concept':[{'code':'" + std::to_string(n) + "'";
        end += "]}";
    }
    std::ranges::reverse(end);
    const TestLibrary here = shelf_of({json + end});
    EXPECT_EQ(here->in_code_system({.system = "http://x.jp/d", .code = "59"}).exists, Tristate::yes);
}

TEST(A_long_chain_of_imports, ends_in_a_clear_answer) {
    std::vector<std::string> sets;
    for (int n = 0; n < 3000; ++n) {
        sets.push_back(set(std::to_string(n), include(std::to_string(n + 1))));
    }
    const TestLibrary here = shelf_of(sets);
    for (int n = 2990; n >= 0; n -= 10) { // from below, so that each rests on what is compiled already
        const std::string url = "http://x.jp/" + std::to_string(n);
        EXPECT_EQ(here->validate(url, {.system = "http://s", .code = "1"}).member, Tristate::unknown);
    }
}

TEST(Imports_that_multiply, are_given_up) {
    std::vector<std::string> sets;
    for (int n = 0; n < 40; ++n) {
        const std::string next = include(std::to_string(n + 1));
        sets.push_back(set(std::to_string(n), next + "," + next));
    }
    sets.push_back(set("40", "{'system':'http://s','concept':[{'code':'1'}]}"));
    const TestLibrary here = shelf_of(sets);
    EXPECT_EQ(here->validate("http://x.jp/0", {.system = "http://s", .code = "1"}).member, Tristate::yes);
    const MembershipResult expired = here->validate("http://x.jp/0", {.system = "http://s", .code = "2"});
    EXPECT_EQ(expired.unchecked.why, Unchecked::too_costly);
}

TEST(Many_filters_over_many_concepts, are_given_up) {
    std::string filters;
    for (int n = 0; n < 200; ++n) {
        filters +=
            (n == 0 ? "" : ",") + std::string("{'property':'code','op':'regex','value':'(c|c)*(.*)*[0-9]+'}");
    }
    const TestLibrary here =
        shelf_of({flat_system(100'000), set("f", "{'system':'http://x.jp/n','filter':[" + filters + "]}")});
    EXPECT_EQ(here->validate("http://x.jp/f", {.system = "http://x.jp/n", .code = "c1"}).unchecked.why,
              Unchecked::too_costly);
}

TEST(Codes_that_differ_only_in_case, do_not_slow_a_table_down) {
    std::string json = "{'resourceType':'CodeSystem','url':'http://x.jp/c','content':'complete','concept':[";
    for (unsigned n = 0; n < (1U << 16U); ++n) {
        json += n == 0 ? "{'code':'" : ",{'code':'";
        for (unsigned bit = 0; bit < 16; ++bit) {
            json += (n >> bit & 1U) != 0 ? 'A' : 'a';
        }
        json += "'}";
    }
    const TestLibrary here = shelf_of({json + "]}"});
    EXPECT_EQ(here->in_code_system({.system = "http://x.jp/c", .code = "aAaAaAaAaAaAaAaA"}).exists,
              Tristate::yes);
}

TEST(What_is_not_here, is_looked_up_each_time_and_takes_no_memory) {
    const TestLibrary here = library_of({});
    for (int n = 0; n < 1000; ++n) {
        const std::string url = "http://x.jp/" + std::to_string(n);
        EXPECT_EQ(here->value_set(url), here->value_set("http://x.jp/none"));
    }
}

TEST(Many_threads, get_the_same_answers) {
    const auto fresh = std::make_unique<Terminology>(*r4().library);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int n = 0; n < 4; ++n) {
            threads.emplace_back([&] {
                r4().library->each(
                    "ValueSet", [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
                        fresh->value_set(image.text(row.url));
                    });
                const MembershipResult membership =
                    fresh->validate("http://hl7.org/fhir/ValueSet/administrative-gender",
                                    {.system = "http://hl7.org/fhir/administrative-gender", .code = "other"});
                right += membership.member == Tristate::yes ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(right, 4);
}

// Japan's own: 27,437 diseases, 3,608 nursing actions.
struct Large {
    const char* file;
    const char* url;
    std::size_t concepts;
    std::size_t max_bytes;
};
class Japans_code_systems : public testing::TestWithParam<Large> {};

TEST_P(Japans_code_systems, are_small_tables_and_need_no_copy) {
    const std::filesystem::path file = std::filesystem::path(RENKEI_SHARED) / "jp" / GetParam().file;
    if (!std::filesystem::exists(file)) {
        GTEST_SKIP() << "no " << file;
    }
    const TestLibrary here = shelf_of_files({file});
    CompiledTables store(*here.library);
    const CodeTable* table = store.code_system(GetParam().url, {}).table;
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->rows().size(), GetParam().concepts);
    EXPECT_LT(table->bytes(), GetParam().max_bytes);
    const std::string all = std::string(GetParam().url) + "?fhir_vs";
    const ValueSetTable* set = store.value_set(all);
    EXPECT_TRUE(set->includes[0].listed.empty() && set->includes[0].rows.empty());
    for (const ConceptRow& row : table->rows()) {
        ASSERT_EQ(
            here->validate(all, {.system = table->url(), .code = row.code, .display = row.display}).member,
            Tristate::yes);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Jp, Japans_code_systems,
    testing::Values(Large{"jp-core-terminology/CodeSystem-jp-condition-disease-code-receipt-cs.json",
                          "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease", 27'437, 3'000'000},
                    Large{"jp-core-external-terminology-2023/CodeSystem-jp-procedure-codes-nurse-cs.json",
                          "http://medis.or.jp/CodeSystem/master-nursingAction-16digits", 3'608, 400'000}));

} // namespace
} // namespace renkei::terminology::large_test
