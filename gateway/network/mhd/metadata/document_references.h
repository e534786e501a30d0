// The resources by which IHE MHD offers a document: its DocumentReference and SubmissionSet, and for the file
// of a form a second DocumentReference, which offers the same document as FHIR.
#pragma once

#include "gateway/network/mhd/metadata/document_view.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace renkei::mhd {

// True if the document came in a syntax of its form and is kept as FHIR, too.
bool is_form_file(const DocumentView& view);

// `base`: of the API, "https://host/fhir".
std::string document_reference_of(const DocumentView& view, const std::string& base);      // as it came
std::string fhir_document_reference_of(const DocumentView& view, const std::string& base); // of a form's file
std::string submission_set_of(const DocumentView& view, const std::string& base);

// Size and SHA-1 of documents as FHIR, as their DocumentReferences say them. Both are the same as long as the
// version exists, and cost more than the rest of a search for it.
struct FhirDigest {
    std::uint64_t size = 0;
    std::string sha1{}; // base64
};

// Safe to use from many threads.
class FhirDigests {
public:
    // `most`: versions that are remembered (about 150 bytes each); beyond it all are forgotten.
    explicit FhirDigests(std::size_t most) : most_(most) {}
    FhirDigest of(const DocumentView& view); // of what write_bundle() gives
    std::size_t count() const;

private:
    const std::size_t most_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, FhirDigest> known_{};
};

} // namespace renkei::mhd
