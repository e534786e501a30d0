#include "gateway/network/sharing/user_codes.h"

#include "tests/sharing/states.h"
#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

namespace renkei::sharing::user_codes_test {
namespace {

using policy::Code;

const UserCodes& codes() {
    static const UserCodes read = renkei::test::must(UserCodes::load(test::access_folder()));
    return read;
}
Code job(const char* code) { return {"https://renkei.example.jp/fhir/CodeSystem/job", code}; }
Code purpose(const char* code) { return {"http://terminology.hl7.org/CodeSystem/v3-ActReason", code}; }
std::string job_of(std::vector<Code> roles) { return codes().job_of(roles); }
std::optional<Purpose> purpose_of(std::vector<Code> purposes) { return codes().purpose_of(purposes); }

TEST(UserCodes, a_role_is_a_job_by_its_system_and_code) {
    EXPECT_EQ(job_of({job("care_manager")}), "care_manager");
    EXPECT_EQ(job_of({{"http://terminology.hl7.org/CodeSystem/practitioner-role", "doctor"}}), "doctor");
    EXPECT_EQ(job_of({{"", "care_manager"}}), "") << "without a system it could be any list's";
    EXPECT_EQ(job_of({{"https://other.example", "care_manager"}}), "");
    EXPECT_EQ(job_of({job("Care_Manager")}), "");
    EXPECT_EQ(job_of({}), "");
}

TEST(UserCodes, several_jobs_are_none) {
    EXPECT_EQ(job_of({job("care_manager"), job("clerk")}), "");
    EXPECT_EQ(job_of({job("clerk"), job("care_manager"), job("clerk")}), "");
    EXPECT_EQ(job_of({job("care_manager"), job("unheard_of"), job("care_manager")}), "care_manager");
    EXPECT_EQ(job_of({job("doctor"), {"http://terminology.hl7.org/CodeSystem/practitioner-role", "doctor"}}),
              "doctor");
}

// access-rules O31
TEST(UserCodes, purposes_of_hl7_are_those_of_the_matrix) {
    const std::pair<const char*, Purpose> all[] = {
        {"TREAT", Purpose::care},       {"HPAYMT", Purpose::needed},    {"HOPERAT", Purpose::needed},
        {"PATRQT", Purpose::person},    {"FAMRQT", Purpose::proxy},     {"BTG", Purpose::emergency},
        {"ETREAT", Purpose::emergency}, {"HRESCH", Purpose::secondary}, {"PUBHLTH", Purpose::secondary}};
    for (const auto& [code, meaning] : all) {
        EXPECT_EQ(purpose_of({purpose(code)}), meaning) << code;
    }
}

TEST(UserCodes, an_unknown_purpose_is_unknown_and_none_is_not_stated) {
    EXPECT_EQ(purpose_of({}), std::nullopt);
    EXPECT_EQ(purpose_of({purpose("HMARKT")}), Purpose::unknown);
    EXPECT_EQ(purpose_of({{"", "TREAT"}}), Purpose::unknown);
    EXPECT_EQ(purpose_of({purpose("TREAT"), purpose("HMARKT")}), Purpose::unknown);
    EXPECT_EQ(purpose_of({purpose("TREAT"), purpose("HPAYMT")}), Purpose::unknown);
    EXPECT_EQ(purpose_of({purpose("HPAYMT"), purpose("HOPERAT")}), Purpose::needed);
}

TEST(UserCodes, every_job_has_a_name) {
    EXPECT_GE(codes().jobs().size(), 10U);
    for (const std::string_view each : codes().jobs()) {
        const Title* const title = codes().title_of_job(each);
        ASSERT_NE(title, nullptr) << each;
        EXPECT_FALSE(title->english.empty() || title->japanese.empty()) << each;
    }
    EXPECT_EQ(codes().title_of_job("unheard_of"), nullptr);
}

} // namespace
} // namespace renkei::sharing::user_codes_test
