#include "gateway/fhir/resources/digest.h"
#include "gateway/fhir/resources/uuid5.h"

#include <gtest/gtest.h>

namespace renkei::resources::uuid5_test {
namespace {

constexpr Uuid dns_namespace{
    {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

// The first is the example of RFC 9562, appendix A.4; the others were made with Python's uuid.uuid5.
TEST(Uuid5, makes_the_uuids_that_others_make) {
    EXPECT_EQ(to_text(Uuid5(dns_namespace).make("www.example.com")), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    EXPECT_EQ(to_text(Uuid5(url_namespace).make("")), "1b4db7eb-4057-5ddf-91e0-36dec72071f5");
    EXPECT_EQ(to_text(Uuid5(url_namespace).make("介護")), "f0bac94f-d51f-53cc-b0f1-ab1da701f955");
    EXPECT_EQ(to_text(Uuid5(url_namespace).make(std::string(200, 'x'))),
              "cd3580b9-d244-586a-8077-74317319b48d");
}

TEST(Uuid5, digests_the_beginning_of_names_once) {
    const std::string name =
        "entry|1234567890|visits/1 with more than one block of sixty-four bytes in it, so that it matters";
    const Uuid5 space(url_namespace);
    for (std::size_t cut = 0; cut <= name.size(); ++cut) {
        EXPECT_EQ(space.with(name.substr(0, cut)).make(name.substr(cut)), space.make(name)) << cut;
    }
}

TEST(Uuid5, appends_36_characters) {
    std::string out = "urn:uuid:";
    Uuid5(dns_namespace).append(out, "www.example.com");
    EXPECT_EQ(out, "urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, is_read_in_either_case_and_written_in_lower_case) {
    const auto uuid = parse_uuid("6BA7B810-9dad-11d1-80b4-00C04FD430C8");
    ASSERT_TRUE(uuid);
    EXPECT_EQ(*uuid, dns_namespace);
    EXPECT_EQ(to_text(*uuid), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
}

TEST(Uuid, is_refused_in_any_other_form) {
    for (const char* text :
         {"", "6ba7b8109dad11d180b400c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430c",
          "6ba7b810-9dad-11d1-80b4-00c04fd430c8a", "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
          "6ba7b810-9dad-11d1-80b400-c04fd430c8", "{ba7b810-9dad-11d1-80b4-00c04fd430c8}"}) {
        EXPECT_FALSE(parse_uuid(text)) << text;
    }
}

// FIPS 180-4: the examples published for SHA-256.
TEST(Sha256, gives_the_published_digests) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

} // namespace
} // namespace renkei::resources::uuid5_test
