// Documents in by FHIR and IHE MHD: ITI-65, ITI-105, a document Bundle; and every other write, which is
// refused with the right route.
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/provide/provide_bundle.h"
#include "gateway/network/mhd/search/candidate.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/document_request.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/provided_documents.h"
#include "gateway/network/server/large_reads.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

using diag::Report;
using documents::Receipt;
using documents::StoredDocument;
using mhd::ProvidedDocument;

HttpResult<OpenedRequest> open(ServerContext& gateway, const Request& request) {
    TRY(std::string key, idempotency_key(request).map_error(http_error_of));
    TRY(std::vector<policy::Identifier> receivers, requested_receivers(request).map_error(http_error_of));
    // the response's, but nothing is stored that could not be answered
    TRY_VOID(requested_syntax(request));
    TRY(documents::WorkerPool::Lease worker, lease_worker(gateway, request));
    return OpenedRequest{std::move(key), std::move(worker), std::move(receivers)};
}

AuditedResponse replayed_or_new(const Receipt& receipt, Response response) {
    if (receipt.replayed) {
        response.with("Idempotent-Replayed", "true");
    }
    return audited(receipt, std::move(response));
}

// A body that was read and is valid FHIR.
struct Body {
    std::string json;
    json::Tree tree;
};

bool is_document(const json::Tree& tree) {
    return mhd::text_at(tree, json::Tree::root, "resourceType") == "Bundle" &&
           mhd::text_at(tree, json::Tree::root, "type") == "document";
}

// Is it what R4 says? Our own rules come after that. A document is asked when it is taken in.
HttpResult<std::unique_ptr<Body>> read_body(documents::ConversionWorker& worker, const Request& request,
                                            Report& report) {
    TRY(std::string json, read_fhir_body(worker, request));
    auto out = std::make_unique<Body>(Body{.json = std::move(json), .tree = {}});
    if (const Result<void> parsed = json::Parser().parse(out->json, out->tree); !parsed) {
        return tl::make_unexpected(HttpError{Refusal::unreadable, parsed.error(), {}});
    }
    if (is_document(out->tree)) {
        return out;
    }
    validate::ValidationOptions options;
    options.best_practice = validate::BestPractice::ignore;
    options.absolute_references_name_types = true;
    const service::Outcome outcome = worker.validation().run({.name = {}, .bytes = out->json}, options);
    for (const diag::Finding& finding : outcome.report.findings()) {
        if (finding.severity == diag::Severity::error) {
            report.add(finding);
        }
    }
    return out;
}

Response refuse_all(const Request& request, const Report& report) {
    const std::string_view first =
        report.empty() ? "invalid" : diag::row(report.findings().front().message).id;
    return error_response(request, Refusal::invalid, report, first);
}

AuditedResponse refused_bundle(const Request& request, const Receipt& receipt) {
    const std::string_view first =
        receipt.report.empty() ? "refused" : diag::row(receipt.report.findings().front().message).id;
    return audited(receipt, error_response(request, receipt.refusal, receipt.report, first));
}

// RFC 7234, 5.5: the body is the DocumentReference as it was made and has no room for the report. A header is
// ASCII: English.
std::string warnings_of(const ProvidedDocument& document) {
    std::string out;
    for (const diag::Finding& finding : document.unsupported_relations) {
        if (out.find(finding.args.front()) == std::string::npos) { // each kind once
            out += fmt::format("{}299 - \"{}\"", out.empty() ? "" : ", ", finding.args.front());
        }
    }
    return out;
}

// "Patient/…" of the first document, for the entry of the Patient. A repeated request may be about a version
// that is not shown any more.
Result<std::string> patient_of(const store::Snapshot& snapshot, const store::Version& version,
                               const access::Reader& reader, ReadMemory& memory) {
    TRY(const bool is_shown, documents::is_shown(snapshot, version, reader));
    if (!is_shown) {
        return std::string("Patient");
    }
    TRY(const std::uint64_t bytes, mhd::view_size(snapshot, version));
    if (!memory.covers(bytes)) {
        return std::string();
    }
    const Result<std::unique_ptr<mhd::DocumentView>> view = mhd::open_view(snapshot, version);
    return view && (*view)->subject() != resources::no_entry
               ? fmt::format("Patient/{}", mhd::logical_id(version.document, (*view)->subject()))
               : std::string("Patient");
}

bool is_document(documents::ConversionWorker& worker, const std::string& json) {
    json::Tree tree;
    return worker.converter().parse_fhir(json, tree) && is_document(tree);
}

// One document as it came: stored, delivered, and its report.
AuditedResponse take_document(ServerContext& gateway, OpenedRequest opened, const Request& request) {
    const documents::Submission submission{
        .bytes = request.body,
        .media_type =
            documents::read_media_type(request.header("Content-Type")).type.find("xml") == std::string::npos
                ? std::string(fhir_json)
                : std::string(fhir_xml),
        .idempotency_key = std::move(opened.key),
        .receivers = std::move(opened.receivers)};
    const Receipt receipt = gateway.intake().submit(std::move(opened.worker), submission, request.caller);
    if (receipt.refusal != documents::Refusal::none) {
        return refused_bundle(request, receipt);
    }
    const StoredDocument& first = receipt.documents.front();
    Report outcome;
    outcome.add(
        message::document_taken, {},
        {first.version.document, std::to_string(first.version.number), std::to_string(first.deliveries)});
    outcome.append(receipt.report);
    // the report as OperationOutcome
    Response out = report_response(
        request, first.outcome == documents::DocumentOutcome::unchanged ? 200 : 201, outcome, "created");
    out.with("Location", fmt::format("{}/Bundle/{}/_history/{}", fhir_base(request),
                                     mhd::logical_id(first.version.document), first.version.number));
    out.with("ETag", fmt::format("W/\"{}\"", first.version.number));
    return replayed_or_new(receipt, std::move(out));
}

} // namespace

AuditedResponse provide_bundle(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, OpenedRequest opened, open(gateway, request));
    Report report;
    TRY_OR_ANSWER(request, const std::unique_ptr<Body> body, read_body(*opened.worker, request, report));
    const json::Tree& tree = body->tree;
    if (mhd::text_at(tree, json::Tree::root, "resourceType") != "Bundle") {
        return reject_write(gateway, request, {});
    }
    if (is_document(tree)) {
        // no SubmissionSet: not ITI-65, also where it is refused
        return take_document(gateway, std::move(opened), request).as({audit::Action::create, "create"});
    }
    mhd::ProvidedTransaction provision =
        mhd::read_provision(tree, gateway.intake().limits().documents, report);
    if (report.at_least(diag::Severity::error)) {
        return refuse_all(request, report);
    }
    const ProvidedReceipt provided =
        submit_provided(gateway, std::move(opened), request, provision.documents, "ITI-65");
    if (provided.receipt.refusal != documents::Refusal::none) {
        return refused_bundle(request, provided.receipt);
    }
    ReadMemory memory(request);
    const Result<std::string> patient =
        read_large<std::string>(gateway, memory, [&](const store::Snapshot& snapshot) {
            return patient_of(snapshot, provided.taken.front().version, reader_of(gateway, request), memory);
        });
    const mhd::ResponseContext response_context{.canonical = request.canonical,
                                                .language = language_of(request)};
    Response out = fhir_response(
        gateway, request, 200,
        mhd::transaction_response(provision, provided.taken, patient.value_or("Patient"), response_context));
    out.outcome = "provided";
    return replayed_or_new(provided.receipt, std::move(out));
}

AuditedResponse simplified_publish(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, OpenedRequest opened, open(gateway, request));
    Report report;
    TRY_OR_ANSWER(request, const std::unique_ptr<Body> body, read_body(*opened.worker, request, report));
    std::vector<ProvidedDocument> all{mhd::read_simplified(body->tree, report)};
    if (report.at_least(diag::Severity::error)) {
        return refuse_all(request, report);
    }
    const ProvidedReceipt provided = submit_provided(gateway, std::move(opened), request, all, "ITI-105");
    if (provided.receipt.refusal != documents::Refusal::none) {
        return refused_bundle(request, provided.receipt);
    }
    const store::Version& version = provided.taken.front().version;
    ReadMemory memory(request);
    Result<std::string> made =
        read_large<std::string>(gateway, memory, [&](const store::Snapshot& snapshot) -> Result<std::string> {
            TRY(const bool is_shown, documents::is_shown(snapshot, version, reader_of(gateway, request)));
            if (!is_shown) { // a repeated request
                return diag::fail(message::version_gone, {});
            }
            TRY(const std::uint64_t bytes, mhd::view_size(snapshot, version));
            if (!memory.covers(bytes)) {
                return std::string();
            }
            TRY(std::unique_ptr<mhd::DocumentView> view, mhd::open_view(snapshot, version));
            mhd::OpenDocument document(std::move(view), fhir_base(request));
            return document.generated("DocumentReference", resources::no_entry)->text;
        });
    const int status = provided.taken.front().outcome == documents::DocumentOutcome::unchanged ? 200 : 201;
    // it is stored, whether there is memory to show it or not
    Response out =
        made ? fhir_response(gateway, request, status, *std::move(made)) : Response{.status = status};
    out.with("Location", fmt::format("{}/DocumentReference/{}/_history/{}", fhir_base(request),
                                     mhd::logical_id(version.document), version.number));
    if (const std::string warnings = warnings_of(all.front()); !warnings.empty()) {
        out.with("Warning", warnings);
    }
    out.with("ETag", fmt::format("W/\"{}\"", version.number)).outcome = "provided";
    return replayed_or_new(provided.receipt, std::move(out));
}

AuditedResponse create_document(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, OpenedRequest opened, open(gateway, request));
    TRY_OR_ANSWER(request, const std::string json, read_fhir_body(*opened.worker, request));
    if (!is_document(*opened.worker, json)) {
        return error_response(request, diag::finding(message::fhir_document_not_supported, {},
                                                     {opened.worker->loaded().catalogue->form_ids()}));
    }
    return take_document(gateway, std::move(opened), request);
}

AuditedResponse reject_write(ServerContext&, const Request& request, PathParameters) {
    Response out =
        error_response(request, diag::finding(message::write_not_offered, {}, {fhir_base(request)}));
    return AuditedResponse(std::move(out)).as(refused_write);
}

} // namespace renkei::server
