#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/mhd/search/search_value.h"
#include "gateway/network/pages/own_page.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/own/own_handlers.h"
#include "gateway/network/server/own/own_request.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

constexpr std::size_t most_consents = 10;
constexpr std::string_view format_name = "_format";
constexpr std::string_view html_type = "text/html";

// What one snapshot says.
struct OwnFound {
    access::PersonFacts facts{};
    std::vector<store::Kept<sharing::Consent>> consents{}; // with the days that they bear themselves
    std::optional<pages::OwnCertification> certification{};
    mhd::SummaryResult documents{};
    bool has_documents = false;
};

// `_format` comes before Accept; a browser names pages first.
Result<bool> wants_document(const Request& request) {
    const std::string_view format = request.parameter(format_name);
    const std::vector<documents::Representation> offered{{std::string(html_type), "html"},
                                                         {std::string(fhir_json), "fhir"}};
    const std::string_view asked = format == "fhir" || format == "json" ? fhir_json
                                   : format == "html"                   ? html_type
                                   : format.empty()                     ? request.header("Accept")
                                                                        : format;
    const std::optional<documents::Representation> chosen = documents::negotiate(asked, offered);
    return chosen ? Result<bool>(chosen->syntax == "fhir")
                  : diag::fail(message::not_acceptable, {},
                               {std::string(asked), fmt::format("{}, {}", html_type, fhir_json)});
}

// The number of the token; nothing of the request names a person.
mhd::PersonFilter filter_of(const Request& request) {
    return {.identifiers = {mhd::read_token(request.caller.user->person)}};
}

// The last application, if the matrix shows it to the person.
Result<std::optional<pages::OwnCertification>> certification_of(access::PersonAccess& person,
                                                                const access::Reader& reader) {
    TRY(const access::PersonAccess::Verdict progress, ledger::progress_of(person));
    auto all = ledger::certifications_of(person.facts(), person.facts().certifications, reader.at);
    std::erase_if(all, [](const auto& each) { return each.first.is_mistake(); });
    if (!progress.is_open || all.empty()) {
        return std::optional<pages::OwnCertification>();
    }
    if (reader.ground != nullptr) {
        reader.ground->note(person.ground(progress), true);
    }
    const auto last = std::ranges::max_element(
        all, {}, [](const auto& each) { return std::pair(each.first.applied(), each.first.id); });
    const auto& [application, status] = *last;
    pages::OwnCertification out{.kind = std::string(sharing::word_of(application.kind)),
                                .state = std::string(sharing::word_of(status.state)),
                                .next = status.next ? std::string(sharing::word_of(*status.next)) : "",
                                .due = application.limit().text()};
    for (std::size_t i = 0; i < application.days.size(); ++i) {
        if (application.days[i]) {
            out.done.emplace_back(sharing::words<sharing::CertificationStep>[i], application.days[i]->text());
        }
    }
    if (application.delay && application.is_open()) {
        out.noticed = application.delay->day.text();
        out.reason = application.delay->reason;
    }
    return out;
}

Result<OwnFound> look_up(ServerContext& gateway, const store::Snapshot& snapshot, const Request& request,
                         const mhd::SummaryContext& context, ReadMemory& memory) {
    TRY(access::PersonAccess person, open_own_view(snapshot, context.reader));
    TRY(std::optional<pages::OwnCertification> certification, certification_of(person, context.reader));
    TRY(store::PersonRecords kept,
        store::records_of(snapshot, context.reader.self->person, store::consent_kind));
    OwnFound out{.facts = person.facts(),
                 .consents = std::move(kept.consents),
                 .certification = std::move(certification)};
    Result<mhd::SummaryResult> found = summarise_within(snapshot, filter_of(request), context, memory);
    out.has_documents = found.has_value();
    if (found) {
        TRY_VOID(add_certified_level(gateway, request, snapshot, *found));
        out.documents = *std::move(found);
    } else if (found.error().message != message::resource_not_there) {
        return tl::make_unexpected(std::move(found.error()));
    }
    return out;
}

std::string name_of(const PeerList& peers, const policy::Number& number, diag::Language language) {
    const auto peer = std::ranges::find_if(peers, [&](const policy::Peer& each) {
        return std::ranges::find(each.numbers, number) != each.numbers.end();
    });
    return peer != peers.end() && !peer->name.empty() ? peer->name
           : language == diag::Language::japanese     ? "名称の登録がない事業所"
                                                      : "an office without a name here";
}

std::string day_text(base::Millis at) { return time::second_in_japan(at).substr(0, 10); }

// Who is hidden has no page that says where they are.
std::vector<pages::OwnOffice> offices_of(const access::PersonFacts& facts, const PeerList& peers,
                                         base::Millis now, diag::Language language) {
    std::vector<pages::OwnOffice> out;
    if (facts.person.hidden != sharing::Hidden::none) {
        return out;
    }
    for (const sharing::Registration& each : facts.registrations) {
        const bool is_serving =
            sharing::registration_state(each, facts.insurer, now) == sharing::Reason::allowed;
        out.push_back({.name = name_of(peers, each.office, language),
                       .from = each.from.text(),
                       .until = each.ended   ? day_text(each.ended->at)
                                : each.until ? each.until->text()
                                             : std::string(),
                       .is_serving = is_serving});
    }
    std::ranges::stable_partition(out, &pages::OwnOffice::is_serving);
    return out;
}

void add_consents(const OwnFound& found, base::Millis now, pages::OwnView& view) {
    for (const auto& [person, each, order] : found.consents) {
        view.consents.push_back({.day = day_text(each.given_at),
                                 .permits = each.permits,
                                 .withdrawn = each.withdrawn ? day_text(each.withdrawn->at) : std::string()});
        view.can_withdraw |= each.permits && !each.withdrawn;
    }
    std::ranges::reverse(view.consents);
    view.consents.resize(std::min(view.consents.size(), most_consents));
    view.is_consent_in_force = is_consent_in_force(found.facts, now);
}

std::string page_of(const ServerContext& gateway, const Request& request, const mhd::OwnSections& sections,
                    const access::Reader& reader, OwnFound& found) {
    const diag::Language language = own_language(request);
    const bool is_of_several = found.documents.apart.are_of_several();
    const bool is_shown = found.has_documents && !is_of_several;
    pages::OwnView view{.own = sections,
                        .content = is_shown ? &found.documents.contents.front() : nullptr,
                        .sections = found.documents.sections,
                        .is_of_several = is_of_several,
                        .audience = audience_of(*reader.self),
                        .certification = found.certification,
                        .offices = offices_of(found.facts, *gateway.peers(), reader.at, language),
                        .shows_accesses = found.facts.person.hidden == sharing::Hidden::none,
                        .form = own_form_token(gateway, request, shown_consents(gateway, found.facts))};
    if (is_shown) {
        view.eligibility = mhd::eligibility_of(
            *view.content, view.sections, mhd::read_eligibility_table(sections.fields, request.canonical),
            time::day_in_japan(reader.at));
    }
    add_consents(found, reader.at, view);
    return pages::own_page(view, language);
}

// A document has whole resources, which cannot be narrowed to what the table allows for family.
Result<void> check_document(const access::Reader& reader, const OwnFound& found) {
    if (reader.self->is_proxy()) {
        return diag::fail(message::own_document_of_proxy, {});
    }
    return found.has_documents && !found.documents.apart.are_of_several()
               ? Result<void>()
               : diag::fail(message::own_view_closed, {});
}

} // namespace

QueryParameters own_view_parameters(ServerContext&) {
    return {{.name = std::string(format_name), .expected = "html | fhir"}};
}

AuditedResponse read_own_view(ServerContext& gateway, const Request& request, PathParameters) {
    ReadMemory memory(request);
    mhd::SummaryContext context = summary_context(gateway, request);
    AuditSubject subject = own_subject(*context.reader.self, "my");
    const mhd::Audience audience = audience_of(*context.reader.self);
    const mhd::OwnSections sections =
        mhd::read_own_sections(mhd::own_page_table(), audience, own_language(request));
    const auto answer = [&]() -> Result<Response> {
        TRY_VOID(check_repeats(gateway, request, own_view_parameters));
        TRY_VOID(check_known(gateway, request, own_view_parameters));
        TRY(context.writes_document, wants_document(request));
        context.table = sections.table;
        context.restricted = audience == mhd::Audience::person ? mhd::RestrictedEntries::taken
                                                               : mhd::RestrictedEntries::left_out;
        TRY(OwnFound found, read_large<OwnFound>(gateway, memory, [&](const store::Snapshot& snapshot) {
                return look_up(gateway, snapshot, request, context, memory);
            }));
        if (found.has_documents) {
            add_found(subject, found.documents);
        }
        if (!context.writes_document) {
            Response out = html_response(page_of(gateway, request, sections, context.reader, found), "read");
            return std::move(out.with("Cache-Control", "no-store"));
        }
        TRY_VOID(check_document(context.reader, found));
        Response out{.media_type = std::string(fhir_json),
                     .body = std::move(found.documents.written),
                     .outcome = "read"};
        return std::move(out.with("Cache-Control", "no-store").with("Vary", "Accept"));
    };
    Result<Response> response = answer();
    return person_response(response ? *std::move(response) : own_refusal(request, response.error()), memory,
                           std::move(subject));
}

} // namespace renkei::server
