// What a page says of a document beside itself: links to its other views, what came together with it, what
// others call its person. Only what is there and the caller may read, by the same decisions as the routes.
#pragma once

#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/page.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/server/large_reads.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace renkei::server {

using ViewPtr = std::unique_ptr<mhd::DocumentView>;

struct SetName {
    std::string system{};
    std::string value{};
    bool operator==(const SetName&) const = default;
};

struct FoundSet {
    SetName name{}; // of no set: both are empty
    std::vector<ViewPtr> views{};
    std::vector<seal::Hash> persons{};
    std::vector<std::string> documents{};
    // For people: what one of them calls the person, else the newest document that the caller may read; not
    // if documents with the person's numbers are of several persons.
    std::optional<html::KnownPerson> person{};
    std::string named_by{}; // the document that does so
};
// For programs in the order in which they came, for people in that of their forms, without what is damaged.
enum class SetFor : bool { programs, people };
// `asked`: the newest version of a document, which the caller may read whole. No views: there is not enough
// memory for it now; `memory` asks for more.
Result<FoundSet> find_set(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
                          const Version& asked, ReadMemory& memory, SetFor readers);
// For a page of all of them.
Result<std::vector<html::DocumentSheet>> sheets_of_set(ServerContext& gateway, const Request& request,
                                                       const FoundSet& set);
// A Bundle of type collection of their document Bundles. `base`: of the API. `outcome`: an OperationOutcome
// as its last entry.
std::string set_bundle(const FoundSet& set, const std::string& base, std::string_view outcome = {});

// As the pages call it: by its form, else by itself.
std::string title_of_view(const documents::LoadedDefinitions& loaded, const mhd::DocumentView& view);

enum class View : std::uint8_t { content, set, person, beside, course, deliveries };

// `shown`: the version on the page; of other pages than the document, the newest. `set`: of the newest.
std::vector<html::PageLink> document_views(const Request& request, const documents::LoadedDefinitions& loaded,
                                           const documents::Readable& seen, std::uint32_t shown, View here,
                                           bool has_person, const FoundSet& set = {});
// Of a page that is not the document itself; without views where the caller may not read it.
Result<html::PageHead> head_beside(ServerContext& gateway, const Request& request,
                                   const store::Snapshot& snapshot, const std::string& document, View here,
                                   const FoundSet& set = {});

} // namespace renkei::server
