#include "gateway/core/base/filesystem.h"
#include "gateway/network/tls/authority.h"

#include "tests/online/pilot_store.h"
#include "tests/support/token_issuer.h"

#include <fstream>
#include <set>
#include <sstream>

namespace renkei::online::serve_check_test {
namespace {

TEST(ServeCheck, succeeds_if_every_file_exists) {
    const Pilot pilot;
    expect(pilot("serve --check"), {.code = 0, .prints = {"tls.certificate: "}});
}

TEST(ServeCheck, says_that_no_server_asks_for_records_about_persons_yet) {
    const Pilot pilot;
    expect(pilot("serve --check"), {.omits = {"records-not-asked"}});
    ASSERT_EQ(pilot("consent give insurer:990010|0000000001").code, 0);
    expect(pilot("serve --check"), {.code = 0, .prints = {"information[records-not-asked]"}});
}

TEST(ServeCheck, names_each_file_that_cannot_be_read) {
    const Pilot pilot;
    for (const char* const name : {"server.pem", "ca/ca.crl"}) {
        std::filesystem::remove(pilot.file(name));
    }
    std::filesystem::remove(pilot.file("server.key"));
    std::filesystem::create_directory(pilot.file("server.key"));
    const CommandResult result = pilot("serve --check");
    EXPECT_EQ(result.code, 4) << result;
    EXPECT_TRUE(result.prints("tls.certificate: ")) << "the settings are shown all the same";
    for (const char* const name : {"server.pem", "server.key", "ca/ca.crl"}) {
        EXPECT_TRUE(result.prints(pilot.file(name) + ": error[file-unreadable]: cannot read the file: "))
            << name << "\n"
            << result;
    }
    EXPECT_FALSE(result.prints("ca.pem: error")) << result;
    expect(pilot("serve --check", "ja"), {.prints = {"エラー[file-unreadable]: ファイルを読めません"}});
}

// A pilot whose files are wrong, and what the check says of them.
class PreflightCheck : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text, unsigned mode = 0600) const {
        std::ofstream(pilot.file(name), std::ios::binary | std::ios::trunc) << text;
        fs::permissions(pilot.file(name), fs::perms(mode));
    }
    // Replaces the text `from` in the pilot's configuration by `to`.
    void configure(const std::string& from, const std::string& to) const {
        std::stringstream text;
        text << std::ifstream(pilot.file("renkei.yaml")).rdbuf();
        std::string out = text.str();
        const std::size_t at = out.find(from);
        ASSERT_NE(at, std::string::npos) << out;
        write("renkei.yaml", out.replace(at, from.size(), to));
    }
    void expect_wrong(const std::string& place, const std::string& id) const {
        const CommandResult result = pilot("serve --check");
        EXPECT_EQ(result.code, 4) << result;
        EXPECT_TRUE(result.prints(place + ": error[" + id + "]")) << place << " " << id << "\n" << result;
        std::size_t count = 0;
        for (std::size_t at = result.error.find("error["); at != std::string::npos;
             at = result.error.find("error[", at + 1)) {
            ++count;
        }
        EXPECT_EQ(count, 1U) << result;
    }
    // Issues a certificate in the place of the one that is there.
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

TEST_F(PreflightCheck, a_pilot_before_its_first_start_lists_what_will_be_created) {
    fs::remove(pilot.file("master.key"));
    fs::remove(pilot.file("renkei.db"));
    const auto before = files();
    const CommandResult result = pilot("serve --check --new-store");
    EXPECT_EQ(result.code, 0) << result;
    for (const char* const name : {"master.key", "renkei.db"}) {
        EXPECT_TRUE(result.prints(pilot.file(name) + ": information[made-at-start]")) << result;
    }
    EXPECT_EQ(files(), before);
    expect_wrong(pilot.file("renkei.db"), "store-missing");
    EXPECT_EQ(files(), before);
}

TEST_F(PreflightCheck, a_new_store_is_not_created_beside_an_existing_one) {
    expect(pilot("serve --check --new-store"),
           {.code = 4, .prints = {pilot.file("renkei.db") + ": error[file-exists]"}});
}

TEST_F(PreflightCheck, keys_are_checked) {
    fs::permissions(pilot.file("master.key"), fs::perms(0644));
    expect_wrong(pilot.file("master.key"), "key-file-open");
    write("master.key", "k1\n");
    expect_wrong(pilot.file("master.key") + ":1", "key-file-wrong");
    fs::remove(pilot.file("master.key"));
    expect_wrong(pilot.file("master.key"), "master-key-missing");
    ASSERT_EQ(run_renkei("key create " + pilot.file("master.key")).code, 0);
    expect_wrong(pilot.file("master.key"), "store-other-key");
    fs::remove(pilot.file("master.key"));
    fs::create_directory(pilot.file("master.key"));
    expect(pilot("serve --check"), {.code = 4});
}

TEST_F(PreflightCheck, the_store_is_checked) {
    change_store(pilot, "INSERT INTO store_layout (number) VALUES (999)");
    expect_wrong(pilot.file("renkei.db"), "store-newer");
    write("renkei.db", std::string(5000, 'x'));
    expect_wrong(pilot.file("renkei.db"), "store-foreign");
    configure("store:\n", "store:\n  file: nowhere/renkei.db\n");
    expect_wrong(pilot.file("nowhere/renkei.db"), "store-missing");
    configure("  file: nowhere/renkei.db\n", "  postgres: host=/nowhere dbname=renkei\n");
    expect(pilot("serve --check"), {.prints = {"error[store-unusable]"}}); // a server that is not there
    expect(pilot("serve --check"), {.code = 4});
}

TEST_F(PreflightCheck, every_page_of_the_store_is_read) {
    ASSERT_EQ(pilot("store status").code, 0);
    ASSERT_EQ(pilot("serve --check").code, 0);
    const std::uintmax_t whole = fs::file_size(pilot.file("renkei.db"));
    std::fstream(pilot.file("renkei.db"), std::ios::in | std::ios::out | std::ios::binary)
            .seekp(static_cast<std::streamoff>(whole) - 4096)
        << std::string(4096, '\xff');
    expect_wrong(pilot.file("renkei.db"), "store-damaged");
}

TEST_F(PreflightCheck, the_spool_file_is_checked) {
    fs::create_directory(pilot.file("renkei.db-events"));
    expect_wrong(pilot.file("renkei.db-events"), "audit-spool-foreign");
}

TEST_F(PreflightCheck, passwords_are_not_shown) {
    const std::string before = "store:\n";
    for (const std::string way :
         {"host=127.0.0.1 port=1 dbname=x password=s3cret s3cret", "postgresql://renkei:s3cret@127.0.0.1:1/x",
          "postgresql://renkei:s3cret@[::1", "host=x password='s3cret"}) {
        const Pilot other;
        std::stringstream text;
        text << std::ifstream(other.file("renkei.yaml")).rdbuf();
        std::string yaml = text.str();
        yaml.replace(yaml.find(before), before.size(), before + "  postgres: \"" + way + "\"\n");
        std::ofstream(other.file("renkei.yaml"), std::ios::trunc) << yaml;
        expect(other({"serve", "--check"}), {.code = 4, .prints = {"store.postgres: "}, .omits = {"s3cret"}});
    }
}

TEST_F(PreflightCheck, revocation_lists_are_checked) {
    ASSERT_TRUE(tls::Authority::open(pilot.file("ca"))->write_crl(-1));
    expect_wrong(pilot.file("ca/ca.crl"), "revocation-list-ended");
    ASSERT_EQ(run_renkei("ca create " + pilot.beside("other")).code, 0);
    ASSERT_EQ(run_renkei("ca renew-list " + pilot.beside("other")).code, 0);
    fs::copy_file(pilot.beside("other/ca.crl"), pilot.file("ca/ca.crl"),
                  fs::copy_options::overwrite_existing);
    expect_wrong(pilot.file("ca/ca.crl"), "revocation-list-foreign");
    write("ca/ca.crl", "nothing");
    expect_wrong(pilot.file("ca/ca.crl"), "revocation-list-unreadable");
}

TEST_F(PreflightCheck, authorities_are_checked) {
    write("ca/ca.pem", "nothing");
    expect_wrong(pilot.file("ca/ca.pem"), "certificate-unreadable");
}

TEST_F(PreflightCheck, certificates_are_checked_with_their_keys) {
    fs::permissions(pilot.file("server.key"), fs::perms(0644));
    expect_wrong(pilot.file("server.key"), "key-open");
    fs::copy_file(pilot.file("peers/hospital.key"), pilot.file("server.key"),
                  fs::copy_options::overwrite_existing);
    fs::permissions(pilot.file("server.key"), fs::perms(0600));
    expect_wrong(pilot.file("server.key"), "key-of-another");
    issue({.common_name = "renewed", .server = true});
    expect(pilot("serve --check"), {.code = 0});
    configure("tls:\n", "tls:\n  client_certificate: peers/hospital.pem\n  client_key: peers/clinic.key\n");
    expect_wrong(pilot.file("peers/clinic.key"), "key-of-another");
}

TEST_F(PreflightCheck, an_unusable_certificate_is_reported) {
    issue({.common_name = "ended", .server = true, .days = -1});
    expect_wrong(pilot.file("server.pem"), "certificate-expired");
    issue({.common_name = "caller"});
    expect_wrong(pilot.file("server.pem"), "certificate-untrusted");
    issue({.common_name = "called", .client = false, .server = true});
    expect(pilot("serve --check"),
           {.code = 0, .prints = {pilot.file("server.pem") + ": warning[certificate-untrusted]"}});
    issue({.common_name = "renewed", .server = true});
    issue({.common_name = "ended", .days = -1}, "client");
    configure("tls:\n", "tls:\n  client_certificate: client.pem\n  client_key: client.key\n");
    expect_wrong(pilot.file("client.pem"), "certificate-expired");
    issue({.common_name = "called", .client = false, .server = true}, "client");
    expect_wrong(pilot.file("client.pem"), "certificate-untrusted");
}

TEST_F(PreflightCheck, an_invalid_certificate_and_an_invalid_key_are_both_reported) {
    write("server.pem", "nothing");
    write("server.key", "nothing");
    const CommandResult result = pilot("serve --check");
    EXPECT_EQ(result.code, 4);
    for (const char* const name : {"server.pem", "server.key"}) {
        EXPECT_TRUE(result.prints(pilot.file(name) + ": error[certificate-unreadable]")) << result;
    }
}

TEST_F(PreflightCheck, mappings_are_checked) {
    expect(pilot("serve --check --mappings " + pilot.file("ca")),
           {.code = 4, .prints = {pilot.file("ca") + ": error[no-forms]"}});
}

// All mappings; but the jobs of access tokens are not readable.
std::string put_mappings_without_jobs(const Pilot& pilot) {
    const fs::path out = pilot.beside("mappings");
    fs::copy(RENKEI_SOURCE "/mappings", out, fs::copy_options::recursive);
    std::ofstream(out / "access/jobs.tsv", std::ios::trunc) << "wrong\n";
    return out.string();
}

TEST_F(PreflightCheck, jobs_that_cannot_be_read_stop_only_who_needs_them) {
    const std::string mappings = put_mappings_without_jobs(pilot);
    const auto checked = [&] { return pilot("serve --check --mappings " + mappings); };
    const std::string file = mappings + "/access/jobs.tsv";
    expect(checked(), {.code = 0, .prints = {file, "warning["}});
    const test::TokenKey key("ES256");
    write("keys.json", test::jwks({&key}));
    ASSERT_TRUE(pilot("peer add --replace --id clinic --token-issuer https://auth.example.jp --token-keys " +
                      pilot.file("keys.json"))
                    .prints("token_issuer"));
    expect(checked(), {.code = 4, .prints = {file}});
    ASSERT_TRUE(
        pilot("peer add --replace --id clinic --token-issuer '' --token-keys ''").prints("token_issuer"));
    configure("store:\n", "sharing:\n  enabled: true\nstore:\n");
    expect(checked(), {.code = 4}); // the matrix needs them
}

TEST_F(PreflightCheck, an_invalid_authority_is_reported) {
    const std::string own = pilot.file("ca/ca.pem");
    std::stringstream authority;
    authority << std::ifstream(own).rdbuf();
    std::stringstream leaf; // with its authority behind it
    leaf << std::ifstream(pilot.file("peers/hospital.pem")).rdbuf();
    const std::string first = leaf.str().substr(0, leaf.str().find("-----END CERTIFICATE-----") + 26);
    write("ca/ca.pem", first);
    expect(pilot("serve --check"),
           {.code = 4, .prints = {own + ": error[certificate-untrusted]", "CA:FALSE: CN=hospital"}});
    write("ca/ca.pem", first + authority.str());
    expect(pilot("serve --check"), {.code = 0, .prints = {own + ": warning[certificate-untrusted]"}});
}

TEST_F(PreflightCheck, two_listeners_on_one_address_are_reported) {
    configure("listen:\n", "listen:\n  tls12: 127.0.0.1:8443\n");
    expect_wrong(pilot.file("renkei.yaml"), "config-wrong");
    expect(pilot("serve --check"),
           {.prints = {"listen.tls12: expected another port than listen.tls, found 127.0.0.1:8443"}});
    configure("tls12: 127.0.0.1:8443", "tls12: localhost:9464");
    expect(pilot("serve --check"),
           {.prints = {"listen.management: expected another port than listen.tls12"}}); // whatever their
                                                                                        // hosts are called
    configure("tls12: localhost:9464", "tls12: 127.0.0.1:0");
    expect(pilot("serve --check"), {.code = 0}); // any that is free
}

TEST_F(PreflightCheck, an_address_of_another_machine_is_reported) {
    configure("  tls: 127.0.0.1:8443", "  tls: 192.0.2.1:8443"); // for documentation only, RFC 5737
    expect_wrong(pilot.file("renkei.yaml"), "config-wrong");
    expect(pilot("serve --check"), {.prints = {"listen.tls: expected an address of this machine"}});
    expect(pilot("serve --check", "ja"), {.prints = {"この機器のアドレス"}});
}

TEST_F(PreflightCheck, folders_of_unknown_peers_are_reported) {
    configure("store:\n", "folders:\n  hospital: drop\n  newcomer: waiting\nstore:\n");
    expect(pilot("serve --check"), {.code = 0,
                                    .prints = {pilot.file("waiting") + ": warning[folder-peer-unknown]"},
                                    .omits = {pilot.file("drop") + ": warning"}});
    ASSERT_EQ(pilot("peer revoke hospital").code, 0);
    expect(pilot("serve --check"), {.prints = {pilot.file("drop") + ": warning[folder-peer-revoked]"}});
}

TEST_F(PreflightCheck, wrong_check_digits_of_peers_are_reported) {
    ASSERT_EQ(pilot("peer add --replace --id clinic --number institution:9910000027").code, 1);
    expect(pilot("serve --check"),
           {.code = 0,
            .prints = {"warning: the check digit of institution:9910000027, a number of the peer clinic"},
            .omits = {"9910000026"}});
}

TEST_F(PreflightCheck, watched_folders_are_checked_and_not_created) {
    configure("store:\n", "folders:\n  hospital: drop\nstore:\n");
    const auto before = files();
    expect(pilot("serve --check"),
           {.code = 0, .prints = {pilot.file("drop") + ": information[made-at-start]"}});
    EXPECT_EQ(files(), before);
    fs::create_directory(pilot.file("drop"));
    write("drop/work", "");
    expect_wrong(pilot.file("drop/work"), "folder-unusable");
    fs::remove_all(pilot.file("drop"));
    write("drop", "");
    expect_wrong(pilot.file("drop"), "folder-unusable");
}

TEST_F(PreflightCheck, all_errors_are_reported_at_once) {
    fs::permissions(pilot.file("master.key"), fs::perms(0644));
    fs::permissions(pilot.file("server.key"), fs::perms(0644));
    write("renkei.db", std::string(5000, 'x'));
    write("ca/ca.crl", "nothing");
    const CommandResult result = pilot("serve --check");
    EXPECT_EQ(result.code, 4);
    for (const char* const id :
         {"key-file-open", "key-open", "store-foreign", "revocation-list-unreadable"}) {
        EXPECT_TRUE(result.prints(std::string("error[") + id + "]")) << id << "\n" << result;
    }
}

TEST(KeyCreate, prints_what_was_created_and_where) {
    const Pilot pilot;
    const std::string file = pilot.beside("new.key");
    const CommandResult result = run_renkei("key create " + file);
    EXPECT_EQ(result.code, 0) << result;
    EXPECT_TRUE(result.output.starts_with("the key ")) << result;
    EXPECT_TRUE(result.prints(" is made, in the new file " + file)) << result;
    expect(run_renkei("key create " + file), {.code = 4,
                                              .prints = {file + ": error[file-exists]"},
                                              .omits = {"--overwrite"}}); // an option that it does not have
    expect(run_renkei_in("ja", {"key", "create", pilot.beside("other.key")}),
           {.prints = {"を作り、新しいファイル "}});
}

} // namespace
} // namespace renkei::online::serve_check_test
