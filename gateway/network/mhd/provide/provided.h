// IHE MHD's ways to bring documents, read and checked against its rules: ITI-65 (a transaction) and ITI-105
// (one DocumentReference with the document in it).
#pragma once

#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/provide/provide_rules.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::mhd {

// A document and what its DocumentReference says about it.
struct ProvidedDocument {
    std::string bytes{};
    std::string media_type{};                   // without parameters, lower case
    std::string charset{};                      // of it; empty: none
    std::string unique_id{};                    // masterIdentifier
    std::string replaces{};                     // id of a document of this gateway, or empty
    std::vector<std::uint32_t> replaces_only{}; // its version that the request knows; empty: any
    std::vector<diag::Finding>
        unsupported_relations{};      // findings about its other relations, one of each kind
    std::optional<TypedId> patient{}; // its subject, where that is a Patient of this gateway
    std::string subject_at{};         // where the subject stands: "DocumentReference.subject"
    documents::ExtractedMetadata
        metadata{};            // what the metadata say; a document of a known form says it itself
    std::size_t reference = 0; // entry of the DocumentReference
    std::size_t document = 0;  // entry of the document
};

enum class EntryRole : std::uint8_t { submission_set, reference, update, document, patient };

struct ProvidedTransaction {
    std::vector<ProvidedDocument> documents{};
    std::vector<EntryRole> roles{}; // by entry
};

// Usable only if the report got no error. More than `most` documents are refused before anything else is
// looked at.
ProvidedTransaction read_provision(const json::Tree& tree, std::size_t most, diag::Report& report);
ProvidedDocument read_simplified(const json::Tree& tree, diag::Report& report);

} // namespace renkei::mhd
