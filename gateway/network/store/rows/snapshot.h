// Reads in one consistent view of the store. An error means that the database failed; "not there" is a value.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/store/rows/query.h"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace renkei::store {

class Session; // one connection with its prepared statements, and the keys

class Snapshot {
public:
    explicit Snapshot(Session& session) : session_(&session) {}

    // documents
    diag::Result<std::optional<std::string>> document_id(const DocumentKey& key) const; // by any of its keys
    diag::Result<std::optional<DocumentKey>> key(std::string_view document) const;      // the first one
    diag::Result<std::vector<Version>>
    versions(std::string_view document,
             Titles titles = Titles::opened) const; // oldest first; empty: no such document
    // The same of a document for which history_or_stand_in() is asked first and finds it. prefetch_asked()
    // before both: they are then asked together, in the same time whether or not the document is there.
    void prefetch_asked(std::string_view document) const;
    diag::Result<std::vector<Version>> asked_versions(std::string_view document, Titles titles) const;
    diag::Result<std::optional<Version>> version(std::string_view document, std::uint32_t number) const;
    diag::Result<std::optional<Version>> newest(std::string_view document) const;
    // Who may see one version. 0 stands for all versions together, also those that retention deleted, with
    // the submitter of the newest.
    diag::Result<policy::Access> access(std::string_view document, std::uint32_t number = 0) const;
    // Decides who is shown which version (policy::may_read).
    diag::Result<policy::History> history(std::string_view document) const;
    // Of several documents, by id, in few statements.
    diag::Result<std::map<std::string, policy::History>>
    histories(const std::vector<std::string>& documents) const;
    // For one who asks for an id: of a document that is not there, the history of another one, to be decided
    // with in vain, so that time does not say which ids are there: its neighbour, which no sender chooses.
    // Both cost one statement.
    struct AskedHistory {
        std::string document{}; // whose it is; empty: the store has none at all
        policy::History history{};
        bool is_there = false; // it is that of the document that was asked for
    };
    diag::Result<AskedHistory> history_or_stand_in(std::string_view document) const;
    // Of this version; the first names the person of the document.
    diag::Result<std::vector<Hash>> persons(std::string_view document, std::uint32_t number) const;
    // persons(), or body(), of this version will be asked, and goes with what is asked before.
    void prefetch_persons(std::string_view document, std::uint32_t number) const;
    void prefetch_body(const Version& version, BodyKind kind) const;
    // Of all versions of a document.
    diag::Result<std::vector<NamedPerson>> named_persons(std::string_view document) const;
    // The same of several documents, by id, in few statements.
    diag::Result<std::map<std::string, std::vector<NamedPerson>>>
    named_persons(const std::vector<std::string>& documents) const;
    const Hash& search_key() const; // as Store::search_key()
    // Of these versions, those that name a person with a state (person_records.h), under any linked number.
    // Ids of documents.
    diag::Result<std::set<std::string>> with_stated_persons(const std::vector<Version>& versions) const;
    // The asked body, opened; nothing if this version does not have it (a withdrawal has none).
    // `document_damaged`: it is there and does not open.
    diag::Result<std::optional<std::string>> body(const Version& version, BodyKind kind) const;
    diag::Result<DocumentPage> find(const DocumentQuery& query) const;
    // Versions that are known to be damaged (scrub.h), at most so many.
    diag::Result<std::vector<DamagedVersion>> damaged_versions(std::uint32_t limit) const;
    diag::Result<std::uint64_t> count_damaged() const;

    // persons: all keys that are linked with this one, itself included
    diag::Result<std::vector<Hash>> linked_persons(const Hash& person) const;
    // Versions of any of them, by document, without asking who may read them.
    diag::Result<std::map<std::string, std::set<std::uint32_t>>>
    versions_of(const std::vector<Hash>& persons) const;

    diag::Result<std::optional<IdempotentResponse>> idempotent_response(std::string_view peer,
                                                                        const Hash& key, Millis now) const;

    // The versions that this peer's request created or found; empty: the request is unknown.
    diag::Result<std::vector<RequestVersion>> request_versions(std::string_view peer,
                                                               const Hash& request) const;
    // Does any request of this peer name the version?
    diag::Result<bool> is_named_by_request(std::string_view peer, std::string_view document,
                                           std::uint32_t number) const;
    // Requests of this peer that were withdrawn and have not arrived.
    diag::Result<std::uint64_t> early_withdrawals(std::string_view peer) const;

    // deliveries
    diag::Result<std::optional<Delivery>> delivery(std::string_view id) const;
    // The head of this queue: the delivery under way, else the earliest that waits.
    diag::Result<std::optional<Delivery>> front(std::string_view peer, const Hash& order) const;
    diag::Result<std::vector<Delivery>> deliveries(const DeliveryQuery& query) const;
    // Those that its node has claimed together with this one, in their order.
    diag::Result<std::vector<Delivery>> claimed_with(const Delivery& delivery) const;
    // Those of its set, whatever became of them.
    diag::Result<std::vector<Delivery>> deliveries_with(const Delivery& delivery) const;
    // Of the newest delivery that brings each version to the peer; waiting: there is none.
    diag::Result<std::vector<DeliveryState>> delivery_states(std::string_view peer,
                                                             const std::vector<Version>& versions) const;
    diag::Result<std::vector<Delivery>> mailbox(const MailboxQuery& query) const;
    // of one peer; empty: of all
    diag::Result<std::map<DeliveryState, std::uint64_t>> delivery_counts(std::string_view peer = {}) const;
    // waiting or under way for any of them
    diag::Result<std::uint64_t> count_unfinished(const std::vector<std::string>& peers) const;
    // created
    diag::Result<std::optional<Millis>>
    oldest_waiting(const std::vector<std::string>& but_not_for = {}) const;

    // peers and settings
    // entries that this program cannot read are held: policy::read_stored_peer
    diag::Result<std::vector<policy::Peer>> peers() const;
    diag::Result<std::optional<policy::Peer>> peer(std::string_view id) const;
    diag::Result<std::string> setting(std::string_view name) const; // empty: none

    // audit, in order of node and sequence
    // false: stop
    diag::Result<void> audit(const std::function<bool(const AuditRow&)>& on_row,
                             const AuditPosition& after = {}) const;
    // of this node's chain
    diag::Result<AuditEnd> audit_end() const;
    diag::Result<std::uint64_t> document_count() const;

    // For the files of this module.
    Session& session() const { return *session_; }

protected:
    Session* session_;
};

} // namespace renkei::store
