// FHIR documents of others: who names them, and those that no form of ours reads, of which only what they say
// of themselves is known.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/source.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/parsed_document.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::documents {

bool is_of_others(const service::RecordSource& source); // of a foreign form, or of none
// No form reads such Bundles, or none for sure: one of several kinds, or about several persons.
bool is_of_no_form(const service::RecordSource& source, const diag::Report& found);
// No form is made of it, but it is kept: it is of a foreign form, or it says that an earlier one holds no
// longer.
bool is_kept_though_withheld(const service::RecordSource& source, const diag::Report& found);

// A hash of what the Bundle says, however it is laid out.
store::Hash content_hash(const json::Tree& bundle);

// Roles that create a form of others may bring its kin, and so may a peer whose entry allows the media type.
std::vector<std::string> creators_of_foreign(const catalogue::Catalogue& catalogue, const policy::Peer& peer,
                                             std::string_view media_type);

// Who names a document of others: its sender, by a number of the kind by which its form names institutions
// (`by_form`), if it has one.
policy::Identifier foreign_sender(const policy::Identifier& by_form, const ExtractedMetadata& metadata,
                                  const policy::Peer& peer);

// A document that names no receiver gets the receivers of its request.
void take_receivers(ExtractedMetadata& metadata, const Submission& submission, ParsedDocument& parsed);

struct ForeignContent {
    Content content;
    store::Hash hash;
    std::string_view bytes;
};
// A document without a form. The caller adds its roles, its places and its bytes.
ParsedDocument foreign_document(ExtractedMetadata metadata, const Submission& submission,
                                const ParseContext& by, const ForeignContent& from);

} // namespace renkei::documents
