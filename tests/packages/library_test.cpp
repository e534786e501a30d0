#include "gateway/fhir/packages/image_builder.h"
#include "gateway/fhir/packages/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::packages::library_test {
namespace {

using testing::ElementsAre;

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    return *opened;
}

PackageImage image(std::initializer_list<std::string_view> resources) {
    ImageBuilder builder;
    for (const std::string_view resource : resources) {
        EXPECT_TRUE(builder.add(resource, "x.json"));
    }
    auto out = PackageImage::from_bytes(builder.finish());
    EXPECT_TRUE(out);
    return std::move(*out);
}

std::string tea(std::string_view version, std::string_view title) {
    return R"({"resourceType":"CodeSystem","id":"tea","url":"http://x.jp/tea","version":")" +
           std::string(version) + R"(","title":")" + std::string(title) + R"("})";
}

std::string title(const Resource* resource) {
    return resource == nullptr ? "(none)" : std::string(resource->text("title"));
}

TEST(A_library, finds_the_newest_version_unless_one_is_named) {
    Library library(r4());
    library.add(image({tea("1.9.0", "nine"), tea("1.10.0", "ten"), tea("1.2.0", "two")}));
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea")), "ten");
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea|1.9.0")), "nine");
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea|1.2")), "two");
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea|1")), "ten");
    EXPECT_EQ(library.find("CodeSystem", "http://x.jp/tea|3"), nullptr);
    EXPECT_EQ(title(library.find_any_version("CodeSystem", "http://x.jp/tea|3")), "ten");
    EXPECT_EQ(library.find("ValueSet", "http://x.jp/tea"), nullptr);
    EXPECT_EQ(title(library.find("", "http://x.jp/tea")), "ten");
}

TEST(A_library, finds_the_newest_version_in_whatever_order_packages_were_added) {
    for (const bool is_newest_last : {false, true}) {
        Library library(r4());
        library.add(image({tea(is_newest_last ? "1.0.0" : "2.0.0", "first")}));
        library.add(image({tea(is_newest_last ? "2.0.0" : "1.0.0", "second")}));
        EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea")), is_newest_last ? "second" : "first");
        EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea|1.0.0")),
                  is_newest_last ? "first" : "second");
        EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea|1")),
                  is_newest_last ? "first" : "second");
    }
}

TEST(A_library, finds_the_one_added_last_where_versions_decide_nothing) {
    Library same(r4());
    same.add(image({tea("1.0.0", "first")}));
    same.add(image({tea("1.0.0", "second")}));
    EXPECT_EQ(title(same.find("CodeSystem", "http://x.jp/tea")), "second");
    Library without(r4());
    without.add(image({tea("1.0.0", "first")}));
    without.add(image({R"({"resourceType":"CodeSystem","url":"http://x.jp/tea","title":"second"})"}));
    EXPECT_EQ(title(without.find("CodeSystem", "http://x.jp/tea")), "second");
}

// HL7's terminology began again with version 1 after R4 had shipped its code systems as 4.0.1.
TEST(A_library, goes_by_the_order_of_what_is_shipped_and_by_that_behind_what_users_add) {
    Library library(r4());
    library.add(image({tea("4.0.1", "core")}));
    library.add(image({tea("1.0.0", "terminology")}));
    library.end_of_shipped();
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea")), "terminology");
    library.add(image({tea("0.9.0", "own")}));
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea")), "own");
    EXPECT_EQ(title(library.find("CodeSystem", "http://x.jp/tea|4.0.1")), "core");
}

TEST(A_library, reads_a_resource_once) {
    Library library(r4());
    library.add(image({tea("1", "only")}));
    EXPECT_EQ(library.find("", "http://x.jp/tea"), library.find("CodeSystem", "http://x.jp/tea|1"));
}

TEST(A_library, opens_the_installed_packages) {
    Library library(r4());
    for (const char* name : {"hl7.fhir.r4.core", "hl7.terminology.r4", "hl7.fhir.uv.extensions.r4"}) {
        auto opened = PackageImage::open(std::string(RENKEI_BINARY "/share/packages/") + name + ".pack");
        ASSERT_TRUE(opened) << to_text(opened.error(), diag::Language::english);
        EXPECT_EQ(opened->text(opened->package().name), name);
        for (const ResourceRow& row : opened->resources()) {
            ASSERT_TRUE(opened->json(row)) << opened->text(row.url);
        }
        library.add(std::move(*opened));
    }
    const Resource* patient =
        library.find("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/Patient");
    ASSERT_NE(patient, nullptr);
    EXPECT_EQ(patient->version, "4.0.1");
    EXPECT_NE(patient->tree.child(json::Tree::root, "snapshot"), json::no_node);
    EXPECT_EQ(patient->tree.child(json::Tree::root, "differential"), json::no_node);
    std::size_t parameters = 0;
    library.each("SearchParameter", [&](const PackageImage&, const ResourceRow&) { ++parameters; });
    EXPECT_GE(parameters, 1'400U);
}

TEST(An_image, keeps_what_a_check_needs_and_drops_prose) {
    const PackageImage made =
        image({R"({"resourceType":"StructureDefinition","id":"p","url":"u","type":"Patient",)"
               R"("text":{"div":"long"},"differential":{"element":[{"id":"Patient.name",)"
               R"("path":"Patient.name","definition":"prose","_definition":{},"min":1,)"
               R"("constraint":[{"key":"k","expression":"e","xpath":"no"}]}]}})"});
    ASSERT_EQ(made.resources().size(), 1U);
    EXPECT_EQ(made.json(made.resources()[0]),
              R"({"resourceType":"StructureDefinition","id":"p","url":"u","type":"Patient",)"
              R"("differential":{"element":[{"id":"Patient.name","path":"Patient.name","min":1,)"
              R"("constraint":[{"key":"k","expression":"e"}]}]}})");
    EXPECT_EQ(made.text(made.resources()[0].about), "Patient");
}

TEST(An_image, keeps_a_differential_that_says_more_than_the_snapshot) {
    const auto has_differential = [](const std::string& differential) {
        const PackageImage made =
            image({R"({"resourceType":"StructureDefinition","id":"p","url":"u","type":"Patient",)"
                   R"("snapshot":{"element":[{"id":"Patient","path":"Patient"},)"
                   R"({"id":"Patient.name","path":"Patient.name","min":1,"max":"1"}]},)"
                   R"("differential":{"element":[)" +
                   differential + "]}}"});
        return made.json(made.resources()[0])->find("differential") != std::string_view::npos;
    };
    EXPECT_FALSE(has_differential(R"({"id":"Patient.name","path":"Patient.name","min":1,"short":"s"})"));
    EXPECT_TRUE(has_differential(R"({"id":"Patient.name","path":"Patient.name","min":2})"));
    EXPECT_TRUE(has_differential(R"({"id":"Patient.photo","path":"Patient.photo","max":"0"})"));
}

TEST(An_image, that_is_damaged_is_not_used) {
    ImageBuilder builder;
    ASSERT_TRUE(builder.add(tea("1", "only"), "x.json"));
    std::string bytes = builder.finish();
    EXPECT_FALSE(PackageImage::from_bytes(bytes.substr(0, bytes.size() - 1)));
    EXPECT_FALSE(PackageImage::from_bytes(""));
    std::string other = bytes;
    other.back() = '?';
    const auto opened = PackageImage::from_bytes(other);
    ASSERT_TRUE(opened); // its lists are whole
    EXPECT_EQ(opened->json(opened->resources()[0]), std::nullopt);
}

TEST(Versions, are_compared_by_number) {
    EXPECT_LT(compare_versions("1.9", "1.10"), 0);
    EXPECT_GT(compare_versions("2024-02", "2023-12"), 0);
    EXPECT_EQ(compare_versions("1.0", "1.0"), 0);
    EXPECT_EQ(compare_versions("1.01", "1.1"), 0);
    EXPECT_LT(compare_versions("1.2", "1.2.1"), 0);
    EXPECT_LT(compare_versions("1.2-ballot", "1.2"), 0);
    EXPECT_LT(compare_versions("", "1"), 0);
}

TEST(Canonicals, are_split_into_url_and_version) {
    const Canonical it = canonical("http://x.jp/a|1.0#part");
    EXPECT_EQ(it.url, "http://x.jp/a");
    EXPECT_EQ(it.version, "1.0");
    EXPECT_EQ(it.fragment, "part");
}

} // namespace
} // namespace renkei::packages::library_test
