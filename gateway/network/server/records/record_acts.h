// The table of acts on records (acts.tsv): what of a new record, or of a change, a request may say.
#pragma once

#include "gateway/network/policy/peer.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

class RecordForm;

// An item for which an act asks.
struct ActItem {
    std::string_view name{};
    bool is_needed = false;    // on a page
    bool is_open = false;      // of an organisation: any number, not only those of peers
    bool is_own = false;       // of an organisation: a number of the caller
    std::string_view system{}; // numbers of it in plans of the person are offered
};

inline constexpr std::string_view kind_of_insurers = "insurer"; // mappings/ledger: of no person

struct RecordAct {
    std::string_view kind{}; // mappings/ledger
    std::string_view act{};
    std::string_view title{};       // on pages, which are Japanese
    std::string_view how{};         // "new", "change", "set"
    std::string_view who{};         // divided by commas
    std::string_view when{};        // is_possible_on()
    std::string_view interaction{}; // the event
    std::string_view items{};       // asked()
    std::string_view sets{};        // "item=value", likewise

    std::vector<ActItem> asked() const;
    // Whether the item, or the object in which it stands, is one of them.
    bool has(std::string_view item) const;
    // Whether the peer is one of those who may; `offices_enter`: as record_change.h says.
    bool may_be_of(const policy::Peer& peer, bool offices_enter) const;
    // Of an act that changes a record: whether the record is in the state for it.
    bool is_possible_on(const RecordForm& record) const;
    bool is_about_person() const { return kind != kind_of_insurers; }
};

std::span<const RecordAct> record_acts();
const RecordAct* record_act(std::string_view kind, std::string_view act); // null: there is none
// Of a kind, the first one that enters a new record.
const RecordAct& entering_act(std::string_view kind);
// The first one of a kind that may change all of these items; null: none.
const RecordAct* changing_act(std::string_view kind, std::span<const std::string> items);
// All items that acts change, for a message.
std::string changeable_items(std::string_view kind);

} // namespace renkei::server
