#include "gateway/network/mhd/document_references.h"

#include "gateway/network/mhd/fhir_digests.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/mhd/metadata.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

constexpr std::uint32_t composition_number = 0; // R4 Bundle: bdl-11
constexpr std::size_t remembered_digests = 20'000;

// of all stores of this program: the ids of their documents are unique (UUID version 7)
FhirDigest digest_of(const DocumentView& view) {
    static FhirDigests digests(remembered_digests);
    return digests.of(view);
}

MetadataLinks links_to_original(const DocumentView& view, const std::string& base) {
    return {.document_url = fmt::format("{}/Binary/{}", base, logical_id(view.version().document))};
}

} // namespace

bool is_form_file(const DocumentView& view) {
    const std::string_view syntax = view.version().syntax; // "fhir" and "fhir-xml" are FHIR already
    return view.count() > 0 && !syntax.empty() && !syntax.starts_with("fhir");
}

std::string document_reference_of(const DocumentView& view, const std::string& base) {
    return document_reference(view, links_to_original(view, base));
}

// The bytes are those that $document gives in JSON.
std::string fhir_document_reference_of(const DocumentView& view, const std::string& base) {
    const std::string& document = view.version().document;
    FhirDigest digest = digest_of(view);
    return document_reference(view, {.document_url = fmt::format("{}/Composition/{}/$document", base,
                                                                 logical_id(document, composition_number)),
                                     .media_type = "application/fhir+json",
                                     .size = digest.size,
                                     .sha1 = std::move(digest.sha1),
                                     .resource = composition_number,
                                     .transforms = "DocumentReference/" + logical_id(document)});
}

std::string submission_set_of(const DocumentView& view, const std::string& base) {
    return submission_set(view, links_to_original(view, base));
}

} // namespace renkei::mhd
