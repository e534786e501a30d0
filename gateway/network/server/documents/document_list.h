// The list of documents as a page.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <vector>

namespace renkei::server {

inline constexpr std::uint32_t rows_of_page = 20;

struct PersonOfDocument {
    std::string name{};         // empty: the document is too large to be opened here, or has no name as text
    bool may_have_page = false; // no: the document is about no person, or is withdrawn
};
// One for each version; marks those that turn out to be damaged.
diag::Result<std::vector<PersonOfDocument>> persons_of(const store::Snapshot& snapshot,
                                                       std::vector<store::Version>& versions);

struct FoundDocuments {
    const std::vector<store::Version>& versions;
    const std::vector<PersonOfDocument>& persons; // as many
    std::string next{};                           // token; empty: this is the last page
};
Response document_list(ServerContext& gateway, const Request& request, const FoundDocuments& found);
// The form with what was asked, and why it is not answered.
Response refused_list(ServerContext& gateway, const Request& request, const diag::Error& error);

} // namespace renkei::server
