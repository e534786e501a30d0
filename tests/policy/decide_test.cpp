#include "gateway/network/policy/decide.h"
#include "generated/messages/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace renkei::policy::decide_test {
namespace {

using testing::ElementsAre;

const std::string offices = "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no";
const std::string institutions = "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no";
const std::string municipalities = "https://renkei.example.jp/fhir/IdSystem/municipality-code";
const std::vector<std::string> hospitals{"hospital"};

Peer a_hospital() {
    return {.id = "h",
            .role = Role::hospital,
            .numbers = {{"institution", "1311234567"}, {"station", "1234567"}}};
}
Peer a_city() { return {.id = "c", .role = Role::municipality, .numbers = {{"municipality", "131016"}}}; }

// ---------------------------------------------------------------- numbers
TEST(Decide, the_same_digits_in_another_system_are_another_number) {
    const std::vector<Identifier> as_office{{offices, "1311234567"}};
    const std::vector<Identifier> as_institution{{institutions, "1311234567"}};
    EXPECT_EQ(may_create(a_hospital(), hospitals, as_office), AccessDecision::not_the_sender);
    EXPECT_EQ(may_create(a_hospital(), hospitals, as_institution), AccessDecision::allowed);
}

TEST(Decide, part_of_a_number_is_no_number) {
    for (const std::string_view value : {"131123456", "13112345670", "", "1311234567 "}) {
        const std::vector<Identifier> senders{{institutions, std::string(value)}};
        EXPECT_EQ(may_create(a_hospital(), hospitals, senders), AccessDecision::not_the_sender) << value;
    }
}

TEST(Decide, one_of_its_numbers_is_enough_whatever_else_the_organisation_is_called) {
    const std::vector<Identifier> one{
        {"https://renkei.example.jp/fhir/IdSystem/nursing-station-no", "1234567"}};
    EXPECT_EQ(may_create(a_hospital(), hospitals, one), AccessDecision::allowed);
    const std::vector<Identifier> both{{institutions, "1311234567"}, one[0], {"urn:ward", "3 East"}};
    EXPECT_EQ(may_create(a_hospital(), hospitals, both), AccessDecision::allowed);
    const std::vector<Identifier> none{{"urn:ward", "3 East"}};
    EXPECT_EQ(may_create(a_hospital(), hospitals, none), AccessDecision::not_the_sender);
}

TEST(Decide, who_names_another_beside_itself_is_not_the_sender) {
    const std::vector<Identifier> senders{{institutions, "1311234567"}, {institutions, "1399999999"}};
    EXPECT_EQ(may_create(a_hospital(), hospitals, senders), AccessDecision::not_the_sender);
    const std::vector<Identifier> of_another_kind{{institutions, "1311234567"}, {offices, "9970100021"}};
    EXPECT_EQ(may_create(a_hospital(), hospitals, of_another_kind), AccessDecision::allowed)
        << "its entry need not hold all its numbers";
    EXPECT_EQ(may_create({.id = "n", .role = Role::network}, hospitals, senders), AccessDecision::allowed)
        << "it passes on what others wrote";
}

TEST(Decide, who_brought_the_same_once_more_reads_it_and_no_more) {
    const Peer hub{.id = "hub", .role = Role::hub};
    const Access access{
        .submitter = "h", .senders = {{institutions, "1311234567"}}, .receivers = {}, .repeaters = {"hub"}};
    EXPECT_EQ(may_read(hub, {.newest = 1, .versions = {{1, access}}}), VersionAccess::shown);
    EXPECT_EQ(may_withdraw(hub, access), AccessDecision::not_the_sender);
    EXPECT_EQ(may_deliver(hub, {.newest = 1, .versions = {{1, access}}}, 1), DeliveryAccess::not_named);
}

TEST(Decide, a_form_is_signed_with_a_number_of_its_own) {
    EXPECT_EQ(may_sign(a_hospital(), {institutions, "1311234567"}), AccessDecision::allowed);
    EXPECT_EQ(may_sign(a_city(), {municipalities, "13101"}), AccessDecision::allowed);
    for (const std::string another : {"", "9970100021", "131123456", "見本病院"}) {
        EXPECT_EQ(may_sign(a_hospital(), {institutions, another}), AccessDecision::not_the_sender) << another;
    }
    EXPECT_EQ(may_sign({.id = "n", .role = Role::network}, {institutions, "9970100021"}),
              AccessDecision::allowed);
    Peer gone = a_hospital();
    gone.revoked = true;
    EXPECT_EQ(may_sign(gone, {institutions, "1311234567"}), AccessDecision::revoked);
}

TEST(Decide, the_same_digits_of_another_kind_are_another_number) {
    // the numbers of insurers have six digits, too
    const std::string insurers = "https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no";
    EXPECT_EQ(may_sign(a_city(), {municipalities, "131016"}), AccessDecision::allowed);
    EXPECT_EQ(may_sign(a_city(), {insurers, "131016"}), AccessDecision::not_the_sender);
    EXPECT_EQ(may_sign(a_city(), {"", "131016"}), AccessDecision::not_the_sender);
}

TEST(Decide, a_municipality_is_known_with_and_without_check_digit) {
    for (const auto& [value, decision] : {std::pair("131016", DeliveryAccess::goes),
                                          {"13101", DeliveryAccess::goes},
                                          {"1310", DeliveryAccess::not_named},
                                          {"13102", DeliveryAccess::not_named}}) {
        const Access access{.submitter = "h", .senders = {}, .receivers = {{municipalities, value}}};
        EXPECT_EQ(may_deliver(a_city(), {.newest = 1, .versions = {{1, access}}}, 1), decision) << value;
    }
}

TEST(Decide, a_peer_without_numbers_is_party_only_to_what_it_handed_in) {
    const Peer hub{.id = "hub", .role = Role::hub};
    const auto read = [&hub](Access access) {
        return may_read(hub, {.newest = 1, .versions = {{1, std::move(access)}}});
    };
    EXPECT_EQ(read({.submitter = "hub", .senders = {}, .receivers = {}}), VersionAccess::shown);
    EXPECT_EQ(read({.submitter = "", .senders = {{"", ""}}, .receivers = {{"", ""}}}),
              VersionAccess::not_a_party);
}

TEST(Decide, a_role_that_no_form_knows_creates_nothing) {
    const std::vector<Identifier> senders{{institutions, "1311234567"}};
    const std::vector<std::string> nearly{"Hospital", "hospital ", "hospitals", ""};
    EXPECT_EQ(may_create(a_hospital(), nearly, senders), AccessDecision::role_may_not);
}

// ---------------------------------------------------------------- attachments
TEST(Decide, only_the_media_types_of_its_entry_may_be_attached) {
    Peer peer = a_hospital();
    EXPECT_EQ(may_attach(peer, "application/pdf"), AccessDecision::allowed);
    EXPECT_EQ(may_attach(peer, "application/PDF"), AccessDecision::type_not_allowed);
    EXPECT_EQ(may_attach(peer, "text/html"), AccessDecision::type_not_allowed);
    EXPECT_EQ(may_attach(peer, ""), AccessDecision::type_not_allowed);
    peer.attachments.clear();
    EXPECT_EQ(may_attach(peer, "application/pdf"), AccessDecision::type_not_allowed);
    peer.revoked = true;
    EXPECT_EQ(may_attach(peer, "application/pdf"), AccessDecision::revoked);
}

// ---------------------------------------------------------------- what is reported
struct DecisionCase {
    AccessDecision decision;
    RefusalContext context;
    std::string_view text;
    Message message;
    std::vector<std::string> args;
};

TEST(Role, is_known_to_mappings_by_its_name) {
    EXPECT_THAT(diag::codes_of("role"), testing::ElementsAreArray(role_names()));
}

TEST(Role, has_a_word_in_japanese) {
    for (const std::string_view role : role_names()) {
        EXPECT_NE(diag::words_for("role", role, diag::Language::japanese), role);
    }
}

TEST(Refusal, names_what_was_refused_and_what_is_allowed) {
    const std::vector<std::string> creators{"clinic", "care_manager"};
    const std::vector<Identifier> named{{municipalities, "131016"}, {"urn:x", "1"}, {"", "見本病院"}};
    const std::span<const Identifier> no_senders;
    const DecisionCase table[] = {
        {AccessDecision::revoked, {}, "revoked", message::caller_revoked, {"h"}},
        {AccessDecision::role_may_not,
         {.creators = creators},
         "role-may-not",
         message::role_may_not,
         {"hospital", "clinic, care_manager"}},
        {AccessDecision::role_may_not, {}, "role-may-not", message::role_may_not, {"hospital", "-"}},
        {AccessDecision::not_the_sender,
         {},
         "not-the-sender",
         message::sender_is_another,
         {"h", "institution:1311234567, station:1234567"}},
        {AccessDecision::not_the_sender,
         {.senders = named},
         "not-the-sender",
         message::not_the_sender,
         {"h", "institution:1311234567, station:1234567", "municipality:131016, urn:x|1, 見本病院"}},
        {AccessDecision::not_the_sender,
         {.senders = no_senders},
         "not-the-sender",
         message::sender_blank,
         {"h", "institution:1311234567, station:1234567"}},
        {AccessDecision::not_a_party, {.document = "d1"}, "not-a-party", message::not_a_party, {"d1"}},
        {AccessDecision::type_not_allowed,
         {.media_type = "text/html"},
         "type-not-allowed",
         message::type_not_allowed,
         {"text/html", "h", "application/pdf"}},
        {AccessDecision::not_known, {.key_sha256 = "ab12"}, "not-known", message::caller_not_known, {"ab12"}},
    };
    const Peer peer = a_hospital();
    std::set<AccessDecision> reported{AccessDecision::allowed};
    for (const DecisionCase& row : table) {
        const diag::Error error = access_error(row.decision, &peer, row.context);
        EXPECT_EQ(to_text(row.decision), row.text);
        EXPECT_EQ(error.message, row.message);
        EXPECT_EQ(error.args, row.args);
        EXPECT_EQ(error.severity, diag::Severity::error);
        EXPECT_EQ(diag::sentence(error.message, error.args, diag::Language::english).find('{'),
                  std::string::npos);
        reported.insert(row.decision);
    }
    EXPECT_EQ(reported.size(), 7U);
    EXPECT_EQ(to_text(AccessDecision::allowed), "allowed");
}

TEST(Refusal, of_an_unknown_caller_needs_no_peer) {
    EXPECT_THAT(access_error(AccessDecision::not_known, nullptr).args, ElementsAre("-"));
    EXPECT_THAT(access_error(AccessDecision::not_a_party, nullptr, {.document = "d1"}).args,
                ElementsAre("d1"));
}

} // namespace
} // namespace renkei::policy::decide_test
