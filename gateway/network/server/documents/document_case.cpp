// The papers of one case, for the member of the certification board before whom it is: read, never kept.
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/ledger/tasks.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_handlers.h"
#include "generated/messages/server.h"

#include <utility>

namespace renkei::server {
namespace {

struct FoundCase {
    FoundSet set{};
    std::vector<std::string> missing{}; // titles
    std::vector<std::string> damaged{}; // titles
};

// Of each form the newest document, in the order of the board. To a program a damaged one is an error.
Result<FoundCase> find_papers(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
                              std::string_view id, ReadMemory& memory, documents::PartMaker& parts) {
    const access::Reader reader = reader_of(gateway, request);
    TRY(const std::optional<ledger::CasePapers> found, ledger::case_with_id(snapshot, reader, id));
    if (!found) {
        return diag::fail(message::no_such_path, {}, {request.target});
    }
    FoundCase out;
    TRY(out.set.persons, snapshot.linked_persons(found->person));
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    std::vector<std::pair<std::string, Version>> papers; // with their titles
    std::uint64_t bytes = 0;
    for (const std::string& form : found->forms) {
        TRY(store::DocumentPage newest,
            documents::find_documents(snapshot, reader,
                                      {.persons = out.set.persons, .form = form, .limit = 1}, &parts));
        const mapping::Plan* const plan = loaded->catalogue->find(form);
        std::string title(plan == nullptr ? form : plan->text(plan->form().about().title));
        if (newest.versions.empty()) {
            out.missing.push_back(std::move(title));
            continue;
        }
        TRY(const std::uint64_t size, mhd::view_size(snapshot, newest.versions.front()));
        bytes += 2 * size; // what is kept, and its text in the response
        papers.emplace_back(std::move(title), std::move(newest.versions.front()));
    }
    if (!memory.covers(bytes)) {
        return FoundCase{};
    }
    for (auto& [title, version] : papers) {
        std::size_t damaged = 0;
        TRY(ViewPtr view, wants_page(request) ? mhd::open_if_whole(snapshot, version, damaged, &parts)
                                              : mhd::open_view(snapshot, version, &parts));
        if (view) {
            out.set.documents.push_back(version.document);
            out.set.views.push_back(std::move(view));
        } else {
            out.damaged.push_back(std::move(title));
        }
    }
    return out;
}

} // namespace

AuditedResponse read_case(ServerContext& gateway, const Request& request, PathParameters parts) {
    AuditSubject subject;
    ReadMemory memory(request);
    documents::PartMaker maker(gateway.workers().loaded());
    const auto find = [&]() -> Result<FoundCase> {
        TRY_VOID(check_known(gateway, request, no_parameters));
        return read_large<FoundCase>(gateway, memory, [&](const store::Snapshot& snapshot) {
            return find_papers(gateway, request, snapshot, parts[0], memory, maker);
        });
    };
    const auto write = [&](const FoundCase& found) -> Result<Response> {
        if (!wants_page(request)) {
            diag::Report missing;
            for (const std::string& title : found.missing) {
                missing.add(message::case_paper_missing, {}, {title});
            }
            const std::string said =
                resources::operation_outcome(missing, language_of(request), request.canonical);
            return fhir_response(gateway, request, 200,
                                 set_bundle(found.set, fhir_base(request), missing.empty() ? "" : said));
        }
        TRY(std::vector<html::DocumentSheet> sheets, sheets_of_set(gateway, request, found.set));
        for (const std::string& title : found.damaged) {
            sheets.push_back(
                {.title = title, .html = "<p>この資料は開けません。市町村に連絡してください。</p>\n"});
        }
        return html_response(html::sheets_page("審査会の資料", sheets, "まだ届いていない資料", found.missing,
                                               page_head(request, {{request.base + "/work", "業務の一覧"}})),
                             "read");
    };
    const Result<FoundCase> found = find();
    Result<Response> answer = found ? write(*found) : tl::make_unexpected(found.error());
    if (!answer) {
        return person_response(error_response(request, answer.error()), memory, std::move(subject));
    }
    add_found(subject, found->set);
    return person_response(*std::move(answer), memory, std::move(subject));
}

} // namespace renkei::server
