// Writes that become durable together. Handed to a job by Store::write; if the job returns an error, what it
// wrote is undone.
#pragma once

#include "gateway/network/audit/event.h"
#include "gateway/network/store/rows/snapshot.h"

#include <span>

namespace renkei::store {

class Transaction : public Snapshot {
public:
    using Snapshot::Snapshot;

    // As Snapshot's, and locks the document against new versions until this transaction ends. Required before
    // add() and withdraw().
    diag::Result<std::optional<std::string>> document_id(const DocumentKey& key) const;
    diag::Result<std::optional<Version>> newest(std::string_view document) const;
    // The same of one key, and of it with another sender, in one look-up.
    diag::Result<std::pair<std::optional<std::string>, std::optional<std::string>>>
    document_ids(const DocumentKey& key, const Hash& other_sender) const;

    // Adds the version behind the newest one; that becomes superseded. Sets document, number, created, and
    // makes the document if it is new. The caller has compared revisions; `expected` = number of the newest
    // version it saw (0: none), anything else is `store_conflict` (the job is run again by Store::write).
    diag::Result<Version> add(NewVersion version, std::uint32_t expected);
    diag::Result<Version> withdraw(std::string_view document, std::uint32_t expected,
                                   std::string_view submitter);
    // A version that is not the newest any more is withdrawn, and so are those before it.
    diag::Result<void> withdraw_superseded(std::string_view document, std::uint32_t number);

    // Puts the same content, sealed under a new key, in the place of a version that does not open any more.
    // `fresh` is the version as it came this time. False if the stored one is gone, is withdrawn, or holds
    // other content.
    diag::Result<bool> restore_content(std::string_view document, std::uint32_t number, const Version& fresh,
                                       SealedContent content);

    // This peer submitted the same content as that version: it may read it.
    diag::Result<void> add_submitter(std::string_view document, std::uint32_t number, std::string_view peer);

    // Replaces the persons of the version.
    diag::Result<void> set_persons(const Version& version, std::span<const Hash> persons);

    // Adds a key to the document. `store_conflict`: the key belongs to another one.
    diag::Result<void> add_document_key(std::string_view document, const DocumentKey& key);

    diag::Result<void> store_response(std::string_view peer, const Hash& key,
                                      const IdempotentResponse& answer, Millis until);
    // Removes a stored answer that does not open, so that the repeated request can store another one.
    diag::Result<void> forget_response(std::string_view peer, const Hash& key);
    // request_versions() will be asked, and goes with what is asked before.
    void prefetch_request_versions(std::string_view peer, const Hash& request) const;
    // From now on the request leads to these versions, too; one that was expected has arrived. `known`:
    // request_versions(), as this transaction read it. `store_conflict`, at the commit at the latest: another
    // transaction recorded the request meanwhile.
    diag::Result<void> record_request(std::string_view peer, const Hash& request,
                                      std::vector<RequestVersion> known,
                                      const std::vector<RequestVersion>& versions);
    // The request was withdrawn and has not arrived. Kept until this moment, or until it arrives.
    diag::Result<void> record_early_withdrawal(std::string_view peer, const Hash& request, Millis until);
    diag::Result<bool> link(const Hash& person, const Hash& other);   // false: these two were linked before
    diag::Result<bool> unlink(const Hash& person, const Hash& other); // false: these two were not

    // As Snapshot's, and locks the delivery until this transaction ends. Required before update().
    diag::Result<std::optional<Delivery>> delivery(std::string_view id) const;
    diag::Result<void> add(const Delivery& delivery); // `created`, `changed`, `due` as given
    diag::Result<void> update(const Delivery& delivery);
    // Makes the file name stand for this version in the folder for ever. False if it stands for another one.
    diag::Result<bool> claim_name(const DeliveredName& name);
    // Takes up to `limit` deliveries that are due at `now` (or whose lease has ended), of peers that are not
    // in `busy`, from each peer in turn, none behind an unfinished one of the same peer and order: sets state
    // sending, node, and as lease the time `until`. On PostgreSQL several nodes do this at once (FOR UPDATE
    // SKIP LOCKED).
    diag::Result<std::vector<Delivery>> claim(Millis now, Millis until, std::uint32_t limit,
                                              const std::vector<std::string>& busy);

    // `peer_unread`: one whose entry this program could not read
    diag::Result<void> put(const policy::Peer& peer);
    // `peer_in_use`: stored rows refer to it.
    diag::Result<void> remove_peer(std::string_view id);
    diag::Result<void> set(std::string_view name, std::string_view value);
    // Waits for every other transaction that locked this name (a setting without a value) to end.
    diag::Result<void> lock(std::string_view name) { return set(name, ""); }

    // audit() will be called, and goes with what is asked before.
    void prefetch_audit_end() const;
    // Appends to this node's chain; the second, what audit::to_facts() made of one.
    diag::Result<void> audit(const audit::Event& event);
    diag::Result<void> audit_facts(std::string_view facts);
    std::uint64_t audit_events() const { return audit_events_; } // so far

    // Deletes old answers, records about persons on which nothing rests since `before`, superseded versions
    // older than `before` that no delivery may still want, and documents whose newest version is a withdrawal
    // older than that, delivered to all receivers. The receivers of a document are known as long as it
    // exists: its deliveries are deleted with it, or earlier if a later one to the same peer supersedes them.
    // How many of these went; only some hundreds at once, so call it again until it is 0.
    diag::Result<std::uint64_t> retain(Millis before);

private:
    std::uint64_t audit_events_ = 0;
};

} // namespace renkei::store
