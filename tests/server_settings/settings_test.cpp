#include "gateway/network/http/address.h"
#include "gateway/network/server/settings/setting_keys.h"
#include "generated/messages/base.h"
#include "generated/messages/server.h"
#include "generated/messages/yaml.h"

#include "tests/server_settings/written.h"
#include <gtest/gtest.h>

namespace renkei::server::settings_test {
namespace {

struct Wrong {
    std::string line;
    Message message;
    std::uint32_t at_line;
    std::uint32_t at_column;
    std::string expected; // in the sentence
};

std::string group(const std::string& name, const std::string& line) { return name + ":\n  " + line + "\n"; }

Settings read_ok(const std::string& text) {
    const Written written(text);
    diag::Report report;
    const diag::Result<Settings> settings = read_settings(written.file(), report);
    EXPECT_TRUE(settings) << (settings ? "" : diag::to_text(settings.error(), diag::Language::english));
    return settings.value_or(Settings{});
}

diag::Report read_wrong(const std::string& text) {
    const Written written(text);
    diag::Report report;
    EXPECT_FALSE(read_settings(written.file(), report)) << text;
    return report;
}

TEST(Settings, an_empty_file_means_the_defaults) {
    const Settings settings = read_ok("# nothing\n");
    EXPECT_EQ(to_text(settings.http.listen), "127.0.0.1:8443");
    EXPECT_FALSE(settings.http.listen_plain);
    EXPECT_EQ(settings.store.engine, store::Engine::sqlite);
    EXPECT_EQ(settings.http.limits.connections, http::Limits{}.connections);
}

TEST(Settings, a_heading_with_nothing_under_it_means_the_defaults) {
    EXPECT_EQ(read_ok("limits:\nfolders: {}\n").http.limits.connections, http::Limits{}.connections);
}

TEST(Settings, paths_are_relative_to_the_file) {
    const Written written(
        "tls:\n  certificate: here/server.pem\n  key: /there/server.key\n  revocations: [a.crl, /b.crl]\n");
    diag::Report report;
    const auto settings = read_settings(written.file(), report);
    ASSERT_TRUE(settings);
    const std::filesystem::path folder = written.file().parent_path();
    EXPECT_EQ(settings->http.credentials.certificate, folder / "here/server.pem");
    EXPECT_EQ(settings->http.credentials.key, "/there/server.key");
    EXPECT_EQ(settings->http.trust.authorities, folder / "ca/ca.pem");
    EXPECT_EQ(settings->http.trust.revocations,
              (std::vector<std::filesystem::path>{folder / "a.crl", "/b.crl"}));
    EXPECT_EQ(settings->store.file, folder / "renkei.db");
    EXPECT_EQ(settings->master_key, folder / "master.key");
}

TEST(Settings, every_key_reads_what_it_shows) {
    for (const SettingKey& key : setting_keys()) {
        Settings defaults;
        const std::string value = to_text(key.target(defaults));
        const std::size_t dot = key.name.find('.');
        const std::string name(key.name.substr(dot == std::string_view::npos ? 0 : dot + 1));
        const std::string line = name + ": " + value;
        const Written written(
            dot == std::string_view::npos ? line + "\n" : group(std::string(key.name.substr(0, dot)), line));
        diag::Report report;
        EXPECT_TRUE(read_settings(written.file(), report))
            << line << (report.empty() ? "" : diag::to_text(report.findings()[0], diag::Language::english));
    }
}

TEST(Settings, audit_events_go_to_several_repositories) {
    Settings settings =
        read_ok("audit_forward:\n  - {name: arr, url: \"https://arr.example.jp/fhir\"}\n"
                "  - name: soc\n    url: \"syslog+tls://soc.example.jp:6514\"\n    batch: 7\n");
    EXPECT_EQ(settings.audit_forward,
              (std::vector<auditforward::Target>{
                  {.name = "arr", .url = "https://arr.example.jp/fhir"},
                  {.name = "soc", .url = "syslog+tls://soc.example.jp:6514", .batch = 7}}));
    EXPECT_EQ(to_text(AuditForwardSetting{&settings.audit_forward}),
              "[{name: arr, url: https://arr.example.jp/fhir, batch: 100}, "
              "{name: soc, url: syslog+tls://soc.example.jp:6514, batch: 7}]");
}

TEST(Settings, a_watched_folder_belongs_to_a_peer) {
    const Written written("folders:\n  care-office: in\n  clinic: /srv/clinic\n");
    diag::Report report;
    const auto settings = read_settings(written.file(), report);
    ASSERT_TRUE(settings);
    ASSERT_EQ(settings->folders.size(), 2U);
    EXPECT_EQ(settings->folders[0].peer, "care-office");
    EXPECT_EQ(settings->folders[0].folder, written.file().parent_path() / "in");
    EXPECT_EQ(settings->folders[1].folder, "/srv/clinic");
}

TEST(Settings, audit_events_name_the_gateway_as_callers_reach_it) {
    EXPECT_EQ(read_ok("").store.base, "https://127.0.0.1:8443/fhir");
    EXPECT_EQ(read_ok("listen: {tls: \"192.0.2.1:443\"}\n").store.base, "https://192.0.2.1:443/fhir");
    EXPECT_EQ(read_ok("base: https://gateway.example\n").store.base, "https://gateway.example/fhir");
}

TEST(Settings, postgres_is_chosen_by_one_line) {
    const Settings settings = read_ok("store:\n  postgres: host=/run/postgresql dbname=renkei\n");
    EXPECT_EQ(settings.store.engine, store::Engine::postgres);
    EXPECT_EQ(settings.store.connection, "host=/run/postgresql dbname=renkei");
}

TEST(Settings, every_mistake_is_reported_with_its_place_and_what_was_expected) {
    const Wrong wrongs[] = {
        {"limits:\n  conections: 5\n", message::config_key_unknown, 2, 3,
         "(nearest: limits.connections); known here: "},
        {"limit:\n  connections: 5\n", message::config_key_unknown, 1, 1, "(nearest: limits); known here: "},
        {"limits:\n  connections: many\n", message::config_wrong, 2, 16, "expected 1…100000, found many"},
        {"limits:\n  connections: -1\n", message::config_wrong, 2, 16, "found -1"},
        {"limits:\n  connections: 0\n", message::config_wrong, 2, 16, "expected 1…100000, found 0"},
        {"limits:\n  connections: \"5\"\n", message::config_wrong, 2, 16, "found \"5\""},
        {"limits:\n  connections: [5]\n", message::config_wrong, 2, 16, "found […]"},
        {"limits:\n  requests_per_second: nan\n", message::config_wrong, 2, 24, "found nan"},
        {"limits:\n  validate: yes\n", message::config_wrong, 2, 13, "expected true | false, found yes"},
        {"audit_forward: {}\n", message::config_wrong, 1, 16,
         "expected [{name: NAME, url: URL}, …], found {…}"},
        {"audit_forward:\n  - name: arr\n", message::config_wrong, 2, 5, "expected {name: NAME, url: URL}"},
        {"audit_forward:\n  - name: Arr\n    url: \"https://arr.example.jp\"\n", message::config_wrong, 2, 11,
         "audit_forward.name: expected [a-z0-9-]{1,64}, found Arr"},
        {"audit_forward:\n  - name: arr\n    url: \"http://arr.example.jp\"\n", message::config_wrong, 3, 10,
         "expected https://HOST[:PORT][/PATH] | syslog+tls://HOST:PORT"},
        {"audit_forward:\n  - name: arr\n    url: \"https://arr.example.jp\"\n    batch: 0\n",
         message::config_wrong, 4, 12, "expected 1…1000, found 0"},
        {"audit_forward:\n  - name: arr\n    url: \"https://arr.example.jp\"\n    key: x\n",
         message::config_key_unknown, 4, 5, "known here: name, url, batch"},
        {"audit_forward:\n  - {name: arr, url: \"https://a\"}\n  - {name: arr, url: \"https://b\"}\n",
         message::config_wrong, 3, 12, "expected NAME ≠ arr, found arr"},
        {"limits: 5\n", message::config_wrong, 1, 9, "limits: expected connections,"},
        {"listen:\n  tls: 127.0.0.1\n", message::config_wrong, 2, 8, "expected HOST:PORT, found 127.0.0.1"},
        {"listen:\n  tls: 127.0.0.1:65536\n", message::config_wrong, 2, 8, "expected HOST:PORT"},
        {"listen:\n  tls: 127.0.0.1:+1\n", message::config_wrong, 2, 8, "expected HOST:PORT"},
        {"listen:\n  plain: 0.0.0.0:80\n", message::plain_not_loopback, 2, 10, "listen.plain"},
        {"listen:\n  plain: 127.example.org:80\n", message::plain_not_loopback, 2, 10, "127.example.org:80"},
        {"listen:\n  proxied: \"[::]:80\"\n", message::plain_not_loopback, 2, 12, "listen.proxied"},
        {"listen:\n  proxied_socket: front.sock\n", message::config_wrong, 2, 19, "/PATH"},
        {"listen:\n  proxied_header: \"a b\"\n", message::config_wrong, 2, 19, "[A-Za-z0-9-]+"},
        {"listen:\n  proxied: 127.0.0.1:8444\n", message::config_missing, 0, 0,
         "base is needed: listen.proxied"},
        {"listen:\n  proxied_socket: /run/renkei/front.sock\n", message::config_missing, 0, 0,
         "base is needed: listen.proxied_socket"},
        {"listen:\n  tls: 0.0.0.0:8443\n", message::config_missing, 0, 0,
         "base is needed: listen.tls: 0.0.0.0:8443"},
        {"listen:\n  tls: \"[::0]:8443\"\n", message::config_missing, 0, 0,
         "base is needed: listen.tls: [::0]:8443"},
        {"listen:\n  tls12: 0.0.0.0:8444\n", message::config_missing, 0, 0,
         "base is needed: listen.tls12: 0.0.0.0:8444"},
        {"base: renkei.example.jp\n", message::config_wrong, 1, 7, "https://HOST"},
        {"store:\n  node: Node_1\n", message::config_wrong, 2, 9, "[a-z0-9-]{1,64}"},
        {"store:\n  file: \"\"\n", message::config_wrong, 2, 9, "PATH"},
        {"store:\n  file: a.db\n  postgres: dbname=renkei\n", message::config_wrong, 2, 9, "file | postgres"},
        {"tls:\n  revocations: a.crl\n", message::config_wrong, 2, 16, "[PATH, …]"},
        {"tls:\n  revocations: [[a.crl]]\n", message::config_wrong, 2, 17, "expected PATH"},
        {"folders: [/in]\n", message::config_wrong, 1, 10, "{PEER: PATH, …}"},
        {"folders:\n  care-office: []\n", message::config_wrong, 2, 16, "expected PATH"},
        {"folders:\n  care-office: in\n  hospital: other\n  clinic: ./in/\n", message::config_wrong, 4, 11,
         "folders.clinic: expected PATH ≠ folders.care-office, found"},
        {"- limits\n", message::config_wrong, 1, 1, "found […]"},
        {"limits:\n  workers: 1\n  workers: 2\n", message::yaml_key_twice, 3, 3, "workers"},
    };
    for (const Wrong& wrong : wrongs) {
        const diag::Report report = read_wrong(wrong.line);
        ASSERT_EQ(report.total(), 1U) << wrong.line;
        const diag::Finding& finding = report.findings()[0];
        const std::string said = diag::to_text(finding, diag::Language::english);
        EXPECT_EQ(finding.message, wrong.message) << said;
        EXPECT_EQ(finding.where.line, wrong.at_line) << said;
        EXPECT_EQ(finding.where.column, wrong.at_column) << said;
        EXPECT_NE(said.find(wrong.expected), std::string::npos) << said;
        EXPECT_NE(finding.where.file, "");
    }
}

TEST(Settings, all_mistakes_are_reported_at_once) {
    EXPECT_EQ(read_wrong("limits:\n  workers: x\n  losses: y\nretention_days: z\n").total(), 3U);
}

TEST(Settings, a_management_listener_on_all_addresses_is_a_warning) {
    const Written written("listen:\n  management: 0.0.0.0:9464\n");
    diag::Report report;
    ASSERT_TRUE(read_settings(written.file(), report));
    ASSERT_EQ(report.total(), 1U);
    EXPECT_EQ(report.findings()[0].message, message::plain_not_loopback);
    EXPECT_EQ(report.findings()[0].severity, diag::Severity::warning);
}

TEST(Settings, a_file_that_is_not_there_is_an_error) {
    diag::Report report;
    EXPECT_FALSE(read_settings("no/such/renkei.yaml", report));
    EXPECT_TRUE(report.has(message::file_unreadable));
}

TEST(Address, is_written_as_it_is_read) {
    for (const char* const text : {"127.0.0.1:8443", "[::1]:0", "gateway.example.jp:443", "localhost:1"}) {
        const auto address = http::parse_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_text(*address), text);
    }
    for (const char* const text : {"", ":1", "a:", "a:b", "::1:80", "a b:1", "[x]:1", "[]:1"}) {
        EXPECT_FALSE(http::parse_address(text)) << text;
    }
}

} // namespace
} // namespace renkei::server::settings_test
