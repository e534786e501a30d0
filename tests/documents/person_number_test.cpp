#include "gateway/network/documents/intake.h"
#include "gateway/network/documents/person_number.h"

#include "tests/documents/kit.h"

namespace renkei::documents::person_number_test {
namespace {

using policy::Identifier;

const std::string systems = "https://renkei.example.jp/fhir/IdSystem/";
const std::string hospital = "urn:oid:1.2.392.100495.20.3.51.1";

struct SamePerson {
    Identifier unique;
    std::string named; // as parse_person() reads it
};
const SamePerson same[] = {
    {{systems + "kaigo-member-id", "990010:0000001016"}, "insurer:990010|0000001016"},
    {{systems + "kaigo-member-id", "990010:H000001016"}, "insurer:990010|H000001016"},
    {{systems + "office-user-no/9970100013", "00012345"}, "office:9970100013|00012345"},
    {{systems + "office-user-no/9970100013", "a:b/7"}, "office:9970100013|a:b/7"},
    {{hospital + "1311234567", "P-7"}, "institution:1311234567|P-7"},
    {{systems + "nursing-station-user-no/1312345", "7"}, "station:1312345|7"},
};

TEST(UniquePersonNumber, is_the_number_within_its_organisation) {
    for (const SamePerson& each : same) {
        EXPECT_EQ(take_apart(each.unique), parse_person(each.named)) << each.named;
        EXPECT_EQ(parse_person(each.unique.system + "|" + each.unique.value), parse_person(each.named))
            << each.named;
        EXPECT_EQ(put_together(*parse_person(each.named)), each.unique) << each.named;
        EXPECT_TRUE(is_unique_person_system(each.unique.system)) << each.unique.system;
        EXPECT_TRUE(is_known_person_system(each.unique.system)) << each.unique.system;
    }
}

TEST(UniquePersonNumber, has_the_hashes_of_its_number_within_its_organisation_and_alone) {
    const store::Hash key = seal::sha256("key");
    for (const SamePerson& each : same) {
        const PersonNumber person = *take_apart(each.unique);
        const std::vector<store::Hash> hashes = person_hashes(key, person);
        EXPECT_EQ(hashes,
                  (std::vector{seal::keyed_hash(key, {"person", person.number.system, person.number.value,
                                                      person.within.system, person.within.value}),
                               seal::keyed_hash(key, {"person", person.number.system, person.number.value})}))
            << each.named;
    }
}

TEST(UniquePersonNumber, of_the_wrong_form_is_a_plain_identifier) {
    for (const Identifier& wrong : {Identifier{systems + "kaigo-member-id", "0000001016"},
                                    {systems + "kaigo-member-id", "99001:0000001016"},
                                    {systems + "kaigo-member-id", "990010:1016"},
                                    {systems + "kaigo-member-id/", "990010:0000001016"},
                                    {systems + "office-user-no/997010001", "7"},
                                    {systems + "office-user-no/", "7"},
                                    {systems + "office-user-no", "7"},
                                    {hospital + "131123456x", "7"},
                                    {systems + "nursing-station-user-no/131234", "7"}}) {
        EXPECT_EQ(take_apart(wrong), std::nullopt) << wrong.system << "|" << wrong.value;
        EXPECT_EQ(numbers_of(wrong, {}), (std::vector<PersonNumber>{{wrong, {}}}));
    }
    EXPECT_EQ(parse_person(systems + "kaigo-member-id|990010-0000001016"), std::nullopt)
        << "no person can have it";
    EXPECT_EQ(shape_of_identifier(systems + "kaigo-member-id", "990010-0000001016"),
              systems + "kaigo-member-id|NNNNNN-NNNNNNNNNN");
}

TEST(UniquePersonNumber, is_also_within_the_other_numbers_of_the_same_organisation) {
    const Identifier office{systems + "kaigo-office-no", "9970100013"};
    const Identifier institution{"http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no",
                                 "9970100013"};
    const Identifier other{systems + "kaigo-office-no", "9910100016"};
    const Identifier unique{systems + "office-user-no/9970100013", "7"};
    const Identifier number{systems + "office-user-no", "7"};
    EXPECT_EQ(numbers_of(unique, std::vector{office, institution, other}),
              (std::vector<PersonNumber>{{number, office}, {number, institution}}));
    EXPECT_EQ(numbers_of(number, std::vector{office, other}),
              (std::vector<PersonNumber>{{number, office}, {number, other}}));
}

TEST(UniquePersonNumber, has_a_system_of_each_kind_of_organisation_that_numbers_persons) {
    for (const policy::NumberKind& kind : policy::number_kinds()) {
        const std::string system(person_system(kind.name));
        if (!system.empty()) {
            EXPECT_TRUE(put_together(
                {{system, "0000001016"}, {std::string(kind.system), std::string(kind.digits, '1')}}))
                << kind.name;
        }
    }
    EXPECT_EQ(put_together({{"urn:x", "7"}, {systems + "kaigo-office-no", "9970100013"}}), std::nullopt);
}

} // namespace
} // namespace renkei::documents::person_number_test
