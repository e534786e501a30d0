#include "gateway/network/tls/crl_files.h"

#include "tests/tls/pilot.h"

#include <ctime>

namespace renkei::tls::crl_files_test {
namespace {

std::int64_t now() { return std::time(nullptr); }

// Why these lists cannot be asked of the pilot's authority: the file and the message. Nothing: they can.
std::string trouble(const Pilot& pilot, std::vector<fs::path> lists) {
    const auto checked =
        check_crls({.authorities = pilot.authorities(), .revocations = std::move(lists)}, now());
    return checked ? ""
                   : fs::path(checked.error().where.file).filename().string() + " " +
                         std::string(diag::row(checked.error().message).id);
}

TEST(CrlFiles, a_list_of_the_authority_can_be_used) {
    Pilot pilot;
    ASSERT_TRUE(pilot.authority().write_crl(30));
    EXPECT_EQ(trouble(pilot, {pilot.list()}), "");
    EXPECT_EQ(trouble(pilot, {}), "");
}

TEST(CrlFiles, a_list_of_another_authority_of_the_same_name_cannot) {
    Pilot pilot;
    Pilot other;
    ASSERT_TRUE(other.authority().write_crl(30));
    EXPECT_EQ(trouble(pilot, {other.list()}), "ca.crl revocation-list-foreign");
    const auto checked =
        check_crls({.authorities = pilot.authorities(), .revocations = {other.list()}}, now());
    EXPECT_EQ(checked.error().args,
              (std::vector<std::string>{pilot.authorities().string(), "CN=連携試験認証局"}));
}

TEST(CrlFiles, lists_of_authorities_between_may_stand_beside_it) {
    Pilot pilot;
    Pilot between("中間認証局");
    ASSERT_TRUE(pilot.authority().write_crl(30));
    ASSERT_TRUE(between.authority().write_crl(30));
    EXPECT_EQ(trouble(pilot, {between.list(), pilot.list()}), "");
}

TEST(CrlFiles, an_expired_list_cannot_be_used_of_any_authority) {
    Pilot pilot;
    Pilot other("別の認証局");
    ASSERT_TRUE(pilot.authority().write_crl(30));
    ASSERT_TRUE(other.authority().write_crl(-1));
    EXPECT_EQ(trouble(pilot, {pilot.list(), other.list()}), "ca.crl revocation-list-ended");
}

TEST(CrlFiles, a_file_that_is_no_crl_is_reported_as_such) {
    Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("note"), "", base::Overwrite::no));
    ASSERT_TRUE(base::write_file(pilot.file("broken.der"), "0\x82", base::Overwrite::no));
    EXPECT_EQ(trouble(pilot, {pilot.file("note")}), "note revocation-list-unreadable");
    EXPECT_EQ(trouble(pilot, {pilot.file("broken.der")}), "broken.der revocation-list-unreadable");
    EXPECT_EQ(trouble(pilot, {pilot.authorities()}), "ca.pem revocation-list-unreadable");
    EXPECT_EQ(trouble(pilot, {pilot.file("absent")}), "absent file-unreadable");
}

} // namespace
} // namespace renkei::tls::crl_files_test
