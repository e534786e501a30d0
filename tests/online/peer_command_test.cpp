#include "gateway/core/base/file.h"

#include "tests/online/pilot_store.h"
#include "tests/support/token_issuer.h"

#include <filesystem>

namespace renkei::online::peer_command_test {
namespace {

const std::string key(64, 'a');

TEST(PeerCommand, names_the_file_that_is_not_a_certificate) {
    const Pilot pilot;
    for (const std::string& file : {pilot.file("renkei.yaml"), pilot.file("peers/clinic.key")}) {
        expect(pilot("peer add --id shop --role network --certificate " + file),
               {.code = 2, .prints = {file + ": error[certificate-unreadable]"}});
        EXPECT_TRUE(pilot("peer add-binding clinic --certificate " + file)
                        .prints(file + ": error[certificate-unreadable]"));
    }
}

TEST(PeerCommand, names_what_was_given_instead_of_a_certificate) {
    const Pilot pilot;
    const auto named = [&](const std::string& file, const std::string& language = "en") {
        return pilot("peer add-binding clinic --certificate " + pilot.file(file), language);
    };
    EXPECT_TRUE(named("peers/clinic.key")
                    .prints("this is a private key (BEGIN PRIVATE KEY), but a certificate is expected (BEGIN "
                            "CERTIFICATE)"));
    expect(named("peers/clinic.key", "ja"), {.prints = {"これは秘密鍵です（BEGIN PRIVATE KEY）"}});
    EXPECT_TRUE(named("ca/ca.crl")
                    .prints("this is a revocation list (BEGIN X509 CRL), but a certificate is expected "
                            "(BEGIN CERTIFICATE)"));
    expect(named("renkei.yaml"), {.prints = {"not a certificate or key in PEM"}});
}

TEST(PeerCommand, accepts_the_certificate_of_an_authority_only_on_request) {
    const Pilot pilot;
    const std::string entering = "peer add --id shop --role network --certificate " + pilot.file("ca/ca.pem");
    expect(pilot(entering),
           {.code = 2,
            .prints = {pilot.file("ca/ca.pem") + ": error[certificate-of-authority]", "(CA:TRUE): CN="}});
    expect(pilot("peer add-binding clinic --certificate " + pilot.file("ca/ca.pem")), {.code = 2});
    expect(pilot("peer show shop"), {.code = 2}); // nothing was entered
    expect(pilot(entering + " --is-authority"),
           {.code = 1}); // the trusted authorities do not accept it, which is reported
    expect(pilot("peer remove-binding shop --certificate " + pilot.file("ca/ca.pem")),
           {.code = 1}); // without one it cannot connect, which is reported
}

TEST(PeerCommand, removes_a_peer_without_references) {
    const Pilot pilot;
    ASSERT_EQ(pilot("peer add --id shop --role network --key " + key).code, 0);
    expect(pilot("peer remove shop"), {.code = 0, .prints = {"the peer shop is removed"}});
    expect(pilot("peer list"), {.omits = {"shop"}});
    expect(pilot("audit list --peer shop"), {.code = 0, .prints = {"\"code\":\"peer-remove\""}});
    expect(pilot("peer remove shop", "ja"), {.code = 2, .prints = {"エラー[peer-unknown]"}});
    expect(pilot("peer add --id other --role network --key " + key),
           {.code = 0}); // its certificate is free again
}

TEST(PeerCommand, does_not_advise_to_revoke_a_peer_that_is_revoked) {
    const Pilot pilot;
    change_store(pilot,
                 "INSERT INTO delivery (id, document, version, peer, line, state, attempts, created, "
                 "due, changed, reason, reason_arguments, answer, withdraws, certain_failures, node, lease) "
                 "VALUES (zeroblob(16), zeroblob(16), 1, 'clinic', zeroblob(1), 'delivered', 1, 0, 0, "
                 "0, '', '[]', '', 0, 0, '', 0)");
    expect(pilot("peer remove clinic"),
           {.code = 2, .prints = {"error[peer-in-use]", "renkei peer revoke clinic"}});
    ASSERT_EQ(pilot("peer revoke clinic").code, 0);
    expect(pilot("peer remove clinic"),
           {.code = 2,
            .prints = {"error: the peer clinic is not removed", "It is revoked already"},
            .omits = {"renkei peer revoke"}});
    expect(pilot("peer remove clinic", "ja"), {.prints = {"既に利用停止中"}});
}

TEST(PeerCommand, reports_an_added_peer_with_and_without_a_warning) {
    const Pilot pilot;
    expect(pilot("peer add --id shop --role network --key " + key),
           {.code = 0, .prints = {"the peer shop is entered"}});
    expect(
        pilot("peer add --id other --role network"),
        {.code = 1, .prints = {"warning: the peer other has no certificate", "the peer other is entered"}});
    EXPECT_TRUE(pilot("peer add --id third --role network", "ja").prints("接続先 third を登録しました"));
}

TEST(PeerCommand, reports_a_changed_peer_after_a_warning) {
    const Pilot pilot;
    expect(pilot("peer add --id clinic --replace --syntax xlsx"),
           {.code = 1, .prints = {"syntax: - → xlsx", "information[peer-changed]"}});
    expect(pilot("peer add --id clinic --replace --syntax xlsx"),
           {.omits = {"peer-changed"}}); // nothing was changed
}

TEST(PeerCommand, enters_the_characters_of_a_peer_and_removes_them) {
    const Pilot pilot;
    const auto changed = [&](const std::string& characters, const std::string& gaiji) {
        return pilot(
            {"peer", "add", "--id", "clinic", "--replace", "--characters", characters, "--gaiji", gaiji});
    };
    expect(changed("jis", "geta"), {.prints = {"characters: - → jis", "gaiji: - → geta"}});
    expect(pilot("peer show clinic"), {.prints = {R"("characters": "jis")", R"("gaiji": "geta")"}});
    expect(changed("", ""), {.prints = {"characters: jis → -"}});
    expect(pilot("peer show clinic"), {.omits = {"characters"}});
    expect(changed("sjis", ""), {.code = 2, .prints = {"ms932 | jis"}});
    expect(changed("", "yes"), {.prints = {"geta"}});
}

TEST(PeerCommand, reports_the_old_and_the_new_certificates_of_a_peer) {
    const Pilot pilot;
    ASSERT_EQ(pilot("peer add --id shop --role network --key " + key).code, 0);
    EXPECT_EQ(pilot("peer add-binding shop --key " + std::string(64, 'b')).output,
              "bindings: key " + key + " → key " + key + ", key " + std::string(64, 'b') + "\n");
    EXPECT_EQ(pilot("peer remove-binding shop --key " + key).output, "bindings: key " + key + ", key " +
                                                                         std::string(64, 'b') + " → key " +
                                                                         std::string(64, 'b') + "\n");
}

TEST(PeerCommand, reports_changes_in_the_users_language) {
    const Pilot pilot;
    expect(pilot("peer add --id clinic --replace --role hospital --delivery-method none", "ja"),
           {.output = "役割 (role): 診療所 (clinic) → 病院 (hospital)\n届け方 (delivery_method): "
                      "受信箱 (mailbox) → なし (none)\n"});
    const CommandResult bound = pilot("peer add-binding clinic --key " + key, "ja");
    EXPECT_TRUE(bound.output.starts_with("証明書 (bindings): key ")) << bound;
    EXPECT_TRUE(bound.prints("（期限 20")) << bound;
    EXPECT_FALSE(bound.prints("until")) << bound;
}

TEST(PeerCommand, reports_that_nothing_is_delivered_to_a_peer_without_a_number) {
    const Pilot pilot;
    const std::vector<std::string> entering{
        "peer", "add", "--id", "shop", "--role", "network", "--key", key, "--delivery-method", "mailbox"};
    const CommandResult warned = pilot(entering);
    EXPECT_EQ(warned.code, 1) << warned;
    EXPECT_TRUE(warned.prints("warning: the peer shop has no number, so no document names it and nothing is "
                              "delivered to it (--delivery-method mailbox)"))
        << warned;
    EXPECT_TRUE(warned.prints("the peer shop is entered")) << warned;
    EXPECT_TRUE(pilot("peer add --id shop --replace --name x", "ja")
                    .prints("警告: 接続先 shop には番号が登録されていないため"))
        << warned;
    expect(pilot("peer add --id shop --replace --number office:9970109998"), {.code = 0});
    expect(pilot("peer add --id bringer --role network --key " + std::string(64, 'b')),
           {.code = 0});                                               // it only brings
    expect(pilot("peer add --id clinic2 --role clinic"), {.code = 2}); // others cannot be entered without one
}

TEST(PeerCommand, adds_a_number_beside_those_of_a_peer) {
    const Pilot pilot;
    ASSERT_EQ(pilot({"peer", "add", "--id", "group", "--role", "hospital", "--number",
                     "institution:9910000034", "--key", std::string(64, 'c')})
                  .code,
              0);
    const std::vector<std::string> adding{
        "peer", "add", "--id", "group", "--replace", "--add-number", "office:9970109998"};
    expect(pilot(adding), {.code = 0});
    expect(pilot(adding), {.code = 0}); // it has it already
    const std::string shown = pilot("peer show group").output;
    EXPECT_NE(shown.find("9910000034"), std::string::npos) << shown;
    const std::size_t added = shown.find("9970109998");
    EXPECT_NE(added, std::string::npos) << shown;
    EXPECT_EQ(shown.find("9970109998", added + 1), std::string::npos) << shown;
    expect(pilot("peer add --id group --replace --add-number 7"), {.code = 2, .prints = {"--add-number"}});
}

TEST(PeerCommand, reports_unreadable_members_of_an_entry_in_the_users_language) {
    const Pilot pilot;
    change_store(
        pilot,
        R"(UPDATE peer SET entry = '{"id":"clinic","role":"clinic","must_know":["hours"]}' WHERE id = 'clinic')");
    for (const char* const words : {"peer list", "peer show clinic"}) {
        expect(
            pilot(words, "ja"),
            {.prints = {
                 "エラー[peer-unread]: この版のプログラムでは接続先 clinic の登録内容を読めない",
                 "エラー[peer-wrong]: 接続先 clinic の登録内容が正しくありません: must_know/0: \"hours\""}});
    }
    expect(pilot("peer list"), {.code = 1});
    expect(pilot("peer show clinic"), {.code = 4});
}

TEST(PeerCommand, warns_of_a_number_whose_check_digit_is_wrong) {
    const Pilot pilot;
    const auto add = [&](const std::string& id, const std::string& number,
                         const std::string& language = "en") {
        return pilot("peer add --id " + id + " --role hospital --number " + number + " --certificate " +
                         pilot.file("peers/clinic.pem") + " --replace",
                     language);
    };
    ASSERT_EQ(pilot("peer remove clinic").code, 0);
    expect(add("shop", "institution:9910100016"), {.omits = {"check digit"}});
    for (const std::string number : {"institution:9910100017", "office:9970100014", "insurer:990011"}) {
        expect(add("shop", number), {.code = 1,
                                     .prints = {"warning: the check digit of " + number +
                                                ", a number of the peer shop, is wrong"}});
        expect(add("shop", number, "ja"), {.prints = {number + " は検査数字"}});
    }
    for (const std::string number : {"station:9900002", "station:9900003", "municipality:990010"}) {
        EXPECT_FALSE(add("shop", number).prints("check digit")) << number;
    }
}

std::string put_keys(const Pilot& pilot, const std::string& name, const std::string& bytes) {
    std::string file = pilot.beside(name);
    EXPECT_TRUE(base::write_file(file, bytes, base::Overwrite::yes));
    return file;
}

TEST(PeerCommand, enters_replaces_and_takes_out_the_keys_of_a_token_issuer) {
    const Pilot pilot;
    const test::TokenKey first("ES256", "first");
    const test::TokenKey second("ES384", "second");
    const auto changed = [&](const std::string& options) {
        return pilot("peer add --replace --id clinic " + options);
    };
    expect(changed("--token-issuer https://auth.example.jp --token-keys " +
                   put_keys(pilot, "one.json", test::jwks({&first}))),
           {.prints = {"token_issuer: - → https://auth.example.jp\ntoken_keys: - → first"}});
    expect(pilot("peer show clinic"), {.prints = {"\"kid\": \"first\""}});
    expect(changed("--token-keys " + put_keys(pilot, "two.json", test::jwks({&first, &second}))),
           {.prints = {"token_keys: first → first second"}, .omits = {"token_issuer"}});
    expect(changed("--token-issuer ''"), {.code = 2}); // keys without their issuer
    expect(changed("--token-issuer '' --token-keys ''"),
           {.prints = {"token_issuer: https://auth.example.jp → -"}});
    expect(pilot("peer show clinic"), {.omits = {"token"}});
}

TEST(PeerCommand, enters_a_job_of_the_mappings_and_lists_them_for_another) {
    const Pilot pilot;
    const auto entered = [&](const std::string& job) {
        return pilot("peer add --replace --id clinic --job '" + job + "'");
    };
    expect(
        entered("physician"),
        {.code = 3, .prints = {"error[access-word-wrong]", "--job", "physician", "care_manager", "doctor"}});
    expect(pilot("peer show clinic"), {.omits = {"job"}});
    expect(entered("doctor"), {.prints = {"job: - → doctor"}});
    expect(entered(""), {.prints = {"job: doctor → -"}});
}

TEST(PeerCommand, needs_readable_jobs_for_a_job_and_for_a_token_issuer_only) {
    const Pilot pilot;
    const test::TokenKey first("ES256", "first");
    const std::string keys = put_keys(pilot, "one.json", test::jwks({&first}));
    std::filesystem::create_directories(pilot.beside("mappings/access"));
    put_keys(pilot, "mappings/access/jobs.tsv", "wrong\n");
    const std::string config = pilot.file("renkei.yaml");
    const diag::Result<std::string> before = base::read_file(config);
    ASSERT_TRUE(before);
    ASSERT_TRUE(base::write_file(config, *before + "\nmappings: " + pilot.beside("mappings") + "\n",
                                 base::Overwrite::yes));
    const auto changed = [&](const std::string& options) {
        return pilot("peer add --replace --id clinic " + options);
    };
    for (const CommandResult& refused :
         {changed("--job doctor"), changed("--token-issuer https://auth.example.jp --token-keys " + keys)}) {
        EXPECT_NE(refused.code, 0) << refused;
        EXPECT_TRUE(refused.prints("access/jobs.tsv")) << refused;
    }
    expect(pilot("peer show clinic"), {.omits = {"token"}});
    expect(changed("--name X"), {.prints = {"→ X"}}); // others do not need them
}

TEST(PeerCommand, refuses_a_file_that_is_no_set_of_public_keys) {
    const Pilot pilot;
    const auto refused = [&](const std::string& file) {
        return pilot("peer add --replace --id clinic --token-issuer https://auth.example.jp --token-keys " +
                     file);
    };
    const std::string secret =
        put_keys(pilot, "secret.json", R"({"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]})");
    expect(
        refused(secret),
        {.code = 2, .prints = {secret + ":1:10: /keys/0: error[token-keys-wrong]"}, .omits = {"c2VjcmV0"}});
    expect(refused(pilot.file("peers/clinic.pem")), {.code = 2});
    expect(pilot("peer show clinic"), {.omits = {"token"}});
}

} // namespace
} // namespace renkei::online::peer_command_test
