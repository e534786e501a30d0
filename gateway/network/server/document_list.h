// The list of documents as a page.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <vector>

namespace renkei::server {

inline constexpr std::uint32_t rows_of_page = 20;

// Of those whom the documents are about, one for each version; empty: it names no person, or is large.
diag::Result<std::vector<std::string>> names_of_persons(const store::Snapshot& snapshot,
                                                        const std::vector<store::Version>& versions);

struct FoundDocuments {
    const std::vector<store::Version>& versions;
    const std::vector<std::string>& persons; // their names, as many
    std::string next{};                      // token; empty: this is the last page
};
Response document_list(ServerContext& gateway, const Request& request, const FoundDocuments& found);
// The form with what was asked, and why it is not answered.
Response refused_list(ServerContext& gateway, const Request& request, const diag::Error& error);

} // namespace renkei::server
