// Who is shown which version of a document: the one place where direct exchange (network/policy) and the care
// hub (network/sharing) meet. Whatever gives documents out, lists or delivers them asks here.
//
// A document's sender reads it. A receiver that its sender names reads it, too; of a form that is shared by
// the matrix, only until the person's insurer has started (mappings/access/kinds.tsv, `receivers`). From then
// on everybody but the sender reads by the matrix: the newest version, if it is not withdrawn and all insured
// persons that it names are one person.
#pragma once

#include "gateway/network/access/person_access.h"
#include "gateway/network/policy/decide.h"
#include "gateway/network/store/snapshot.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace renkei::access {

// For one document and one reader.
struct DocumentAccess {
    policy::History history{};
    bool is_closed = false; // named as receiver, and that is not enough
    bool is_open = false;   // the newest version, by the hub

    policy::VersionAccess of(const policy::Peer& peer, std::uint32_t number) const;
    // Asked for without a number.
    policy::VersionAccess newest(const policy::Peer& peer) const;
};

// What one reader may see, in one snapshot: each person is looked up once.
class Sight {
public:
    Sight(const store::Snapshot& snapshot, const Reader& reader) : snapshot_(&snapshot), reader_(&reader) {}

    diag::Result<DocumentAccess> of_document(std::string_view document);
    // The peer is a receiver of this version by its sender's word, and that is not enough.
    diag::Result<bool> is_closed(std::string_view document, std::uint32_t number);
    // May the version be sent to the peer? As policy::may_deliver(), but for what is closed.
    diag::Result<policy::VersionAccess> may_deliver(std::string_view document, std::uint32_t number);
    // The version names a person who is concealed from the reader. The insurer of one sees it.
    diag::Result<bool> is_concealed(std::string_view document, std::uint32_t number);
    // Only with a hub.
    diag::Result<PersonAccess*> of_person(const store::Hash& person);

private:
    diag::Result<PersonAccess*> person_of(std::string_view document, std::uint32_t number);

    const store::Snapshot* snapshot_;
    const Reader* reader_;
    std::map<store::Hash, std::shared_ptr<PersonAccess>> persons_{};
};

} // namespace renkei::access
