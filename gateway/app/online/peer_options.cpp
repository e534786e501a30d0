#include "gateway/app/online/peer_options.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/network/policy/peer_error.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tokens/key_set.h"
#include "generated/messages/tls.h"

#include <algorithm>
#include <functional>

namespace renkei::online {
namespace {

std::vector<std::string> texts(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

// "SHA256:AB:CD…", as other programs print it, is the same as ours.
std::string key_digits(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ':') {
            out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

std::vector<std::string> filled(std::vector<std::string> texts) {
    std::erase(texts, std::string());
    return texts;
}

diag::Result<std::vector<policy::Number>>
parse_numbers(std::string_view id, const std::vector<std::string>& texts, std::string_view option) {
    std::vector<policy::Number> out;
    for (const std::string& text : filled(texts)) {
        std::optional<policy::Number> number = policy::parse_number(text);
        if (!number) {
            return policy::peer_error(id, option, text, policy::number_forms());
        }
        out.push_back(*std::move(number));
    }
    return out;
}

// The file of an authority is probably a mistake for a certificate that it issued.
diag::Result<policy::CertificateBinding> binding_of(const std::string& certificate, bool may_be_authority) {
    TRY(const std::string pem, base::read_file(certificate));
    diag::Result<policy::CertificateBinding> out = tls::read_binding(pem);
    if (!out) {
        out.error().where.file = certificate;
        return out;
    }
    if (!may_be_authority && tls::is_of_authority(pem)) {
        return diag::fail(diag::message::certificate_of_authority, {.file = certificate},
                          {tls::read_pem(pem)->subject});
    }
    return out;
}

// The keys as the entry holds them. Empty: none.
diag::Result<std::string> read_token_keys(const std::string& file) {
    if (file.empty()) {
        return std::string();
    }
    TRY(const std::string jwks, base::read_file(file));
    if (const diag::Result<tokens::KeySet> keys = tokens::KeySet::read(jwks); !keys) {
        diag::Error error = keys.error();
        error.where.file = file;
        return tl::make_unexpected(std::move(error));
    }
    json::Tree tree;
    TRY_VOID(json::Parser().parse(jwks, tree));
    std::string out;
    json::Writer(out).node(tree, json::Tree::root);
    return out;
}

// Empty: all characters.
diag::Result<text::Repertoire> parse_repertoire(std::string_view id, std::string_view name) {
    const std::optional<text::Repertoire> out = text::repertoire_of(name);
    if (!out && !name.empty()) {
        return policy::peer_error(id, "--characters", name, text::alternatives(text::repertoire_names()));
    }
    return out.value_or(text::Repertoire::all);
}

// Empty: a file with such a character is not given.
diag::Result<text::Gaiji> parse_gaiji(std::string_view id, std::string_view name) {
    if (!name.empty() && name != text::geta_name) {
        return policy::peer_error(id, "--gaiji", name, text::geta_name);
    }
    return name.empty() ? text::Gaiji::refuse : text::Gaiji::as_geta;
}

} // namespace

void BindingOptions::add_to(Command& command) {
    command.options("--key", keys, "SHA256",
                    {"A certificate with this public key: SHA-256 of its SubjectPublicKeyInfo in hex; "
                     "several may be given",
                     "この公開鍵を持つ証明書（SubjectPublicKeyInfo の SHA-256、16進）。複数指定できます"});
    command.options("--certificate", certificates, "FILE",
                    {"A certificate with the public key of this one (PEM); several may be given",
                     "この証明書（PEM）と同じ公開鍵を持つ証明書。複数指定できます"});
    command.option("--issuer", issuer, "DN",
                   {"Certificates of this issuer (RFC 2253), with --subject or --san",
                    "この発行者の証明書（RFC 2253）。--subject か --san と併せて指定します"});
    command.option("--subject", subject, "DN",
                   {"… and this subject (RFC 2253)", "…かつこの主体者（RFC 2253）"});
    command.option("--san", name, "NAME",
                   {"… and this name in it: DNS:… or URI:…", "…かつこの別名（DNS:… または URI:…）"});
}

void BindingOptions::add_authorities_to(Command& command) {
    command.flag(
        "--is-authority", takes_authorities,
        {"Take a --certificate even if it is an authority's (CA:TRUE), because the peer itself shows it",
         "--certificate が認証局の証明書（CA:TRUE）でも登録します（接続先がそれ自体を使う場合）"});
}

diag::Result<std::vector<policy::CertificateBinding>> BindingOptions::bindings() const {
    std::vector<policy::CertificateBinding> out;
    for (const std::string& key : filled(keys)) {
        out.push_back({.key_sha256 = key_digits(key)});
    }
    for (const std::string& file : filled(certificates)) {
        TRY(policy::CertificateBinding binding, binding_of(file, takes_authorities));
        out.push_back(std::move(binding));
    }
    if (!issuer.empty() || !subject.empty() || !name.empty()) {
        out.push_back({.issuer = issuer, .subject = subject, .name = name});
    }
    return out;
}

void PeerOptions::add_to(Command& command) {
    command.option(
        "--id", id, "ID",
        {"What it is called here: lower-case letters, digits and -", "ここでの呼び名（英小文字・数字・-）"});
    command.option("--name", name, "TEXT", {"Its name for people", "名称"});
    command.choice("--role", role, texts(policy::role_names()),
                   {"What it is; this decides which forms it may send", "役割。登録できる様式が決まります"});
    command.options("--number", numbers, "KIND:DIGITS",
                    {"A number of the organisation, such as office:9970100013 (office, institution, station, "
                     "insurer, municipality); several may be given",
                     "組織の番号（例 office:9970100013）。種類は "
                     "office（事業所）、institution（医療機関）、station（訪問看護ステーション）、insurer（保"
                     "険者）、municipality（市町村）。複数指定できます"});
    command.options("--add-number", added_numbers, "KIND:DIGITS",
                    {"A further number beside those that it has; several may be given",
                     "今ある番号に加える番号。複数指定できます"});
    command.choice("--delivery-method", delivery_method, texts(policy::delivery_method_names()),
                   {"How documents for it are delivered (default: none)", "文書の届け方（既定: none）"});
    command.option("--address", address, "URL|DIR", {"Where to", "届け先の URL またはフォルダー"});
    command.option(
        "--syntax", syntax, "NAME",
        {"In which syntax: fhir, fhir-xml, or one of the forms such as csv, json (default: as it came)",
         "届ける形式: fhir, fhir-xml、または様式の形式（csv, json など。既定: 受け取ったまま）"});
    command.option(
        "--characters", characters, "SET",
        {"The characters that its system has: ms932 (those of CP932), jis (JIS X 0208, without ① ㈱ "
         "髙). Others are replaced in the CSV files that it is given, and reported (default, and "
         "with '': nothing is replaced)",
         "接続先のシステムが扱える文字集合: ms932（CP932 の文字）、jis（JIS X 0208。①・㈱・髙 "
         "などを含まない）。渡す CSV でそれ以外の文字を置き換え、報告します（既定と '' "
         "では置き換えません）"});
    command.option(
        "--gaiji", gaiji, "geta",
        {"Write 〓 for user-defined characters in the CSV files that it is given (default, and with "
         "'': such a file is not given)",
         "渡す CSV の外字を 〓 に置き換えます（既定と '' では、外字のあるファイルは渡しません）"});
    command.options("--attachment", attachments, "TYPE",
                    {"Media types without a form that it may send (default: application/pdf)",
                     "様式以外で送ってよいメディアタイプ（既定: application/pdf）"});
    command.option(
        "--job", job, "JOB",
        {"The job of all users of its system, as agreed with it (mappings/access/jobs.tsv, care_manager "
         "…): the sharing matrix takes it for deliveries, and for requests of a peer without "
         "--token-issuer. '': none",
         "接続先の利用者全員の職種（取り決めによるもの。mappings/access/jobs.tsv の care_manager "
         "など）。配送と、--token-issuer のない接続先の要求では、共有範囲の表をこの職種で判定します。'' "
         "なら職種なし"});
    command.option("--token-issuer", token_issuer, "URL",
                   {"Its authorization server, whose access tokens name users (`iss`, written exactly so)",
                    "利用者を示すアクセストークンを発行する認可サーバー（`iss` と同じ表記）"});
    command.option(
        "--token-keys", token_keys, "FILE",
        {"The public keys of that server (JWKS), as it answers at its jwks_uri; they take the place "
         "of those before. '' for both options: no tokens",
         "その公開鍵（JWKS。jwks_uri の応答）。前の鍵と置き換わります。両方を '' "
         "にするとトークンを受け付けません"});
    bindings.add_to(command);
    bindings.add_authorities_to(command);
}

diag::Result<MakePeer> PeerOptions::maker() const {
    std::vector<std::function<void(policy::Peer&)>> changes;
    const auto set = [&changes](auto member, auto value) {
        if (value) {
            changes.push_back(
                [member, said = *std::move(value)](policy::Peer& peer) { std::invoke(member, peer) = said; });
        }
    };
    const auto set_characters = [&set](auto member, auto value) {
        set(
            [member](policy::Peer & peer) -> auto& { return peer.characters.*member; }, std::optional(value));
    };
    set(&policy::Peer::name, name);
    set(&policy::Peer::role, policy::role_of(role)); // a choice, or not said
    set(&policy::Peer::delivery_method, policy::delivery_method_of(delivery_method));
    set(&policy::Peer::address, address);
    set(&policy::Peer::syntax, syntax);
    set(&policy::Peer::job, job);
    set(&policy::Peer::token_issuer, token_issuer);
    if (token_keys) {
        TRY(const std::string keys, read_token_keys(*token_keys));
        set(&policy::Peer::token_keys, std::optional(keys));
    }
    if (characters) {
        TRY(const text::Repertoire repertoire, parse_repertoire(id, *characters));
        set_characters(&text::Characters::repertoire, repertoire);
    }
    if (gaiji) {
        TRY(const text::Gaiji written, parse_gaiji(id, *gaiji));
        set_characters(&text::Characters::gaiji, written);
    }
    if (!numbers.empty()) {
        TRY(const std::vector<policy::Number> all, parse_numbers(id, numbers, "--number"));
        set(&policy::Peer::numbers, std::optional(all));
    }
    TRY(const std::vector<policy::Number> added, parse_numbers(id, added_numbers, "--add-number"));
    changes.push_back([added](policy::Peer& peer) {
        std::ranges::copy_if(added, std::back_inserter(peer.numbers), [&](const policy::Number& each) {
            return std::ranges::find(peer.numbers, each) == peer.numbers.end();
        });
    });
    if (!attachments.empty()) {
        set(&policy::Peer::attachments, std::optional(filled(attachments)));
    }
    if (bindings.are_given()) {
        TRY(const std::vector<policy::CertificateBinding> given, bindings.bindings());
        set(&policy::Peer::bindings, std::optional(given));
    }
    return [new_id = id, has_role = !role.empty(),
            changes](const policy::Peer* before) -> diag::Result<policy::Peer> {
        if (before == nullptr && !has_role) {
            return policy::peer_error(new_id, "--role", "", text::alternatives(policy::role_names()));
        }
        policy::Peer out = before == nullptr ? policy::Peer{.id = new_id} : *before;
        std::ranges::for_each(changes, [&](const auto& change) { change(out); });
        return out;
    };
}

} // namespace renkei::online
