// renkei peer: who may call this gateway, and who is delivered to.
#include "gateway/app/daemon/user_codes.h"
#include "gateway/app/online/peers/peer_changes.h"
#include "gateway/app/online/peers/peer_options.h"
#include "gateway/app/online/records/record_options.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/json/tree.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/network/policy/peer_error.h"
#include "generated/messages/policy.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <span>

namespace renkei::online {
namespace {

struct PeerCommands {
    std::string config{};
    std::string id{};
    bool replace = false;
    bool lift = false;
    bool json = false;
    PeerOptions options{};
    BindingOptions bindings{};

    ExitResult add(const CommandSettings& settings) const;
    ExitResult list(Installation& installation, Language language) const;
    ExitResult show(Installation& installation, Language language) const;
    ExitResult revoke(Installation& installation, Language language) const;
    ExitResult remove(Installation& installation, Language language) const;
    ExitResult add_binding(Installation& installation, Language language) const;
    ExitResult remove_binding(Installation& installation, Language language) const;

private:
    // `certificates`: files that are entered by it.
    ExitResult change(Installation& installation, std::string_view interaction, const ChangePeer& change,
                      std::span<const std::string> certificates, Language language) const;
};

// What became of a peer; behind warnings, that it was done all the same.
ExitCode print_change(const PeerChange& change, Notices notices, Language language) {
    print(changes_text(change, language));
    if (notices.is_warning && change.before && change.is_change()) {
        notices.add(notice(diag::finding(diag::message::peer_changed, {}, {change.after.id}), language));
    }
    return print_notices(notices);
}

// A job is one of the mappings, and a peer whose tokens name jobs needs them to be readable.
diag::Result<void> check_jobs(const PeerOptions& said, const std::filesystem::path& mappings) {
    const bool has_job = said.job && !said.job->empty();
    if (!has_job && said.token_issuer.value_or("").empty()) {
        return {};
    }
    TRY(const std::shared_ptr<const sharing::UserCodes> codes, daemon::load_user_codes(mappings));
    return has_job ? want_known("--job", std::span(&*said.job, 1), codes->jobs()) : diag::Result<void>();
}

diag::Result<void> check_edition(const PeerOptions& said, const std::filesystem::path& mappings) {
    if (said.edition.value_or("").empty()) {
        return {};
    }
    diag::Report ignored;
    TRY(const catalogue::Catalogue catalogue, service::open_mappings(mappings, ignored));
    std::set<std::string> known;
    for (const mapping::Plan& plan : catalogue.plans()) {
        if (const form::Form& form = plan.form(); form.is_foreign()) {
            known.insert(fmt::format("{} {}", form.text(form.about().family), form.version()));
        }
    }
    return known.contains(*said.edition) ? diag::Result<void>()
                                         : policy::peer_error(said.id, "--edition", *said.edition,
                                                              fmt::format("{}", fmt::join(known, " | ")));
}

ExitResult PeerCommands::add(const CommandSettings& settings) const {
    const Language language = settings.language;
    TRY(const MakePeer make, options.maker());
    TRY(const std::unique_ptr<Installation> installation, installation_of(config, language));
    const std::filesystem::path mappings = settings.mappings.empty()
                                               ? installation->settings().mappings
                                               : std::filesystem::path(settings.mappings);
    if (const diag::Result<void> known = check_jobs(options, mappings); !known) {
        const bool is_usage = known.error().message == diag::message::access_word_wrong;
        return tl::make_unexpected(
            Failure(known.error(), is_usage ? ExitCode::usage : ExitCode::environment));
    }
    TRY_VOID(check_edition(options, mappings));
    TRY(const PeerChange put,
        put_peer(*installation, options.id, replace ? Replace::yes : Replace::no, make));
    Notices notices = notices_about(put, language);
    notices.add(notices_of_files(options.bindings.certificates, installation->settings().http.trust,
                                 installation->clock().now(), language));
    diag::Report ignored; // commands that need the mappings report unreadable ones
    const auto catalogue = service::open_mappings(mappings, ignored);
    notices.add(catalogue ? notice_of_syntax(put.after, *catalogue, language) : Notices());
    return print_change(put, notices, language);
}

std::string standing_of(const policy::Peer& peer, Language language) {
    if (!peer.unreadable.empty()) {
        return unread_label(language);
    }
    return peer.revoked ? revoked_label(language) : "-";
}

std::string as_lines(const std::vector<policy::Peer>& peers, Language language) {
    struct Widths {
        int role, delivery_method, standing;
    };
    constexpr Widths widths[] = {{15, 8, 8}, {37, 22, 20}}; // by Language
    const auto [role, delivery_method, standing] = widths[static_cast<std::size_t>(language)];
    std::string out;
    for (const policy::Peer& peer : peers) {
        const bool is_read = peer.unreadable.empty(); // else only its id is known
        out += fmt::format("{:<20} {:<{}} {:<{}} {:<{}} {}  {}\n", peer.id,
                           is_read ? label(peer.role, language) : "-", role,
                           is_read ? label(peer.delivery_method, language) : "-", delivery_method,
                           standing_of(peer, language), standing, numbers_of(peer), peer.name);
    }
    return out;
}

std::string as_json(const std::vector<policy::Peer>& peers) {
    std::string out;
    json::Writer writer(out);
    writer.start_array();
    for (const policy::Peer& peer : peers) {
        if (peer.unreadable.empty()) {
            writer.raw(policy::to_json(peer));
        }
    }
    writer.end_array();
    return json::pretty(out) + "\n";
}

ExitResult PeerCommands::list(Installation& installation, Language language) const {
    TRY(const std::vector<policy::Peer> peers, all_peers(installation.store()));
    print(json ? as_json(peers) : as_lines(peers, language));
    Notices notices =
        notices_of_peers(peers, installation.settings().http.trust, installation.clock().now(), language);
    for (const policy::Peer& peer : peers) {
        notices.add(notice_of_unread(peer, language));
    }
    return print_notices(notices);
}

ExitResult PeerCommands::show(Installation& installation, Language language) const {
    TRY(const policy::Peer peer, find_peer(installation.store(), id));
    if (!peer.unreadable.empty()) {
        print_notices(notice_of_unread(peer, language));
        return ExitCode::environment;
    }
    print(json::pretty(policy::to_json(peer)) + "\n");
    return ExitCode::clean;
}

ExitResult PeerCommands::change(Installation& installation, std::string_view interaction,
                                const ChangePeer& how, std::span<const std::string> certificates,
                                Language language) const {
    TRY(const PeerChange changed, change_peer(installation, id, interaction, how));
    Notices notices = notice_of_no_binding(changed.after, language);
    notices.add(notices_of_files(certificates, installation.settings().http.trust, installation.clock().now(),
                                 language));
    return print_change(changed, notices, language);
}

ExitResult PeerCommands::revoke(Installation& installation, Language language) const {
    return revoke_peer(installation, id, lift ? Revocation::lift : Revocation::set, language);
}

ExitResult PeerCommands::remove(Installation& installation, Language language) const {
    return remove_unused_peer(installation, id, language);
}

ExitResult PeerCommands::add_binding(Installation& installation, Language language) const {
    const auto add_all = [&](policy::Peer& peer, store::Transaction&) -> diag::Result<void> {
        TRY(const std::vector<policy::CertificateBinding> more, bindings.bindings());
        for (const policy::CertificateBinding& binding : more) {
            const auto same =
                std::ranges::find_if(peer.bindings, [&](const policy::CertificateBinding& each) {
                    return policy::is_of_same_certificates(each, binding);
                });
            if (same == peer.bindings.end()) {
                peer.bindings.push_back(binding);
            } else if (!binding.until.empty()) { // renewed with the key that it had
                same->until = binding.until;
                same->chain = binding.chain;
            }
        }
        return {};
    };
    return change(installation, "peer-add-binding", add_all, bindings.certificates, language);
}

ExitResult PeerCommands::remove_binding(Installation& installation, Language language) const {
    const auto remove_all = [&](policy::Peer& peer, store::Transaction&) -> diag::Result<void> {
        BindingOptions any = bindings;
        any.takes_authorities = true; // what was entered can be taken out
        TRY(const std::vector<policy::CertificateBinding> those, any.bindings());
        for (const policy::CertificateBinding& binding : those) {
            if (std::erase_if(peer.bindings, [&](const policy::CertificateBinding& each) {
                    return policy::is_of_same_certificates(each, binding);
                }) == 0) {
                return diag::fail(diag::message::binding_unknown, {}, {peer.id, as_options(binding)});
            }
        }
        return {};
    };
    return change(installation, "peer-remove-binding", remove_all, {}, language);
}

using SharedPeer = std::shared_ptr<PeerCommands>;

void add_add(Command& above, const SharedPeer& peer, const CommandSettings& settings) {
    Command command = above.command("add");
    add_config(command, peer->config);
    peer->options.add_to(command);
    command.flag("--replace", peer->replace);
    command.run([peer, &settings] { return peer->add(settings); });
}

void add_peer_list(Command& above, const SharedPeer& peer, const CommandSettings& settings) {
    Command command = above.command("list");
    add_config(command, peer->config);
    command.flag("--json", peer->json);
    run_with_installation(command, peer, &PeerCommands::list, settings);
}

struct OfOne {
    std::string_view name;
    OnInstallation<PeerCommands> run;
};
constexpr OfOne of_one[] = {
    {"show", &PeerCommands::show},
    {"revoke", &PeerCommands::revoke},
    {"remove", &PeerCommands::remove},
    {"add-binding", &PeerCommands::add_binding},
    {"remove-binding", &PeerCommands::remove_binding},
};

} // namespace

void describe_peer_command(Command command, CommandSettings& settings) {
    const auto peer = std::make_shared<PeerCommands>();
    add_add(command, peer, settings);
    add_peer_list(command, peer, settings);
    for (const OfOne& row : of_one) {
        Command below = command.command(std::string(row.name));
        below.operand("ID", peer->id);
        add_config(below, peer->config);
        if (row.run == &PeerCommands::revoke) {
            below.flag("--lift", peer->lift);
        }
        if (row.run == &PeerCommands::add_binding || row.run == &PeerCommands::remove_binding) {
            peer->bindings.add_to(below);
        }
        if (row.run == &PeerCommands::add_binding) {
            peer->bindings.add_authorities_to(below);
        }
        run_with_installation(below, peer, row.run, settings);
    }
}

} // namespace renkei::online
