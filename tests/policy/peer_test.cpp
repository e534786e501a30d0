#include "gateway/network/policy/peer.h"
#include "generated/messages/json.h"
#include "generated/messages/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <functional>

namespace renkei::policy::peer_test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::string hash(char digit = '0') { return std::string(64, digit); }

Peer a_peer() {
    return {.id = "hospital-1",
            .name = "連携病院",
            .role = Role::hospital,
            .numbers = {{"institution", "1311234567"}, {"office", "1311234567"}},
            .bindings = {{.key_sha256 = hash('a')},
                         {.issuer = "CN=CA", .subject = "CN=hospital"},
                         {.issuer = "CN=CA", .name = "DNS:a.example"}},
            .delivery_method = DeliveryMethod::gateway,
            .address = "https://gateway.example:8443",
            .syntax = "fhir",
            .attachments = {"application/pdf", "image/jpeg"}};
}

// ---------------------------------------------------------------- words
TEST(Role, every_name_is_found_and_names_itself) {
    for (const std::string_view name : role_names()) {
        EXPECT_EQ(to_text(*role_of(name)), name);
    }
    EXPECT_THAT(role_names(),
                ElementsAre("hospital", "clinic", "care_manager", "care_office", "visiting_nurse", "pharmacy",
                            "municipality", "network", "hub", "portal"));
    EXPECT_EQ(role_of("network"), Role::network);
    EXPECT_FALSE(role_of("Hospital"));
    EXPECT_FALSE(role_of(""));
}

TEST(Role, only_networks_and_hubs_are_intermediaries) {
    std::vector<std::string_view> passing;
    for (const std::string_view name : role_names()) {
        if (is_intermediary(*role_of(name))) {
            passing.push_back(name);
        }
    }
    EXPECT_THAT(passing, ElementsAre("network", "hub"));
}

TEST(Role, a_portal_has_a_token_issuer_and_nothing_that_makes_it_a_party) {
    const Peer portal{.id = "portal",
                      .role = Role::portal,
                      .token_issuer = "https://login.example.jp",
                      .token_keys = R"({"keys":[]})"};
    EXPECT_TRUE(check(portal));
    Peer numbered = portal;
    numbered.numbers = {{"institution", "1311234567"}};
    EXPECT_FALSE(check(numbered));
    Peer receiving = portal;
    receiving.delivery_method = DeliveryMethod::mailbox;
    EXPECT_FALSE(check(receiving));
    Peer without_issuer = portal;
    without_issuer.token_issuer.clear();
    without_issuer.token_keys.clear();
    EXPECT_FALSE(check(without_issuer));
}

TEST(DeliveryMethod, every_name_is_found_and_names_itself) {
    for (const std::string_view name : delivery_method_names()) {
        EXPECT_EQ(to_text(*delivery_method_of(name)), name);
    }
    EXPECT_THAT(delivery_method_names(), ElementsAre("none", "gateway", "mhd", "https", "folder", "mailbox"));
    EXPECT_EQ(delivery_method_of("mailbox"), DeliveryMethod::mailbox);
    EXPECT_FALSE(delivery_method_of("push"));
}

// ---------------------------------------------------------------- check
struct Wrong {
    std::function<void(Peer&)> change;
    std::string place;
    std::string said;
};

TEST(CheckPeer, accepts_a_whole_entry) {
    EXPECT_TRUE(check(a_peer()));
    EXPECT_TRUE(check({.id = "a", .role = Role::hub}));
    EXPECT_TRUE(check({.id = std::string(64, 'z'), .role = Role::network}));
}

TEST(CheckPeer, names_what_is_wrong) {
    const std::string kinds =
        "office:0000000000 | institution:0000000000 | station:0000000 | insurer:000000 | municipality:000000";
    const Wrong table[] = {
        {[](Peer& it) { it.id = ""; }, "id", "\"\" → [a-z0-9-]{1,64}"},
        {[](Peer& it) { it.id = "Hospital"; }, "id", "\"Hospital\" → [a-z0-9-]{1,64}"},
        {[](Peer& it) { it.id = "a_b"; }, "id", "\"a_b\" → [a-z0-9-]{1,64}"},
        {[](Peer& it) { it.id = "../x"; }, "id", "\"../x\" → [a-z0-9-]{1,64}"},
        {[](Peer& it) { it.id = std::string(65, 'a'); }, "id",
         "\"" + std::string(65, 'a') + "\" → [a-z0-9-]{1,64}"},
        {[](Peer& it) { it.numbers.clear(); }, "numbers", "\"\" → " + kinds},
        {[](Peer& it) { it.numbers[1].value = "131123456"; }, "numbers[1]",
         "\"office:131123456\" → " + kinds},
        {[](Peer& it) { it.numbers[0].kind = "shop"; }, "numbers[0]", "\"shop:1311234567\" → " + kinds},
        {[](Peer& it) { it.numbers[0].value = "131123456x"; }, "numbers[0]",
         "\"institution:131123456x\" → " + kinds},
        {[](Peer& it) { it.numbers.push_back(it.numbers[0]); }, "numbers[2]",
         "\"institution:1311234567\" → ≠ numbers[0]"},
        {[](Peer& it) { it.bindings[0].key_sha256.pop_back(); }, "bindings[0].key_sha256",
         "\"" + std::string(63, 'a') + "\" → [0-9a-f]{64}"},
        {[](Peer& it) { it.bindings[0].key_sha256 = hash('A'); }, "bindings[0].key_sha256",
         "\"" + hash('A') + "\" → [0-9a-f]{64}"},
        {[](Peer& it) { it.bindings[0] = {}; }, "bindings[0].key_sha256", "\"\" → [0-9a-f]{64}"},
        {[](Peer& it) { it.bindings[0].issuer = "CN=CA"; }, "bindings[0]",
         "\"key_sha256 + issuer, subject, name\" → key_sha256 | issuer + subject | issuer + name"},
        {[](Peer& it) { it.bindings[1].issuer = ""; }, "bindings[1]",
         "\"subject, name\" → issuer + subject | issuer + name"},
        {[](Peer& it) { it.bindings[1].subject = ""; }, "bindings[1]",
         "\"issuer\" → issuer + subject | issuer + name"},
        {[](Peer& it) { it.bindings[2].name = "a.example"; }, "bindings[2].name",
         "\"a.example\" → DNS:… | URI:…"},
        {[](Peer& it) { it.bindings[2].name = "DNS:"; }, "bindings[2].name", "\"DNS:\" → DNS:… | URI:…"},
        {[](Peer& it) { it.bindings[0].until = "2027-1-1"; }, "bindings[0].until",
         "\"2027-1-1\" → YYYY-MM-DD"},
        {[](Peer& it) { it.syntax = "FHIR"; }, "syntax", "\"FHIR\" → [a-z0-9_-]+"},
        {[](Peer& it) { it.attachments[1] = "pdf"; }, "attachments[1]", "\"pdf\" → application/pdf …"},
        {[](Peer& it) { it.attachments[1] = "text/plain; charset=utf-8"; }, "attachments[1]",
         "\"text/plain; charset=utf-8\" → application/pdf …"},
        {[](Peer& it) { it.attachments[1] = "*/*"; }, "attachments[1]", "\"*/*\" → application/pdf …"},
    };
    for (const Wrong& wrong : table) {
        Peer peer = a_peer();
        wrong.change(peer);
        const diag::Result<void> checked = check(peer);
        ASSERT_FALSE(checked) << wrong.said;
        EXPECT_EQ(checked.error().message, message::peer_wrong);
        EXPECT_THAT(checked.error().args, ElementsAre(peer.id, wrong.place, wrong.said));
    }
}

struct Address {
    DeliveryMethod delivery_method;
    std::string address;
    bool good;
};

TEST(CheckPeer, an_address_fits_its_delivery_method) {
    const Address table[] = {
        {DeliveryMethod::none, "", true},
        {DeliveryMethod::mailbox, "", true},
        {DeliveryMethod::gateway, "https://gateway.example", true},
        {DeliveryMethod::mhd, "https://gateway.example/fhir", true},
        {DeliveryMethod::https, "https://127.0.0.1:8443/in?format=csv", true},
        {DeliveryMethod::https, "https://[::1]:8443/in", true},
        {DeliveryMethod::https, "", false},
        {DeliveryMethod::https, "http://gateway.example", false},
        {DeliveryMethod::https, "HTTPS://gateway.example", false},
        {DeliveryMethod::https, "https://", false},
        {DeliveryMethod::https, "https:///path", false},
        {DeliveryMethod::https, "https://:8443", false},
        {DeliveryMethod::https, "https://user:secret@gateway.example", false},
        {DeliveryMethod::https, "https://gateway.example/a b", false},
        {DeliveryMethod::https, "https://gateway.example/\r\nX: y", false},
        {DeliveryMethod::https, "https://gateway.example/#part", false},
        {DeliveryMethod::https, "/folder", false},
        {DeliveryMethod::gateway, "/folder", false},
        {DeliveryMethod::mhd, "http://gateway.example", false},
        {DeliveryMethod::folder, "/var/spool/city", true},
        {DeliveryMethod::folder, "/var/spool/市..町/", true},
        {DeliveryMethod::folder, "", false},
        {DeliveryMethod::folder, "spool/city", false},
        {DeliveryMethod::folder, "/var/spool/../../etc", false},
        {DeliveryMethod::folder, std::string("/var\0/x", 7), false},
        {DeliveryMethod::folder, "https://gateway.example", false},
    };
    for (const Address& row : table) {
        Peer peer = a_peer();
        peer.delivery_method = row.delivery_method;
        peer.address = row.address;
        const diag::Result<void> checked = check(peer);
        EXPECT_EQ(checked.has_value(), row.good) << to_text(row.delivery_method) << " " << row.address;
        if (!checked) {
            EXPECT_EQ(checked.error().args[1], "address");
        }
    }
}

// ---------------------------------------------------------------- JSON
TEST(PeerJson, has_every_key_in_a_fixed_order) {
    EXPECT_EQ(
        to_json(a_peer()),
        R"({"id":"hospital-1","name":"連携病院","role":"hospital","numbers":["institution:1311234567","office:1311234567"],)"
        R"("bindings":[{"key_sha256":")" +
            hash('a') +
            R"("},{"issuer":"CN=CA","subject":"CN=hospital"},{"issuer":"CN=CA","name":"DNS:a.example"}],)"
            R"("delivery_method":"gateway","address":"https://gateway.example:8443","syntax":"fhir","attachments":["application/pdf","image/jpeg"],"revoked":false})");
}

TEST(PeerJson, what_is_left_out_has_its_default) {
    const Peer peer = *read_peer(R"({"role":"pharmacy","id":"p","numbers":["office:1311234567"]})");
    EXPECT_EQ(peer, (Peer{.id = "p", .role = Role::pharmacy, .numbers = {{"office", "1311234567"}}}));
}

TEST(PeerJson, an_empty_list_of_attachments_allows_none) {
    EXPECT_TRUE(read_peer(R"({"id":"h","role":"hub","attachments":[]})")->attachments.empty());
}

struct Refused {
    std::string json;
    std::string place;
    std::string said;
};

TEST(PeerJson, names_the_place_of_what_is_wrong) {
    const std::string roles = "hospital | clinic | care_manager | care_office | visiting_nurse | pharmacy | "
                              "municipality | network | hub | portal";
    const std::string keys =
        "id | name | role | numbers | bindings | delivery_method | address | syntax | edition | "
        "characters | gaiji | attachments | job | token_issuer | token_keys | revoked | must_know | "
        "key_sha256 | issuer | subject | name | until | chain";
    const Refused table[] = {
        {R"([])", "", "\"[]\" → {…}"},
        {R"({"role":"hub"})", "id", "\"\" → [a-z0-9-]{1,64}"},
        {R"({"id":"h"})", "role", "\"\" → " + roles},
        {R"({"id":"h","rolle":"hub"})", "role", "\"\" → " + roles},
        {R"({"id":"h","role":"hub","must_know":["revoked","hours"],"hours":"9-17"})", "must_know/1",
         "\"hours\" → " + keys},
        {R"({"id":"h","role":"hub","must_know":"hours"})", "must_know", "\"\"hours\"\" → […]"},
        {R"({"id":"h","role":"doctor"})", "role", "\"doctor\" → " + roles},
        {R"({"id":"h","role":7})", "role", "\"7\" → \"…\""},
        {R"({"id":7,"role":"hub"})", "id", "\"7\" → \"…\""},
        {R"({"id":"h","role":"hub","name":null})", "name", "\"null\" → \"…\""},
        {R"({"id":"h","role":"hub","delivery_method":"push"})", "delivery_method",
         "\"push\" → none | gateway | mhd | https | folder | mailbox"},
        {R"({"id":"h","role":"hub","revoked":"no"})", "revoked", "\"\"no\"\" → true | false"},
        {R"({"id":"h","role":"hub","numbers":"office:1311234567"})", "numbers",
         "\"\"office:1311234567\"\" → […]"},
        {R"({"id":"h","role":"hub","numbers":[{"kind":"office"}]})", "numbers/0",
         "\"{\"kind\":\"office\"}\" → \"…\""},
        {R"({"id":"h","role":"hub","bindings":{}})", "bindings", "\"{}\" → […]"},
        {R"({"id":"h","role":"hub","bindings":["x"]})", "bindings/0", "\"\"x\"\" → {…}"},
        {R"({"id":"h","role":"hub","bindings":[{"key":"x"}]})", "bindings[0].key_sha256",
         "\"\" → [0-9a-f]{64}"},
        {R"({"id":"h","role":"hub","attachments":"application/pdf"})", "attachments",
         "\"\"application/pdf\"\" → […]"},
        {R"({"id":"h","role":"hub","delivery_method":"https","address":"http://x"})", "address",
         "\"http://x\" → https://HOST…"},
    };
    for (const Refused& refused : table) {
        const diag::Result<Peer> peer = read_peer(refused.json);
        ASSERT_FALSE(peer) << refused.json;
        EXPECT_EQ(peer.error().message, message::peer_wrong);
        EXPECT_EQ(peer.error().args[1], refused.place) << refused.json;
        EXPECT_EQ(peer.error().args[2], refused.said) << refused.json;
    }
}

TEST(PeerJson, names_the_peer_and_the_place_of_an_error) {
    const diag::Result<Peer> peer = read_peer("{\"role\":\"doctor\",\n \"id\":\"h\"}");
    EXPECT_EQ(peer.error().args[0], "h");
    EXPECT_EQ(peer.error().where.line, 1U);
    EXPECT_THAT(diag::sentence(message::peer_wrong, peer.error().args, diag::Language::japanese),
                StartsWith("接続先 h の登録内容が正しくありません: role: "));
}

// As a newer program on the same store may write them.
TEST(PeerJson, keeps_the_token_issuer_with_its_keys) {
    Peer peer = a_peer();
    peer.token_issuer = "https://auth.example.jp/realms/care";
    peer.token_keys = R"({"keys":[{"kty":"EC"}]})";
    const std::string written = to_json(peer);
    EXPECT_EQ(nlohmann::json::parse(written)["token_keys"]["keys"][0]["kty"], "EC") << "as JSON, not as text";
    EXPECT_EQ(read_peer(written), peer);
    EXPECT_EQ(written.find("must_know"), std::string::npos)
        << "an older program lets the peer in without users";
}

TEST(CheckPeer, takes_a_token_issuer_with_keys_and_no_half_of_it) {
    const auto checked = [](std::string_view issuer, std::string_view keys) {
        Peer peer = a_peer();
        peer.token_issuer = issuer;
        peer.token_keys = keys;
        return check(peer);
    };
    EXPECT_TRUE(checked("https://auth.example.jp", "{}"));
    EXPECT_FALSE(checked("https://auth.example.jp", ""));
    EXPECT_FALSE(checked("", "{}"));
    for (const std::string_view url : {"http://auth.example.jp", "https://auth.example.jp?a=b", "https://",
                                       "https://auth.example.jp#a", "auth.example.jp"}) {
        EXPECT_FALSE(checked(url, "{}")) << url;
    }
}

TEST(PeerJson, unknown_members_give_no_rights_and_are_written_back) {
    const std::string binding =
        R"({"key_sha256":")" + hash('a') + R"(","until":"2027-03-31","made_by":["x",{"y":1.50}]})";
    const Peer peer = *read_peer(R"({"id":"h","later":{"a\n":[true,null]},"role":"hub","bindings":[)" +
                                 binding + R"(],"Revoked":true,"must_know":["until"]})");
    Peer known{.id = "h",
               .role = Role::hub,
               .bindings = {{.key_sha256 = hash('a'), .until = "2027-03-31"}},
               .must_know = {"until"}};
    EXPECT_EQ(peer.revoked, known.revoked) << "it is another member";
    known.unknown = R"("later":{"a\n":[true,null]},"Revoked":true)";
    known.bindings[0].unknown = R"("made_by":["x",{"y":1.50}])";
    EXPECT_EQ(peer, known);
    const std::string json = to_json(peer);
    EXPECT_EQ(*read_peer(json), peer);
    const auto written = nlohmann::json::parse(json);
    EXPECT_EQ(written.at("later").at("a\n").size(), 2U);
    EXPECT_EQ(written.at("bindings").at(0).at("made_by").at(1).at("y"), 1.5);
    EXPECT_EQ(written.at("must_know"), nlohmann::json::array({"until"}));
}

TEST(PeerJson, an_entry_that_cannot_be_read_is_that_of_a_revoked_peer_without_certificates) {
    const std::string whole = to_json(a_peer());
    EXPECT_EQ(read_stored_peer("hospital-1", whole), a_peer());
    for (const std::string& json : {std::string("{"), std::string(R"({"id":"h","role":"doctor"})"),
                                    whole.substr(0, whole.size() - 1) + R"(,"must_know":["hours"]})"}) {
        const Peer peer = read_stored_peer("h", json);
        EXPECT_EQ(peer.id, "h");
        EXPECT_TRUE(peer.revoked);
        EXPECT_FALSE(peer.unreadable.empty());
        EXPECT_EQ(peer.unreadable.why, read_peer(json).error().message)
            << "the message can be in either language";
        EXPECT_EQ(peer.unreadable.args, read_peer(json).error().args);
        EXPECT_TRUE(peer.bindings.empty());
        EXPECT_TRUE(peer.numbers.empty());
        EXPECT_EQ(check(peer).error().message, message::peer_unread) << "it is not changed here";
    }
}

TEST(PeerJson, what_is_no_json_is_reported_as_such) {
    EXPECT_EQ(read_peer("{").error().message, message::json_unclosed);
}

// Any peer that check() accepts.
rc::Gen<Peer> any_peer() {
    return rc::gen::exec([] {
        const auto digits = [](std::size_t n) {
            return *rc::gen::container<std::string>(n, rc::gen::inRange('0', static_cast<char>('9' + 1)));
        };
        const auto count = [](int most) { return *rc::gen::inRange(0, most + 1); };
        const std::string text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
        Peer out{.id = *rc::gen::nonEmpty(
                     rc::gen::container<std::string>(rc::gen::elementOf(std::string("az09-"))))};
        out.id.resize(std::min<std::size_t>(out.id.size(), 64));
        out.name = text + *rc::gen::element<std::string>("", "病院", "𠮷\"\\\n");
        out.role = static_cast<Role>(count(8));
        for (const NumberKind& kind : number_kinds()) {
            if (out.numbers.empty() || count(1) == 1) {
                out.numbers.push_back({std::string(kind.name), digits(kind.digits)});
            }
        }
        for (int i = count(3); i > 0; --i) {
            out.bindings.push_back(*rc::gen::element(
                CertificateBinding{.key_sha256 = hash(*rc::gen::elementOf(std::string("09af")))},
                CertificateBinding{.issuer = "CN=A", .subject = "x" + text},
                CertificateBinding{.issuer = "CN=B", .name = "URI:urn:x"}));
            out.bindings.back().until = *rc::gen::element<std::string>("", "2027-03-31");
            out.bindings.back().chain = *rc::gen::element<std::string>(
                "", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        }
        out.delivery_method = static_cast<DeliveryMethod>(count(5));
        out.address = out.delivery_method == DeliveryMethod::folder ? "/x/" + text : "https://host/x";
        if (out.delivery_method == DeliveryMethod::folder && !check(out)) {
            out.address = "/x";
        }
        out.syntax = *rc::gen::element<std::string>("", "csv", "fhir-xml");
        out.edition = *rc::gen::element<std::string>("", "clins 1.10.0");
        out.attachments = *rc::gen::container<std::vector<std::string>>(
            rc::gen::element<std::string>("application/pdf", "image/svg+xml"));
        out.revoked = count(1) == 1;
        return out;
    });
}

TEST(CertificateBinding, is_of_the_same_certificates_whatever_their_last_day) {
    const CertificateBinding one{.key_sha256 = hash('a'), .until = "2027-03-31"};
    EXPECT_TRUE(is_of_same_certificates(one, {.key_sha256 = hash('a')}));
    EXPECT_FALSE(is_of_same_certificates(one, {.key_sha256 = hash('b'), .until = "2027-03-31"}));
    EXPECT_NE(one, CertificateBinding{.key_sha256 = hash('a')}) << "a renewal is a change";
}

RC_GTEST_PROP(PeerJson, reads_back_what_it_wrote, ()) {
    const Peer peer = *any_peer();
    RC_PRE(check(peer).has_value());
    const std::string json = to_json(peer);
    RC_ASSERT(*read_peer(json) == peer);
    RC_ASSERT(nlohmann::json::parse(json).at("id").get<std::string>() == peer.id);
}

} // namespace
} // namespace renkei::policy::peer_test
