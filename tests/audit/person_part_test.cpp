#include "gateway/network/audit/person_part.h"
#include "gateway/network/audit/query_text.h"

#include <gtest/gtest.h>

namespace renkei::audit::person_part_test {
namespace {

const std::string base = "https://gateway.example/fhir";
const std::string person = std::string(32, 'a') + std::string(32, 'b');
const std::string other(64, 'c');
constexpr std::string_view own_document = "01934b2e-0000-7000-8000-000000000001";
constexpr std::string_view foreign_document = "01934b2e-0000-7000-8000-000000000002";

PersonInEvents known() {
    PersonInEvents out;
    out.add_hash(person);
    out.add_version(own_document, 2);
    return out;
}

bool is_about(const PersonInEvents& it, const Event& event) {
    return it.is_about(*EventSummaryReader().read(to_facts(event, base)));
}

TEST(PersonPart, an_event_is_about_the_person_by_hash_or_by_a_version_that_names_the_person) {
    EXPECT_TRUE(is_about(known(), {.person = person}));
    EXPECT_TRUE(is_about(known(), {.document = std::string(own_document), .version = 2}));
    EXPECT_TRUE(is_about(known(), {.query = "documents=" + std::string(own_document)}));
    EXPECT_FALSE(is_about(known(), {.document = std::string(own_document), .version = 1}))
        << "that version may name another person";
    EXPECT_FALSE(is_about(known(), {.document = std::string(foreign_document), .person = other}));
}

TEST(PersonPart, of_a_search_that_showed_several_persons_has_only_this_one) {
    const Event event{.interaction = "search-type",
                      .person = other,
                      .query =
                          "DocumentReference&identifier=0123456789abcdef&persons=" + other.substr(0, 16) +
                          "," + person.substr(0, 16) + "(+3)&documents=" + std::string(foreign_document) +
                          "," + std::string(own_document)};
    const Event part = known().part_of(event);
    EXPECT_EQ(part.person, "");
    EXPECT_EQ(part.query, "DocumentReference&persons=" + person.substr(0, 16) +
                              "&documents=" + std::string(own_document));
    EXPECT_EQ(part.interaction, "search-type");
}

TEST(PersonPart, of_a_link_does_not_name_the_other_number_of_another_person) {
    EXPECT_EQ(known().part_of({.interaction = "person-unlink", .person = person, .query = other}).query, "");
    const Event of_other = known().part_of({.interaction = "person-link", .person = other, .query = person});
    EXPECT_EQ(of_other.person, "");
    EXPECT_EQ(of_other.query, "persons=" + person);
}

TEST(PersonPart, keeps_the_document_that_the_event_is_about) {
    const Event read{.document = std::string(own_document), .version = 2, .person = person};
    EXPECT_EQ(known().part_of(read).document, own_document);
    EXPECT_EQ(known().part_of(read).version, 2U);
    const Event listed{.document = std::string(foreign_document),
                       .version = 1,
                       .person = other,
                       .query = "documents=" + std::string(own_document)};
    EXPECT_EQ(known().part_of(listed).document, "");
    EXPECT_EQ(known().part_of(listed).version, 0U);
}

TEST(PersonPart, versions_that_retention_deleted_are_known_from_events_that_name_the_person) {
    PersonInEvents it;
    it.add_hash(person);
    const Event delivered{.interaction = "delivery", .document = std::string(own_document), .version = 1};
    EXPECT_FALSE(is_about(it, delivered));
    it.learn(to_facts(
        {.interaction = "create", .document = std::string(own_document), .version = 1, .person = person},
        base));
    EXPECT_TRUE(is_about(it, delivered));
    it.learn(to_facts({.document = std::string(foreign_document), .version = 1, .person = other}, base));
    EXPECT_FALSE(it.has_version(foreign_document, 1));
}

TEST(OfficePart, has_the_documents_and_no_person_no_file_and_nothing_else_that_was_asked_for) {
    const Event part =
        part_of_office({.interaction = "search-type",
                        .peer = "hospital",
                        .document = std::string(own_document),
                        .version = 2,
                        .person = person,
                        .file = "20261120.csv",
                        .query = "DocumentReference&identifier=0123456789abcdef&persons=" + person +
                                 "&documents=" + std::string(foreign_document)});
    EXPECT_EQ(part.person, "");
    EXPECT_EQ(part.file, "");
    EXPECT_EQ(part.query, "DocumentReference&documents=" + std::string(foreign_document));
    EXPECT_EQ(part.peer, "hospital");
    EXPECT_EQ(part.document, own_document);
    EXPECT_EQ(part.version, 2U);
}

TEST(DocumentPart, of_a_list_has_no_other_document_and_no_person) {
    const Event part =
        part_about_document({.person = other,
                             .query = "form=admission&documents=" + std::string(foreign_document) + "," +
                                      std::string(own_document)},
                            own_document);
    EXPECT_EQ(part.person, "");
    EXPECT_EQ(part.query, "documents=" + std::string(own_document));
    EXPECT_EQ(
        part_about_document({.document = std::string(own_document), .person = person}, own_document).person,
        person);
}

TEST(Query, is_read_and_written_again) {
    const QueryText query = read_query("Patient&_id=12&persons=0123456789abcdef,short(+2)&documents=x,y");
    EXPECT_EQ(query.type, "Patient");
    EXPECT_EQ(query.persons, (std::vector<std::string_view>{"0123456789abcdef"}));
    EXPECT_EQ(query.documents, (std::vector<std::string_view>{"x", "y"}));
    EXPECT_EQ(to_text(query), "Patient&persons=0123456789abcdef&documents=x,y");
    EXPECT_EQ(read_query("form=admission").type, "") << "a parameter is no type";
    EXPECT_EQ(read_query(person).persons, (std::vector<std::string_view>{person})) << "of a link";
}

} // namespace
} // namespace renkei::audit::person_part_test
