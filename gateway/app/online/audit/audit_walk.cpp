#include "gateway/app/online/audit/audit_walk.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/sanitize.h"
#include "generated/messages/audit.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <optional>
#include <sstream>

namespace renkei::online {
namespace {

// Of what is kept in the place of an event: enough to see what it is, on one line.
std::string beginning(std::string_view event) {
    constexpr std::size_t some = 40;
    return event.empty() ? "-" : text::sanitized(event, some) + (event.size() > some ? "…" : "");
}

constexpr std::string_view line_form = "NODE SEQUENCE SHA256";

} // namespace

ExitCode WalkedAudit::print_broken(LostEvents of_lost, Language language) const {
    ExitCode code = ExitCode::clean;
    for (const diag::Finding& finding : broken.findings()) {
        const bool is_printed = finding.message == diag::message::audit_events_lost
                                    ? of_lost == LostEvents::printed
                                    : finding.message != diag::message::audit_whole;
        if (is_printed) {
            print_finding(finding, language);
            code = ExitCode::findings;
        }
    }
    return code;
}

diag::Result<WalkedAudit>
walk_audit(const store::Store& store, EventSelection& selection, const daemon::Anchors& anchors,
           const std::function<bool(const store::AuditRow&, const audit::EventSummary&)>& on_wanted) {
    WalkedAudit out;
    audit::EventSummaryReader reader;
    daemon::AuditChains chains(anchors, store.search_key());
    const auto on_row = [&](const store::AuditRow& row) {
        ++out.events;
        chains.add(row, out.broken);
        const std::optional<audit::EventSummary> noted = reader.read(row.event);
        if (!noted) {
            ++out.unreadable;
            out.broken.add(diag::message::audit_unreadable, {},
                           {row.node, std::to_string(row.sequence), beginning(row.event)});
            return true;
        }
        out.begins = std::min(out.begins.value_or(noted->at), noted->at);
        return !selection.add(row, *noted) || on_wanted(row, *noted);
    };
    TRY_VOID(store.read([&](const store::Snapshot& snapshot) { return snapshot.audit(on_row); }));
    chains.finish(out.broken);
    out.chains = chains.ends().size();
    out.anchored = static_cast<std::uint64_t>(
        std::ranges::count_if(chains.ends(), [&](const auto& end) { return anchors.contains(end.first); }));
    out.lost = chains.lost();
    return out;
}

diag::Result<daemon::Anchors> read_anchors(const std::string& file) {
    daemon::Anchors out;
    if (file.empty()) {
        return out;
    }
    TRY(const std::string text, base::read_file(file));
    std::istringstream lines(text);
    std::uint32_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::istringstream words(line);
        std::string node;
        std::string hex;
        std::string rest;
        audit::ChainAnchor anchor;
        const bool is_line = static_cast<bool>(words >> node >> anchor.sequence >> hex);
        const std::optional<seal::Hash> hash = seal::hash_of_hex(hex);
        if (!is_line || !hash || words >> rest) {
            return diag::fail(message::config_wrong, {.file = file, .line = number, .column = 1},
                              {"--anchor", line_form, line});
        }
        anchor.hash = *hash;
        out.emplace(node, anchor);
    }
    if (out.empty()) {
        return diag::fail(message::config_wrong, {.file = file, .line = 1, .column = 1},
                          {"--anchor", line_form, "-"});
    }
    return out;
}

} // namespace renkei::online
