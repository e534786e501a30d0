// renkei audit forward, forward-skip: what the audit repositories have of each chain; and events that one of
// them will never take.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/auditforward/chain_position.h"
#include "gateway/network/store/audit/audit_chain.h"
#include "generated/messages/auditforward.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

namespace renkei::online {
namespace {

using auditforward::ChainPosition;
using auditforward::PendingEvents;
using auditforward::Target;

constexpr base::Millis late = 300'000; // ms

constexpr std::string_view skip_interaction = "audit-forward-skip";

// How the event of a skip begins.
std::string skip_query(std::string_view target, std::string_view node) {
    return fmt::format("target={}&node={}", target, node);
}

// What operators skipped, as the audit has it: `chains` of commands.
diag::Result<std::vector<audit::Event>> skip_events(const store::Snapshot& snapshot,
                                                    const std::set<std::string>& chains) {
    std::vector<audit::Event> out;
    for (const std::string& chain : chains) {
        TRY_VOID(snapshot.audit(
            [&](const store::AuditRow& row) {
                std::optional<audit::KeptEvent> kept =
                    row.node == chain ? audit::event_of(row.event) : std::nullopt;
                if (kept && kept->event.interaction == skip_interaction) {
                    out.push_back(std::move(kept->event));
                }
                return row.node == chain;
            },
            {chain, 0}));
    }
    return out;
}

std::uint64_t number_in(std::string_view query, std::string_view name) {
    const std::size_t at = query.find(name);
    std::uint64_t out = 0;
    if (at != std::string_view::npos) {
        std::from_chars(query.data() + at + name.size(), query.data() + query.size(), out);
    }
    return out;
}

struct AuditForward {
    std::string config{};
    std::string target{};
    std::string node{};
    std::string through{};
    ExitResult status(Installation& installation, Language language) const;
    ExitResult skip(Installation& installation, Language language) const;

private:
    // What goes wrong with one chain is printed; the others are shown all the same.
    static ExitCode print_chain(const store::Store& store, const Target& of, const std::string& chain,
                                Language language);
    static void print_skipped(const std::vector<audit::Event>& skipped, const Target& of,
                              const std::string& chain, Language language);
    diag::Result<PendingEvents> skip_in(store::Transaction& transaction, std::uint64_t last,
                                        base::Millis now) const;
};

std::string when(const PendingEvents& pending) {
    const std::optional<audit::KeptEvent> oldest =
        pending.rows.empty() ? std::nullopt : audit::event_of(pending.rows.front().event);
    return oldest ? time::instant_of_second(oldest->event.at) : "-";
}

// An event that cannot be read is late: nothing goes behind it.
bool is_late(const PendingEvents& pending, base::Millis now) {
    const std::optional<audit::KeptEvent> oldest = audit::event_of(pending.rows.front().event);
    return !oldest || now - oldest->event.at > late;
}

void AuditForward::print_skipped(const std::vector<audit::Event>& skipped, const Target& of,
                                 const std::string& chain, Language language) {
    for (const audit::Event& each : skipped) {
        if (each.query.starts_with(skip_query(of.name, chain) + "&")) {
            print(skipped_before_text, language, of.name, chain, number_in(each.query, "&after=") + 1,
                  number_in(each.query, "&through="), each.times, time::instant_of_second(each.at));
        }
    }
}

ExitCode AuditForward::print_chain(const store::Store& store, const Target& of, const std::string& chain,
                                   Language language) {
    const auto read = store.read_value<PendingEvents>([&](const store::Snapshot& snapshot) {
        return auditforward::pending_events(snapshot, of.name, chain, 1);
    });
    if (!read) {
        return print_failure(read.error(), language);
    }
    const PendingEvents& pending = *read;
    if (pending.rows.empty()) {
        print(all_there_text, language, of.name, chain, pending.end);
        return ExitCode::clean;
    }
    print(some_wait_text, language, of.name, chain, pending.from.sequence, pending.end, pending.waiting(),
          when(pending));
    return is_late(pending, store.clock().now())
               ? print_notices(
                     notice(diag::finding(message::audit_forward_late, {}, {of.name, chain, when(pending)}),
                            language))
               : ExitCode::clean;
}

ExitResult AuditForward::status(Installation& installation, Language language) const {
    const std::vector<Target>& targets = installation.settings().audit_forward;
    if (targets.empty()) {
        return diag::fail(message::audit_target_none, {});
    }
    std::vector<std::string> chains;
    std::vector<audit::Event> skipped;
    TRY_VOID(installation.store().read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        TRY(chains, store::audited_nodes(snapshot));
        std::set<std::string> of_commands{installation.settings().store.node};
        std::ranges::transform(chains, std::inserter(of_commands, of_commands.end()), daemon::command_node);
        TRY(skipped, skip_events(snapshot, of_commands));
        return {};
    }));
    ExitCode code = ExitCode::clean;
    for (const Target& each : targets) {
        for (const std::string& chain : chains) {
            code = worse(code, print_chain(installation.store(), each, chain, language));
            print_skipped(skipped, each, chain, language);
        }
    }
    return code;
}

std::optional<std::uint64_t> read_sequence(std::string_view text) {
    std::uint64_t out = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

// The position of event `last`, which exists.
diag::Result<ChainPosition> position_of(const store::Snapshot& snapshot, const std::string& node,
                                        std::uint64_t last) {
    ChainPosition out;
    TRY_VOID(snapshot.audit(
        [&](const store::AuditRow& row) {
            out = {row.sequence, row.hash};
            return false;
        },
        {node, last - 1}));
    return out;
}

// What waited before. Skipping is an event, in the same transaction.
diag::Result<PendingEvents> AuditForward::skip_in(store::Transaction& transaction, std::uint64_t last,
                                                  base::Millis now) const {
    TRY(PendingEvents pending, auditforward::pending_events(transaction, target, node, 0));
    if (last <= pending.from.sequence || last > pending.end) {
        return diag::fail(
            message::audit_skip_wrong, {},
            {node, std::to_string(pending.from.sequence), std::to_string(pending.end), through});
    }
    TRY(const ChainPosition to, position_of(transaction, node, last));
    TRY(const bool has_moved, auditforward::advance(transaction, target, node, pending.recorded, to));
    if (!has_moved) {
        return diag::fail(message::audit_forward_moved, {}, {node});
    }
    audit::Event event;
    event.at = now;
    event.action = audit::Action::execute;
    event.interaction = skip_interaction;
    event.times = last - pending.from.sequence;
    event.query = skip_query(target, node) + fmt::format("&after={}&through={}", pending.from.sequence, last);
    TRY_VOID(transaction.audit(event));
    return pending;
}

ExitResult AuditForward::skip(Installation& installation, Language language) const {
    const std::vector<Target>& targets = installation.settings().audit_forward;
    if (std::ranges::find(targets, target, &Target::name) == targets.end()) {
        std::vector<std::string> names;
        std::ranges::transform(targets, std::back_inserter(names), &Target::name);
        return targets.empty() ? diag::fail(message::audit_target_none, {})
                               : diag::fail(message::audit_target_unknown, {},
                                            {target, fmt::format("{}", fmt::join(names, ", "))});
    }
    PendingEvents before;
    const std::uint64_t last = read_sequence(through).value_or(0);
    TRY_VOID(installation.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(before, skip_in(transaction, last, installation.clock().now()));
        return {};
    }));
    print(skipped_text, language, target, node, before.from.sequence + 1, last, last - before.from.sequence);
    return ExitCode::clean;
}

} // namespace

void add_audit_forward(Command& above, CommandSettings& settings) {
    const auto forward = std::make_shared<AuditForward>();
    Command status = above.command("forward");
    add_config(status, forward->config);
    run_with_installation(status, forward, &AuditForward::status, settings);
    Command skip = above.command("forward-skip");
    add_config(skip, forward->config);
    skip.operand("TARGET", forward->target);
    skip.operand("NODE", forward->node);
    skip.operand("THROUGH", forward->through);
    run_with_installation(skip, forward, &AuditForward::skip, settings);
}

} // namespace renkei::online
