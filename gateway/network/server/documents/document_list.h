// The list of documents as a page.
#pragma once

#include "gateway/network/documents/part.h"
#include "gateway/network/pages/list_page.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::server {

inline constexpr std::uint32_t rows_of_page = 20;

struct PersonOfDocument {
    std::string name{};                // empty: the document was not opened, or has no name as text
    std::string birth_date{};          // empty: as the name
    std::string insured_number{};      // empty: the document has none
    std::string sender{};              // name of the custodian
    std::vector<std::string> called{}; // all names as they are compared (mhd::comparable)
    bool is_left_closed = false;       // it is too large, or one more of too many versions
    bool may_have_page = false;        // no: the document is about no person, or is withdrawn
};
// Versions that are opened for one page: the newest of each document, then the others.
inline constexpr std::uint32_t most_opened = 100;
// One for each version; marks those that turn out to be damaged.
diag::Result<std::vector<PersonOfDocument>> persons_of(const store::Snapshot& snapshot,
                                                       std::vector<store::Version>& versions,
                                                       documents::PartMaker& parts);

// Leaves those whose person is called so: names stand only inside the documents. `name` as mhd::comparable()
// gives it.
pages::ComparedNames keep_called(const std::string& name, std::vector<store::Version>& versions,
                                 std::vector<PersonOfDocument>& persons);

struct FoundDocuments {
    const std::vector<store::Version>& versions;
    const std::vector<PersonOfDocument>& persons;        // as many
    const std::vector<store::DeliveryState>& deliveries; // to the caller, as many; waiting: there is none
    std::string next{};                                  // token; empty: this is the last page
    std::optional<pages::ComparedNames> compared{};      // as ListPage::compared
};
Response document_list(ServerContext& gateway, const Request& request, const FoundDocuments& found);
// The form with what was asked, and why it is not answered.
Response refused_list(ServerContext& gateway, const Request& request, const diag::Error& error);

} // namespace renkei::server
