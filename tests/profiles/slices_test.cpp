#include "gateway/fhir/profiles/element_id.h"

#include "tests/profiles/kit.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::profiles::test::slices_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view p = "http://x.jp/p";
constexpr std::string_view q = "http://x.jp/q";

Defined observation(std::string_view elements) { return Defined(profile("p", "Observation", elements)); }

TEST(An_element_id, is_a_path_with_names_of_slices) {
    EXPECT_EQ(path_of_id("Extension.extension:pointer.value[x]"), "Extension.extension.value[x]");
    EXPECT_EQ(path_of_id("a:x.b:y/z"), "a.b");
}

// Elements of the path and all their slices.
std::vector<std::string> slices(const Structure& structure, std::string_view path) {
    std::vector<std::string> out;
    for (const ElementDef& element : structure.elements) {
        if (element.path == path) {
            out.emplace_back(element.id);
        }
    }
    return out;
}

constexpr std::string_view by_text =
    R"("slicing": {"discriminator": [{"type": "value", "path": "text"}], "rules": "open"})";

std::string category(std::string_view rest) {
    return R"([{"path": "Observation.category", )" + std::string(by_text) + "}" + std::string(rest) + "]";
}

TEST(A_slice, begins_with_the_rules_for_all_slices) {
    const Defined defined = observation(category(R"(,
        {"path": "Observation.category.text", "max": "0"},
        {"path": "Observation.category", "sliceName": "a", "max": "2"})"));
    const ElementDef& a = defined.element(p, "Observation.category:a");
    EXPECT_EQ(cardinality(a), "0..2");
    EXPECT_FALSE(a.is_sliced);
    EXPECT_EQ(a.sliced, defined[p].by_id("Observation.category"));
    EXPECT_EQ(a.binding.value_set, defined.element(p, "Observation.category").binding.value_set);
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category:a.text")), "0..0");
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_slice, has_its_own_elements) {
    const Defined defined = observation(category(R"(,
        {"path": "Observation.category", "sliceName": "a", "min": 1},
        {"path": "Observation.category.text", "fixedString": "A"},
        {"path": "Observation.category", "sliceName": "b"},
        {"path": "Observation.category.text", "fixedString": "B"},
        {"path": "Observation.code", "short": "x"})"));
    EXPECT_THAT(slices(defined[p], "Observation.category"),
                ElementsAre("Observation.category", "Observation.category:a", "Observation.category:b"));
    EXPECT_EQ(json(defined[p], defined.element(p, "Observation.category:a.text").fixed.node), "\"A\"");
    EXPECT_EQ(json(defined[p], defined.element(p, "Observation.category:b.text").fixed.node), "\"B\"");
    EXPECT_THAT(ids(defined[p], "Observation.category."), IsEmpty());
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_slice, of_the_base_is_narrowed_where_only_elements_below_it_are_named) {
    const Defined defined(profile("q", "Observation", category(R"(,
                               {"path": "Observation.category", "sliceName": "a", "max": "1"},
                               {"path": "Observation.category", "sliceName": "b"})")),
                          upon(q, profile("p", "Observation", R"([
                               {"id": "Observation.category:a.text", "path": "Observation.category.text", "min": 1},
                               {"id": "Observation.category:c", "path": "Observation.category", "sliceName": "c"}])")));
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category:a.text")), "1..1");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category:a")), "0..1");
    EXPECT_THAT(slices(defined[p], "Observation.category"),
                ElementsAre("Observation.category", "Observation.category:a", "Observation.category:b",
                            "Observation.category:c"));
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_slice, that_is_not_defined_is_named) {
    const Defined defined = observation(
        R"([{"id": "Observation.category:a.text", "path": "Observation.category.text", "min": 1}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-slice-unknown Observation.category:a"));
    EXPECT_THAT(ids(defined[p], "Observation.category:"), IsEmpty());
}

TEST(A_slice, without_slicing_is_made_and_named) {
    const Defined defined = observation(R"([{"path": "Observation.category", "sliceName": "a"},
                                            {"path": "Observation.category", "sliceName": "b"}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-slicing-missing Observation.category"));
    EXPECT_THAT(ids(defined[p], "Observation.category:"),
                ElementsAre("Observation.category:a", "Observation.category:b"));
}

TEST(A_closed_slicing, takes_no_more_slices) {
    const Defined defined(profile("q", "Observation", R"([
             {"path": "Observation.category", "slicing": {"discriminator": [{"type": "value", "path": "text"}], "rules": "closed"}},
             {"path": "Observation.category", "sliceName": "a"}])"),
                          upon(q, profile("p", "Observation", R"([
             {"path": "Observation.category", "sliceName": "a", "min": 1},
             {"path": "Observation.category", "sliceName": "b"}])")));
    EXPECT_EQ(defined.element(p, "Observation.category").slicing.rules, SlicingRules::closed);
    EXPECT_THAT(defined.problems(q), IsEmpty());
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-slice-closed Observation.category:b"));
    EXPECT_THAT(ids(defined[p], "Observation.category:"), ElementsAre("Observation.category:a"));
}

TEST(Slicing, keeps_the_bases_discriminators_if_it_names_none) {
    const Defined defined(profile("q", "Observation", category("")), upon(q, profile("p", "Observation", R"([
                               {"path": "Observation.category", "slicing": {"rules": "closed", "ordered": true}},
                               {"path": "Observation.category", "sliceName": "a"}])")));
    const ElementDef& sliced = defined.element(p, "Observation.category");
    ASSERT_EQ(sliced.slicing.discriminators.size(), 1U);
    EXPECT_EQ(sliced.slicing.discriminators.front().path, "text");
    EXPECT_EQ(sliced.slicing.rules, SlicingRules::closed);
    EXPECT_TRUE(sliced.slicing.ordered);
    EXPECT_THAT(ids(defined[p], "Observation.category:a"), ElementsAre("Observation.category:a"));
}

TEST(A_re_slice, is_below_the_slice_it_divides) {
    const Defined defined(profile("q", "Observation", category(R"(,
                               {"path": "Observation.category", "sliceName": "a", "max": "5"},
                               {"path": "Observation.category", "sliceName": "b"})")),
                          upon(q, profile("p", "Observation", R"([
                               {"path": "Observation.category", "sliceName": "a/x", "max": "1"},
                               {"path": "Observation.category", "sliceName": "a/y"}])")));
    EXPECT_THAT(slices(defined[p], "Observation.category"),
                ElementsAre("Observation.category", "Observation.category:a", "Observation.category:a/x",
                            "Observation.category:a/y", "Observation.category:b"));
    EXPECT_EQ(defined.element(p, "Observation.category:a/y").sliced,
              defined[p].by_id("Observation.category:a"));
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category:a/x")), "0..1");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category:a/y")), "0..5");
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_slice, may_have_a_slash_in_its_name_where_there_is_nothing_to_divide) {
    const Defined defined = observation(category(R"(,
        {"path": "Observation.category", "sliceName": "b/1"}, {"path": "Observation.category", "sliceName": "a/1"},
        {"path": "Observation.category", "sliceName": "b/2"})"));
    EXPECT_THAT(
        ids(defined[p], "Observation.category:"),
        ElementsAre("Observation.category:b/1", "Observation.category:a/1", "Observation.category:b/2"));
    EXPECT_EQ(defined.element(p, "Observation.category:b/2").sliced,
              defined[p].by_id("Observation.category"));
}

TEST(A_slice_of_a_slice, is_a_slice_among_its_elements) {
    const Defined defined = observation(category(R"(,
        {"path": "Observation.category", "sliceName": "a"},
        {"path": "Observation.category.coding", "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}},
        {"path": "Observation.category.coding", "sliceName": "x", "min": 1},
        {"path": "Observation.category.coding.system", "fixedUri": "http://x.jp/s"})"));
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category:a.coding:x")), "1..*");
    EXPECT_EQ(json(defined[p], defined.element(p, "Observation.category:a.coding:x.system").fixed.node),
              "\"http://x.jp/s\"");
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_shortcut_to_a_type, is_a_slice_of_the_choice) {
    const Defined defined = observation(R"([{"path": "Observation.valueQuantity", "min": 1},
                                            {"path": "Observation.valueQuantity.unit", "min": 1}])");
    const ElementDef& choice = defined.element(p, "Observation.value[x]");
    const ElementDef& slice = defined.element(p, "Observation.value[x]:valueQuantity");
    ASSERT_EQ(choice.slicing.discriminators.size(), 1U);
    EXPECT_EQ(choice.slicing.discriminators.front().kind, DiscriminatorKind::type);
    EXPECT_EQ(choice.slicing.discriminators.front().path, "$this");
    EXPECT_EQ(choice.types.size(), 11U);
    EXPECT_EQ(slice.path, "Observation.value[x]");
    EXPECT_THAT(types(slice), ElementsAre("Quantity"));
    EXPECT_EQ(cardinality(slice), "1..1");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.value[x]:valueQuantity.unit")), "1..1");
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_type_slice, is_the_same_however_it_is_written) {
    const std::vector<std::string> ways{
        R"([{"id": "Observation.value[x]:valueQuantity.unit", "path": "Observation.value[x].unit", "min": 1}])",
        R"([{"id": "Observation.value[x]:valueQuantity", "path": "Observation.value[x]", "sliceName": "valueQuantity"},
            {"id": "Observation.value[x]:valueQuantity.unit", "path": "Observation.value[x].unit", "min": 1}])",
        R"([{"path": "Observation.valueQuantity", "sliceName": "valueQuantity"},
            {"path": "Observation.valueQuantity.unit", "min": 1}])",
        R"([{"id": "Observation.value[x]:valueQuantity.unit", "path": "Observation.valueQuantity.unit", "min": 1}])",
        R"([{"path": "Observation.valueQuantity.unit", "min": 1}])"};
    for (const std::string& way : ways) {
        const Defined defined = observation(way);
        EXPECT_EQ(cardinality(defined.element(p, "Observation.value[x]:valueQuantity.unit")), "1..1") << way;
        EXPECT_THAT(types(defined.element(p, "Observation.value[x]:valueQuantity")), ElementsAre("Quantity"))
            << way;
        EXPECT_TRUE(defined.element(p, "Observation.value[x]").is_sliced) << way;
        EXPECT_THAT(defined.problems(p), IsEmpty()) << way;
    }
}

TEST(A_shortcut_to_the_only_type, is_the_choice_itself) {
    const Defined defined(
        profile("q", "Observation", R"([{"path": "Observation.value[x]", "type": [{"code": "Quantity"}]}])"),
        upon(q, profile("p", "Observation", R"([{"path": "Observation.valueQuantity.unit", "min": 1}])")));
    EXPECT_EQ(cardinality(defined.element(p, "Observation.value[x].unit")), "1..1");
    EXPECT_FALSE(defined.element(p, "Observation.value[x]").is_sliced);
}

TEST(A_shortcut_to_a_type_that_the_choice_has_not, is_named) {
    const Defined defined = observation(R"([{"path": "Observation.valueAddress", "min": 1}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-path-unknown Observation.valueAddress"));
}

TEST(An_extension, is_sliced_by_its_url_without_a_discriminator) {
    const Defined defined(profile("e", "Extension", R"([
                               {"path": "Extension", "short": "食事", "max": "1"},
                               {"path": "Extension.url", "fixedUri": "http://x.jp/e"},
                               {"path": "Extension.value[x]", "type": [{"code": "string"}]}])"),
                          profile("p", "Observation", R"([
                               {"path": "Observation.extension", "sliceName": "meal",
                                "type": [{"code": "Extension", "profile": ["http://x.jp/e"]}]},
                               {"path": "Observation.extension", "sliceName": "other", "max": "3",
                                "type": [{"code": "Extension", "profile": ["http://x.jp/e"]}]},
                               {"path": "Observation.extension.value[x]", "min": 1}])"));
    const ElementDef& all = defined.element(p, "Observation.extension");
    EXPECT_EQ(all.slicing.discriminators.front().path, "url");
    const ElementDef& meal = defined.element(p, "Observation.extension:meal");
    EXPECT_EQ(member(defined[p], meal, "short"), "\"食事\"");
    EXPECT_EQ(cardinality(meal), "0..1");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.extension:other")), "0..3");
    EXPECT_THAT(types(defined.element(p, "Observation.extension:other.value[x]")), ElementsAre("string"));
    EXPECT_TRUE(defined.element(p, "Observation.extension:other.url").fixed);
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(An_extension, that_is_not_loaded_is_reported) {
    const Defined defined = observation(R"([{"path": "Observation.extension", "sliceName": "meal",
        "type": [{"code": "Extension", "profile": ["http://x.jp/none"]}]}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-used-not-loaded Observation.extension:meal"));
    EXPECT_THAT(defined.element(p, "Observation.extension:meal").types.front().profiles,
                ElementsAre("http://x.jp/none"));
}

} // namespace
} // namespace renkei::profiles::test::slices_test
