#include "gateway/network/server/fhir/person_operation.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/mhd/eligibility/record_source.h"
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

Result<mhd::SummaryResult> summarise_insurance(ServerContext& gateway, const Request& request,
                                               const store::Snapshot& snapshot,
                                               const mhd::PersonFilter& person, ReadMemory& memory) {
    mhd::SummaryContext context = summary_context(gateway, request);
    context.table = mhd::eligibility_table();
    context.writes_document = false;
    context.parts = std::make_shared<documents::PartMaker>(gateway.workers().loaded());
    TRY(mhd::SummaryResult out, summarise_within(snapshot, person, std::move(context), memory));
    TRY_VOID(add_certified_level(gateway, request, snapshot, out));
    return out;
}

Result<void> add_certified_level(ServerContext& gateway, const Request& request,
                                 const store::Snapshot& snapshot, mhd::SummaryResult& found) {
    if (gateway.hub() == nullptr || found.contents.size() != 1 || found.persons.empty()) {
        return {};
    }
    TRY(const std::optional<sharing::Certification> result,
        ledger::newest_result(snapshot, reader_of(gateway, request), found.persons.front()));
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    const mapping::Plan* const plan = loaded->catalogue->find_kind(store::certification_kind);
    if (!result || plan == nullptr) {
        return {};
    }
    const std::optional<form::ItemId> item = plan->form().item("certified.level");
    const form::ListId list = item ? plan->form().items()[*item].list : form::ListId(form::none);
    std::string json;
    json::Writer out(json);
    out.start_object().member("resourceType", "Task").member("id", result->id).member("status", "completed");
    out.key("extension").start_array().start_object();
    out.member("url", request.canonical + "/StructureDefinition/certification-record");
    out.key("extension")
        .start_array()
        .start_object()
        .member("url", "level")
        .key("valueCoding")
        .start_object();
    out.member("code", result->certified->level)
        .member("display", form::text_of_code(plan->form(), list, result->certified->level))
        .end_object()
        .end_object();
    out.start_object().member("url", "levelPeriod").key("valuePeriod").start_object();
    out.member("start", result->certified->from.text());
    if (result->certified->until) {
        out.member("end", result->certified->until->text());
    }
    out.end_object().end_object().end_array().end_object().end_array().end_object();
    const std::string day = result->day_of(sharing::CertificationStep::result).value_or(time::Date()).text();
    mhd::add_record({.type = "Task",
                     .id = result->id,
                     .json = std::move(json),
                     .name = fmt::format("要介護認定の結果 {}（保険者 {} の登録）", day, result->insurer),
                     .date = day},
                    found.sections, found.contents.front());
    return {};
}

mhd::Eligibility eligibility_in(const mhd::SummaryResult& found, const Request& request,
                                const time::Date& day) {
    return mhd::eligibility_of(found.contents.front(), found.sections,
                               mhd::read_eligibility_table(mhd::eligibility_table(), request.canonical), day);
}

time::Date today(ServerContext& gateway) { return time::day_in_japan(gateway.store().clock().now()); }

} // namespace renkei::server
