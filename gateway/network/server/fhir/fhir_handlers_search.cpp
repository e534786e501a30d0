// Searching: GET and POST _search, page by page.
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/mhd/persons/page_token.h"
#include "gateway/network/mhd/search/search.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <map>

namespace renkei::server {
namespace {

constexpr std::string_view unknown = "?";

struct Name {
    std::string_view type;
    std::string_view interaction;
};
constexpr Name transactions[] = {{"List", "ITI-66"}, {"DocumentReference", "ITI-67"}, {"Patient", "ITI-78"}};

std::string_view interaction_of(std::string_view type) {
    for (const Name& each : transactions) {
        if (each.type == type) {
            return each.interaction;
        }
    }
    return "search-type";
}

std::string searchable() {
    std::string out;
    for (const std::string_view type : mhd::searchable_types()) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", type);
    }
    return out;
}

// A search on its way from a request to a bundle.
struct Searching {
    ServerContext& gateway;
    const Request& request;
    const std::string& type;
    const store::Store& store = gateway.store();
    documents::PartMaker parts{gateway.workers().loaded()};
    ReadMemory memory{request};
    mhd::PageToken page{}; // of this page
    Result<void> trouble{};

    Result<mhd::SearchResult> run() {
        if (!mhd::can_search(type)) {
            return diag::fail(message::resource_not_offered, {}, {type, searchable()});
        }
        TRY_VOID(check_repeats(gateway, request, search_parameters_of_all));
        TRY_VOID(read_page());
        const bool is_strict = prefers(request, "handling", "strict");
        TRY(const mhd::SearchRequest search,
            mhd::read_search(type, page.parameters,
                             is_strict ? mhd::Handling::strict : mhd::Handling::lenient));
        mhd::SearchContext context{.search_key = store.search_key(),
                                   .reader = reader_of(gateway, request),
                                   .base = fhir_base(request),
                                   .self = search_url(request, type, search.used),
                                   .next = [this](const std::string& after) { return next(after); },
                                   .outcome =
                                       [this](const diag::Report& report) {
                                           return resources::answer_outcome(report, language_of(request),
                                                                            request.canonical);
                                       },
                                   .memory = {},
                                   .parts = &parts};
        TRY(mhd::SearchResult out,
            read_large<mhd::SearchResult>(gateway, memory, [&](const store::Snapshot& snapshot) {
                return run(snapshot, search, context);
            }));
        TRY_VOID(std::move(trouble));
        return out;
    }

    http::MemoryShare::ReservationPtr take_memory() { return memory.take(); }

    // The query, with values that could identify a person hashed; a parameter name could, too.
    std::string audit_text() const {
        AuditQueryText out(mhd::can_search(type) ? type : unknown);
        for (const auto& [written, value] : page.parameters) {
            const std::string_view name = mhd::known_name(type, written);
            out.add(name.empty() ? unknown : name,
                    seal::to_hex(seal::keyed_hash(store.search_key(), {"query", value})).substr(0, 16));
        }
        return out.text();
    }

    // Within little memory first: what most searches find needs no reservation.
    Result<mhd::SearchResult> run(const store::Snapshot& snapshot, const mhd::SearchRequest& search,
                                  mhd::SearchContext& context) {
        context.memory = memory.is_reserved()
                             ? mhd::SearchMemory{.document = UINT64_MAX, .page = ReadMemory::page}
                             : mhd::SearchMemory{.document = ReadMemory::small, .page = ReadMemory::small};
        TRY(mhd::SearchResult out, mhd::search(snapshot, search, context, page.after));
        if (out.left_some || out.page_is_full) {
            memory.covers(out.largest + ReadMemory::page);
        }
        return out;
    }

    Result<void> read_page() {
        const std::string_view token = request.parameter(page_link_parameter);
        if (token.empty()) {
            page.parameters = request.query;
            return {};
        }
        std::optional<mhd::PageToken> opened = mhd::open_page(store.search_key(), bound_to(), token);
        if (!opened) {
            return diag::fail(message::search_parameter_wrong, {},
                              {std::string(page_link_parameter), "-", std::string(page_link_form)});
        }
        page = *std::move(opened);
        return check_beside_page(request.query, page.parameters);
    }

    std::string bound_to() const { return fmt::format("{}/{}", request.caller.peer->id, type); }

    std::string next(const std::string& after) {
        const Result<std::string> token =
            mhd::seal_page(store.search_key(), bound_to(), {.parameters = page.parameters, .after = after});
        if (!token) {
            trouble = tl::make_unexpected(token.error());
            return {};
        }
        return search_url(request, type, {{std::string(page_link_parameter), *token}});
    }
};

} // namespace

QueryParameters search_parameters_of_all(ServerContext&) {
    struct NamedParameter {
        mhd::KnownParameter parameter;
        std::vector<std::string_view> types{};
    };
    const std::span<const std::string_view> all = mhd::searchable_types();
    std::map<std::string_view, NamedParameter> known;
    for (const std::string_view type : all) {
        for (const mhd::KnownParameter& each : mhd::known_parameters(type)) {
            NamedParameter& named = known.try_emplace(each.name, NamedParameter{each}).first->second;
            named.types.push_back(type);
        }
    }
    QueryParameters out;
    for (const auto& [name, named] : known) {
        const bool is_general = named.types.size() == all.size();
        out.push_back(
            {.name = std::string(name),
             .expected = fmt::format("{}{}", named.parameter.expected,
                                     is_general ? "" : fmt::format(" ({})", fmt::join(named.types, ", "))),
             .may_repeat = named.parameter.may_repeat,
             .is_number = named.parameter.is_number});
    }
    out.push_back({std::string(page_link_parameter), std::string(page_link_form)});
    return out;
}

AuditedResponse search_type(ServerContext& gateway, const Request& request, PathParameters parts) {
    Searching searching{gateway, request, parts[0]};
    Result<mhd::SearchResult> found = searching.run();
    AuditSubject subject{.query = searching.audit_text()};
    if (found && !found->persons.empty()) {
        subject.person = seal::to_hex(found->persons.front());
        subject.query += "&persons=" + audit_persons_text(found->persons);
    }
    Response out = found ? fhir_response(gateway, request, 200, std::move(found->bundle))
                         : error_response(request, http_error_of(found.error()));
    if (out.refusal == Refusal::none && !found->documents.empty()) {
        subject.query += "&documents=" + audit_documents_text(found->documents);
    }
    out.with("Cache-Control", "no-store");
    out.memory = searching.take_memory();
    return AuditedResponse(std::move(out), std::move(subject))
        .as({audit::Action::query, interaction_of(parts[0])});
}

} // namespace renkei::server
