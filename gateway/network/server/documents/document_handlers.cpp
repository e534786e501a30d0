#include "gateway/network/server/documents/document_handlers.h"

#include "gateway/core/text/content_disposition.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/document_set.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/document_request.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/request_audit.h"
#include "gateway/network/server/response_body.h"
#include "gateway/network/server/retry.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/server/work_memory.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using audit::Action;
using documents::DocumentOutcome;
using documents::Receipt;
using documents::Representation;
using PathParameters = std::span<const std::string>;

constexpr std::size_t max_files = 100; // of one request

// ---------------------------------------------------------------- sending
Response refused_document(const Request& request, const Receipt& receipt) {
    const resources::RefusalRow& row = resources::row(receipt.refusal);
    Response out = error_response(request, receipt.refusal, receipt.report, row.name);
    if (row.fault == resources::Fault::gateway && receipt.refusal != Refusal::damaged) {
        out.with("Retry-After", std::string(busy_retry_seconds));
    }
    if (receipt.refusal == Refusal::media_type) {
        out.with(
            "Accept-Post",
            "text/csv, application/json, application/fhir+json, application/fhir+xml, multipart/form-data");
    }
    return out;
}

bool is_news(const documents::StoredDocument& taken) { return taken.outcome != DocumentOutcome::unchanged; }

bool wants_fhir(const Request& request) {
    const std::vector<Representation> offered{
        {"application/json", ""}, {"application/fhir+json", "fhir"}, {"application/fhir+xml", "fhir"}};
    const std::optional<Representation> chosen = documents::negotiate(request.header("Accept"), offered);
    return chosen && !chosen->syntax.empty();
}

// The report and, as findings, what became of the documents.
Response receipt_in_fhir(const Request& request, const Receipt& receipt, int status,
                         std::string_view outcome) {
    diag::Report report;
    for (const documents::StoredDocument& taken : receipt.documents) {
        report.add(
            message::document_taken, {},
            {taken.version.document, std::to_string(taken.version.number), std::to_string(taken.deliveries)});
    }
    report.append(receipt.report);
    return report_response(request, status, report, outcome);
}

Response accepted_document(const Request& request, const Receipt& receipt, int news) {
    const bool has_news = std::ranges::any_of(receipt.documents, is_news);
    const int status = has_news ? news : 200;
    const std::string_view outcome =
        receipt.documents.empty() ? "unchanged" : to_text(receipt.documents.front().outcome);
    Response out{.status = status, .media_type = "application/json", .outcome = std::string(outcome)};
    if (wants_fhir(request)) {
        out = receipt_in_fhir(request, receipt, status, outcome);
    } else {
        out.body = receipt_json(request, receipt);
    }
    if (receipt.documents.size() == 1) {
        const Version& version = receipt.documents.front().version;
        out.with("Location", location_of(request, version))
            .with("ETag", documents::etag_of(version, "original"));
    }
    if (receipt.replayed) {
        out.with("Idempotent-Replayed", "true");
    }
    return out;
}

AuditedResponse answer_of(const Request& request, const Receipt& receipt) {
    return audited(receipt, receipt.refusal == Refusal::none ? accepted_document(request, receipt, 201)
                                                             : refused_document(request, receipt));
}

// Files that belong together: each is a part of the body.
AuditedResponse submit_files(ServerContext& gateway, const Request& request) {
    TRY_OR_ANSWER(request, const std::vector<http::BodyPart> parts, http::parts_of(request, max_files));
    TRY_OR_ANSWER(request, const documents::SubmissionBatch batch, batch_of(gateway, request, parts));
    std::uint64_t inner = 0;
    for (const http::BodyPart& part : parts) {
        inner += inner_memory(part.bytes);
    }
    TRY_OR_ANSWER(request, documents::WorkerPool::Lease worker, lease_worker(gateway, request, inner));
    return answer_of(request, gateway.intake().submit(std::move(worker), batch, request.caller));
}

AuditedResponse submit_document(ServerContext& gateway, const Request& request, PathParameters) {
    if (http::is_multipart(request)) {
        return submit_files(gateway, request);
    }
    TRY_OR_ANSWER(request, const documents::Submission submission, submission_of(gateway, request));
    TRY_OR_ANSWER(request, documents::WorkerPool::Lease worker, lease_worker(gateway, request));
    return answer_of(request, gateway.intake().submit(std::move(worker), submission, request.caller));
}

// ---------------------------------------------------------------- taking back
AuditedResponse withdraw_document(ServerContext& gateway, const Request& request, PathParameters parts) {
    const Receipt receipt =
        gateway.intake().withdraw(parts[0], request.caller, known_versions(request, parts[0]));
    return audited(receipt,
                   receipt.refusal == Refusal::none ? accepted_document(request, receipt, 200)
                                                    : refused_document(request, receipt),
                   {.document = parts[0]});
}

// ---------------------------------------------------------------- reading
Response absent(const Request& request) {
    return error_response(request, diag::finding(message::no_such_document, {}));
}

// What is in a part depends on what its reader may see, and a page says who reads it: these have no tag, and
// are not kept.
Response tagged(std::string etag, int status, std::string outcome) {
    Response out{.status = status, .outcome = std::move(outcome)};
    const bool is_of_reader = etag.empty();
    out.with("Cache-Control", is_of_reader ? "no-store" : "private, no-cache").with("Vary", "Accept");
    return is_of_reader ? out : out.with("ETag", std::move(etag));
}

class DocumentReading final : public ContentReading {
public:
    // `number`: of the version; 0: the newest.
    DocumentReading(ServerContext& gateway, const Request& request, const std::string& document,
                    std::uint32_t number)
        : ContentReading(gateway, request, {.document = document, .version = number}, Refusal::busy,
                         document_format),
          number_(number) {}

private:
    Result<Response> look_up(const store::Snapshot& snapshot) override {
        TRY(const documents::Readable seen,
            documents::readable(snapshot, subject_.document, reader_of(gateway_, request_),
                                store::Titles::left_sealed, &parts_));
        const Version* const version = seen.find(number_);
        if (version == nullptr) {
            return absent(request_);
        }
        subject_.version = version->number;
        is_kept_ = !seen.is_of_case;
        snapshot.prefetch_persons(version->document, version->number);
        Result<Response> out = version->status == store::VersionStatus::withdrawn
                                   ? error_response(request_, diag::finding(message::version_gone, {}))
                                   : negotiated(snapshot, *version);
        TRY(subject_.person, audited_person(snapshot, version->document, version->number));
        if (is_page_) {
            TRY_VOID(look_around(snapshot, seen, *version));
        }
        return out;
    }

    // The other views, and what the person is called elsewhere. Only to what is current and whole belongs
    // anything.
    Result<void> look_around(const store::Snapshot& snapshot, const documents::Readable& seen,
                             const Version& version) {
        const mapping::Plan* const plan = documents::find_plan(*loaded_, version);
        const bool has_person = !subject_.person.empty();
        const bool has_name = plan == nullptr || html::names_person(*plan);
        const bool is_newest = &version == &seen.versions.back();
        FoundSet set;
        if (plan != nullptr && has_person && is_newest && version.has_fhir && !version.part &&
            (!has_name || service::belongs_to_others(*loaded_->catalogue, plan->form()))) {
            TRY(set, find_set(gateway_, request_, snapshot, version, memory_, SetFor::people));
        }
        if (has_name) {
            set.person.reset();
        }
        subject_.query = set.person ? "&documents=" + set.named_by : "";
        html::PageHead head = page_head(request_);
        head.views = document_views(request_, *loaded_, seen, version.number, View::content, has_person, set);
        show_page(std::move(head), std::move(set.person));
        return {};
    }

    Result<Response> negotiated(const store::Snapshot& snapshot, const Version& version) {
        const std::vector<Representation> offered = documents::representations(*loaded_, version);
        const HttpResult<std::string> format = requested_format(request_);
        if (!format) {
            return error_response(request_, format.error());
        }
        const std::string accept = accepted_types(request_, *format);
        std::optional<Representation> as = documents::negotiate(accept, offered);
        if (!as) {
            return error_response(
                request_, diag::finding(message::not_acceptable, {}, {accept, offered_types(offered)}));
        }
        as = documents::for_receiver(*loaded_, version, *std::move(as), *request_.caller.peer);
        is_page_ = as->syntax == "html"; // which says who reads it: it has no tag
        if (std::string etag = documents::etag_of(*loaded_, version, *as);
            !is_page_ && is_kept_ && !version.part && is_not_modified(request_, etag)) {
            return tagged(std::move(etag), 304, "not-modified");
        }
        Result<Response> taken = take_out(snapshot, version, *as);
        return !taken && taken.error().message == message::version_gone
                   ? error_response(request_, taken.error())
                   : std::move(taken);
    }

    // RFC 6266: our file names are ASCII; others use the second form.
    Result<Response> shown(documents::Rendered& rendered) override {
        Response out = tagged(is_kept_ ? std::move(rendered.etag) : std::string(), 200, "read");
        out.media_type = std::move(rendered.media_type);
        out.with("Content-Disposition", text::content_disposition(rendered.file_name, "inline"))
            .with("X-Content-Type-Options", "nosniff");
        add_replaced(out, rendered.report);
        if (is_page_) {
            add_policy(out, rendered.bytes);
        }
        return out;
    }

    documents::PartMaker parts_{loaded_};
    std::uint32_t number_;
    bool is_page_ = false;
    bool is_kept_ = true; // by its reader; else it has no tag
};

AuditedResponse vread(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::uint32_t number = read_number(parts[1]);
    if (number == 0) {
        return {absent(request), {.document = parts[0]}};
    }
    return DocumentReading(gateway, request, parts[0], number).run();
}

AuditedResponse list_versions(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (const Result<void> known = check_known(gateway, request, no_parameters); !known) {
        return {error_response(request, Refusal::bad_request, known.error()), {.document = parts[0]}};
    }
    documents::Readable seen;
    documents::PartMaker maker(gateway.workers().loaded());
    std::string person;
    const Result<void> read = gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
        TRY(seen, documents::readable(snapshot, parts[0], reader_of(gateway, request), store::Titles::opened,
                                      &maker));
        if (!seen.versions.empty()) {
            TRY(person, audited_person(snapshot, parts[0], seen.versions.back().number));
        }
        return mark_damaged(snapshot, seen.versions);
    });
    Response response = absent(request);
    if (!read) {
        response = retry_later(request, Refusal::failed, read.error());
    } else if (!seen.versions.empty()) {
        response = {.media_type = "application/json",
                    .body = versions_json(request, seen.versions),
                    .outcome = "read"};
        response.with("Cache-Control", "no-store");
    }
    return {std::move(response), {.document = parts[0], .person = std::move(person)}};
}

AuditedResponse search(ServerContext& gateway, const Request& request, PathParameters) {
    return search_documents(gateway, request);
}

// Where a person begins who types the address of the gateway: nothing for programs, so OpenAPI is silent.
Response home(ServerContext&, const Request& request, PathParameters) {
    Response out{.status = 303, .outcome = "see-other"};
    return out.with("Location", request.base + "/documents");
}

// The look of all pages: nothing of a person, kept for as long as a browser likes. Another look has another
// name.
Response style(ServerContext&, const Request& request, PathParameters parts) {
    if (parts[0] != html::stylesheet_name()) {
        return error_response(request, diag::finding(message::no_such_path, {}, {request.target}));
    }
    Response out{
        .media_type = "text/css;charset=UTF-8", .body = std::string(html::stylesheet()), .outcome = "read"};
    return out.with("Cache-Control", "public, max-age=31536000, immutable")
        .with("X-Content-Type-Options", "nosniff");
}

constexpr int of_home[] = {303};
constexpr int of_style[] = {200, 404};
constexpr int of_submitting[] = {200, 201, 403, 409, 415, 422};
constexpr int of_searching_documents[] = {200};
constexpr int of_reading_documents[] = {200, 304, 404, 406, 410, 412};
constexpr int of_taking_back[] = {200, 403, 404, 412};
constexpr int of_listing_versions[] = {200, 404};
constexpr int of_listing_deliveries[] = {200, 404};
constexpr int of_reading_sets[] = {200, 404, 406, 410};
constexpr int of_person_pages[] = {200, 404, 406, 410};
constexpr int of_checking_eligibility[] = {200, 404, 409};
constexpr int of_eligibility[] = {200, 404, 409, 410};

constexpr std::array<Route, 16> routes_of_documents{{
    {"GET", "/", "home", "", "", "", Unaudited{home}, of_home},
    {"GET", "/style/{name}", "style", "", "", "", Unaudited{style}, of_style, true},
    {"POST", "/documents", "document-submit",
     "Send one document or a file of documents, in any syntax of its form or in FHIR", "", "",
     Audited{{Action::create, "create"}, submit_document}, of_submitting, false, submission_parameters},
    {"GET", "/documents", "document-search", "Find documents by form, sender and date", "", "",
     Audited{{Action::query, "search-type"}, search}, of_searching_documents, false, document_url_parameters},
    {"POST", "/documents/_search", "document-search-post",
     "Find documents, also by person: numbers of persons stand in the body, never in a URL", "", "",
     Audited{{Action::query, "search-type"}, search}, of_searching_documents, false,
     document_form_parameters},
    {"GET", "/documents/{id}", "document-read", "The newest version in the syntax that Accept asks for", "",
     "", Audited{{Action::read, "read"}, read_newest}, of_reading_documents, false, document_format},
    {"DELETE", "/documents/{id}", "document-withdraw", "Take a document back; If-Match names the version", "",
     "", Audited{{Action::remove, "delete"}, withdraw_document}, of_taking_back},
    {"GET", "/documents/{id}/person", "document-person",
     "What the documents that the caller may read say of the person of this one, as a page", "", "",
     Audited{{Action::query, "$summary"}, read_person_page}, of_person_pages},
    {"GET", "/documents/{id}/side-by-side", "document-side-by-side",
     "A document beside the other one of its month, as a page: what was planned and what was done", "", "",
     Audited{{Action::query, "side-by-side"}, read_side_by_side}, of_person_pages},
    {"GET", "/documents/{id}/course", "document-course",
     "The last documents of its form and sender about its person, as a page: what changed between them", "",
     "", Audited{{Action::read, "read"}, read_course}, of_person_pages},
    {"GET", "/documents/{id}/eligibility", "document-eligibility",
     "What the documents that the caller may read say on a day of the insurance of the person of this one",
     "", "", Audited{{Action::query, "eligibility"}, read_eligibility}, of_eligibility, false,
     eligibility_parameters},
    {"POST", "/eligibility/_search", "eligibility-check",
     "The same by the person's number: it stands in the body, never in a URL", "", "",
     Audited{{Action::query, "eligibility"}, check_eligibility}, of_checking_eligibility, false,
     eligibility_form_parameters},
    {"GET", "/documents/{id}/deliveries", "document-deliveries",
     "For the sender: which receiver has which version of a document, and since when", "", "",
     Audited{{Action::read, "document-deliveries"}, list_deliveries}, of_listing_deliveries},
    {"GET", "/documents/{id}/set", "document-set",
     "The documents that were sent together with this one, and this one, in one Bundle", "", "",
     Audited{{Action::read, "document-set"}, read_document_set}, of_reading_sets, false, document_format},
    {"GET", "/documents/{id}/versions", "document-versions", "All versions of a document", "", "",
     Audited{{Action::read, "history-instance"}, list_versions}, of_listing_versions},
    {"GET", "/documents/{id}/versions/{number}", "document-vread",
     "One version in the syntax that Accept asks for", "", "", Audited{{Action::read, "vread"}, vread},
     of_reading_documents, false, document_format},
}};

} // namespace

AuditedResponse read_newest(ServerContext& gateway, const Request& request, PathParameters parts) {
    return DocumentReading(gateway, request, parts[0], 0).run();
}

QueryParameters document_format(ServerContext&) { return {content_format()}; }

std::span<const Route> document_routes() { return routes_of_documents; }

} // namespace renkei::server
