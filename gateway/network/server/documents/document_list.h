// The list of documents as a page.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <vector>

namespace renkei::server {

inline constexpr std::uint32_t rows_of_page = 20;

struct PersonOfDocument {
    std::string name{};                // empty: the document was not opened, or has no name as text
    std::string birth_date{};          // empty: as the name
    std::string sender{};              // name of the custodian
    std::vector<std::string> called{}; // all names as they are compared (mhd::comparable)
    bool is_too_large = false;         // to be opened here
    bool may_have_page = false;        // no: the document is about no person, or is withdrawn
};
// One for each version; marks those that turn out to be damaged.
diag::Result<std::vector<PersonOfDocument>> persons_of(const store::Snapshot& snapshot,
                                                       std::vector<store::Version>& versions);

// Of a list for people: of all versions of some documents the newest of each, withdrawn ones too.
void keep_newest(std::vector<store::Version>& versions);

// Documents that are opened to compare names, for one page.
inline constexpr std::uint32_t compared_by_name = 100;
// Leaves those whose person is called so: names stand only inside the documents. `name` as mhd::comparable()
// gives it; empty: all are left. The result says in Japanese what was compared.
std::string keep_called(const std::string& name, std::vector<store::Version>& versions,
                        std::vector<PersonOfDocument>& persons);

struct FoundDocuments {
    const std::vector<store::Version>& versions;
    const std::vector<PersonOfDocument>& persons;        // as many
    const std::vector<store::DeliveryState>& deliveries; // to the caller, as many; waiting: there is none
    std::string next{};                                  // token; empty: this is the last page
    std::string note{};                                  // as ListPage::note
};
// One for each version.
diag::Result<std::vector<store::DeliveryState>> deliveries_to(const store::Snapshot& snapshot,
                                                              const std::string& peer,
                                                              const std::vector<store::Version>& versions);
Response document_list(ServerContext& gateway, const Request& request, const FoundDocuments& found);
// The form with what was asked, and why it is not answered.
Response refused_list(ServerContext& gateway, const Request& request, const diag::Error& error);

} // namespace renkei::server
