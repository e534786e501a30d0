// The one transaction by which a record is entered, changed and ended. Its acts are rows beside the rules of
// its kind (registrations.h, relations.h, opinions.h, certifications.h).
#pragma once

#include "gateway/network/ledger/peer_change.h"
#include "gateway/network/ledger/subject.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renkei::ledger {

// What an act asks of all that is kept of the person.
enum class Needs : std::uint8_t {
    opening, // a new record: all can be read, the person lives and is insured here, and there is room
    whole,   // all can be read
    closing, // nothing: what only closes is possible beside a record that cannot be read
};

template <class Record>
struct Act {
    std::string_view interaction; // in the audit
    Needs needs;
    bool of_peer = false;   // the organisation of a new record must be a peer
    bool is_checked = true; // by the rules of the record alone
};

// A new record; the id and the insurer are set here.
template <class Record>
diag::Result<Record> enter(store::Store& store, const Act<Record>& act, const Subject& subject,
                           std::type_identity_t<Record> record, PeerChange* peer = nullptr);

// The record as it shall be. Asked inside the transaction, which may be repeated.
template <class Record>
using Make = std::function<diag::Result<Record>(const Record& before, const store::PersonRecords& records)>;
// Of what `edit(record)` does to it.
template <class Edit>
auto edited(Edit edit) {
    return [edit]<class Record>(Record record, const store::PersonRecords& /*records*/) {
        edit(record);
        return diag::Result<Record>(std::move(record));
    };
}
// If nothing changes, nothing is written.
template <class Record>
diag::Result<Record> change(store::Store& store, const Act<Record>& act, const seal::Hash& person,
                            std::string_view id, const std::type_identity_t<Make<Record>>& make,
                            PeerChange* peer = nullptr);

} // namespace renkei::ledger
