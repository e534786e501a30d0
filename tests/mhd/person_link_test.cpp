#include "gateway/network/mhd/persons/person_link.h"
#include "generated/messages/documents.h"

#include <gtest/gtest.h>

namespace renkei::mhd::person_link_test {
namespace {

const std::string systems = "https://renkei.example.jp/fhir/IdSystem/";

diag::Result<void> linkable(const std::string& text) { return check_linkable(*read_person(text)); }

TEST(PersonLink, takes_a_number_together_with_whose_it_is) {
    EXPECT_TRUE(linkable("insurer:990010|0000001016"));
    EXPECT_TRUE(linkable("institution:9910100016|P-1"));
}

TEST(PersonLink, takes_a_number_alone_where_it_means_one_person_everywhere) {
    EXPECT_TRUE(linkable("urn:oid:1.2.392.1|7"));
}

TEST(PersonLink, refuses_a_number_alone_that_several_insurers_give) {
    const auto refused = linkable(systems + "kaigo-insured-person-no|0000001016");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, diag::message::person_ambiguous);
    EXPECT_EQ(refused.error().args, std::vector<std::string>{"insurer:NNNNNN|NUMBER"});
}

TEST(PersonLink, refuses_an_invalid_person_and_shows_only_its_shape) {
    for (const std::string person : {"kaigo-insured-person-no|0000001016", "insurer:990010|1016", "a name"}) {
        const auto refused = read_person(person);
        ASSERT_FALSE(refused) << person;
        EXPECT_EQ(refused.error().message, diag::message::person_number_wrong);
        EXPECT_EQ(refused.error().args[1], documents::shape_of_person(person));
    }
}

TEST(PersonLink, names_each_form_of_the_number_of_an_office) {
    const auto refused = linkable(systems + "office-user-no|1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().args,
              std::vector<std::string>{
                  "office:NNNNNNNNNN|NUMBER, institution:NNNNNNNNNN|NUMBER, station:NNNNNNN|NUMBER"});
}

} // namespace
} // namespace renkei::mhd::person_link_test
