#include "tests/cli/pilot_store.h"

namespace renkei::cli::peer_command_test {
namespace {

const std::string key(64, 'a');

TEST(PeerCommand, names_the_file_that_is_no_certificate) {
    const Pilot pilot;
    for (const std::string& file : {pilot.file("renkei.yaml"), pilot.file("peers/clinic.key")}) {
        const Said refused = pilot({"peer", "add", "--id", "shop", "--role", "network", "--certificate", file});
        EXPECT_EQ(refused.code, 2);
        EXPECT_TRUE(refused.tells(file + ": error[certificate-unreadable]")) << refused;
        EXPECT_TRUE(pilot({"peer", "add-binding", "clinic", "--certificate", file}).tells(file + ": error[certificate-unreadable]"));
    }
}

TEST(PeerCommand, says_what_was_named_in_the_place_of_a_certificate) {
    const Pilot pilot;
    const auto named = [&](const std::string& file, const std::string& language = "en") { return pilot({"peer", "add-binding", "clinic", "--certificate", pilot.file(file)}, language); };
    EXPECT_TRUE(named("peers/clinic.key").tells("this is a private key (BEGIN PRIVATE KEY), but a certificate is expected (BEGIN CERTIFICATE)"));
    EXPECT_TRUE(named("peers/clinic.key", "ja").tells("これは秘密鍵です（BEGIN PRIVATE KEY）"));
    EXPECT_TRUE(named("ca/ca.crl").tells("this is a revocation list (BEGIN X509 CRL), but a certificate is expected (BEGIN CERTIFICATE)"));
    EXPECT_TRUE(named("renkei.yaml").tells("not a certificate or key in PEM"));
}

TEST(PeerCommand, takes_the_certificate_of_an_authority_only_if_it_is_told_to) {
    const Pilot pilot;
    const std::vector<std::string> entering{"peer", "add", "--id", "shop", "--role", "network", "--certificate", pilot.file("ca/ca.pem")};
    const Said refused = pilot(entering);
    EXPECT_EQ(refused.code, 2);
    EXPECT_TRUE(refused.tells(pilot.file("ca/ca.pem") + ": error[certificate-of-authority]")) << refused;
    EXPECT_TRUE(refused.tells("(CA:TRUE): CN=")) << refused;
    EXPECT_EQ(pilot({"peer", "add-binding", "clinic", "--certificate", pilot.file("ca/ca.pem")}).code, 2);
    EXPECT_EQ(pilot({"peer", "show", "shop"}).code, 2) << "nothing was entered";
    std::vector<std::string> on_purpose = entering;
    on_purpose.emplace_back("--is-authority");
    EXPECT_EQ(pilot(on_purpose).code, 1) << "the trusted authorities do not take it, which is told";
    EXPECT_EQ(pilot({"peer", "remove-binding", "shop", "--certificate", pilot.file("ca/ca.pem")}).code, 1) << "without one it cannot call, which is told";
}

TEST(PeerCommand, takes_out_a_peer_that_left_nothing_behind) {
    const Pilot pilot;
    ASSERT_EQ(pilot({"peer", "add", "--id", "shop", "--role", "network", "--key", key}).code, 0);
    const Said removed = pilot({"peer", "remove", "shop"});
    EXPECT_EQ(removed.code, 0) << removed;
    EXPECT_TRUE(removed.tells("the peer shop is removed")) << removed;
    EXPECT_FALSE(pilot({"peer", "list"}).tells("shop"));
    const Said told = pilot({"audit", "list", "--peer", "shop"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells("\"code\":\"peer-remove\"")) << told;
    const Said again = pilot({"peer", "remove", "shop"}, "ja");
    EXPECT_EQ(again.code, 2);
    EXPECT_TRUE(again.tells("エラー[peer-unknown]")) << again;
    EXPECT_EQ(pilot({"peer", "add", "--id", "other", "--role", "network", "--key", key}).code, 0) << "its certificate is free again";
}

TEST(PeerCommand, does_not_advise_to_revoke_a_peer_that_is_revoked) {
    const Pilot pilot;
    change_store(pilot, "INSERT INTO delivery (id, document, version, peer, line, state, attempts, created, due, changed, reason, answer, node, lease) "
                        "VALUES (zeroblob(16), zeroblob(16), 1, 'clinic', zeroblob(1), 'delivered', 1, 0, 0, 0, '', '', '', 0)");
    const Said in_use = pilot({"peer", "remove", "clinic"});
    EXPECT_EQ(in_use.code, 2) << in_use;
    EXPECT_TRUE(in_use.tells("error[peer-in-use]") && in_use.tells("renkei peer revoke clinic")) << in_use;
    ASSERT_EQ(pilot({"peer", "revoke", "clinic"}).code, 0);
    const Said revoked = pilot({"peer", "remove", "clinic"});
    EXPECT_EQ(revoked.code, 2) << revoked;
    EXPECT_TRUE(revoked.tells("error: the peer clinic is not removed")) << revoked;
    EXPECT_TRUE(revoked.tells("It is revoked already")) << revoked;
    EXPECT_FALSE(revoked.tells("renkei peer revoke")) << revoked;
    EXPECT_TRUE(pilot({"peer", "remove", "clinic"}, "ja").tells("既に利用停止中"));
}

TEST(PeerCommand, says_that_a_peer_is_entered_with_and_without_a_warning) {
    const Pilot pilot;
    const Said whole = pilot({"peer", "add", "--id", "shop", "--role", "network", "--key", key});
    EXPECT_EQ(whole.code, 0) << whole;
    EXPECT_TRUE(whole.tells("the peer shop is entered")) << whole;
    const Said warned = pilot({"peer", "add", "--id", "other", "--role", "network"});
    EXPECT_EQ(warned.code, 1);
    EXPECT_TRUE(warned.tells("warning: the peer other has no certificate")) << warned;
    EXPECT_TRUE(warned.tells("the peer other is entered")) << warned;
    EXPECT_TRUE(pilot({"peer", "add", "--id", "third", "--role", "network"}, "ja").tells("接続先 third を登録しました"));
}

TEST(PeerCommand, says_behind_a_warning_that_a_peer_was_changed_all_the_same) {
    const Pilot pilot;
    const Said warned = pilot({"peer", "add", "--id", "clinic", "--replace", "--syntax", "xlsx"});
    EXPECT_EQ(warned.code, 1);
    EXPECT_TRUE(warned.tells("syntax: - → xlsx")) << warned;
    EXPECT_TRUE(warned.tells("information[peer-changed]")) << warned;
    const Said again = pilot({"peer", "add", "--id", "clinic", "--replace", "--syntax", "xlsx"});
    EXPECT_FALSE(again.tells("peer-changed")) << again << "nothing was changed";
}

TEST(PeerCommand, says_which_certificates_a_peer_has_had_and_has) {
    const Pilot pilot;
    ASSERT_EQ(pilot({"peer", "add", "--id", "shop", "--role", "network", "--key", key}).code, 0);
    EXPECT_EQ(pilot({"peer", "add-binding", "shop", "--key", std::string(64, 'b')}).output, "bindings: key " + key + " → key " + key + ", key " + std::string(64, 'b') + "\n");
    EXPECT_EQ(pilot({"peer", "remove-binding", "shop", "--key", key}).output, "bindings: key " + key + ", key " + std::string(64, 'b') + " → key " + std::string(64, 'b') + "\n");
}

TEST(PeerCommand, tells_in_the_readers_language_what_was_changed) {
    const Pilot pilot;
    const Said told = pilot({"peer", "add", "--id", "clinic", "--replace", "--role", "hospital", "--way", "none"}, "ja");
    EXPECT_EQ(told.output, "役割 (role): 診療所 (clinic) → 病院 (hospital)\n届け方 (way): 受信箱 (mailbox) → なし (none)\n") << told;
    const Said bound = pilot({"peer", "add-binding", "clinic", "--key", key}, "ja");
    EXPECT_TRUE(bound.output.starts_with("証明書 (bindings): key ")) << bound;
    EXPECT_TRUE(bound.tells("（期限 20")) << bound;
    EXPECT_FALSE(bound.tells("until")) << bound;
}

TEST(PeerCommand, says_that_nothing_is_delivered_to_a_peer_without_a_number) {
    const Pilot pilot;
    const std::vector<std::string> entering{"peer", "add", "--id", "shop", "--role", "network", "--key", key, "--way", "mailbox"};
    const Said warned = pilot(entering);
    EXPECT_EQ(warned.code, 1) << warned;
    EXPECT_TRUE(warned.tells("warning: the peer shop has no number, so no document names it and nothing is delivered to it (--way mailbox)")) << warned;
    EXPECT_TRUE(warned.tells("the peer shop is entered")) << warned;
    EXPECT_TRUE(pilot({"peer", "add", "--id", "shop", "--replace", "--name", "x"}, "ja").tells("警告: 接続先 shop には番号が登録されていないため")) << warned;
    EXPECT_EQ(pilot({"peer", "add", "--id", "shop", "--replace", "--number", "office:9970109998"}).code, 0);
    EXPECT_EQ(pilot({"peer", "add", "--id", "bringer", "--role", "network", "--key", std::string(64, 'b')}).code, 0) << "it only brings";
    EXPECT_EQ(pilot({"peer", "add", "--id", "clinic2", "--role", "clinic"}).code, 2) << "others cannot be entered without one";
}

TEST(PeerCommand, tells_in_the_readers_language_what_it_cannot_read_of_an_entry) {
    const Pilot pilot;
    change_store(pilot, R"(UPDATE peer SET entry = '{"id":"clinic","role":"clinic","must_know":["hours"]}' WHERE id = 'clinic')");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"peer", "list"}, {"peer", "show", "clinic"}}) {
        const Said told = pilot(words, "ja");
        EXPECT_TRUE(told.tells("エラー[peer-unread]: この版のプログラムでは接続先 clinic の登録内容を読めない")) << told;
        EXPECT_TRUE(told.tells("エラー[peer-wrong]: 接続先 clinic の登録内容が正しくありません: must_know/0: \"hours\"")) << told;
    }
    EXPECT_EQ(pilot({"peer", "list"}).code, 1);
    EXPECT_EQ(pilot({"peer", "show", "clinic"}).code, 4);
}

TEST(PeerCommand, warns_of_a_number_whose_check_digit_is_wrong) {
    const Pilot pilot;
    const auto add = [&](const std::string& id, const std::string& number, const std::string& language = "en") {
        return pilot({"peer", "add", "--id", id, "--role", "hospital", "--number", number, "--certificate", pilot.file("peers/clinic.pem"), "--replace"}, language);
    };
    ASSERT_EQ(pilot({"peer", "remove", "clinic"}).code, 0);
    const Said right = add("shop", "institution:9910100016");
    EXPECT_FALSE(right.tells("check digit")) << right;
    for (const std::string number : {"institution:9910100017", "office:9970100014", "insurer:990011"}) {
        const Said wrong = add("shop", number);
        EXPECT_EQ(wrong.code, 1) << wrong;
        EXPECT_TRUE(wrong.tells("warning: the check digit of " + number + ", a number of the peer shop, is wrong")) << wrong;
        EXPECT_TRUE(add("shop", number, "ja").tells(number + " は検査数字"));
    }
    for (const std::string number : {"station:9900002", "station:9900003", "municipality:990010"}) {
        EXPECT_FALSE(add("shop", number).tells("check digit")) << number;
    }
}

} // namespace
} // namespace renkei::cli::peer_command_test
