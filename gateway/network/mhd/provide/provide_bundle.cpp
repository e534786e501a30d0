#include "gateway/network/mhd/provide/provide_bundle.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/identifiers.h"
#include "gateway/network/mhd/metadata/metadata.h"

#include <fmt/format.h>

#include <cassert>

namespace renkei::mhd {
namespace {

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

std::string outcome_of_unkept(const ProvidedDocument& document, const ResponseContext& context) {
    diag::Report report;
    for (const diag::Finding& finding : document.unsupported_relations) {
        report.add(finding);
    }
    return report.empty() ? "" : resources::answer_outcome(report, context.language, context.canonical);
}

// Up to its entries. `profile`: of IHE MHD.
void start_bundle(json::Writer& writer, std::string_view type, std::string_view profile) {
    writer.start_object().member("resourceType", "Bundle").key("meta");
    writer.raw(by_example("metadata", {{"profile", fmt::format("{}IHE.MHD.{}", structures, profile)}}));
    writer.member("type", type).key("entry").start_array();
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
    const auto entry = [&](const std::string& url, std::string_view type, const std::string& resource) {
        writer.raw(by_example("provided entry", {{"url", url}, {"type", type}, {"resource", resource}}));
    };
    entry(submission_uuid(version), "List", submission_set(view, links));
    entry(entry_uuid(version), "DocumentReference", document_reference(view, links));
    writer.raw(by_example("provided binary", {{"url", unique_id(version)},
                                              {"media type", content.media_type},
                                              {"data", base::to_base64(content.bytes)}}));
    if (!content.replaces.empty()) { // the version at the receiver becomes superseded
        writer.raw(by_example("superseding patch", {{"url", content.replaces}}));
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
        const bool is_reference = provision.roles[number] == EntryRole::reference;
        writer.raw(by_example(
            "response entry",
            {{"status", reply.status},
             {"location", reply.location},
             {"etag", fmt::format("W/\"{}\"", stored.version.number)},
             {"modified", time::instant(stored.version.created)},
             {"outcome", is_reference
                             ? outcome_of_unkept(provision.documents[document_of(provision, number)], context)
                             : ""}}));
    }
    writer.end_array().end_object();
    return out;
}

} // namespace renkei::mhd
