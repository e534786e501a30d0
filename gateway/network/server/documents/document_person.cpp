#include "gateway/network/pages/person_page.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/documents/person_of_document.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"

namespace renkei::server {
namespace {

constexpr std::string_view person_type = "Patient";

} // namespace

AuditedResponse read_person_page(ServerContext& gateway, const Request& request, PathParameters parts) {
    AuditSubject subject{.document = parts[0], .query = AuditQueryText(person_type).text()};
    ReadMemory memory(request);
    mhd::SummaryContext context = summary_context(gateway, request);
    context.table = mhd::person_page_table();
    context.writes_document = false;
    html::PageHead head;
    const auto find = [&]() -> Result<mhd::SummaryResult> {
        TRY_VOID(check_accepts_page(request));
        TRY_VOID(check_known(gateway, request, no_parameters));
        return read_large<mhd::SummaryResult>(
            gateway, memory, [&](const store::Snapshot& snapshot) -> Result<mhd::SummaryResult> {
                TRY(const std::optional<mhd::PersonFilter> person,
                    person_of_document(snapshot, parts[0], context.reader, memory));
                TRY(head, head_beside(gateway, request, snapshot, parts[0], View::person));
                return person ? summarise_within(snapshot, *person, context, memory) : mhd::SummaryResult{};
            });
    };
    const auto write = [&](const mhd::SummaryResult& found) -> Result<std::string> {
        const std::string list = documents_url(request);
        std::string out =
            found.apart.are_of_several()
                ? pages::persons_page(found.contents, found.apart, found.sections, list, parts[0], head)
                : pages::person_page(found.contents.front(), found.sections, list, head);
        if (!memory.is_reserved() && !memory.covers(out.size())) {
            TRY_VOID(memory.reserve());
        }
        return out;
    };
    Result<mhd::SummaryResult> found = find();
    Result<std::string> page = found ? write(*found) : tl::make_unexpected(found.error());
    if (!page) {
        return person_response(error_response(request, page.error()), memory, std::move(subject));
    }
    add_found(subject, *found);
    return person_response(html_response(*std::move(page), "read"), memory, std::move(subject));
}

} // namespace renkei::server
