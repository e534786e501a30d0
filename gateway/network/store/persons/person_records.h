// What is kept beside documents to decide who may read about a person: consents, registrations of offices,
// requests for an opinion, certifications as they go, what organisations are to the person, what is known of
// the person; and what is known of insurers (the records of sharing/). Each has one row, under the keyed hash
// of the number with which it was entered; numbers that are linked (Transaction::link) are one person's.
#pragma once

#include "gateway/network/sharing/certification.h"
#include "gateway/network/sharing/consent.h"
#include "gateway/network/sharing/insurer.h"
#include "gateway/network/sharing/opinion_request.h"
#include "gateway/network/sharing/person_state.h"
#include "gateway/network/sharing/registration.h"
#include "gateway/network/sharing/stated_relation.h"
#include "gateway/network/store/rows/transaction.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

constexpr std::string_view consent_kind = "consent";
constexpr std::string_view registration_kind = "registration";
constexpr std::string_view opinion_kind = "opinion_request";
constexpr std::string_view certification_kind = "certification";
constexpr std::string_view relation_kind = "stated_relation";
constexpr std::string_view state_kind = "person_state";
// Before the name of a kind that is data alone: a program that does not know the kind passes it over.
constexpr std::string_view plain_prefix = "ledger/";

// A record of such a kind (mappings/ledger/KIND), as its own JSON.
struct PlainRecord {
    std::string id{};
    std::string kind{}; // with the prefix
    std::string text{};
    policy::Number office{}; // in whose list it stands, as the text says
    std::string insurer{};   // likewise
    std::string query{};     // what an event says of it, when it is written
    Millis last_day = 0;     // the beginning of the latest day that it says, likewise
    bool operator==(const PlainRecord& other) const {
        return id == other.id && kind == other.kind && text == other.text;
    }
};
inline std::string to_json(const PlainRecord& it) { return it.text; }

// The places of a record in the order in which the store takes what is entered; 0: that was before the store
// kept this order.
struct RecordOrder {
    std::int64_t taken = 0;   // when it came
    std::int64_t changed = 0; // when it was written last
};

// A record and the person's number under which it is kept.
template <class Record>
struct Kept {
    Hash person{};
    Record record{};
    RecordOrder order{}; // set by person_records(), records_for() and records_of()
    bool operator==(const Kept& other) const { return person == other.person && record == other.record; }
};

// A record that does not open (`record_damaged`), or that a newer program wrote (`record_unread`).
struct UnreadRecord {
    Hash person{};
    std::string id{}; // as a UUID; of a state: the nil UUID
    std::string kind{};
    diag::Error why{};
};

// Of one person, under all linked numbers, in the order in which they were entered.
struct PersonRecords {
    std::vector<Hash> numbers{}; // that are linked, the one that was asked for included
    std::vector<Kept<sharing::Consent>> consents{};
    std::vector<Kept<sharing::Registration>> registrations{};
    std::vector<Kept<sharing::OpinionRequest>> opinions{};
    std::vector<Kept<sharing::Certification>> certifications{};
    std::vector<Kept<sharing::StatedRelation>> relations{};
    std::vector<Kept<sharing::PersonState>> states{}; // at most one under each number
    std::vector<std::string> insured_by{};            // insurers that gave the linked numbers, each once
    std::vector<sharing::Insurer> insurers{};   // of these and the one that was asked for: what is known
    std::optional<sharing::Insurer> stand_in{}; // records_for() a person of no insurer: some other one
    std::vector<UnreadRecord> unread{};
    std::vector<Kept<PlainRecord>> plain{}; // of all_records(), records_of() and records_listed()

    std::optional<sharing::Insurer> insurer(std::string_view number) const; // nothing: not among `insurers`
};

// Null: none of the list has this id.
template <class Record>
const Kept<Record>* with_id(const std::vector<Kept<Record>>& list, std::string_view id) {
    const auto found = std::ranges::find(list, id, [](const auto& kept) { return kept.record.id; });
    return found == list.end() ? nullptr : &*found;
}

// All that decisions read. One statement.
diag::Result<PersonRecords> person_records(const Snapshot& snapshot, const Hash& person,
                                           std::string_view insurer);
// What bears on a decision about one reader before a consent is asked for: no consents and certifications,
// and of registrations those of offices with one of these numbers. One statement; what is left out is not
// opened, and for a person of whom nothing is kept as much is read of an insurer.
diag::Result<PersonRecords> records_for(const Snapshot& snapshot, const Hash& person,
                                        std::span<const policy::Number> offices);
// Those and all others. One statement.
diag::Result<PersonRecords> all_records(const Snapshot& snapshot, const Hash& person,
                                        std::string_view insurer);
// Those of one kind. One statement.
diag::Result<PersonRecords> records_of(const Snapshot& snapshot, const Hash& person, std::string_view kind);

// The person of a consent or registration with this id; nothing: there is none.
diag::Result<std::optional<Hash>> person_of_record(const Snapshot& snapshot, std::string_view id);

// Whether a record of this kind of the person, under any linked number, stands in the list of an office with
// one of these numbers. One statement; nothing is opened. It walks what is kept of the person, and each row
// costs little.
diag::Result<bool> is_listed(const Snapshot& snapshot, std::string_view kind, const Hash& person,
                             std::span<const policy::Number> offices);
// The one record of this kind with this id, or none: then nothing is opened.
diag::Result<PersonRecords> record_with_id(const Snapshot& snapshot, std::string_view kind,
                                           std::string_view id);

// The error of the first record that could not be read. Without it nothing that opens may be decided or
// entered: it could be a withdrawal. What only closes may be entered.
diag::Result<void> check_whole(const PersonRecords& records);

// Until this transaction ends, no other one changes what is kept here. Required before the records are read
// on which a put() rests.
diag::Result<void> lock_records(Transaction& transaction);

// Of one record as JSON: a decision opens all records of a person.
constexpr std::size_t max_record_bytes = 16'384;

// Adds the record, or replaces the one with its id. `record_too_large`.
template <class Record>
diag::Result<void> put(Transaction& transaction, const Kept<Record>& record);

// The list of an office or institution, or (without one) of an insurer.
struct ListQuery {
    std::string_view kind{}; // of records
    policy::Number office{};
    std::string insurer{};
    std::string after{}; // id of a record: page by page, in the order of ids; empty: from the beginning
    std::uint32_t limit = 100;
};
// Of all persons. Only those of the kind, and `unread`.
diag::Result<PersonRecords> records_listed(const Snapshot& snapshot, const ListQuery& query);

// What is kept of each person in such a list, as person_records() has it, but of the kinds `read` alone. The
// list has the kinds `listed`; `kind`, `after` and `limit` are not asked. Two statements for all.
diag::Result<std::vector<PersonRecords>> persons_listed(const Snapshot& snapshot, const ListQuery& query,
                                                        std::span<const std::string_view> listed,
                                                        std::span<const std::string_view> read);

// Deletes the row of a record that could not be read.
diag::Result<void> drop(Transaction& transaction, const UnreadRecord& record);

diag::Result<std::vector<sharing::Insurer>> insurers(const Snapshot& snapshot);
diag::Result<std::optional<sharing::Insurer>> insurer(const Snapshot& snapshot, std::string_view number);
diag::Result<void> put(Transaction& transaction, const sharing::Insurer& insurer);
// This insurer gave the number. What is kept already stays.
diag::Result<void> put_insured(Transaction& transaction, const Hash& person, std::string_view insurer);

// Records that do not open or cannot be read. `read`: runs a job in a snapshot, which is asked for once for
// each thousand of them.
using ReadInSnapshot =
    std::function<diag::Result<void>(const std::function<diag::Result<void>(const Snapshot&)>& job)>;
diag::Result<std::vector<UnreadRecord>> unread_records(const ReadInSnapshot& read);

} // namespace renkei::store
