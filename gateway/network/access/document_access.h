// Who is shown which version of a document: the one place where direct exchange (network/policy) and the care
// hub (network/sharing) meet. Reads, lists and deliveries that go ask here; their queue asks policy alone.
//
// A version is for who sent it, and for the receivers that it names. Of a form that is shared by the matrix
// (mappings/access/kinds.tsv, `receivers`), a receiver reads a version only if the matrix opens it about each
// insured person whom the version names and whose insurer has started. Everybody reads by the matrix the
// newest version, if it is not withdrawn and its insured persons are one person: whole, or the part that
// consists of those kinds of information that the matrix opens.
#pragma once

#include "gateway/network/access/person_access.h"
#include "gateway/network/policy/decide.h"
#include "gateway/network/store/rows/snapshot.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace renkei::access {

// For one document and one reader.
struct DocumentAccess {
    policy::History history{};
    std::set<std::uint32_t> closed{}; // versions: to be named as receiver is not enough
    bool is_open = false;             // the newest version, by the hub
    // Of the newest version by the hub, where it is not open whole. Who reads it as a party reads it whole.
    std::optional<sharing::FormPart> part{};
    bool is_of_case = false; // the hub opens it as a paper of a case before the board
    // Nothing but a change of what it rests on opens before this moment what is closed; 0: not known.
    base::Millis holds_until = 0;

    policy::VersionAccess of(const policy::Peer& peer, std::uint32_t number) const;
    // Asked for without a number.
    policy::VersionAccess newest(const policy::Peer& peer) const;
    // What the peer reads of the newest version; nothing: all of it, or none.
    const sharing::FormPart* part_of_newest(const policy::Peer& peer) const {
        return part && of(peer, history.newest) != policy::VersionAccess::shown ? &*part : nullptr;
    }
    // The peer sent the version, or the same content.
    bool is_brought(const policy::Peer& peer, std::uint32_t number) const;
    // The peer is no more than a receiver of the version, and it is closed.
    bool is_closed(const policy::Peer& peer, std::uint32_t number) const;
};

// Of a delivery.
struct DeliveryVerdict {
    policy::DeliveryAccess access = policy::DeliveryAccess::not_named;
    base::Millis closed_until = 0; // DocumentAccess::holds_until, if it does not go; 0: it may at any time
    std::uint32_t newest = 0;      // version of the document
};

// Only what makes a part of a document (documents/part.h) asks for parts; for all else such a document is
// closed.
enum class Parts : bool { left_out, shown };

// What one reader may see, in one snapshot: each person is looked up once.
class DocumentRights {
public:
    DocumentRights(const store::Snapshot& snapshot, const Reader& reader, Parts parts = Parts::left_out)
        : snapshot_(&snapshot),
          reader_(&reader),
          parts_(parts) {}

    diag::Result<DocumentAccess> of_document(std::string_view document);
    // Reads what is asked of these documents, in few statements for all of them.
    diag::Result<void> look_up(const std::vector<std::string>& documents);
    // As of_document(), of one that was looked up and that a search has found for the reader: no person is
    // looked up where the hub neither opens nor closes anything to the reader.
    diag::Result<DocumentAccess> of_found(const std::string& document);
    // May the delivery go to the reader, who is its peer? policy::may_deliver() with what is closed. A notice
    // of a withdrawal is for whom any version named; of what was closed all the time it would be the first
    // word.
    diag::Result<DeliveryVerdict> may_go(const store::Delivery& delivery);
    // May the reader withdraw the document, or replace it? As policy::may_withdraw() of its newest version;
    // for a receiver to whom that is closed, not_a_party.
    diag::Result<policy::AccessDecision> may_withdraw(std::string_view document);
    // The version names a person who is concealed from the reader.
    diag::Result<bool> is_concealed(std::string_view document, std::uint32_t number);
    // The hub opens this version whole, if it is the newest one and not withdrawn. `persons`: of the
    // document.
    diag::Result<bool> opens(const std::vector<store::NamedPerson>& persons, std::uint32_t number,
                             std::string_view form);
    // Only with a hub.
    diag::Result<PersonAccess*> of_person(const store::Hash& person);

private:
    struct VersionVerdict {
        bool is_open = false;
        bool is_closed = false;
        bool is_of_case = false;
        std::optional<sharing::FormPart> part{};
        std::string ground{};
        base::Millis holds_until = 0;
    };
    struct LookedUp {
        policy::History history{};
        std::vector<store::NamedPerson> persons{};
    };
    // What the hub says of it; returned as policy::Ground has it.
    diag::Result<std::string> ask_hub(const std::vector<store::NamedPerson>& persons, DocumentAccess& out);
    bool concerns_hub(const policy::History& history) const;
    diag::Result<DocumentAccess> decide(LookedUp found, policy::Ground* noted); // null: nowhere
    diag::Result<VersionVerdict> of_version(const std::vector<store::NamedPerson>& persons,
                                            std::uint32_t number, std::string_view form);
    diag::Result<bool> are_one(const std::vector<store::Hash>& persons);
    diag::Result<bool> has_live_insurer();

    const store::Snapshot* snapshot_;
    const Reader* reader_;
    Parts parts_;
    std::map<std::string, LookedUp, std::less<>> looked_up_{}; // and not asked for yet
    std::deque<PersonAccess> persons_{};
    std::map<store::Hash, PersonAccess*> by_number_{}; // linked numbers are one person's
    std::optional<bool> has_live_insurer_{};
};

} // namespace renkei::access
