#include "gateway/network/server/fhir/person_operation.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "generated/messages/mhd.h"

namespace renkei::server {

using json::NodeId;
using json::Tree;

std::string hashed_for_audit(ServerContext& gateway, std::string_view value) {
    return seal::to_hex(seal::keyed_hash(gateway.store().search_key(), {"query", value})).substr(0, 16);
}

HttpResult<std::unique_ptr<OperationBody>> read_operation_body(ServerContext& gateway,
                                                               const Request& request) {
    TRY(documents::WorkerPool::Lease worker, lease_worker(gateway, request));
    TRY(std::string json, read_fhir_body(*worker, request));
    auto out = std::make_unique<OperationBody>(gateway.workers().loaded()->catalogue, std::move(json));
    json::Parser parser(out->names->names());
    if (const Result<void> parsed = parser.parse(out->json, out->tree); !parsed) {
        return tl::make_unexpected(HttpError{Refusal::unreadable, parsed.error(), {}});
    }
    return out;
}

HttpResult<Pairs> read_operation_parameters(ServerContext& gateway, const Request& request) {
    Pairs out = request.query;
    if (request.method == "POST") {
        TRY(std::unique_ptr<OperationBody> body, read_operation_body(gateway, request));
        const Tree& tree = body->tree;
        for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
            out.emplace_back(mhd::text_at(tree, parameter, "name"),
                             mhd::text_at(tree, parameter, "valueString|valueUri|valueCanonical"));
        }
    }
    return out;
}

Response persons_differ_response(const Request& request, const mhd::DocumentsApart& apart) {
    const diag::Report report = mhd::report_of(apart, fhir_base(request));
    return error_response(request, Refusal::conflict, report, diag::row(diag::message::persons_differ).id);
}

AuditedResponse person_response(Response response, ReadMemory& memory, AuditSubject subject) {
    response.with("Cache-Control", "no-store");
    response.memory = memory.take();
    return {std::move(response), std::move(subject)};
}

mhd::SummaryContext summary_context(ServerContext& gateway, const Request& request) {
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    return {.search_key = gateway.store().search_key(),
            .reader = reader_of(gateway, request),
            .base = fhir_base(request),
            .canonical = request.canonical,
            .wordings = {loaded, &loaded->catalogue->wordings()},
            .outcome =
                [&request](const diag::Report& report) {
                    return resources::answer_outcome(report, language_of(request), request.canonical);
                },
            .now = gateway.store().clock().now()};
}

Result<mhd::SummaryResult> summarise_within(const store::Snapshot& snapshot, const mhd::PersonFilter& person,
                                            mhd::SummaryContext context, ReadMemory& memory) {
    context.memory = memory.is_reserved()
                         ? mhd::SearchMemory{.document = UINT64_MAX, .page = ReadMemory::page}
                         : mhd::SearchMemory{.document = ReadMemory::small, .page = ReadMemory::small};
    TRY(mhd::SummaryResult out, mhd::summarise(snapshot, person, context));
    if (out.left_some || out.is_full) {
        memory.covers(out.largest + ReadMemory::page);
    }
    return out;
}

mhd::SummaryContext eligibility_context(ServerContext& gateway, const Request& request) {
    mhd::SummaryContext out = summary_context(gateway, request);
    out.table = mhd::eligibility_table();
    out.writes_document = false;
    out.parts = std::make_shared<documents::PartMaker>(gateway.workers().loaded());
    return out;
}

mhd::Eligibility eligibility_in(const mhd::SummaryResult& found, const Request& request,
                                const time::Date& day) {
    return mhd::eligibility_of(found.contents.front(), found.sections,
                               mhd::read_eligibility_table(mhd::eligibility_table(), request.canonical), day);
}

time::Date today(ServerContext& gateway) { return time::day_in_japan(gateway.store().clock().now()); }

} // namespace renkei::server
