#include "gateway/app/online/audit/audit_filter.h"

#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/documents/intake.h"
#include "generated/messages/audit.h"
#include "generated/messages/cli.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace renkei::online {
namespace {

constexpr std::string_view moment_forms = "YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+09:00, YYYY-MM-DDThh:mm:ssZ";

enum class End : bool { first, last };

// A day and a second end with their last millisecond.
std::optional<base::Millis> moment_of(std::string_view text, End end) {
    if (end == End::last && time::is_full_date(text)) {
        return time::end_of(*time::parse_date(text));
    }
    const std::optional<base::Millis> at = time::parse_instant_or_day(text);
    const bool is_second = text.find('.') == std::string_view::npos;
    return at && end == End::last && is_second ? std::optional(*at + 999) : at;
}

diag::Result<std::optional<base::Millis>> read_end(std::string_view option, const std::string& text,
                                                   End end) {
    if (text.empty()) {
        return std::nullopt;
    }
    const std::optional<base::Millis> out = moment_of(text, end);
    if (!out) {
        return diag::fail(message::usage_wrong_value, {},
                          {fmt::format("{}: {} ({})", option, text, moment_forms)});
    }
    return out;
}

} // namespace

diag::Result<EventSelection> EventSelection::of(const AuditFilter& filter, const store::Store& store) {
    EventSelection out(filter);
    if (!filter.person) {
        return out;
    }
    TRY_VOID(store.read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        // the number as it is asked for, and those that `renkei person link` joined with it
        TRY(const std::vector<store::Hash> persons,
            snapshot.linked_persons(documents::person_hash(store.search_key(), *filter.person)));
        TRY(const auto versions, snapshot.versions_of(persons));
        for (const store::Hash& each : persons) {
            out.person_.add_hash(seal::to_hex(each));
        }
        for (const auto& [document, numbers] : versions) {
            for (const std::uint32_t number : numbers) {
                out.person_.add_version(document, number);
            }
        }
        return snapshot.audit([&](const store::AuditRow& row) {
            out.person_.learn(row.event);
            return true;
        });
    }));
    return out;
}

bool EventSelection::add(const store::AuditRow& row, const audit::EventSummary& noted) {
    nodes_.insert(row.node);
    const bool is_of_peer = filter_->peers.empty() ||
                            std::ranges::find_first_of(noted.peers, filter_->peers) != noted.peers.end();
    const bool is_of_document = filter_->document.empty() || noted.is_about(filter_->document);
    const bool is_of_person = !filter_->person || person_.is_about(noted);
    has_peer_ |= is_of_peer;
    has_document_ |= is_of_document;
    has_person_ |= is_of_person;
    const bool is_wanted = is_of_peer && is_of_document && is_of_person &&
                           (filter_->node.empty() || row.node == filter_->node) &&
                           (!filter_->emergencies || noted.states_emergency) &&
                           filter_->period.contains(noted.at);
    is_empty_ = is_empty_ && !is_wanted;
    return is_wanted;
}

audit::Event EventSelection::part_of(const audit::Event& event) const {
    if (filter_->person) {
        return person_.part_of(event);
    }
    return filter_->document.empty() ? audit::part_of_office(event)
                                     : audit::part_about_document(event, filter_->document);
}

ExitCode EventSelection::warn_if_unknown(const store::Store& store, Language language) const {
    ExitCode out = ExitCode::clean;
    if (!has_peer_) {
        for (const std::string& peer : filter_->peers) {
            out = worse(out, online::warn_if_unknown(store, peer, language));
        }
    }
    if (!has_document_) {
        out = worse(out, warn_if_unknown_document(store, filter_->document, language));
    }
    if (filter_->person && !has_person_) {
        out = worse(out, print_notices(notice(diag::Severity::warning, no_event_of_person, language)));
    }
    const bool has_period = filter_->period.since || filter_->period.until;
    if (is_empty_ && has_period && out == ExitCode::clean) {
        out = print_notices(notice(diag::Severity::warning, no_event_in_period, language));
    }
    const bool is_known_node = filter_->node.empty() || nodes_.contains(filter_->node);
    return is_known_node
               ? out
               : worse(out, print_notices(notice(
                                diag::finding(message::audit_node_unknown, {},
                                              {filter_->node, fmt::format("{}", fmt::join(nodes_, ", "))}),
                                language)));
}

void PeriodOptions::add_to(Command& command) {
    command.filter("--since", since);
    command.filter("--until", until);
}

diag::Result<auditreport::Period> PeriodOptions::read() const {
    auditreport::Period out;
    TRY(out.since, read_end("--since", since, End::first));
    TRY(out.until, read_end("--until", until, End::last));
    if (out.since && out.until && *out.since > *out.until) {
        return diag::fail(message::usage_wrong, {}, {fmt::format("--since {} > --until {}", since, until)});
    }
    return out;
}

} // namespace renkei::online
