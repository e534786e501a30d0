// The gateway's callbacks: peers from a real store, audit into it.
#include "gateway/network/access/hub.h"
#include "gateway/network/server/gateway_callbacks.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/sharing/matrix.h"
#include "gateway/network/sharing/user_codes.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/tls/authority.h"
#include "generated/messages/store.h"
#include "generated/messages/tokens.h"

#include "tests/support/clock.h"
#include "tests/support/must.h"
#include "tests/support/token_issuer.h"
#include <gtest/gtest.h>
#include <unistd.h>

namespace renkei::server::gateway_test {
namespace {

class Site {
public:
    Site() : folder_(new_folder()), ring_(seal::KeyRing::create(folder_ / "master.key").value()) {
        store_ = store::Store::open({.file = folder_ / "store.db"}, ring_, clock_).value();
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;
    ~Site() { // removes the folder
        store_.reset();
        std::error_code none;
        std::filesystem::remove_all(folder_, none);
    }
    store::Store& store() { return *store_; }
    const std::filesystem::path& folder() const { return folder_; }
    bool put(const policy::Peer& peer, const std::string& generation) {
        return store_
            ->write([&](store::Transaction& transaction) -> diag::Result<void> {
                TRY_VOID(transaction.put(peer));
                return transaction.set("peers.generation", generation);
            })
            .has_value();
    }

private:
    static std::filesystem::path new_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "renkei-site-XXXXXX").string();
        return mkdtemp(name.data());
    }
    std::filesystem::path folder_;
    base::SystemClock clock_;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store_;
};

TEST(ServerContext, reads_its_peers_again_when_their_generation_changes_and_only_then) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    ASSERT_TRUE(gateway.reload_peers());
    const auto none = gateway.peers();
    EXPECT_TRUE(none->empty());
    ASSERT_TRUE(site.put({.id = "hospital",
                          .name = "試験病院",
                          .role = policy::Role::hospital,
                          .numbers = {{"institution", "1319999999"}}},
                         "1"));
    const diag::Result<void> reloaded = gateway.reload_peers();
    ASSERT_TRUE(reloaded) << diag::to_text(reloaded.error(), diag::Language::english);
    const auto one = gateway.peers();
    ASSERT_EQ(one->size(), 1U);
    EXPECT_EQ((*one)[0].id, "hospital");
    ASSERT_TRUE(gateway.reload_peers());
    EXPECT_EQ(gateway.peers(), one); // the same list, not an equal one
    EXPECT_TRUE(none->empty());      // a caller that works with the old list keeps it
}

std::shared_ptr<const sharing::UserCodes> our_codes() {
    return std::make_shared<const sharing::UserCodes>(renkei::test::must(
        sharing::UserCodes::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access")));
}

TEST(ServerContext, has_one_meaning_of_the_roles_of_tokens) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    EXPECT_EQ(gateway.user_codes(), nullptr);
    const auto alone = our_codes();
    gateway.set_user_codes(alone);
    EXPECT_EQ(gateway.user_codes(), alone);
    const auto hub = std::make_shared<const access::Hub>(access::Hub{
        renkei::test::must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"))});
    gateway.set_hub(hub);
    EXPECT_EQ(gateway.user_codes().get(), &hub->matrix.user_codes()) << "that by which the hub decides";
}

TEST(ServerContext, reads_the_job_of_a_user_as_the_mappings_are_now) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    const UserReader user_of = make_user_reader({}, gateway);
    const renkei::test::TokenKey key("ES256");
    const policy::Peer peer{.id = "hospital",
                            .token_issuer = "https://auth.example.jp",
                            .token_keys = renkei::test::jwks({&key})};
    const std::string certificate(64, 'a');
    const std::string token = key.sign(renkei::test::claims(peer.token_issuer, "https://gateway.example",
                                                            certificate, gateway.clock().now()));
    const tokens::PresentedToken presented{
        .token = token, .peer = peer, .certificate_sha256 = certificate, .base = "https://gateway.example"};
    const auto refused = user_of(presented);
    ASSERT_FALSE(refused) << "not a user without the job that the token names";
    EXPECT_EQ(refused.error().message, diag::message::token_jobs_unread);
    gateway.set_user_codes(our_codes());
    EXPECT_EQ(renkei::test::must(user_of(presented)).job, "care_manager");
    gateway.set_user_codes(std::make_shared<const sharing::UserCodes>());
    EXPECT_EQ(renkei::test::must(user_of(presented)).job, "") << "read again";
}

TEST(ServerContext, takes_the_reason_of_an_emergency_with_its_purpose_alone) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    gateway.set_user_codes(our_codes());
    const UserReader user_of = make_user_reader({}, gateway);
    const renkei::test::TokenKey key("ES256");
    const policy::Peer peer{.id = "hospital",
                            .token_issuer = "https://auth.example.jp",
                            .token_keys = renkei::test::jwks({&key})};
    const std::string certificate(64, 'a');
    const auto asked = [&](const std::string& purpose, const std::string& reason) {
        auto claims = renkei::test::claims(peer.token_issuer, "https://gateway.example", certificate,
                                           gateway.clock().now());
        claims["extensions"]["ihe_iua"]["purpose_of_use"] = {
            {{"system", renkei::test::act_reason}, {"code", purpose}}};
        if (!reason.empty()) {
            claims["extensions"]["renkei"]["emergency_reason"] = reason;
        }
        const std::string token = key.sign(claims);
        return user_of({.token = token,
                        .peer = peer,
                        .certificate_sha256 = certificate,
                        .base = "https://gateway.example"});
    };
    EXPECT_EQ(renkei::test::must(asked("BTG", "意識なし")).emergency_reason, "意識なし");
    EXPECT_EQ(renkei::test::must(asked("ETREAT", "意識なし")).emergency_reason, "意識なし");
    EXPECT_EQ(renkei::test::must(asked("BTG", "")).emergency_reason, "") << "without the care hub";
    const auto is_refused = [&](const std::string& purpose, const std::string& reason) {
        const auto out = asked(purpose, reason);
        return !out && out.error().message == diag::message::token_claim_wrong;
    };
    access::Hub hub{
        renkei::test::must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"))};
    gateway.set_hub(std::make_shared<const access::Hub>(hub));
    EXPECT_TRUE(is_refused("BTG", "意識なし")) << "the operator has not switched it on";
    EXPECT_FALSE(is_refused("TREAT", ""));
    hub.emergency = true;
    gateway.set_hub(std::make_shared<const access::Hub>(hub));
    EXPECT_TRUE(is_refused("ETREAT", "")) << "why";
    EXPECT_FALSE(is_refused("ETREAT", "意識なし"));
    const auto refused = asked("TREAT", "意識なし");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, diag::message::token_claim_wrong);
}

TEST(ServerContext, waits_for_a_worker_as_long_as_configured) {
    Site site;
    ServerContext none(site.store(), nullptr, {}, 0, std::chrono::milliseconds(0)); // no worker at all
    const auto before = std::chrono::steady_clock::now();
    EXPECT_FALSE(none.lease_worker({}));
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20)) << "not for ever";
}

TEST(ServerContext, gives_callbacks_for_readiness_and_audit) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    renkei::test::must(tls::Authority::create(site.folder() / "ca", "Test CA", 3650));
    const auto trust = renkei::test::must(http::ReloadableTrust::open({site.folder() / "ca" / "ca.pem", {}}));
    const http::ServerCallbacks callbacks = make_server_callbacks(gateway, *trust, "https://example.org", [] {
        return std::vector<http::Gauge>{{"renkei_outbox_waiting", "", 3}};
    });
    EXPECT_EQ(callbacks.not_ready(), "");
    EXPECT_EQ(callbacks.trust(), trust->current());
    EXPECT_EQ(callbacks.gauges().size(), 5U);
    ASSERT_TRUE(callbacks.record({.interaction = "connect", .reason = "caller-not-known", .request = "r-1"}));
    int rows = 0;
    ASSERT_TRUE(site.store().read([&](const store::Snapshot& snapshot) {
        return snapshot.audit([&](const store::AuditRow& row) {
            ++rows;
            EXPECT_NE(row.event.find("r-1"), std::string::npos);
            return true;
        });
    }));
    EXPECT_EQ(rows, 1);
}

TEST(ServerContext, is_not_ready_when_a_revocation_list_has_ended) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    tls::Authority authority =
        renkei::test::must(tls::Authority::create(site.folder() / "ca", "Test CA", 3650));
    for (const auto& [days, said] : {std::pair{3650, ""}, std::pair{-1, "revocations-expired"}}) {
        renkei::test::must(authority.write_crl(days));
        const auto trust = renkei::test::must(http::ReloadableTrust::open(
            {site.folder() / "ca" / "ca.pem", {site.folder() / "ca" / "ca.crl"}}));
        const http::ServerCallbacks callbacks = make_server_callbacks(gateway, *trust, "https://example.org");
        EXPECT_EQ(callbacks.not_ready(), said);
        EXPECT_EQ(callbacks.gauges()[0].name, "renkei_crl_next_update_seconds");
    }
}

TEST(ServerContext, is_not_ready_when_its_database_was_found_damaged) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    renkei::test::must(tls::Authority::create(site.folder() / "ca", "Test CA", 3650));
    const auto trust = renkei::test::must(http::ReloadableTrust::open({site.folder() / "ca" / "ca.pem", {}}));
    const http::ServerCallbacks callbacks = make_server_callbacks(gateway, *trust, "https://example.org");
    const auto damaged = [&] {
        double out = -1;
        for (const http::Gauge& each : callbacks.gauges()) {
            out = each.name == "renkei_store_damaged" ? each.value : out;
        }
        return out;
    };
    EXPECT_EQ(damaged(), 0);
    EXPECT_FALSE(site.store().read([](const store::Snapshot&) -> diag::Result<void> {
        return diag::fail(diag::message::store_damaged, {}, {"page 7"});
    }));
    EXPECT_EQ(callbacks.not_ready(), "store-damaged");
    EXPECT_EQ(damaged(), 1);
    EXPECT_TRUE(site.store().read([](const store::Snapshot&) -> diag::Result<void> { return {}; }));
    EXPECT_EQ(callbacks.not_ready(), "store-damaged") << "though other pages are there";
}

TEST(ServerContext, that_decides_by_records_is_not_ready_while_its_clock_is_behind_the_newest_of_them) {
    Site site;
    renkei::test::Clock clock;
    const seal::KeyRing ring = renkei::test::must(seal::KeyRing::create(site.folder() / "apart.key"));
    const std::unique_ptr<store::Store> store =
        renkei::test::must(store::Store::open({.file = site.folder() / "apart.db"}, ring, clock));
    ServerContext gateway(*store, nullptr, {}, 1);
    renkei::test::must(tls::Authority::create(site.folder() / "ca", "Test CA", 3650));
    const auto trust = renkei::test::must(http::ReloadableTrust::open({site.folder() / "ca" / "ca.pem", {}}));
    const http::ServerCallbacks callbacks = make_server_callbacks(gateway, *trust, "https://example.org");
    const auto behind = [&] {
        double out = -1;
        for (const http::Gauge& each : callbacks.gauges()) {
            out = each.name == "renkei_clock_behind_seconds" ? each.value : out;
        }
        return out;
    };
    EXPECT_EQ(behind(), 0) << "there are no records";
    renkei::test::must(store->write([](store::Transaction& it) {
        return store::put(it, store::Kept<sharing::PersonState>{{}, {.insurer = "990010"}});
    }));
    clock.pass(-60'000);
    EXPECT_EQ(behind(), 60);
    EXPECT_EQ(callbacks.not_ready(), "") << "nothing is decided by records";
    gateway.set_hub(std::make_shared<const access::Hub>());
    EXPECT_EQ(callbacks.not_ready(), "clock-behind");
    clock.pass(59'000);
    EXPECT_EQ(callbacks.not_ready(), "") << "clocks of nodes differ as much";
    EXPECT_EQ(behind(), 1);
    clock.pass(60'000);
    EXPECT_EQ(behind(), 0);
}

TEST(ServerContext, shows_by_a_metric_that_its_store_cannot_be_written) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    renkei::test::must(tls::Authority::create(site.folder() / "ca", "Test CA", 3650));
    const auto trust = renkei::test::must(http::ReloadableTrust::open({site.folder() / "ca" / "ca.pem", {}}));
    const http::ServerCallbacks callbacks = make_server_callbacks(gateway, *trust, "https://example.org");
    const auto writable = [&] {
        double out = -1;
        for (const http::Gauge& each : callbacks.gauges()) {
            out = each.name == "renkei_store_writable" ? each.value : out;
        }
        return out;
    };
    EXPECT_EQ(writable(), 1);
    for (const auto& file : std::filesystem::directory_iterator(site.folder())) {
        if (file.is_regular_file() && file.path().filename().string().find(".db") != std::string::npos) {
            std::filesystem::remove(file.path());
        }
    }
    EXPECT_FALSE(site.store().write([](store::Transaction&) -> diag::Result<void> { return {}; }));
    EXPECT_NE(callbacks.not_ready(), "");
    EXPECT_EQ(writable(), 0);
}

TEST(ServerContext, is_not_ready_when_all_revocation_lists_are_of_other_authorities) {
    Site site;
    ServerContext gateway(site.store(), nullptr, {}, 1);
    tls::Authority own = renkei::test::must(tls::Authority::create(site.folder() / "ca", "Test CA", 3650));
    tls::Authority other =
        renkei::test::must(tls::Authority::create(site.folder() / "other", "Other CA", 3650));
    renkei::test::must(own.write_crl(30));
    renkei::test::must(other.write_crl(30));
    const std::filesystem::path lists[] = {site.folder() / "ca" / "ca.crl",
                                           site.folder() / "other" / "ca.crl"};
    const auto said = [&](std::vector<std::filesystem::path> revocations) {
        const auto trust = renkei::test::must(
            http::ReloadableTrust::open({site.folder() / "ca" / "ca.pem", std::move(revocations)}));
        return make_server_callbacks(gateway, *trust, "https://example.org").not_ready();
    };
    EXPECT_EQ(said({lists[1]}), "revocation-list-foreign");
    EXPECT_EQ(said({lists[1], lists[0]}), "") << "one is enough";
    EXPECT_EQ(said({}), "") << "no lists are asked";
}

} // namespace
} // namespace renkei::server::gateway_test
