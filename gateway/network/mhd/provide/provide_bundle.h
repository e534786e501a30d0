// A stored version as an ITI-65 transaction with comprehensive metadata, for peers that are reached by IHE
// MHD; and the answer to one.
#pragma once

#include "gateway/network/documents/intake.h"
#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/mhd/provide/provided.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::mhd {

// What is sent of the version: the original or another syntax.
struct SentContent {
    std::string_view bytes;
    std::string_view media_type;
    // "DocumentReference/…": what the receiver calls the version that it has; empty: none
    std::string replaces{};
    std::vector<policy::Identifier> receivers{}; // that the document does not name itself
};
// Comprehensive if the document has a person, else Minimal.
std::string provide_bundle(const DocumentView& view, const SentContent& content);

// Language and code systems of the outcomes in a response.
struct ResponseContext {
    std::string_view canonical{}; // base of our code systems
    diag::Language language = diag::Language::english;
};
// `taken`: by document of the provision.
std::string transaction_response(const ProvidedTransaction& provision,
                                 std::span<const documents::StoredDocument> taken, std::string_view patient,
                                 const ResponseContext& context);

} // namespace renkei::mhd
