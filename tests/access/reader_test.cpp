// By which job and purpose a peer reads: of a request with and without a user, and of a delivery.
#include "gateway/network/access/hub.h"
#include "gateway/network/access/reader.h"

#include "tests/access/kit.h"

namespace renkei::access::reader_test {
namespace {

const policy::Peer plain{.id = "office", .role = policy::Role::care_manager, .job = "care_manager"};
const policy::Peer with_tokens{.id = "hospital",
                               .role = policy::Role::hospital,
                               .job = "nurse",
                               .token_issuer = "https://auth.example.jp",
                               .token_keys = R"({"keys":[]})"};

TEST(ReaderOf, a_request_without_a_user_has_the_job_of_the_entry_unless_tokens_name_users) {
    EXPECT_EQ(reader_of(plain, nullptr, hub(), 7).job, "care_manager");
    EXPECT_EQ(reader_of(with_tokens, nullptr, hub(), 7).job, "")
        << "who sends no token must not read more than who does";
    EXPECT_EQ(reader_of(plain, nullptr, hub(), 7).purpose, std::nullopt);
    EXPECT_EQ(reader_of(plain, nullptr, hub(), 7).at, 7);
    EXPECT_EQ(reader_of(plain, nullptr, hub(), 7).hub, hub());
}

TEST(ReaderOf, a_request_of_a_user_has_the_job_of_the_user_and_no_other) {
    policy::User user{.subject = "u", .job = "doctor"};
    EXPECT_EQ(reader_of(with_tokens, &user, hub(), 7).job, "doctor");
    user.job.clear();
    EXPECT_EQ(reader_of(with_tokens, &user, hub(), 7).job, "");
}

TEST(ReaderOf, a_request_of_a_user_has_the_purpose_that_the_hub_knows_for_its_code) {
    policy::User user{.subject = "u"};
    EXPECT_EQ(reader_of(with_tokens, &user, hub(), 7).purpose, std::nullopt) << "not stated";
    user.purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT"}};
    const std::optional<sharing::Purpose> known = hub()->matrix.user_codes().purpose_of(user.purposes);
    ASSERT_TRUE(known && *known != sharing::Purpose::unknown);
    EXPECT_EQ(reader_of(with_tokens, &user, hub(), 7).purpose, known);
    EXPECT_EQ(reader_of(with_tokens, &user, nullptr, 7).purpose, std::nullopt) << "only asked with a hub";
    user.purposes.push_back({"urn:other", "X"});
    EXPECT_EQ(reader_of(with_tokens, &user, hub(), 7).purpose, sharing::Purpose::unknown);
}

TEST(ReaderOf, a_request_of_a_user_is_an_emergency_only_where_the_operator_lets_it_be_one) {
    const policy::User user{.subject = "u",
                            .purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "BTG"}},
                            .emergency_reason = "意識なし"};
    EXPECT_EQ(reader_of(with_tokens, &user, hub(), 7).purpose, sharing::Purpose::unknown);
    const Reader in_emergency = reader_of(with_tokens, &user, hub_with_emergencies(), 7);
    EXPECT_EQ(in_emergency.purpose, sharing::Purpose::emergency);
    EXPECT_TRUE(in_emergency.has_emergency_reason);
    EXPECT_FALSE(receiver_of(with_tokens, hub_with_emergencies(), 7).has_emergency_reason);
}

TEST(ReaderOf, a_delivery_has_the_job_of_the_entry_even_if_tokens_name_users) {
    EXPECT_EQ(receiver_of(plain, hub(), 7).job, "care_manager");
    EXPECT_EQ(receiver_of(with_tokens, hub(), 7).job, "nurse");
    EXPECT_EQ(receiver_of(with_tokens, hub(), 7).purpose, std::nullopt);
}

} // namespace
} // namespace renkei::access::reader_test
