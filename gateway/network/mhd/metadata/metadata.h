// IHE MHD metadata of a document, computed from the version and the document: a DocumentReference with
// comprehensive metadata, and its SubmissionSet (a List).
#pragma once

#include "gateway/network/mhd/metadata/document_view.h"

#include <cstdint>
#include <optional>
#include <string>

namespace renkei::mhd {

// References from the metadata to other resources.
struct MetadataLinks {
    std::string document_url; // of the attachment: "https://host/fhir/Binary/…" or a urn:uuid
    std::string reference{};  // to the DocumentReference, in the SubmissionSet; empty: its logical id
    bool provides = false;    // in a transaction: no ids, no versions, no references to what is only here
    std::string media_type{}; // of what is sent instead of the original; empty: the original
    std::uint64_t size = 0;   // of the same
    std::string sha1{};       // of the same, base64
    std::string replaces{};   // reference to the DocumentReference that this one replaces, or empty
    std::optional<std::uint32_t> resource{};     // in the id of a DocumentReference; none: of the document
    std::vector<policy::Identifier> receivers{}; // that the document does not name itself
    std::string transforms{}; // reference to the DocumentReference of the file that this is as FHIR, or empty
};

std::string document_reference(const DocumentView& view, const MetadataLinks& links);
std::string submission_set(const DocumentView& view, const MetadataLinks& links);

} // namespace renkei::mhd
