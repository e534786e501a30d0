#include "gateway/network/server/fhir/provided_documents.h"

#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/work_memory.h"

#include <algorithm>
#include <optional>

namespace renkei::server {
namespace {

using documents::Receipt;
using documents::StoredDocument;
using mhd::ProvidedDocument;

bool is_form_content(const ProvidedDocument& document) {
    return documents::check_media_type(
               documents::MediaType{.type = document.media_type, .charset = document.charset})
        .has_value();
}

// The document names a Patient and no number of the person.
bool needs_known_person(const ProvidedDocument& document) {
    return document.metadata.persons.empty() && document.patient;
}

// A Patient of this gateway stands for the person's numbers.
Result<void> add_known_person(const store::Snapshot& snapshot, const access::Reader& reader,
                              ProvidedDocument& document, ReadMemory& memory) {
    if (!needs_known_person(document)) {
        return {};
    }
    const mhd::LogicalId& id = document.patient->id;
    TRY(const std::optional<store::Version> version,
        documents::readable_newest(snapshot, id.document, reader));
    if (!version) {
        return {};
    }
    TRY(const std::uint64_t bytes, mhd::view_size(snapshot, *version));
    if (!memory.covers(bytes)) {
        return {};
    }
    TRY(const std::unique_ptr<mhd::DocumentView> view, mhd::open_view(snapshot, *version));
    if (id.resource == view->subject()) {
        document.metadata.persons = documents::extract_metadata(view->tree(), view->index()).persons;
    }
    return {};
}

Result<void> add_known_persons(ServerContext& gateway, const Request& request,
                               std::vector<ProvidedDocument>& all) {
    ReadMemory memory(request); // of the largest: one is open at a time
    const Result<bool> done =
        read_large<bool>(gateway, memory, [&](const store::Snapshot& snapshot) -> Result<bool> {
            for (ProvidedDocument& document : all) {
                TRY_VOID(add_known_person(snapshot, reader_of(gateway, request), document, memory));
            }
            return true;
        });
    return done ? Result<void>() : tl::make_unexpected(done.error());
}

documents::Attachment attachment_of(const ProvidedDocument& document, const policy::Peer& caller,
                                    std::string_view interaction) {
    documents::Attachment out{.bytes = document.bytes,
                              .media_type = document.media_type,
                              .document = document.unique_id,
                              .metadata = document.metadata,
                              .replaces = document.replaces,
                              .replaces_only = document.replaces_only,
                              .interaction = std::string(interaction)};
    if (out.metadata.senders.empty()) {
        for (const policy::Number& number : caller.numbers) {
            out.metadata.senders.push_back(policy::identifier_of(number));
        }
    }
    out.sender = documents::identity_of(out.metadata.senders, caller);
    return out;
}

// All documents of a request, and which part of the load each became.
struct Packed {
    documents::SubmissionBatch load{};
    std::vector<std::size_t> parts{}; // by document
};

// A document that names no receiver is for those of the request's header.
Packed pack(std::vector<ProvidedDocument>& all, const std::vector<policy::Identifier>& receivers,
            const Request& request, std::string_view interaction) {
    Packed out;
    const auto forms = static_cast<std::size_t>(std::ranges::count_if(all, is_form_content));
    for (ProvidedDocument& document : all) {
        if (document.metadata.receivers.empty()) {
            document.metadata.receivers = receivers;
        }
        if (is_form_content(document)) {
            out.parts.push_back(out.load.submissions.size());
            out.load.submissions.push_back({.bytes = document.bytes,
                                            .media_type = document.media_type,
                                            .charset = document.charset,
                                            .replaces = document.replaces,
                                            .replaces_only = document.replaces_only,
                                            .interaction = std::string(interaction),
                                            .persons = document.metadata.persons,
                                            .persons_at = document.subject_at,
                                            .receivers = document.metadata.receivers});
        } else {
            out.parts.push_back(forms + out.load.attachments.size());
            out.load.attachments.push_back(attachment_of(document, *request.caller.peer, interaction));
        }
    }
    return out;
}

// Of the receipt, in the order of the request.
std::vector<StoredDocument> in_order(const Receipt& receipt, const std::vector<std::size_t>& parts) {
    std::vector<StoredDocument> out;
    for (const std::size_t part : parts) {
        const auto found = std::ranges::find(receipt.documents, part, &StoredDocument::part);
        out.push_back(found == receipt.documents.end() ? receipt.documents.front() : *found);
    }
    return out;
}

Receipt failed_receipt(const diag::Error& error) {
    Receipt out{.refusal = resources::refusal_of(error.message).value_or(Refusal::failed)};
    out.report.add(error);
    return out;
}

// What is kept of an earlier answer names its versions and says little of them.
Result<void> look_up(const store::Snapshot& snapshot, std::vector<StoredDocument>& taken) {
    for (StoredDocument& each : taken) {
        TRY(std::optional<store::Version> version,
            snapshot.version(each.version.document, each.version.number));
        each.version = version ? *std::move(version) : std::move(each.version);
    }
    return {};
}

} // namespace

ProvidedReceipt submit_provided(ServerContext& gateway, OpenedRequest opened, const Request& request,
                                std::vector<ProvidedDocument>& all, std::string_view interaction) {
    std::optional<documents::WorkerPool::Lease> worker(std::move(opened.worker));
    std::uint64_t inner = 0; // of files that were wrapped in the body
    for (const ProvidedDocument& document : all) {
        inner += is_form_content(document) ? inner_memory(document.bytes) : 0;
    }
    if (inner > 0 || std::ranges::any_of(all, needs_known_person)) {
        // never waits for memory while it holds a worker: the owner of the memory may wait for one
        worker.reset();
    }
    if (const Result<void> known = add_known_persons(gateway, request, all); !known) {
        return {failed_receipt(known.error())};
    }
    if (!worker) {
        HttpResult<documents::WorkerPool::Lease> again = lease_worker(gateway, request, inner);
        if (!again) {
            return {failed_receipt(again.error().error)};
        }
        worker.emplace(*std::move(again));
    }
    Packed packed = pack(all, opened.receivers, request, interaction);
    packed.load.idempotency_key = std::move(opened.key);
    ProvidedReceipt out{gateway.intake().submit(*std::move(worker), packed.load, request.caller)};
    if (out.receipt.refusal == documents::Refusal::none) {
        out.taken = in_order(out.receipt, packed.parts);
    }
    if (out.receipt.replayed) {
        const Result<void> whole = gateway.store().read(
            [&](const store::Snapshot& snapshot) { return look_up(snapshot, out.taken); });
        if (!whole) {
            return {failed_receipt(whole.error())};
        }
    }
    return out;
}

} // namespace renkei::server
