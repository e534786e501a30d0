#include "gateway/app/online/peers/pilot.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/network/http/address.h"
#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"
#include "generated/messages/base.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <sstream>

namespace renkei::online {
namespace {

constexpr int years = 365;
constexpr const char* peers_file = "fixtures/peers.ndjson";

// Everything but the first lines is a default; the packaged sample names them all.
constexpr std::string_view configuration =
    R"(# A pilot of Renkei, made by `renkei init`. Every other key has its default; they are documented in the sample renkei.yaml.
{}listen:
  tls: {}
  management: {}
tls:
  authorities: {}
  revocations: [{}]
store:
  node: {}
)";

// All that a pilot's folder has after its first start.
constexpr std::array parts{"renkei.yaml", "ca",        "server.pem",    "server.key",    "peers",
                           "master.key",  "renkei.db", "renkei.db-wal", "renkei.db-shm", "renkei.db-events"};

diag::Result<void> must_be_free(const fs::path& folder) {
    for (const char* const name : parts) {
        std::error_code unreadable;
        if (fs::exists(fs::symlink_status(folder / name, unreadable))) {
            return diag::fail(message::folder_in_use, {.file = (folder / name).string()});
        }
    }
    return {};
}

diag::Result<void> make_folder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (!failed) {
        fs::permissions(folder, fs::perms::owner_all, failed); // keys and documents will lie here
    }
    return failed ? diag::fail(message::file_unwritable, {.file = folder.string()}, {failed.message()})
                  : diag::Result<void>();
}

// Only one of two that are under way at once makes it.
diag::Result<void> make_new_folder(const fs::path& folder) {
    std::error_code failed;
    if (!fs::create_directory(folder, failed) && !failed) {
        return diag::fail(message::folder_in_use, {.file = folder.string()});
    }
    return failed ? diag::fail(message::file_unwritable, {.file = folder.string()}, {failed.message()})
                  : make_folder(folder);
}

// What is looked at, made and removed has one name, whatever links lead there.
diag::Result<fs::path> without_links(const fs::path& folder) {
    std::error_code failed;
    const fs::path absolute = fs::absolute(folder / "", failed);
    const fs::path out = failed ? fs::path() : fs::weakly_canonical(absolute, failed);
    return failed ? diag::Result<fs::path>(
                        diag::fail(message::file_unwritable, {.file = folder.string()}, {failed.message()}))
           : out.has_filename() ? out
                                : out.parent_path();
}

diag::Result<tls::Authority> authority_of(const PilotPlan& plan) {
    if (!plan.authority.empty()) {
        return tls::Authority::open(plan.authority);
    }
    TRY(tls::Authority authority,
        tls::Authority::create(plan.folder / "ca", "Renkei pilot authority", 10 * years));
    TRY_VOID(authority.write_crl(10 * years));
    return authority;
}

// "10.0.0.1" → "IP:10.0.0.1", else "DNS:…"
std::string alternative_name(const std::string& name) {
    const bool is_address =
        name.find_first_not_of("0123456789.") == std::string::npos || name.find(':') != std::string::npos;
    return (is_address ? "IP:" : "DNS:") + name;
}

diag::Result<void> issue_own(tls::Authority& authority, const PilotPlan& plan) {
    std::vector<std::string> names{"DNS:localhost", "IP:127.0.0.1", "IP:::1"};
    for (const std::string& name : plan.names) {
        const std::string text = alternative_name(name);
        if (std::ranges::find(names, text) == names.end()) {
            names.push_back(text);
        }
    }
    return authority.issue({.common_name = plan.node, .names = names, .server = true, .days = 2 * years},
                           plan.folder, "server");
}

diag::Result<std::vector<policy::Peer>> peers_of_the_kit() {
    TRY(const fs::path file, definitions::find_data_file(peers_file));
    TRY(const std::string text, base::read_file(file));
    std::vector<policy::Peer> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        TRY(policy::Peer peer, policy::read_peer(line));
        out.push_back(std::move(peer));
    }
    return out;
}

diag::Result<void> issue_to(policy::Peer& peer, tls::Authority& authority, const fs::path& folder) {
    TRY_VOID(authority.issue({.common_name = peer.id, .names = {}, .server = false, .days = 2 * years},
                             folder, peer.id));
    TRY(const std::string pem, base::read_file(folder / (peer.id + ".pem")));
    TRY(policy::CertificateBinding binding, tls::read_binding(pem));
    peer.bindings = {std::move(binding)};
    return {};
}

// A wildcard address is useless in a link, so links get the first name of the certificate instead.
std::string base_line(const PilotPlan& plan) {
    const std::string name = plan.names.empty() ? "localhost" : plan.names.front();
    return http::is_wildcard(plan.listen)
               ? fmt::format("base: https://{}\n", http::to_text({.host = name, .port = plan.listen.port}))
               : "";
}

diag::Result<void> write_configuration(const PilotPlan& plan) {
    const fs::path authority = plan.authority.empty() ? fs::path("ca") : fs::absolute(plan.authority);
    const std::string text = fmt::format(configuration, base_line(plan), http::to_text(plan.listen),
                                         http::to_text(plan.management), (authority / "ca.pem").string(),
                                         (authority / "ca.crl").string(), plan.node);
    return base::write_file(plan.folder / "renkei.yaml", text, base::Overwrite::no);
}

} // namespace

PilotFolderGuard::PilotFolderGuard(const fs::path& folder) : folder_(std::make_unique<fs::path>(folder)) {
    std::error_code unreadable;
    for (fs::path at = folder; at.has_relative_path() && !fs::exists(fs::symlink_status(at, unreadable));
         at = at.parent_path()) {
        made_ = at;
    }
}

// A file that cannot be removed stays: the reason why the pilot failed matters more.
PilotFolderGuard::~PilotFolderGuard() {
    if (!folder_) {
        return;
    }
    std::error_code ignored;
    for (const char* const name :
         is_claimed_ ? std::span<const char* const>(parts) : std::span<const char* const>()) {
        fs::remove_all(*folder_ / name, ignored);
    }
    const fs::path around = made_.parent_path();
    // empty ones only
    for (fs::path at = *folder_; !made_.empty() && at != around && fs::remove(at, ignored);
         at = at.parent_path()) {
    }
}

diag::Result<Pilot> make_pilot(PilotPlan plan) {
    TRY(plan.folder, without_links(plan.folder));
    TRY_VOID(must_be_free(plan.folder));
    Pilot pilot{{}, PilotFolderGuard(plan.folder)};
    TRY(pilot.peers, peers_of_the_kit());
    TRY_VOID(make_folder(plan.folder));
    TRY_VOID(make_new_folder(plan.folder / "peers"));
    pilot.guard.claim();
    TRY(tls::Authority authority, authority_of(plan));
    TRY_VOID(issue_own(authority, plan));
    for (policy::Peer& peer : pilot.peers) {
        TRY_VOID(issue_to(peer, authority, plan.folder / "peers"));
    }
    TRY_VOID(write_configuration(plan)); // last: who finds it, finds the rest
    return pilot;
}

} // namespace renkei::online
