#include "gateway/tls/authority.h"
#include "tests/cli/pilot_store.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace renkei::cli::serve_check_test {
namespace {

namespace fs = std::filesystem;

TEST(ServeCheck, is_content_if_every_file_is_there) {
    const Pilot pilot;
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells("tls.certificate: ")) << told;
}

TEST(ServeCheck, names_each_file_that_cannot_be_read) {
    const Pilot pilot;
    for (const char* const name : {"server.pem", "ca/ca.crl"}) {
        std::filesystem::remove(pilot.file(name));
    }
    std::filesystem::remove(pilot.file("server.key"));
    std::filesystem::create_directory(pilot.file("server.key"));
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 4) << told;
    EXPECT_TRUE(told.tells("tls.certificate: ")) << "the settings are shown all the same";
    for (const char* const name : {"server.pem", "server.key", "ca/ca.crl"}) {
        EXPECT_TRUE(told.tells(pilot.file(name) + ": error[file-unreadable]: cannot read the file: ")) << name << "\n" << told;
    }
    EXPECT_FALSE(told.tells("ca.pem: error")) << told;
    EXPECT_TRUE(pilot({"serve", "--check"}, "ja").tells("エラー[file-unreadable]: ファイルを読めません"));
}

// A pilot whose files are wrong, and what the check says of them.
class Ground : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text, unsigned mode = 0600) const {
        std::ofstream(pilot.file(name), std::ios::binary | std::ios::trunc) << text;
        fs::permissions(pilot.file(name), fs::perms(mode));
    }
    // Another configuration than the pilot's: of each key that line.
    void configure(const std::string& from, const std::string& to) const {
        std::stringstream text;
        text << std::ifstream(pilot.file("renkei.yaml")).rdbuf();
        std::string out = text.str();
        const std::size_t at = out.find(from);
        ASSERT_NE(at, std::string::npos) << out;
        write("renkei.yaml", out.replace(at, from.size(), to));
    }
    void expect_wrong(const std::string& place, const std::string& id) const {
        const Said told = pilot({"serve", "--check"});
        EXPECT_EQ(told.code, 4) << told;
        EXPECT_TRUE(told.tells(place + ": error[" + id + "]")) << place << " " << id << "\n" << told;
        std::size_t count = 0;
        for (std::size_t at = told.error.find("error["); at != std::string::npos; at = told.error.find("error[", at + 1)) {
            ++count;
        }
        EXPECT_EQ(count, 1U) << told;
    }
    // In the place of the one that is there.
    void issue(const tls::CertificateSpec& what, const std::string& name = "server") const {
        fs::remove(pilot.file(name + ".pem"));
        fs::remove(pilot.file(name + ".key"));
        ASSERT_TRUE(tls::Authority::open(pilot.file("ca"))->issue(what, pilot.file(""), name));
    }
    std::set<std::string> files() const {
        std::set<std::string> out;
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(pilot.file(""))) {
            out.insert(entry.path().string());
        }
        return out;
    }
    Pilot pilot;
};

TEST_F(Ground, a_pilot_of_before_its_first_start_is_told_what_will_be_made) {
    fs::remove(pilot.file("master.key"));
    fs::remove(pilot.file("renkei.db"));
    const auto before = files();
    const Said told = pilot({"serve", "--check", "--new-store"});
    EXPECT_EQ(told.code, 0) << told;
    for (const char* const name : {"master.key", "renkei.db"}) {
        EXPECT_TRUE(told.tells(pilot.file(name) + ": information[made-at-start]")) << told;
    }
    EXPECT_EQ(files(), before);
    expect_wrong(pilot.file("renkei.db"), "store-missing");
    EXPECT_EQ(files(), before);
}

TEST_F(Ground, a_new_store_is_not_made_beside_one_that_is_there) {
    const Said told = pilot({"serve", "--check", "--new-store"});
    EXPECT_EQ(told.code, 4) << told;
    EXPECT_TRUE(told.tells(pilot.file("renkei.db") + ": error[file-exists]")) << told;
}

TEST_F(Ground, keys_are_looked_into) {
    fs::permissions(pilot.file("master.key"), fs::perms(0644));
    expect_wrong(pilot.file("master.key"), "key-file-open");
    write("master.key", "k1\n");
    expect_wrong(pilot.file("master.key") + ":1", "key-file-wrong");
    fs::remove(pilot.file("master.key"));
    expect_wrong(pilot.file("master.key"), "master-key-missing");
    ASSERT_EQ(said({"key", "create", pilot.file("master.key")}).code, 0);
    expect_wrong(pilot.file("master.key"), "store-other-key");
    fs::remove(pilot.file("master.key"));
    fs::create_directory(pilot.file("master.key"));
    EXPECT_EQ(pilot({"serve", "--check"}).code, 4);
}

TEST_F(Ground, the_store_is_looked_into) {
    change_store(pilot, "INSERT INTO layout (number) VALUES (999)");
    expect_wrong(pilot.file("renkei.db"), "store-newer");
    write("renkei.db", std::string(5000, 'x'));
    expect_wrong(pilot.file("renkei.db"), "store-foreign");
    configure("store:\n", "store:\n  file: nowhere/renkei.db\n");
    expect_wrong(pilot.file("nowhere/renkei.db"), "store-missing");
    configure("  file: nowhere/renkei.db\n", "  postgres: host=/nowhere dbname=renkei\n");
    EXPECT_TRUE(pilot({"serve", "--check"}).tells("error[store-unusable]")) << "a server that is not there";
    EXPECT_EQ(pilot({"serve", "--check"}).code, 4);
}

TEST_F(Ground, every_page_of_the_store_is_looked_into) {
    ASSERT_EQ(pilot({"store", "status"}).code, 0);
    ASSERT_EQ(pilot({"serve", "--check"}).code, 0);
    const std::uintmax_t whole = fs::file_size(pilot.file("renkei.db"));
    std::fstream(pilot.file("renkei.db"), std::ios::in | std::ios::out | std::ios::binary).seekp(static_cast<std::streamoff>(whole) - 4096) << std::string(4096, '\xff');
    expect_wrong(pilot.file("renkei.db"), "store-damaged");
}

TEST_F(Ground, the_place_of_the_journal_is_looked_into) {
    fs::create_directory(pilot.file("renkei.db-events"));
    expect_wrong(pilot.file("renkei.db-events"), "audit-spool-foreign");
}

TEST_F(Ground, passwords_are_not_shown) {
    const std::string before = "store:\n";
    for (const std::string way : {"host=127.0.0.1 port=1 dbname=x password=s3cret s3cret", "postgresql://renkei:s3cret@127.0.0.1:1/x", "postgresql://renkei:s3cret@[::1", "host=x password='s3cret"}) {
        const Pilot other;
        std::stringstream text;
        text << std::ifstream(other.file("renkei.yaml")).rdbuf();
        std::string yaml = text.str();
        yaml.replace(yaml.find(before), before.size(), before + "  postgres: \"" + way + "\"\n");
        std::ofstream(other.file("renkei.yaml"), std::ios::trunc) << yaml;
        const Said told = other({"serve", "--check"});
        EXPECT_EQ(told.code, 4) << told;
        EXPECT_TRUE(told.tells("store.postgres: ")) << told;
        EXPECT_FALSE(told.tells("s3cret")) << told;
    }
}

TEST_F(Ground, lists_are_looked_into) {
    ASSERT_TRUE(tls::Authority::open(pilot.file("ca"))->write_crl(-1));
    expect_wrong(pilot.file("ca/ca.crl"), "revocation-list-ended");
    ASSERT_EQ(said({"ca", "create", pilot.beside("other")}).code, 0);
    ASSERT_EQ(said({"ca", "renew-list", pilot.beside("other")}).code, 0);
    fs::copy_file(pilot.beside("other/ca.crl"), pilot.file("ca/ca.crl"), fs::copy_options::overwrite_existing);
    expect_wrong(pilot.file("ca/ca.crl"), "revocation-list-foreign");
    write("ca/ca.crl", "nothing");
    expect_wrong(pilot.file("ca/ca.crl"), "revocation-list-unreadable");
}

TEST_F(Ground, authorities_are_looked_into) {
    write("ca/ca.pem", "nothing");
    expect_wrong(pilot.file("ca/ca.pem"), "certificate-unreadable");
}

TEST_F(Ground, certificates_are_looked_into_with_their_keys) {
    fs::permissions(pilot.file("server.key"), fs::perms(0644));
    expect_wrong(pilot.file("server.key"), "key-open");
    fs::copy_file(pilot.file("peers/hospital.key"), pilot.file("server.key"), fs::copy_options::overwrite_existing);
    fs::permissions(pilot.file("server.key"), fs::perms(0600));
    expect_wrong(pilot.file("server.key"), "key-of-another");
    issue({.common_name = "renewed", .server = true});
    EXPECT_EQ(pilot({"serve", "--check"}).code, 0);
    configure("tls:\n", "tls:\n  client_certificate: peers/hospital.pem\n  client_key: peers/clinic.key\n");
    expect_wrong(pilot.file("peers/clinic.key"), "key-of-another");
}

TEST_F(Ground, a_certificate_that_nobody_would_take_is_told_of) {
    issue({.common_name = "ended", .server = true, .days = -1});
    expect_wrong(pilot.file("server.pem"), "certificate-expired");
    issue({.common_name = "caller"});
    expect_wrong(pilot.file("server.pem"), "certificate-untrusted");
    issue({.common_name = "called", .client = false, .server = true});
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells(pilot.file("server.pem") + ": warning[certificate-untrusted]")) << told;
    issue({.common_name = "renewed", .server = true});
    issue({.common_name = "ended", .days = -1}, "client");
    configure("tls:\n", "tls:\n  client_certificate: client.pem\n  client_key: client.key\n");
    expect_wrong(pilot.file("client.pem"), "certificate-expired");
    issue({.common_name = "called", .client = false, .server = true}, "client");
    expect_wrong(pilot.file("client.pem"), "certificate-untrusted");
}

TEST_F(Ground, a_certificate_and_a_key_that_are_both_none_are_both_told_of) {
    write("server.pem", "nothing");
    write("server.key", "nothing");
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 4);
    for (const char* const name : {"server.pem", "server.key"}) {
        EXPECT_TRUE(told.tells(pilot.file(name) + ": error[certificate-unreadable]")) << told;
    }
}

TEST_F(Ground, mappings_are_looked_into) {
    const Said told = pilot({"serve", "--check", "--mappings", pilot.file("ca")});
    EXPECT_EQ(told.code, 4) << told;
    EXPECT_TRUE(told.tells(pilot.file("ca") + ": error[no-forms]")) << told;
}

TEST_F(Ground, an_authority_that_is_none_is_told_of) {
    const std::string own = pilot.file("ca/ca.pem");
    std::stringstream authority;
    authority << std::ifstream(own).rdbuf();
    std::stringstream leaf; // with its authority behind it
    leaf << std::ifstream(pilot.file("peers/hospital.pem")).rdbuf();
    const std::string first = leaf.str().substr(0, leaf.str().find("-----END CERTIFICATE-----") + 26);
    write("ca/ca.pem", first);
    const Said alone = pilot({"serve", "--check"});
    EXPECT_EQ(alone.code, 4);
    EXPECT_TRUE(alone.tells(own + ": error[certificate-untrusted]")) << alone;
    EXPECT_TRUE(alone.tells("CA:FALSE: CN=hospital")) << alone;
    write("ca/ca.pem", first + authority.str());
    const Said beside = pilot({"serve", "--check"});
    EXPECT_EQ(beside.code, 0) << beside;
    EXPECT_TRUE(beside.tells(own + ": warning[certificate-untrusted]")) << beside;
}

TEST_F(Ground, two_listeners_on_one_address_are_told_of) {
    configure("listen:\n", "listen:\n  tls12: 127.0.0.1:8443\n");
    expect_wrong(pilot.file("renkei.yaml"), "config-wrong");
    const Said told = pilot({"serve", "--check"});
    EXPECT_TRUE(told.tells("listen.tls12: expected another port than listen.tls, found 127.0.0.1:8443")) << told;
    configure("tls12: 127.0.0.1:8443", "tls12: localhost:9464");
    EXPECT_TRUE(pilot({"serve", "--check"}).tells("listen.management: expected another port than listen.tls12")) << "whatever their hosts are called";
    configure("tls12: localhost:9464", "tls12: 127.0.0.1:0");
    EXPECT_EQ(pilot({"serve", "--check"}).code, 0) << "any that is free";
}

TEST_F(Ground, an_address_of_another_machine_is_told_of) {
    configure("  tls: 127.0.0.1:8443", "  tls: 192.0.2.1:8443"); // for documentation only, RFC 5737
    expect_wrong(pilot.file("renkei.yaml"), "config-wrong");
    EXPECT_TRUE(pilot({"serve", "--check"}).tells("listen.tls: expected an address of this machine"));
    EXPECT_TRUE(pilot({"serve", "--check"}, "ja").tells("この機器のアドレス"));
}

TEST_F(Ground, folders_of_peers_that_are_not_entered_are_told_of) {
    configure("store:\n", "folders:\n  hospital: drop\n  newcomer: waiting\nstore:\n");
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells(pilot.file("waiting") + ": warning[folder-peer-unknown]")) << told;
    EXPECT_FALSE(told.tells(pilot.file("drop") + ": warning")) << told;
    ASSERT_EQ(pilot({"peer", "revoke", "hospital"}).code, 0);
    EXPECT_TRUE(pilot({"serve", "--check"}).tells(pilot.file("drop") + ": warning[folder-peer-revoked]"));
}

TEST_F(Ground, wrong_check_digits_of_peers_are_told_of) {
    ASSERT_EQ(pilot({"peer", "add", "--replace", "--id", "clinic", "--number", "institution:9910000027"}).code, 1);
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells("warning: the check digit of institution:9910000027, a number of the peer clinic")) << told;
    EXPECT_FALSE(told.tells("9910000026")) << told;
}

TEST_F(Ground, watched_folders_are_looked_into_and_not_made) {
    configure("store:\n", "folders:\n  hospital: drop\nstore:\n");
    const auto before = files();
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells(pilot.file("drop") + ": information[made-at-start]")) << told;
    EXPECT_EQ(files(), before);
    fs::create_directory(pilot.file("drop"));
    write("drop/work", "");
    expect_wrong(pilot.file("drop/work"), "folder-unusable");
    fs::remove_all(pilot.file("drop"));
    write("drop", "");
    expect_wrong(pilot.file("drop"), "folder-unusable");
}

TEST_F(Ground, everything_that_is_wrong_is_told_at_once) {
    fs::permissions(pilot.file("master.key"), fs::perms(0644));
    fs::permissions(pilot.file("server.key"), fs::perms(0644));
    write("renkei.db", std::string(5000, 'x'));
    write("ca/ca.crl", "nothing");
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 4);
    for (const char* const id : {"key-file-open", "key-open", "store-foreign", "revocation-list-unreadable"}) {
        EXPECT_TRUE(told.tells(std::string("error[") + id + "]")) << id << "\n" << told;
    }
}

TEST(KeyCreate, says_what_was_made_and_where) {
    const Pilot pilot;
    const std::string file = pilot.beside("new.key");
    const Said told = said({"key", "create", file});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.output.starts_with("the key ")) << told;
    EXPECT_TRUE(told.tells(" is made, in the new file " + file)) << told;
    const Said again = said({"key", "create", file});
    EXPECT_EQ(again.code, 4) << again;
    EXPECT_TRUE(again.tells(file + ": error[file-exists]")) << again;
    EXPECT_FALSE(again.tells("--overwrite")) << again << "an option that it does not have";
    EXPECT_TRUE(said_in("ja", {"key", "create", pilot.beside("other.key")}).tells("を作り、新しいファイル "));
}

} // namespace
} // namespace renkei::cli::serve_check_test
