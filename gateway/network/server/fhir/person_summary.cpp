#include "gateway/network/server/fhir/person_summary.h"

#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"

namespace renkei::server {

using diag::Result;

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

} // namespace renkei::server
