#include "gateway/core/time/instant.h"
#include "gateway/network/audit/person_part.h"
#include "gateway/network/auditreport/access_report.h"
#include "gateway/network/auditreport/handed_out.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/pages/own_access_page.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/own/own_handlers.h"
#include "gateway/network/server/own/own_request.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/store/audit/audit_access.h"
#include "generated/messages/documents.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace renkei::server {
namespace {

using auditreport::AccessReport;

constexpr std::string_view page_name = "page";
constexpr std::string_view form_of_page = "1, 2, 3 …";

struct OwnTrail {
    AccessReport report{};
    base::Millis since = 0;
    std::uint64_t found_nothing = 0;
    bool is_cut = false;
};

class TrailReading {
public:
    TrailReading(const store::Snapshot& snapshot, base::Millis now) : snapshot_(snapshot) {
        out_.since = now - store::accesses_kept;
        out_.report.made = now;
    }

    Result<OwnTrail> read(const store::Hash& person) {
        TRY(const std::vector<store::Hash> same, snapshot_.linked_persons(person));
        TRY(const auto versions, snapshot_.versions_of(same));
        for (const auto& [document, numbers] : versions) {
            for (const std::uint32_t number : numbers) {
                person_.add_version(document, number);
            }
        }
        for (const store::Hash& each : same) {
            person_.add_hash(seal::to_hex(each));
        }
        TRY(store::NotedAccesses accesses, store::accesses_about(snapshot_, same, {}, out_.since));
        for (const store::NotedAccess& each : accesses.lines) { // they know what retention has deleted
            person_.learn(each.first_event);
        }
        TRY(accesses, store::accesses_about(snapshot_, same, person_.documents(), out_.since));
        for (const store::NotedAccess& each : accesses.lines) {
            take(each);
        }
        out_.found_nothing = accesses.found_nothing;
        out_.is_cut = accesses.is_cut;
        out_.report = builder_.take();
        TRY_VOID(add_documents());
        return std::move(out_);
    }

private:
    // Of the employees nothing is said here: equal requests of an office are one line.
    void take(const store::NotedAccess& access) {
        std::uint64_t times = access.times;
        for (const std::string* const kept : {&access.first_event, &access.last_event}) {
            const std::optional<audit::KeptEvent> read = audit::event_of(*kept);
            if (!read) {
                continue;
            }
            std::vector<std::string> documents = access.documents; // whose version names the person
            std::erase_if(documents, [&](const std::string& it) {
                return !person_.has_version(it, read->event.version);
            });
            if (documents.empty() && !access.is_of_person) {
                continue;
            }
            audit::Event event = person_.part_of(read->event);
            auditreport::leave_out_what_insurers_know(event);
            event.user.clear();
            event.job.clear();
            event.purpose.clear();
            if (!documents.empty()) {
                event.document.clear();
                event.query = fmt::format("documents={}", fmt::join(documents, ","));
            }
            event.times = std::exchange(times, 0);
            builder_.add(event);
        }
    }

    Result<void> add_documents() {
        for (const auto& [document, number] : auditreport::document_numbers(out_.report)) {
            TRY(const std::vector<store::Version> versions,
                snapshot_.versions(document, store::Titles::left_sealed));
            if (!versions.empty()) {
                out_.report.documents[document].form = versions.back().form;
            }
        }
        return {};
    }

    const store::Snapshot& snapshot_;
    audit::PersonInEvents person_{};
    auditreport::ReportBuilder builder_{};
    OwnTrail out_{};
};

// Titles of the forms, and names of the offices.
void add_names(ServerContext& gateway, AccessReport& report) {
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    for (auto& [document, facts] : report.documents) {
        const mapping::Plan* const plan = loaded->catalogue->find(facts.form);
        facts.form =
            plan == nullptr ? std::string() : std::string(plan->form().text(plan->form().about().title));
    }
    for (const policy::Peer& peer : *gateway.peers()) {
        report.peers.emplace(peer.id, peer);
    }
}

Result<std::size_t> page_in(const Request& request) {
    const std::string_view text = request.parameter(page_name);
    std::size_t out = 1;
    if (text.empty()) {
        return out;
    }
    constexpr std::size_t last = 100'000;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && out > 0 && out <= last
               ? Result<std::size_t>(out)
               : diag::fail(
                     message::own_form_wrong, {},
                     {std::string(page_name), std::string(text.substr(0, 20)), std::string(form_of_page)});
}

} // namespace

QueryParameters own_access_parameters(ServerContext&) {
    return {{.name = std::string(page_name), .expected = std::string(form_of_page), .is_number = true}};
}

AuditedResponse read_own_accesses(ServerContext& gateway, const Request& request, PathParameters) {
    const access::Reader reader = reader_of(gateway, request);
    AuditSubject subject = own_subject(*reader.self, "my/access");
    const diag::Language language = own_language(request);
    const mhd::OwnSections sections =
        mhd::read_own_sections(mhd::own_page_table(), audience_of(*reader.self), language);
    const auto answer = [&]() -> Result<std::string> {
        TRY_VOID(check_accepts_page(request));
        TRY_VOID(check_repeats(gateway, request, own_access_parameters));
        TRY_VOID(check_known(gateway, request, own_access_parameters));
        TRY(const std::size_t page, page_in(request));
        TRY(OwnTrail trail,
            gateway.store().read_value<OwnTrail>([&](const store::Snapshot& snapshot) -> Result<OwnTrail> {
                TRY(const access::PersonAccess person, open_own_view(snapshot, reader));
                const bool is_hidden = person.facts().person.hidden != sharing::Hidden::none;
                // offices that asked say where the person is
                if (is_hidden || !sections.has("accesses")) {
                    return diag::fail(message::own_view_closed, {});
                }
                return TrailReading(snapshot, reader.at).read(reader.self->person);
            }));
        add_names(gateway, trail.report);
        return pages::own_access_page({.report = trail.report,
                                       .portal = reader.peer.id,
                                       .since = time::second_in_japan(trail.since).substr(0, 10),
                                       .found_nothing = trail.found_nothing,
                                       .is_cut = trail.is_cut,
                                       .page = page},
                                      language);
    };
    Result<std::string> page = answer();
    if (!page) {
        return {own_refusal(request, page.error()), std::move(subject)};
    }
    Response out = html_response(*std::move(page), "read");
    return {std::move(out.with("Cache-Control", "no-store")), std::move(subject)};
}

} // namespace renkei::server
