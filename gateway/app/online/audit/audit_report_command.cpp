// renkei audit report: who asked for what, to hand out to a person or an office, or about a document.
#include "gateway/app/online/audit/audit_filter.h"
#include "gateway/app/online/audit/audit_walk.h"
#include "gateway/app/online/records/named_person.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/base/atomic_file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/auditreport/handed_out.h"
#include "gateway/network/auditreport/render.h"
#include "gateway/network/documents/intake.h"
#include "generated/messages/audit.h"
#include "generated/messages/base.h"
#include "generated/messages/cli.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

namespace renkei::online {
namespace {

using auditreport::AccessReport;
using auditreport::BundledEvent;
using auditreport::SubjectKind;

struct CollectedEvents {
    AccessReport report{};
    std::vector<BundledEvent> events{}; // for a Bundle only
    WalkedAudit walked{};
    bool says_what_insurers_know = false;
};

struct AuditReport {
    std::string config{};
    std::string person{};
    std::string office{};
    std::string peer{};
    std::string document{};
    PeriodOptions period{};
    std::string reader = "anybody";
    std::string format = "text";
    std::string anchor{};
    std::string output{};
    bool overwrite = false;
    ExitResult run(const CommandSettings& settings);

private:
    diag::Result<void> read_usage(Language language);
    diag::Result<ExitCode> find_office(const store::Store& store, Language language);
    diag::Result<CollectedEvents> collect(const store::Store& store, EventSelection& selection,
                                          const daemon::Anchors& anchors) const;
    ExitResult make(store::Store& store, const CommandSettings& settings);
    diag::Result<void> record(store::Store& store, const AccessReport& report) const;
    diag::Result<void> write(const std::string& bytes) const;
    diag::Result<ExitCode> warn_if_hidden(const store::Store& store, Language language) const;
    bool is_bundle() const { return format == "fhir"; }
    bool is_for_insurer() const { return reader == "insurer"; }

    AuditFilter filter_{};
    auditreport::Subject subject_{};
    policy::Number number_{}; // of the office
};

// As the operand is written; it may have been read from standard input.
std::string shown(const documents::PersonNumber& person) {
    return person.within.value.empty()
               ? policy::to_text(person.number)
               : fmt::format("{}|{}", policy::to_text(person.within), person.number.value);
}

diag::Result<void> AuditReport::read_usage(Language language) {
    const std::array<std::pair<SubjectKind, const std::string*>, 4> subjects{
        {{SubjectKind::person, &person},
         {SubjectKind::office, &office},
         {SubjectKind::office, &peer},
         {SubjectKind::document, &document}}};
    const auto is_given = [](const auto& it) { return !it.second->empty(); };
    const auto count = std::ranges::count_if(subjects, is_given);
    if (count != 1) {
        return diag::fail(count == 0 ? message::usage_missing : message::usage_unexpected, {},
                          {report_which.in(language)});
    }
    const auto* const subject = std::ranges::find_if(subjects, is_given);
    subject_ = {.kind = subject->first, .name = *subject->second};
    if (!person.empty()) {
        TRY(filter_.person, read_person_operand(person, "--person"));
        subject_.name = shown(*filter_.person);
    }
    if (!office.empty()) {
        const std::optional<policy::Number> number = policy::parse_number(office);
        if (!number) {
            return diag::fail(message::usage_wrong_value, {},
                              {fmt::format("--office: {} ({})", office, policy::number_forms())});
        }
        number_ = *number;
    }
    if (!peer.empty()) {
        filter_.peers = {peer};
    }
    filter_.document = document;
    TRY(filter_.period, period.read());
    return {};
}

// The peers with this number. Without one a warning; events of no peer are wanted then.
diag::Result<ExitCode> AuditReport::find_office(const store::Store& store, Language language) {
    TRY(const std::vector<policy::Peer> peers, all_peers(store));
    std::set<std::string> known;
    for (const policy::Peer& each : peers) {
        std::ranges::transform(each.numbers, std::inserter(known, known.end()),
                               [](const policy::Number& number) { return policy::to_text(number); });
        if (std::ranges::find(each.numbers, number_) != each.numbers.end()) {
            filter_.peers.push_back(each.id);
        }
    }
    if (!filter_.peers.empty()) {
        return ExitCode::clean;
    }
    filter_.peers = {office};
    return print_notices(notice(
        diag::finding(message::audit_office_unknown, {}, {office, fmt::format("{}", fmt::join(known, ", "))}),
        language));
}

// The report names organisations, and so where a person may be.
diag::Result<ExitCode> AuditReport::warn_if_hidden(const store::Store& store, Language language) const {
    ExitCode out = ExitCode::clean;
    bool is_hidden = false;
    TRY_VOID(store.read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        std::vector<seal::Hash> persons;
        if (filter_.person) {
            persons.push_back(documents::person_hash(store.search_key(), *filter_.person));
        }
        TRY(const std::vector<store::NamedPerson> named, snapshot.named_persons(document));
        std::ranges::transform(named, std::back_inserter(persons), &store::NamedPerson::person);
        for (const seal::Hash& each : persons) {
            TRY(const store::PersonRecords records, store::person_records(snapshot, each, {}));
            out = worse(out, print_unread(records, language));
            is_hidden = is_hidden ||
                        access::state_of(records, {}, store.clock().now()).hidden != sharing::Hidden::none;
        }
        return {};
    }));
    return is_hidden
               ? worse(out,
                       print_notices(notice(diag::finding(message::audit_report_of_hidden, {}), language)))
               : out;
}

// A title is one of the form: those of documents are content.
diag::Result<void> add_documents(const store::Store& store, const catalogue::Catalogue& catalogue,
                                 AccessReport& report) {
    return store.read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        for (const auto& [document, number] : auditreport::document_numbers(report)) {
            TRY(const std::vector<store::Version> versions,
                snapshot.versions(document, store::Titles::left_sealed));
            auditreport::DocumentFacts& facts = report.documents[document];
            if (versions.empty()) {
                continue;
            }
            const mapping::Plan* const plan = catalogue.find(versions.back().form);
            facts = {.form = plan == nullptr ? versions.back().form
                                             : std::string(plan->form().text(plan->form().about().title)),
                     .received = versions.front().created,
                     .is_kept = true};
        }
        return {};
    });
}

diag::Result<void> add_peers(const store::Store& store, AccessReport& report) {
    TRY(std::vector<policy::Peer> peers, all_peers(store));
    for (policy::Peer& each : peers) {
        report.peers.emplace(each.id, std::move(each));
    }
    return {};
}

auditreport::Trail trail_of(const WalkedAudit& walked, std::uint64_t spooled) {
    return {.events = walked.events,
            .chains = walked.chains,
            .anchored = walked.anchored,
            .begins = walked.begins,
            .breaks = walked.breaks(),
            .unreadable = walked.unreadable,
            .lost = walked.lost,
            .spooled = spooled};
}

std::string rendered(const AccessReport& report, std::string_view format, Language language) {
    return format == "html"  ? auditreport::as_html(report, language)
           : format == "csv" ? auditreport::as_csv(report, language)
                             : auditreport::as_text(report, language);
}

diag::Result<CollectedEvents> AuditReport::collect(const store::Store& store, EventSelection& selection,
                                                   const daemon::Anchors& anchors) const {
    auditreport::ReportBuilder builder;
    CollectedEvents out;
    const auto is_too_long = [&] {
        return builder.is_too_long() || out.events.size() > auditreport::ReportBuilder::max_lines;
    };
    const auto on_wanted = [&](const store::AuditRow& row, const audit::EventSummary& noted) {
        const std::optional<audit::KeptEvent> kept = audit::event_of(row.event);
        audit::Event event = selection.part_of(kept->event); // the walk has read it already
        out.says_what_insurers_know =
            out.says_what_insurers_know || auditreport::says_what_insurers_know(event);
        if (!is_for_insurer()) {
            auditreport::leave_out_what_insurers_know(event);
        }
        builder.add(event);
        if (is_bundle()) {
            out.events.push_back({.at = noted.at,
                                  .node = row.node,
                                  .sequence = row.sequence,
                                  .json = audit::to_json(event, row.node, kept->base)});
        }
        return !is_too_long();
    };
    TRY(out.walked, walk_audit(store, selection, anchors, on_wanted));
    if (is_too_long()) {
        return diag::fail(message::audit_report_long, {},
                          {std::to_string(auditreport::ReportBuilder::max_lines)});
    }
    out.report = builder.take();
    return out;
}

ExitResult AuditReport::make(store::Store& store, const CommandSettings& settings) {
    const Language language = settings.language;
    TRY(const daemon::Anchors anchors, read_anchors(anchor));
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    ExitCode code = warn_if_events_are_spooled(store, language);
    TRY(const store::SpooledEvents spooled, store.spooled_events());
    if (!office.empty()) {
        TRY(const ExitCode found, find_office(store, language));
        code = worse(code, found);
    }
    TRY(const ExitCode warned, warn_if_hidden(store, language));
    code = worse(code, warned);
    TRY(EventSelection selection, EventSelection::of(filter_, store));
    TRY(CollectedEvents collected, collect(store, selection, anchors));
    AccessReport& report = collected.report;
    report.subject = subject_;
    report.period = filter_.period;
    report.made = store.clock().now();
    report.trail = trail_of(collected.walked, spooled.count);
    report.is_person_unknown = filter_.person && !selection.has_person();
    TRY_VOID(add_peers(store, report));
    TRY_VOID(add_documents(store, catalogue, report));
    TRY_VOID(record(store, report)); // before it is handed out
    if (const diag::Result<void> written =
            write(is_bundle() ? auditreport::as_bundle(report, std::move(collected.events), language)
                              : rendered(report, format, language));
        !written) { // with --overwrite named, which print_failure() does not
        return tl::make_unexpected(Failure(written.error(), ExitCode::environment));
    }
    if (is_for_insurer() && collected.says_what_insurers_know) {
        code = worse(code,
                     print_notices(notice(diag::finding(message::audit_report_for_insurer, {}), language)));
    }
    if (report.lines.empty()) {
        code = office.empty() ? worse(code, selection.warn_if_unknown(store, language)) : code;
        code = worse(code, print_notices(notice(diag::Severity::warning, empty_text, language)));
    }
    return worse(code, collected.walked.print_broken(WalkedAudit::LostEvents::printed, language));
}

// Asking for a report is an event, which the next report has. It names what is known: other operands may be
// any text.
diag::Result<void> AuditReport::record(store::Store& store, const AccessReport& report) const {
    audit::Event event = operator_event(store.clock(), "audit-report", audit::Action::read);
    if (report.documents.contains(document)) {
        event.document = document;
    }
    if (filter_.peers.size() == 1 && report.peers.contains(filter_.peers.front())) {
        event.about = filter_.peers.front();
    }
    if (filter_.person) {
        event.person = seal::to_hex(documents::person_hash(store.search_key(), *filter_.person));
    }
    return store.write([&](store::Transaction& transaction) { return transaction.audit(event); });
}

// The report is personal: only its owner may read the file.
diag::Result<void> AuditReport::write(const std::string& bytes) const {
    if (output.empty() || output == "-") {
        print(bytes);
        return {};
    }
    TRY(base::AtomicFile file,
        base::AtomicFile::open(output, overwrite ? base::Overwrite::yes : base::Overwrite::no,
                               base::Permissions::owner));
    TRY_VOID(file.append(bytes));
    return file.commit();
}

ExitResult AuditReport::run(const CommandSettings& settings) {
    if (const diag::Result<void> read = read_usage(settings.language); !read) {
        return fail_usage(read.error());
    }
    TRY(const std::unique_ptr<Installation> installation, installation_of(config, settings.language));
    return make(installation->store(), settings);
}

} // namespace

void add_audit_report(Command& above, CommandSettings& settings) {
    const auto report = std::make_shared<AuditReport>();
    Command command = above.command("report");
    add_config(command, report->config);
    command.filter("--person", report->person);
    command.filter("--office", report->office);
    command.filter("--peer", report->peer);
    command.filter("--document", report->document);
    report->period.add_to(command);
    command.choice("--for", report->reader, {"anybody", "insurer"});
    command.choice("--format", report->format, {"text", "html", "csv", "fhir"});
    command.option("--anchor", report->anchor);
    command.option("-o,--output", report->output);
    cli::add_overwrite(command, report->overwrite);
    add_settings(command, settings);
    command.run([report, &settings] { return report->run(settings); });
}

} // namespace renkei::online
