#include "gateway/network/mhd/provide_bundle.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/identifiers.h"
#include "gateway/network/mhd/metadata.h"

#include <fmt/format.h>

#include <cassert>

namespace renkei::mhd {
namespace {

void entry(json::Writer& writer, const std::string& full_url, std::string_view type,
           std::string_view resource) {
    writer.start_object().member("fullUrl", full_url).key("resource").raw(resource);
    writer.key("request")
        .start_object()
        .member("method", "POST")
        .member("url", type)
        .end_object()
        .end_object();
}

std::string binary(const SentContent& content) {
    std::string out;
    json::Writer(out)
        .start_object()
        .member("resourceType", "Binary")
        .member("contentType", content.media_type)
        .member("data", base::to_base64(content.bytes))
        .end_object();
    return out;
}

// Writes the FHIRPath Patch that makes the version at the receiver superseded.
void patch_entry(json::Writer& writer, const std::string& url) {
    const auto part = [&](std::string_view name, std::string_view type, std::string_view value) {
        writer.start_object().member("name", name).member(type, value).end_object();
    };
    writer.start_object().key("resource").start_object().member("resourceType", "Parameters");
    writer.key("parameter")
        .start_array()
        .start_object()
        .member("name", "operation")
        .key("part")
        .start_array();
    part("type", "valueCode", "replace");
    part("path", "valueString", "DocumentReference.status");
    part("value", "valueCode", "superseded");
    writer.end_array().end_object().end_array().end_object();
    writer.key("request")
        .start_object()
        .member("method", "PATCH")
        .member("url", url)
        .end_object()
        .end_object();
}

struct Reply {
    std::string location;
    std::string_view status;
};

Reply reply_of(EntryRole role, const documents::StoredDocument& taken, std::string_view patient) {
    // by EntryRole
    constexpr std::string_view types[] = {"List", "DocumentReference", "DocumentReference", "Binary"};
    if (role == EntryRole::patient) {
        return {std::string(patient), "200 OK"}; // known by the document, not written by itself
    }
    const std::string_view type = types[static_cast<std::size_t>(role)];
    const bool is_new = role != EntryRole::update && taken.outcome != documents::DocumentOutcome::unchanged;
    return {fmt::format("{}/{}/_history/{}", type, logical_id(taken.version.document), taken.version.number),
            is_new ? "201 Created" : "200 OK"};
}

// The document that an entry belongs to; what belongs to all stands for the first.
std::size_t document_of(const ProvidedTransaction& provision, std::size_t number) {
    for (std::size_t i = 0; i < provision.documents.size(); ++i) {
        if (provision.documents[i].reference == number || provision.documents[i].document == number) {
            return i;
        }
    }
    return 0;
}

void write_unkept(json::Writer& writer, const ProvidedDocument& document, const ResponseContext& context) {
    if (document.unsupported_relations.empty()) {
        return;
    }
    diag::Report report;
    for (const diag::Finding& finding : document.unsupported_relations) {
        report.add(finding);
    }
    writer.key("outcome").raw(resources::answer_outcome(report, context.language, context.canonical));
}

// Up to its entries. `profile`: of IHE MHD.
void start_bundle(json::Writer& writer, std::string_view type, std::string_view profile) {
    writer.start_object().member("resourceType", "Bundle").key("meta").start_object();
    writer.key("profile").start_array().string(fmt::format("{}IHE.MHD.{}", structures, profile)).end_array();
    writer.end_object().member("type", type).key("entry").start_array();
}

} // namespace

std::string provide_bundle(const DocumentView& view, const SentContent& content) {
    const store::Version& version = view.version();
    const MetadataLinks links{.document_url = unique_id(version),
                              .reference = entry_uuid(version),
                              .provides = true,
                              .media_type = std::string(content.media_type),
                              .size = content.bytes.size(),
                              .sha1 = documents::sha1_base64(content.bytes),
                              .replaces = content.replaces,
                              .receivers = content.receivers};
    const std::string_view level = view.subject() == resources::no_entry ? "Minimal" : "Comprehensive";
    std::string out;
    json::Writer writer(out);
    start_bundle(writer, "transaction", fmt::format("{}.ProvideBundle", level));
    entry(writer, submission_uuid(version), "List", submission_set(view, links));
    entry(writer, entry_uuid(version), "DocumentReference", document_reference(view, links));
    entry(writer, unique_id(version), "Binary", binary(content));
    if (!content.replaces.empty()) {
        patch_entry(writer, content.replaces);
    }
    writer.end_array().end_object();
    return out;
}

std::string transaction_response(const ProvidedTransaction& provision,
                                 std::span<const documents::StoredDocument> taken, std::string_view patient,
                                 const ResponseContext& context) {
    assert(!taken.empty());
    std::string out;
    json::Writer writer(out);
    start_bundle(writer, "transaction-response", "ProvideDocumentBundleResponse");
    for (std::size_t number = 0; number < provision.roles.size(); ++number) {
        const documents::StoredDocument& stored = taken[document_of(provision, number)];
        const Reply reply = reply_of(provision.roles[number], stored, patient);
        writer.start_object()
            .key("response")
            .start_object()
            .member("status", reply.status)
            .member("location", reply.location);
        writer.member("etag", fmt::format("W/\"{}\"", stored.version.number))
            .member("lastModified", time::instant(stored.version.created));
        if (provision.roles[number] == EntryRole::reference) {
            write_unkept(writer, provision.documents[document_of(provision, number)], context);
        }
        writer.end_object().end_object();
    }
    writer.end_array().end_object();
    return out;
}

} // namespace renkei::mhd
