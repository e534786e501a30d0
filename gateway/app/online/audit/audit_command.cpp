// renkei audit: the chain of audit events, verified and listed.
#include "gateway/app/daemon/audit_chains.h"
#include "gateway/app/online/audit/audit_filter.h"
#include "gateway/app/online/audit/audit_walk.h"
#include "gateway/app/online/records/named_person.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/base/file.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/rows/rows.h"
#include "generated/messages/audit.h"
#include "generated/messages/base.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace renkei::online {
namespace {

struct Audit {
    std::string config{};
    std::string anchor{};
    std::string write_anchor{};
    AuditFilter filter{};
    std::string peer{};
    std::string person{};
    PeriodOptions period{};
    std::string format = "json";
    unsigned last = 100;
    ExitResult verify(Language language) const;
    ExitResult keep_anchor(const daemon::AuditChains& chains, base::Overwrite overwrite, ExitCode verified,
                           Language language) const;
    ExitResult list(Language language);
    diag::Result<void> read_filter();
};

// What stands where an anchor is to be written; nothing: no file. A slip must not cost the store or the keys,
// so only an anchor gives way.
diag::Result<std::optional<daemon::Anchors>> read_place_of_anchor(const std::string& file) {
    constexpr std::uintmax_t longest = 1U << 20; // far more than the lines of all nodes
    std::error_code none;
    if (file.empty() || !std::filesystem::exists(file, none)) {
        return std::nullopt;
    }
    const bool may_be_one =
        std::filesystem::is_regular_file(file, none) && std::filesystem::file_size(file, none) <= longest;
    diag::Result<daemon::Anchors> there =
        may_be_one ? read_anchors(file) : diag::fail(message::file_there, {});
    if (!there) {
        return diag::fail(message::file_there, {.file = file});
    }
    return std::optional(*std::move(there));
}

// If one chain is broken, none is said to be whole.
ExitCode print_all(const diag::Report& report, Language language) {
    const bool is_broken = report.at_least(diag::Severity::error);
    for (const diag::Finding& finding : report.findings()) {
        if (!is_broken || finding.message != message::audit_whole) {
            print(diag::to_text(finding, language) + "\n");
        }
    }
    return is_broken                                  ? ExitCode::refused
           : report.at_least(diag::Severity::warning) ? ExitCode::findings
                                                      : ExitCode::clean;
}

// Each anchor is checked in a pass of its own, because two may name the same node.
diag::Result<std::vector<daemon::Anchors>> read_all_anchors(const std::string& named,
                                                            const std::optional<daemon::Anchors>& replaced) {
    std::vector<daemon::Anchors> out;
    if (!named.empty() || !replaced) {
        TRY(daemon::Anchors anchors, read_anchors(named));
        out.push_back(std::move(anchors));
    }
    if (replaced) {
        out.push_back(*replaced);
    }
    return out;
}

// A chain that is damaged by itself shows in both.
void add_new(diag::Report& report, const diag::Report& more) {
    for (const diag::Finding& finding : more.findings()) {
        const auto is_equal = [&](const diag::Finding& other) {
            return other.message == finding.message && other.args == finding.args;
        };
        if (finding.severity == diag::Severity::error && std::ranges::none_of(report.findings(), is_equal)) {
            report.add(finding);
        }
    }
}

ExitResult Audit::verify(Language language) const {
    TRY(const std::optional<daemon::Anchors> replaced, read_place_of_anchor(write_anchor));
    TRY(const std::vector<daemon::Anchors> anchors, read_all_anchors(anchor, replaced));
    TRY(const std::unique_ptr<Installation> installation, installation_of(config, language));
    const ExitCode waiting = warn_if_events_are_spooled(installation->store(), language);
    std::vector<daemon::AuditChains> walks;
    for (const daemon::Anchors& each : anchors) {
        walks.emplace_back(each, installation->store().search_key());
    }
    std::vector<diag::Report> reports(walks.size());
    TRY_VOID(installation->store().read([&](const store::Snapshot& snapshot) {
        return snapshot.audit([&](const store::AuditRow& row) {
            for (std::size_t i = 0; i < walks.size(); ++i) {
                walks[i].add(row, reports[i]);
            }
            return true;
        });
    }));
    for (std::size_t i = 0; i < walks.size(); ++i) {
        walks[i].finish(reports[i]);
    }
    diag::Report& report = reports.front();
    add_new(report, reports.back());
    if (report.empty()) {
        report.add(message::audit_empty, {});
    }
    const ExitCode code = print_all(report, language);
    if (!write_anchor.empty()) {
        const auto overwrite = replaced ? base::Overwrite::yes : base::Overwrite::no;
        TRY(const ExitCode kept, keep_anchor(walks.front(), overwrite, code, language));
        return worse(waiting, worse(code, kept));
    }
    return worse(waiting, code);
}

// Writes the anchor, unless a chain is broken: an anchor with its end would vouch for it.
ExitResult Audit::keep_anchor(const daemon::AuditChains& chains, base::Overwrite overwrite, ExitCode verified,
                              Language language) const {
    if (verified == ExitCode::refused) {
        return print_notices(notice(diag::Severity::error, no_anchor_text, language, write_anchor));
    }
    TRY_VOID(base::write_file(write_anchor, chains.as_anchor(), overwrite));
    print(anchor_text, language, write_anchor, chains.ends().size());
    return ExitCode::clean;
}

// So many events with the latest times, of all nodes.
struct Newest {
    using Key = std::tuple<base::Millis, std::string, std::uint64_t>; // when, then by node and sequence
    using Kept = std::map<Key, store::AuditRow>;

    std::size_t limit;
    Kept kept{};

    void add(const store::AuditRow& row, base::Millis at) {
        kept.emplace(Key(at, row.node, row.sequence), row);
        if (kept.size() > limit) {
            kept.erase(kept.begin());
        }
    }
    template <class Visit>
    void for_each(Visit visit) const { // the oldest first
        std::ranges::for_each(kept, visit, &Kept::value_type::second);
    }
};

struct EventColumn {
    std::string_view name;
    std::string audit::Event::*value;
};
// Empty ones are left out.
constexpr EventColumn event_columns[] = {
    {"peer", &audit::Event::peer},         {"about", &audit::Event::about},
    {"document", &audit::Event::document}, {"reason", &audit::Event::reason},
    {"ground", &audit::Event::ground},     {"address", &audit::Event::address},
    {"request", &audit::Event::request},   {"person", &audit::Event::person},
    {"query", &audit::Event::query},       {"user", &audit::Event::user},
    {"job", &audit::Event::job},           {"purpose", &audit::Event::purpose},
    {"issuer", &audit::Event::issuer},     {"file", &audit::Event::file},
    {"key", &audit::Event::certificate},   {"emergency", &audit::Event::emergency}};

std::string event_line(const store::AuditRow& row, const audit::Event& event) {
    std::string out = fmt::format("{} {} {} {} {} {}", time::instant(event.at), row.node, row.sequence,
                                  audit::to_text(event.outcome), audit::to_text(event.action),
                                  event.interaction.empty() ? "-" : event.interaction);
    for (const EventColumn& column : event_columns) {
        if (const std::string& value = event.*column.value; !value.empty()) {
            out += fmt::format(" {}={}", column.name, value);
        }
    }
    out += event.version != 0 ? fmt::format(" version={}", event.version) : "";
    return out + (event.times > 1 ? fmt::format(" times={}", event.times) : "");
}

// Time, node and number, outcome, interaction, then NAME=VALUE for the other facts.
std::string audit_line(const store::AuditRow& row) {
    const std::optional<audit::KeptEvent> kept = audit::event_of(row.event);
    return kept ? diag::on_one_line(event_line(row, kept->event)) : std::string();
}

// The newest `last` events that are asked for, oldest first, one a line: a JSON object, or text.
ExitResult Audit::list(Language language) {
    if (const diag::Result<void> read = read_filter(); !read) {
        return fail_usage(read.error());
    }
    TRY(const std::unique_ptr<Installation> installation, installation_of(config, language));
    const ExitCode waiting = warn_if_events_are_spooled(installation->store(), language);
    TRY(EventSelection selection, EventSelection::of(filter, installation->store()));
    Newest kept{last};
    const auto keep = [&](const store::AuditRow& row, const audit::EventSummary& noted) {
        kept.add(row, noted.at);
        return true;
    };
    TRY(const WalkedAudit walked, walk_audit(installation->store(), selection, {}, keep));
    kept.for_each([this](const store::AuditRow& row) {
        if (format == "text") {
            print(audit_line(row) + "\n");
        } else if (const diag::Result<std::string> event = audit::audit_event_of(row.event, row.node)) {
            print(diag::on_one_line(*event) + "\n");
        }
    });
    const ExitCode unknown = selection.warn_if_unknown(installation->store(), language);
    return worse(worse(waiting, unknown),
                 walked.print_broken(WalkedAudit::LostEvents::left_to_the_list, language));
}

diag::Result<void> Audit::read_filter() {
    if (!person.empty()) {
        TRY(filter.person, read_person_operand(person, "--person"));
    }
    if (!peer.empty()) {
        filter.peers = {peer};
    }
    TRY(filter.period, period.read());
    return {};
}

} // namespace

void describe_audit_command(Command command, CommandSettings& settings) {
    const auto audit = std::make_shared<Audit>();
    Command verify = command.command("verify");
    add_config(verify, audit->config);
    verify.option("--anchor", audit->anchor);
    verify.option("--write-anchor", audit->write_anchor);
    verify.run([audit, &settings] { return audit->verify(settings.language); });
    Command list = command.command("list");
    add_config(list, audit->config);
    list.filter("--node", audit->filter.node);
    list.filter("--peer", audit->peer);
    list.filter("--document", audit->filter.document);
    list.filter("--person", audit->person);
    list.flag("--emergencies", audit->filter.emergencies);
    audit->period.add_to(list);
    list.number("--last", audit->last, max_list_length);
    list.choice("--format", audit->format, {"json", "text"});
    list.run([audit, &settings] { return audit->list(settings.language); });
    add_audit_report(command, settings);
    add_audit_forward(command, settings);
}

} // namespace renkei::online
