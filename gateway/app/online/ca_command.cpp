// renkei ca: certificates for tests and pilots.
#include "gateway/app/online/commands.h"
#include "gateway/core/base/file.h"
#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"
#include "generated/messages/cli.h"
#include "generated/messages/tls.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::online {
namespace {

constexpr Text only_for_pilots{"This authority is for tests and pilots: its key lies unencrypted in {}. In "
                               "production, use the certificates of your certification authority.\n",
                               "この認証局は試験・試行専用です。秘密鍵は暗号化されずに {} "
                               "に置かれます。本番では正規の認証局の証明書を使ってください。\n"};
constexpr Text valid_text{"valid", "有効"};
constexpr Text expired_text{"expired", "期限切れ"};
constexpr Text certificate_revoked_text{"revoked", "失効"};

// Errors refuse what was asked for, but for a file that is there already.
template <class Action, class... Settings>
void run_to_refuse(Command& command, const std::shared_ptr<Action>& action, const Settings&... settings) {
    command.run([action, &settings...] {
        return ExitResult(action->run(settings...)).map_error([](Failure why) {
            const bool is_there = why.error && why.error->message == message::authority_exists;
            why.code = why.code.value_or(is_there ? ExitCode::environment : ExitCode::refused);
            return why;
        });
    });
}

// What an option must say.
tl::expected<void, Failure> check_given(const std::string& value, std::string_view option) {
    if (value.empty()) {
        return fail_usage(diag::finding(message::usage_missing, {}, {option}));
    }
    return {};
}

diag::Result<tls::Certificate> read_certificate(const fs::path& path) {
    TRY(const std::string pem, base::read_file(path));
    auto certificate = tls::read_pem(pem);
    if (!certificate) {
        certificate.error().where.file = path.string();
    }
    return certificate;
}

struct Create {
    std::string folder{};
    std::string name = "Renkei pilot CA";
    unsigned days = 3650;

    ExitResult run(const CommandSettings& settings) const {
        TRY_VOID(tls::Authority::create(folder, name, static_cast<int>(days)));
        print((fs::path(folder) / "ca.pem").string() + "\n");
        print_error(formatted(only_for_pilots, settings.language, (fs::path(folder) / "ca.key").string()));
        return ExitCode::clean;
    }
};

struct IssueOne {
    std::string authority{};
    std::string name{};
    std::string into = ".";
    std::string request{};
    std::vector<std::string> names{};
    bool server = false;
    unsigned days = 365;

    // Standard output has the hash alone, for `renkei peer add --key "$(renkei ca issue …)"`.
    ExitResult run() const {
        TRY_VOID(check_given(authority, "--ca"));
        TRY_VOID(check_given(name, "--name"));
        TRY(tls::Authority opened, tls::Authority::open(authority));
        TRY_VOID(opened.issue({.common_name = name,
                               .names = names,
                               .client = true,
                               .server = server,
                               .request = request,
                               .days = static_cast<int>(days)},
                              into, name));
        const fs::path path = fs::path(into) / name;
        TRY(const tls::Certificate issued, read_certificate(path.string() + ".pem"));
        print_error(
            fmt::format(fmt::runtime(request.empty() ? "{0}.pem\n{0}.key\n" : "{0}.pem\n"), path.string()));
        std::ranges::for_each(request.empty() ? std::vector<std::string>() : issued.names,
                              [](const std::string& each) { print_error(each + "\n"); });
        print(issued.key_sha256 + "\n");
        return ExitCode::clean;
    }
};

struct Revoke {
    std::string authority{};
    std::string certificate{};
    unsigned days = 30;

    ExitResult run() const {
        TRY_VOID(check_given(authority, "--ca"));
        TRY(tls::Authority opened, tls::Authority::open(authority));
        TRY_VOID(opened.revoke(certificate, static_cast<int>(days)));
        print((fs::path(authority) / "ca.crl").string() + "\n");
        return ExitCode::clean;
    }
};

struct RenewList {
    std::string authority{};
    unsigned days = 30;

    ExitResult run() const {
        TRY(tls::Authority opened, tls::Authority::open(authority));
        TRY_VOID(opened.write_crl(static_cast<int>(days)));
        print((fs::path(authority) / "ca.crl").string() + "\n");
        return ExitCode::clean;
    }
};

struct List {
    std::string authority{};

    ExitResult run(const CommandSettings& settings) const {
        TRY(const tls::Authority opened, tls::Authority::open(authority));
        TRY(const std::vector<tls::IssuedCertificate> all, opened.issued());
        const std::int64_t now = std::time(nullptr);
        for (const tls::IssuedCertificate& one : all) {
            const Text& state = one.revoked != 0      ? certificate_revoked_text
                                : one.not_after < now ? expired_text
                                                      : valid_text;
            print(fmt::format("{}\t{}\t{}\t{}\n", one.serial, state.in(settings.language),
                              tls::day_of(one.revoked != 0 ? one.revoked : one.not_after), one.subject));
        }
        return ExitCode::clean;
    }
};

struct Show {
    std::string certificate{};

    ExitResult run() const {
        TRY(const tls::Certificate read, read_certificate(certificate));
        print(fmt::format("key\t{}\nissuer\t{}\nsubject\t{}\n", read.key_sha256, read.issuer, read.subject));
        for (const std::string& name : read.names) {
            print(fmt::format("name\t{}\n", name));
        }
        print(fmt::format("valid\t{}\t{}\n", tls::day_of(read.not_before), tls::day_of(read.not_after)));
        return ExitCode::clean;
    }
};

constexpr Text folder_about{"Folder of the authority", "認証局のフォルダー"};

void add_create(Command& above, CommandSettings& settings) {
    const auto create = std::make_shared<Create>();
    Command command = above.command("create", {"Make a new authority", "新しい認証局を作ります"});
    command.operand(
        "DIR", create->folder,
        {"Folder that it is kept in: ca.pem, ca.key, index", "保存先のフォルダー（ca.pem・ca.key・index）"});
    command.option("--name", create->name, "NAME",
                   {"Its name (default: Renkei pilot CA)", "認証局の名称（既定: Renkei pilot CA）"});
    command.number("--days", create->days, "N",
                   {"How long it is valid (default: 3650)", "有効日数（既定: 3650）"});
    run_to_refuse(command, create, settings);
}

void add_issue(Command& above) {
    const auto issue = std::make_shared<IssueOne>();
    Command command = above.command("issue", {"Issue a certificate and its key; print the SHA-256 of the key",
                                              "証明書と秘密鍵を発行し、公開鍵の SHA-256 を表示します"});
    command.option("--ca", issue->authority, "DIR", folder_about);
    command.option("--name", issue->name, "ID",
                   {"Whose it is, and the name of the files: ID.pem, ID.key",
                    "誰の証明書か。ファイル名にもなります（ID.pem・ID.key）"});
    command.option(
        "--csr", issue->request, "FILE",
        {"For the key of this certificate request (PKCS #10, PEM), whose owner keeps it: only ID.pem is "
         "written. The names are those of the request unless --san says others; they are printed, so look at "
         "them",
         "この証明書発行要求（PKCS #10、PEM）の公開鍵に対して発行します。秘密鍵は要求元に残り、ID.pem "
         "だけを書き出します。--san がなければ要求にある名前を入れます。表示される名前を確かめてください"});
    command.flag(
        "--server", issue->server,
        {"For a gateway: it is called, and calls others (else: for a client only)",
         "ゲートウェイ用（サーバーとクライアントの両方）にします（指定がなければクライアント専用）"});
    command.options("--san", issue->names, "NAME",
                    {"A name in it, DNS:localhost or IP:127.0.0.1; a server needs one for each name it is "
                     "called by (repeatable)",
                     "証明書に入れる名前（DNS:localhost、IP:127.0.0.1 "
                     "など）。サーバーには呼び出される名前がすべて必要です（複数指定可）"});
    command.number("--days", issue->days, "N",
                   {"How long it is valid (default: 365)", "有効日数（既定: 365）"});
    command.option(
        "-o,--output", issue->into, "DIR",
        {"Where the two files go (default: here)", "二つのファイルの保存先（既定: 現在のフォルダー）"});
    run_to_refuse(command, issue);
}

void add_revoke(Command& above) {
    const auto revoke = std::make_shared<Revoke>();
    Command command = above.command("revoke", {"Revoke a certificate and write a new revocation list",
                                               "証明書を失効させ、失効リストを書き直します"});
    command.option("--ca", revoke->authority, "DIR", folder_about);
    command.operand("CERT", revoke->certificate, {"The certificate (PEM)", "証明書（PEM）"});
    command.number("--days", revoke->days, "N",
                   {"How long the list is valid (default: 30)", "失効リストの有効日数（既定: 30）"});
    run_to_refuse(command, revoke);
}

void add_renew_list(Command& above) {
    const auto renew = std::make_shared<RenewList>();
    Command command = above.command(
        "renew-list", {"Write a new revocation list: with an expired one every certificate is refused",
                       "失効リストを更新します（期限が切れると、すべての接続が拒否されます）"});
    command.operand("DIR", renew->authority, folder_about);
    command.number("--days", renew->days, "N",
                   {"How long it is valid (default: 30)", "有効日数（既定: 30）"});
    run_to_refuse(command, renew);
}

void add_certificate_list(Command& above, CommandSettings& settings) {
    const auto list = std::make_shared<List>();
    Command command =
        above.command("list", {"List what was issued: serial number, state, until or since when, whose",
                               "発行した証明書の一覧（番号、状態、有効期限または失効日、名前）"});
    command.operand("DIR", list->authority, folder_about);
    run_to_refuse(command, list, settings);
}

void add_show(Command& above) {
    const auto show = std::make_shared<Show>();
    Command command = above.command(
        "show", {"Show of any certificate what `renkei peer add` wants: key, issuer, subject, names",
                 "証明書の内容を renkei peer add に書く形で表示します（公開鍵、発行者、主体者、名前）"});
    command.operand("CERT", show->certificate, {"The certificate (PEM)", "証明書（PEM）"});
    run_to_refuse(command, show);
}

constexpr Text ca_examples{R"(Examples:
  renkei ca create pki
  renkei ca issue --ca pki --name gateway --server --san DNS:localhost --san IP:127.0.0.1 -o pki
  renkei ca issue --ca pki --name hospital -o pki
  renkei ca issue --ca pki --name clinic --csr clinic.csr -o pki
  renkei ca renew-list pki --days 30
  renkei ca revoke --ca pki pki/hospital.pem)",
                           R"(例:
  renkei ca create pki
  renkei ca issue --ca pki --name gateway --server --san DNS:localhost --san IP:127.0.0.1 -o pki
  renkei ca issue --ca pki --name hospital -o pki
  renkei ca issue --ca pki --name clinic --csr clinic.csr -o pki
  renkei ca renew-list pki --days 30
  renkei ca revoke --ca pki pki/hospital.pem)"};

} // namespace

void describe_ca_command(Command ca, CommandSettings& settings) {
    add_create(ca, settings);
    add_issue(ca);
    add_revoke(ca);
    add_renew_list(ca);
    add_certificate_list(ca, settings);
    add_show(ca);
    ca.examples(ca_examples);
}

} // namespace renkei::online
