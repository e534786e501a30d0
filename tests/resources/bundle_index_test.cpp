#include "gateway/core/json/parser.h"
#include "gateway/fhir/resources/bundle_index.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace renkei::resources::bundle_index_test {
namespace {

// A bundle's index with everything it views.
struct Indexed {
    std::string text;
    json::Tree tree;
    BundleIndex index;
};

Indexed indexed(std::string text, json::NameTable names = {}) {
    Indexed out{.text = std::move(text), .tree = {}, .index = {}};
    EXPECT_TRUE(json::Parser(names).parse(out.text, out.tree));
    out.index.build(out.tree);
    return out;
}

std::string bundle(std::string_view entries) {
    return fmt::format(R"({{"resourceType":"Bundle","entry":[{}]}})", entries);
}

std::string entry(std::string_view full_url, std::string_view type, std::string_view id) {
    return fmt::format(R"({{"fullUrl":"{}","resource":{{"resourceType":"{}","id":"{}"}}}})", full_url, type,
                       id);
}

const std::string three =
    entry("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "Patient", "p1") + "," +
    entry("https://a.example/fhir/Organization/o1", "Organization", "o1") +
    R"(,{"resource":{"resourceType":"Encounter","id":"e1","contained":[{"resourceType":"Practitioner","id":"n1"},{"resourceType":"Location"}]}})";

std::uint32_t entry_of(const Indexed& it, std::string_view reference, std::uint32_t from = no_entry) {
    const auto target = it.index.find(reference, from);
    return target ? target->entry : no_entry;
}

TEST(BundleIndex, lists_the_entries) {
    const Indexed it = indexed(bundle(three));
    ASSERT_EQ(it.index.entries().size(), 3U);
    const BundleEntry& patient = it.index.entries()[0];
    EXPECT_EQ(patient.full_url, "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    EXPECT_EQ(patient.type, "Patient");
    EXPECT_EQ(patient.id, "p1");
    EXPECT_EQ(it.tree.key(patient.resource), "resource");
    EXPECT_EQ(it.index.entries()[2].full_url, "");
}

TEST(BundleIndex, follows_references_however_they_are_written) {
    const Indexed it = indexed(bundle(three));
    EXPECT_EQ(entry_of(it, "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"), 0U);
    EXPECT_EQ(entry_of(it, "Patient/p1"), 0U);
    EXPECT_EQ(entry_of(it, "https://a.example/fhir/Organization/o1"), 1U);
    EXPECT_EQ(entry_of(it, "Organization/o1"), 1U);
    EXPECT_EQ(entry_of(it, "http://other.example/Organization/o1"), 1U);
    EXPECT_EQ(entry_of(it, "Encounter/e1/_history/3"), 2U);
}

TEST(BundleIndex, does_not_follow_what_leads_nowhere) {
    const Indexed it = indexed(bundle(three));
    for (const char* reference : {"", "/", "p1", "Patient/", "/p1", "Organization/p1", "Patient/p2",
                                  "urn:uuid:00000000-0000-0000-0000-000000000000", "#", "#n1"}) {
        EXPECT_FALSE(it.index.find(reference)) << reference;
    }
}

TEST(BundleIndex, finds_contained_resources_only_in_their_container) {
    const Indexed it = indexed(bundle(three));
    const auto nurse = it.index.find("#n1", 2);
    ASSERT_TRUE(nurse);
    EXPECT_TRUE(nurse->contained);
    EXPECT_EQ(nurse->entry, 2U);
    EXPECT_EQ(it.tree.text(it.tree.child(nurse->resource, "id")), "n1");
    EXPECT_FALSE(it.index.find("#n1", 0));
    EXPECT_FALSE(it.index.find("Practitioner/n1"));
    EXPECT_EQ(it.index.find("#", 2)->resource, it.index.entries()[2].resource);
}

TEST(BundleIndex, prefers_the_whole_url_to_its_end) {
    const Indexed it = indexed(bundle(entry("https://a.example/Patient/1", "Patient", "1") + "," +
                                      entry("https://b.example/Patient/1", "Patient", "1")));
    EXPECT_EQ(entry_of(it, "https://b.example/Patient/1"), 1U);
    EXPECT_FALSE(it.index.find("https://b.example/Patient/1")->ambiguous);
}

TEST(BundleIndex, notes_what_is_ambiguous_and_takes_the_first) {
    const Indexed it = indexed(bundle(entry("urn:a", "Patient", "1") + "," + entry("urn:b", "Patient", "1") +
                                      "," + entry("urn:a", "Patient", "1")));
    const auto target = it.index.find("Patient/1");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->entry, 0U);
    EXPECT_TRUE(target->ambiguous);
    EXPECT_TRUE(it.index.find("urn:a")->ambiguous);
    EXPECT_FALSE(it.index.find("urn:b")->ambiguous);
}

TEST(BundleIndex, of_something_else_is_empty) {
    for (const char* text : {"[]", "1", "{}", R"({"resourceType":"Patient","entry":[{}]})",
                             R"({"resourceType":"Bundle","entry":{}})", R"({"resourceType":"Bundle"})"}) {
        EXPECT_TRUE(indexed(text).index.entries().empty()) << text;
    }
}

TEST(BundleIndex, bears_entries_of_any_shape) {
    const Indexed it = indexed(bundle(
        R"(1,null,[],{},{"resource":1},{"fullUrl":1,"resource":{"resourceType":[],"id":{},"contained":[1,{"id":2}]}},)" +
        three));
    EXPECT_EQ(it.index.entries().size(), 9U);
    EXPECT_EQ(entry_of(it, "Patient/p1"), 6U);
}

TEST(BundleIndex, works_with_a_name_table_too) {
    const std::string_view known[] = {"entry", "resource", "id", "resourceType", "fullUrl", "contained"};
    const json::NameList names(known);
    const Indexed it = indexed(bundle(three), names.table());
    EXPECT_EQ(entry_of(it, "Patient/p1"), 0U);
    EXPECT_EQ(entry_of(it, "#n1", 2), 2U);
}

TEST(BundleIndex, is_built_again_for_the_next_bundle) {
    Indexed it = indexed(bundle(three));
    const std::string next = bundle(entry("urn:x", "Patient", "p2"));
    ASSERT_TRUE(json::Parser().parse(next, it.tree));
    it.index.build(it.tree);
    EXPECT_EQ(it.index.entries().size(), 1U);
    EXPECT_FALSE(it.index.find("Patient/p1"));
    EXPECT_EQ(entry_of(it, "urn:x"), 0U);
}

TEST(BundleIndex, finds_each_of_many_entries) {
    std::string entries;
    for (int i = 0; i < 5000; ++i) {
        entries += (i > 0 ? "," : "") + entry(fmt::format("urn:x:{}", i), "Observation", std::to_string(i));
    }
    const Indexed it = indexed(bundle(entries));
    for (std::uint32_t i = 0; i < 5000; ++i) {
        ASSERT_EQ(entry_of(it, fmt::format("urn:x:{}", i)), i);
        ASSERT_EQ(entry_of(it, fmt::format("Observation/{}", i)), i);
    }
}

// All of one name: one bucket. Comparing each with each would take minutes.
TEST(BundleIndex, does_not_slow_down_where_all_entries_are_the_same) {
    std::string entries = entry("urn:same", "Patient", "same");
    for (int i = 0; i < 100'000; ++i) {
        entries += "," + entry("urn:same", "Patient", "same");
    }
    const Indexed it = indexed(bundle(entries));
    EXPECT_EQ(entry_of(it, "urn:same"), 0U);
    EXPECT_TRUE(it.index.find("urn:same")->ambiguous);
}

} // namespace
} // namespace renkei::resources::bundle_index_test
