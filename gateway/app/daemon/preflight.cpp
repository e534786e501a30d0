#include "gateway/app/daemon/preflight.h"

#include "gateway/app/daemon/audit_forwarding.h"
#include "gateway/app/daemon/installation.h"
#include "gateway/app/daemon/user_codes.h"
#include "gateway/core/base/clock.h"
#include "gateway/core/base/file.h"
#include "gateway/core/diag/message.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/folders/watched_folder.h"
#include "gateway/network/http/address.h"
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/scrub.h"
#include "gateway/network/tls/context.h"
#include "gateway/network/tls/key_file.h"
#include "gateway/network/tls/own_certificate.h"
#include "gateway/network/tls/trust_anchors.h"
#include "generated/messages/base.h"
#include "generated/messages/cli.h"
#include "generated/messages/server.h"
#include "generated/messages/store.h"
#include "generated/messages/tls.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

namespace renkei::daemon {
namespace {

// A file with a reported error may be read again for another purpose: one finding is enough.
void add(diag::Report& report, const diag::Error& error) {
    const auto is_reported = [&](const diag::Finding& reported) {
        const bool is_same = reported.message == error.message && reported.args == error.args;
        return reported.severity == diag::Severity::error && reported.where.file == error.where.file &&
               (is_same || !error.where.file.empty());
    };
    if (std::ranges::none_of(report.findings(), is_reported)) {
        report.add(error);
    }
}

void add_errors(diag::Report& report, const diag::Report& found) {
    for (const diag::Finding& finding : found.findings()) {
        if (finding.severity == diag::Severity::error) {
            report.add(finding);
        }
    }
}

template <class T>
void add_if_wrong(diag::Report& report, const diag::Result<T>& result) {
    if (!result) {
        add(report, result.error());
    }
}

// A first start creates the key file there.
diag::Result<void> check_folder_is_writable(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
    return ::access(folder.c_str(), W_OK | X_OK) == 0
               ? diag::Result<void>()
               : diag::fail(message::file_unwritable, {.file = file.string()}, {std::strerror(errno)});
}

void check_missing_key(const server::Settings& settings, const diag::Result<store::StorePresence>& found,
                       diag::Report& report) {
    if (found && *found == store::StorePresence::present) {
        report.add(key_missing(settings).value());
    } else if (settings.store.if_missing == store::IfMissing::refuse) {
        return; // no key is made without a store
    } else if (const diag::Result<void> room = check_folder_is_writable(settings.master_key); !room) {
        add(report, room.error());
    } else {
        report.add(message::made_at_start, {.file = settings.master_key.string()});
    }
}

void check_whether_it_is_created(const server::Settings& settings, store::StorePresence found,
                                 diag::Report& report) {
    const std::string place =
        settings.store.engine == store::Engine::sqlite ? settings.store.file.string() : "store.postgres";
    const bool is_there = found == store::StorePresence::present;
    const bool makes = settings.store.if_missing == store::IfMissing::make;
    if (is_there && makes) {
        add(report, diag::finding(message::file_there, {.file = place})); // a new store needs a free place
    } else if (!is_there && makes) {
        report.add(message::made_at_start, {.file = place});
    } else if (!is_there) {
        add(report, store::missing_store(settings.store).value());
    }
}

void check_store(const server::Settings& settings, diag::Report& report) {
    const bool has_keys = may_exist(settings.master_key);
    const diag::Result<seal::KeyRing> keys =
        has_keys ? seal::KeyRing::read(settings.master_key) : seal::KeyRing();
    add_if_wrong(report, keys);
    store::StoreSettings to_open = settings.store;
    to_open.is_gateway = true;
    const diag::Result<store::StorePresence> found =
        store::inspect(to_open, has_keys && keys ? &*keys : nullptr);
    add_if_wrong(report, found);
    if (std::optional<diag::Finding> warning = store::file_system_warning(settings.store)) {
        report.add(*std::move(warning));
    }
    if (!has_keys) {
        check_missing_key(settings, found, report);
    }
    if (found) {
        check_whether_it_is_created(settings, *found, report);
    }
}

// The gateway takes no tokens without them, which is no reason not to start if no peer sends any.
std::shared_ptr<const sharing::UserCodes> read_user_codes(const server::Settings& settings,
                                                          diag::Report& report) {
    diag::Result<std::shared_ptr<const sharing::UserCodes>> codes = load_user_codes(settings.mappings);
    if (!codes) {
        diag::Finding finding = codes.error();
        if (!has_token_issuer(store::read_stored_peers(settings.store).value_or(policy::PeerList()))) {
            finding.severity = diag::Severity::warning;
        }
        report.add(std::move(finding));
    }
    return std::move(codes).value_or(nullptr);
}

std::shared_ptr<const documents::LoadedDefinitions> read_definitions(const fs::path& mappings,
                                                                     diag::Report& report) {
    diag::Report found;
    diag::Result<catalogue::Catalogue> catalogue = service::open_mappings(mappings, found);
    add_if_wrong(found, catalogue);
    diag::Result<service::Definitions> definitions = service::open_definitions({}, mappings, found);
    add_if_wrong(found, definitions);
    const fs::path folder = mappings_folder(mappings).value_or(fs::path()); // without it no form is begun
    diag::Result<std::vector<service::PrefillPair>> prefills;
    if (catalogue && !folder.empty()) {
        prefills = service::list_prefills(folder, *catalogue);
        add_if_wrong(found, prefills);
    }
    if (catalogue && catalogue->plans().empty()) {
        add(found, diag::finding(message::no_forms, {.file = mappings.string()}));
    }
    if (found.at_least(diag::Severity::error)) {
        add_errors(report, found);
        return nullptr;
    }
    return std::make_shared<const documents::LoadedDefinitions>(documents::LoadedDefinitions{
        .catalogue = std::make_shared<const catalogue::Catalogue>(*std::move(catalogue)),
        .definitions = std::make_shared<const service::Definitions>(*std::move(definitions)),
        .mappings = folder,
        .prefills = *std::move(prefills)});
}

// Each file by itself first, so that every unreadable one is reported.
void check_certificates(const server::Settings& settings, diag::Report& report) {
    std::vector<fs::path> files{settings.http.credentials.certificate, settings.http.credentials.key,
                                settings.http.credentials.authorities, settings.client_certificate,
                                settings.client_key};
    files.insert(files.end(), settings.http.trust.revocations.begin(), settings.http.trust.revocations.end());
    std::erase(files, fs::path()); // not configured
    for (const fs::path& file : files) {
        add_if_wrong(report, base::read_file(file));
    }
    add_if_wrong(report, tls::server_context(settings.http.credentials, tls::MinVersion::tls13));
    add_if_wrong(report, tls::client_context(client_of(settings)));
    // a context reports only the certificate if both are wrong
    for (const fs::path& key : {settings.http.credentials.key, client_of(settings).key}) {
        add_if_wrong(report, tls::read_key(key));
    }
}

// What they bear on is closed. Of many, the first are named. In a store of an older layout none is read.
void check_records(const server::Settings& settings, const seal::KeyRing& keys, diag::Report& report) {
    constexpr std::size_t max_named = 20;
    const auto damaged = store::unread_records(
        [&](const store::Store::ReadJob& job) { return store::read_stored(settings.store, keys, job); });
    for (std::size_t i = 0; damaged && i < std::min(damaged->size(), max_named); ++i) {
        diag::Finding finding = (*damaged)[i].why;
        finding.severity = diag::Severity::warning;
        report.add(finding);
    }
    if (damaged && damaged->size() > max_named) {
        report.add(message::records_damaged, {}, {std::to_string(damaged->size())});
    }
}

// The gateway serves in front of them, so each is a warning.
void check_documents(const server::Settings& settings, diag::Report& report) {
    const diag::Result<seal::KeyRing> keys = seal::KeyRing::read(settings.master_key);
    const diag::Result<store::StorePresence> found =
        keys ? store::inspect(settings.store, &*keys) : tl::make_unexpected(keys.error());
    if (!found || *found == store::StorePresence::absent) {
        return; // reported with the store
    }
    const auto add_damaged = [&report](const store::DamagedVersion& each) {
        diag::Finding finding = diag::finding(
            message::version_damaged, {}, {each.document, std::to_string(each.number), each.part, each.peer});
        finding.severity = diag::Severity::warning;
        report.add(finding);
    };
    add_if_wrong(report, store::check_bodies(settings.store, *keys, add_damaged));
    check_records(settings, *keys, report);
}

// With such a certificate the gateway serves, but clients that check it refuse the connection. One
// certificate for both uses that is not valid for clients concerns deliveries only: a warning.
void check_own_certificates(const server::Settings& settings, std::int64_t now, diag::Report& report) {
    add_if_wrong(report, tls::check_own_certificate(settings.http.credentials.certificate,
                                                    tls::CertificateUse::server, now));
    diag::Result<void> as_client =
        tls::check_own_certificate(client_of(settings).certificate, tls::CertificateUse::client, now);
    if (!as_client && settings.client_certificate.empty() &&
        as_client.error().message == message::certificate_untrusted) {
        as_client.error().severity = diag::Severity::warning;
    }
    add_if_wrong(report, as_client);
}

void check_folders(const server::Settings& settings, diag::Report& report) {
    for (const server::FolderSetting& one : settings.folders) {
        const diag::Result<bool> is_whole = folders::WatchedFolder::check(one.folder);
        add_if_wrong(report, is_whole);
        if (is_whole && !*is_whole) {
            report.add(message::made_at_start, {.file = one.folder.string()});
        }
    }
}

// Without it the gateway serves, and refuses requests that do not fit into memory. The store's folder is
// checked with the store.
void check_spool_folder(const server::Settings& settings, diag::Report& report) {
    const fs::path& folder = settings.http.spool;
    if (settings.http.limits.spool_bytes == 0 || folder == settings.store.file.parent_path()) {
        return;
    }
    diag::Result<void> writable = check_folder_is_writable(folder / "spool");
    if (!writable) {
        writable.error().severity = diag::Severity::warning;
    }
    add_if_wrong(report, writable);
}

// ------------------------------------------------------------ addresses and authorities
constexpr diag::BilingualText address_here{
    "an address of this machine (`ip address` lists them), or 0.0.0.0 for all of them",
    "この機器のアドレス（ip address で確認できます）か、すべてを表す 0.0.0.0"};
constexpr diag::BilingualText other_port{"another port than {}", "{} とは別のポート"};

struct Listener {
    std::string_view key;
    http::Address address;
};

std::vector<Listener> listeners_of(const http::Settings& settings) {
    std::vector<Listener> out{{"listen.tls", settings.listen}};
    const auto add = [&](std::string_view key, const std::optional<http::Address>& address) {
        if (address) {
            out.push_back({key, *address});
        }
    };
    add("listen.tls12", settings.listen_tls12);
    add("listen.plain", settings.listen_plain);
    add("listen.proxied", settings.listen_proxied);
    add("listen.management", settings.management);
    return out;
}

// Port 0 is any that is free.
bool are_equal(const http::Address& one, const http::Address& other) {
    return one.port != 0 && one.port == other.port && http::share_a_host(one, other);
}

// Two listeners on one address; an address that no network interface of this machine has.
void check_addresses(const server::Settings& settings, diag::Language language, diag::Report& report) {
    const diag::Where file{.file = settings.file.string()};
    const std::vector<Listener> all = listeners_of(settings.http);
    for (auto one = all.begin(); one != all.end(); ++one) {
        if (!http::is_of_this_machine(one->address)) {
            report.add(message::config_wrong, file,
                       {std::string(one->key), std::string(address_here.in(language)), one->address.host});
        }
        for (auto other = one + 1; other != all.end(); ++other) {
            if (are_equal(one->address, other->address)) {
                const std::string expected = fmt::format(fmt::runtime(other_port.in(language)), one->key);
                report.add(message::config_wrong, file,
                           {std::string(other->key), expected, http::to_text(other->address)});
            }
        }
    }
}

// End-entity certificates in the file of authorities: an error if it has no authority.
void check_authorities(const server::Settings& settings, diag::Report& report) {
    const std::filesystem::path& file = settings.http.trust.authorities;
    const diag::Result<tls::TrustAnchors> anchors = tls::read_anchors(file);
    if (!anchors) {
        return; // reported where they are needed
    }
    for (const std::string& subject : anchors->others) {
        diag::Finding finding =
            diag::finding(message::certificate_untrusted, {.file = file.string()}, {"CA:FALSE: " + subject});
        finding.severity = anchors->authorities == 0 ? diag::Severity::error : diag::Severity::warning;
        report.add(finding);
    }
}

} // namespace

diag::Result<std::shared_ptr<const documents::LoadedDefinitions>> load_definitions(const fs::path& mappings) {
    diag::Report report;
    std::shared_ptr<const documents::LoadedDefinitions> out = read_definitions(mappings, report);
    return out ? diag::Result<std::shared_ptr<const documents::LoadedDefinitions>>(std::move(out))
               : tl::make_unexpected(report.findings().front());
}

diag::Result<std::shared_ptr<const access::Hub>> load_hub(const server::Settings& settings) {
    if (!settings.sharing) {
        return nullptr;
    }
    TRY(const fs::path mappings, mappings_folder(settings.mappings));
    access::Hub out{.office_entry = settings.office_entry, .emergency = settings.emergency};
    TRY(out.matrix, sharing::Matrix::load(mappings / "access"));
    return std::make_shared<const access::Hub>(std::move(out));
}

Preflight run_preflight(const server::Settings& settings, diag::Report& report) {
    Preflight out;
    check_store(settings, report);
    out.definitions = read_definitions(settings.mappings, report);
    diag::Result<std::shared_ptr<const access::Hub>> hub = load_hub(settings);
    add_if_wrong(report, hub);
    out.hub = std::move(hub).value_or(nullptr);
    if (!settings.values.empty()) {
        diag::Result<transfer::DefaultValues> values = transfer::read_default_values(settings.values);
        add_if_wrong(report, values);
        out.values = std::move(values).value_or(transfer::DefaultValues{});
        if (out.definitions != nullptr) {
            transfer::check_default_values(out.values, out.definitions->catalogue->plans(), report);
        }
    }
    if (!settings.sharing) {
        out.user_codes = read_user_codes(settings, report);
    }
    check_certificates(settings, report);
    if (diag::Result<std::unique_ptr<http::ReloadableTrust>> trust =
            http::ReloadableTrust::open(settings.http.trust);
        trust) {
        out.trust = *std::move(trust);
    } else {
        add(report, trust.error());
    }
    return out;
}

void check_environment(const server::Settings& settings, const http::ReloadableTrust* trust,
                       diag::Language language, diag::Report& report) {
    const bool is_known = std::ranges::any_of(report.findings(), [&](const diag::Finding& finding) {
        return finding.severity == diag::Severity::error && finding.where.file == settings.store.file;
    });
    if (!is_known) { // else the file was checked already and failed
        const diag::Result<void> integrity = store::check_integrity(settings.store);
        add_if_wrong(report, integrity);
        if (integrity) {
            check_documents(settings, report);
        }
    }
    check_folders(settings, report);
    check_addresses(settings, language, report);
    check_authorities(settings, report);
    check_spool_folder(settings, report);
    if (trust != nullptr) {
        check_audit_targets(settings, *trust, language, report);
    }
    const tls::TrustSettings& all = settings.http.trust;
    const std::int64_t now = base::SystemClock().now() / 1000;
    check_own_certificates(settings, now, report);
    for (const fs::path& list : all.revocations) {
        const diag::Result<void> alone =
            tls::check_crls({.authorities = all.authorities, .revocations = {list}}, now);
        // one of several may be; the check of all lists follows
        if (!alone && alone.error().message != message::list_foreign) {
            add(report, alone.error());
        }
    }
    add_if_wrong(report, tls::check_crls(all, now));
}

} // namespace renkei::daemon
