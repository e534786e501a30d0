#include "gateway/network/mhd/metadata/document_references.h"

#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/metadata.h"

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

// The key of a digest. The version alone would do; the length is added so that a mistake elsewhere cannot
// give another document's digest.
std::string key_of(const DocumentView& view) {
    const store::Version& version = view.version();
    return fmt::format("{}/{}/{}/{}", version.document, version.number, version.created,
                       view.tree().raw(json::Tree::root).size());
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

FhirDigest FhirDigests::of(const DocumentView& view) {
    std::string key = key_of(view);
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = known_.find(key); known != known_.end()) {
            return known->second;
        }
    }
    std::string bytes;
    view.write_bundle(bytes);
    FhirDigest out{.size = bytes.size(), .sha1 = documents::sha1_base64(bytes)};
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_) {
        known_.clear();
    }
    known_.insert_or_assign(std::move(key), out);
    return out;
}

std::size_t FhirDigests::count() const {
    const std::lock_guard lock(mutex_);
    return known_.size();
}

} // namespace renkei::mhd
