// renkei ca: certificates for tests and pilots.
#include "gateway/app/online/setup/commands.h"
#include "gateway/core/base/file.h"
#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tls/pkcs12.h"
#include "generated/messages/cli.h"
#include "generated/messages/tls.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::online {
namespace {

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
    std::string pkcs12{};
    std::vector<std::string> names{};
    bool server = false;
    unsigned days = 365;

    // Standard output has the hash alone, for `renkei peer add --key "$(renkei ca issue …)"`.
    // The password of a PKCS #12 is made here and shown once, so that it is neither weak nor in a list of
    // processes.
    ExitResult run(const CommandSettings& settings) const {
        TRY_VOID(check_given(authority, "--ca"));
        TRY_VOID(check_given(name, "--name"));
        if (!request.empty() && !pkcs12.empty()) { // its owner has the key
            return fail_usage(diag::finding(message::usage_wrong, {}, {"--csr, --p12"}));
        }
        TRY(const std::string password, tls::make_password());
        TRY(tls::Authority opened, tls::Authority::open(authority));
        TRY_VOID(opened.issue({.common_name = name,
                               .names = names,
                               .client = true,
                               .server = server,
                               .request = request,
                               .days = static_cast<int>(days),
                               .pkcs12 = pkcs12,
                               .password = password},
                              into, name));
        const fs::path path = fs::path(into) / name;
        TRY(const tls::Certificate issued, read_certificate(path.string() + ".pem"));
        print_error(
            fmt::format(fmt::runtime(request.empty() && pkcs12.empty() ? "{0}.pem\n{0}.key\n" : "{0}.pem\n"),
                        path.string()));
        print_error(pkcs12.empty() ? std::string()
                                   : formatted(pkcs12_made_text, settings.language, pkcs12, password));
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

void add_create(Command& above, CommandSettings& settings) {
    const auto create = std::make_shared<Create>();
    Command command = above.command("create");
    command.operand("DIR", create->folder);
    command.option("--name", create->name);
    command.number("--days", create->days);
    run_to_refuse(command, create, settings);
}

void add_issue(Command& above, CommandSettings& settings) {
    const auto issue = std::make_shared<IssueOne>();
    Command command = above.command("issue");
    command.option("--ca", issue->authority);
    command.option("--name", issue->name);
    command.option("--csr", issue->request);
    command.option("--p12", issue->pkcs12);
    command.flag("--server", issue->server);
    command.options("--san", issue->names);
    command.number("--days", issue->days);
    command.option("-o,--output", issue->into);
    run_to_refuse(command, issue, settings);
}

void add_revoke(Command& above) {
    const auto revoke = std::make_shared<Revoke>();
    Command command = above.command("revoke");
    command.option("--ca", revoke->authority);
    command.operand("CERT", revoke->certificate);
    command.number("--days", revoke->days);
    run_to_refuse(command, revoke);
}

void add_renew_list(Command& above) {
    const auto renew = std::make_shared<RenewList>();
    Command command = above.command("renew-list");
    command.operand("DIR", renew->authority);
    command.number("--days", renew->days);
    run_to_refuse(command, renew);
}

void add_certificate_list(Command& above, CommandSettings& settings) {
    const auto list = std::make_shared<List>();
    Command command = above.command("list");
    command.operand("DIR", list->authority);
    run_to_refuse(command, list, settings);
}

void add_show(Command& above) {
    const auto show = std::make_shared<Show>();
    Command command = above.command("show");
    command.operand("CERT", show->certificate);
    run_to_refuse(command, show);
}

} // namespace

void describe_ca_command(Command ca, CommandSettings& settings) {
    add_create(ca, settings);
    add_issue(ca, settings);
    add_revoke(ca);
    add_renew_list(ca);
    add_certificate_list(ca, settings);
    add_show(ca);
}

} // namespace renkei::online
