// One side does not accept the other's certificate: the person at the terminal reads which side and why.
#include "gateway/network/client/client.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"
#include "generated/messages/exchange.h"

#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

namespace renkei::client::no_response_test {
namespace {

using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::TemporaryFolder;

// Two authorities, and what each side shows and trusts.
class Meeting {
public:
    Meeting() {
        Certificates::get(); // TLS is ready
        issue(ours_, "server", {"IP:127.0.0.1"}, 30);
        issue(ours_, "old-server", {"IP:127.0.0.1"}, -1);
        issue(ours_, "elsewhere", {"DNS:elsewhere.example.jp"}, 30);
        issue(ours_, "client", {}, 30);
        issue(ours_, "old-client", {}, -1);
        issue(others_, "foreign-server", {"IP:127.0.0.1"}, 30);
        issue(others_, "foreign-client", {}, 30);
    }

    void revoke(const std::string& name, int days) {
        EXPECT_TRUE(ours_.revoke(folder_ / (name + ".pem"), days));
    }

    diag::Error refusal(const std::string& server, const std::string& client, CurrentTrust trust = {}) {
        const LoopbackServer gateway(*tls::server_context(own(server), tls::MinVersion::tls13),
                                     [](const ReceivedRequest&) { return reply(201); });
        HttpPool pool(*tls::client_context(own(client)), client_limits(), std::move(trust));
        const auto response = send_file(pool, *parse_http_url(gateway.url()), {.bytes = "text"});
        EXPECT_FALSE(response);
        EXPECT_TRUE(gateway.heard().empty()) << "nothing was sent";
        return response ? diag::Error() : response.error();
    }

    CurrentTrust trust_with_list() const {
        return [this] {
            return *tls::Trust::read(
                {.authorities = folder_ / "ours/ca.pem", .revocations = {folder_ / "ours/ca.crl"}});
        };
    }

private:
    void issue(tls::Authority& authority, const std::string& name, std::vector<std::string> names, int days) {
        EXPECT_TRUE(
            authority.issue({.common_name = name, .names = std::move(names), .server = true, .days = days},
                            folder_.path(), name));
    }
    tls::Credentials own(const std::string& name) const {
        return {folder_ / (name + ".pem"), folder_ / (name + ".key"), folder_ / "ours/ca.pem"};
    }

    TemporaryFolder folder_{};
    tls::Authority ours_ = *tls::Authority::create(folder_ / "ours", "our authority", 30);
    tls::Authority others_ = *tls::Authority::create(folder_ / "others", "another authority", 30);
};

struct Case {
    std::string server;
    std::string client;
    Message message;
    std::vector<std::string> args;
};

TEST(NoResponse, names_the_rejected_certificate_and_the_reason_as_a_code) {
    Meeting meeting;
    for (const Case& each : std::vector<Case>{
             {"old-server", "client", message::server_expired, {"tls:certificate-expired"}},
             {"foreign-server", "client", message::server_foreign, {"tls:certificate-foreign"}},
             {"elsewhere", "client", message::server_other_name, {"tls:certificate-other-name"}},
             {"server",
              "old-client",
              message::own_expired,
              {"tls:own-certificate-refused", "certificate-expired"}},
             {"server",
              "foreign-client",
              message::own_foreign,
              {"tls:own-certificate-refused", "certificate-foreign"}},
         }) {
        const diag::Error error = meeting.refusal(each.server, each.client);
        EXPECT_EQ(error.message, each.message)
            << each.server << " " << each.client << " " << diag::to_text(error, diag::Language::english);
        EXPECT_EQ(error.args, each.args);
        EXPECT_TRUE(is_no_response(error));
    }
}

TEST(NoResponse, reports_a_revoked_server_and_an_expired_revocation_list) {
    Meeting meeting;
    meeting.revoke("server", 30);
    const diag::Error revoked = meeting.refusal("server", "client", meeting.trust_with_list());
    EXPECT_EQ(revoked.message, message::server_revoked);
    EXPECT_EQ(revoked.args, std::vector<std::string>{"tls:certificate-revoked"});
    meeting.revoke("elsewhere", -1);
    EXPECT_EQ(meeting.refusal("server", "client", meeting.trust_with_list()).message,
              message::server_list_ended);
}

TEST(NoResponse, has_a_message_for_every_reason_on_both_sides) {
    for (int why = 0; why <= static_cast<int>(tls::VerifyError::other); ++why) {
        for (const auto whose :
             {RejectedCertificate::CertificateOwner::server, RejectedCertificate::CertificateOwner::client}) {
            const diag::Error error = no_response(
                {.reason = diag::ReasonCode::tls,
                 .rejected_certificate = RejectedCertificate{whose, static_cast<tls::VerifyError>(why)}},
                {});
            EXPECT_NE(error.message, message::server_unreachable);
            EXPECT_TRUE(is_no_response(error));
        }
    }
    EXPECT_EQ(no_response({.reason = diag::ReasonCode::connection_refused}, {}).message,
              message::server_unreachable);
}

} // namespace
} // namespace renkei::client::no_response_test
