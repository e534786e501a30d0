// The relation of a parsed document to the stored ones: new, next version, unchanged, conflict. Decided
// inside the transaction that stores it, with its deliveries and its audit event.
#pragma once

#include "gateway/network/documents/parsed_document.h"
#include "gateway/network/store/rows/transaction.h"

namespace renkei::documents {

// Whether the request that brings a document was withdrawn before it arrived: then the document is stored as
// withdrawn and not delivered.
enum class RequestState : std::uint8_t { usual, withdrawn };

class VersionResolver {
public:
    // All outlive it. `warnings`: what the sender should know. `hub`: as Intake has it.
    VersionResolver(store::Transaction& transaction, const store::Store& store,
                    const std::vector<policy::Peer>& peers, const Caller& caller,
                    std::shared_ptr<const access::Hub> hub, diag::Report& warnings)
        : transaction_(transaction),
          key_(store.search_key()),
          now_(store.clock().now()),
          peers_(peers),
          caller_(caller),
          hub_(std::move(hub)),
          warnings_(warnings) {}

    // It is an error if there is a conflict or the store failed; then the transaction must be rolled back.
    diag::Result<StoredDocument> resolve(const ParsedDocument& parsed, RequestState arrival,
                                         std::string_view interaction);
    // Adds the deliveries of what goes together, when all of it is resolved: a set is queued at one time,
    // although some of it may have to stand behind what the clock calls later.
    diag::Result<void> queue_sets();
    // Withdraws what a document takes back and is older than it. Of a deletion nothing to withdraw is a
    // warning: what comes later and is older is refused (`conflict_deleted`).
    diag::Result<std::vector<StoredDocument>> take_back(const ParsedDocument& newer,
                                                        std::string_view interaction);

private:
    struct StoredMatch { // a document that is here
        std::string id{};
        bool is_replaced = false; // its sender called it otherwise than the parsed document
    };
    struct KeyMatch {
        std::optional<std::string> id{}; // nothing: no document of this sender is called so
        store::DocumentKey key{};        // that leads to it, or would
    };
    diag::Result<KeyMatch> match_key(const ParsedDocument& parsed, const store::DocumentKey& key) const;
    diag::Result<bool> is_of_another_kind(const std::string& document,
                                          const policy::Identifier& sender) const;
    diag::Result<std::optional<StoredMatch>> find(const ParsedDocument& parsed, const KeyMatch& own);
    diag::Result<std::string> find_replaced(const ParsedDocument& parsed);
    diag::Result<std::optional<store::Version>> named_by_request(const ParsedDocument& parsed);
    diag::Result<void> check_condition(const ParsedDocument& parsed);
    diag::Result<std::optional<StoredDocument>> take_back_one(const ParsedDocument& newer,
                                                              const std::string& document);
    diag::Result<void> check_lateness(const ParsedDocument& parsed) const;
    diag::Result<std::optional<std::string>> current_revision(const ParsedDocument& parsed,
                                                              const store::DocumentKey& key) const;
    diag::Result<StoredDocument> take(const ParsedDocument& parsed, const store::DocumentKey& key,
                                      const std::optional<StoredMatch>& known);
    diag::Result<void> check_sender(const ParsedDocument& parsed, const StoredMatch& known,
                                    const std::vector<store::Version>& versions) const;
    diag::Result<std::optional<StoredDocument>> compare(const ParsedDocument& parsed,
                                                        const StoredMatch& known,
                                                        const std::vector<store::Version>& versions) const;
    diag::Result<StoredDocument> store(const ParsedDocument& parsed, const store::DocumentKey& key,
                                       const std::optional<StoredMatch>& known, std::uint32_t newest);
    diag::Result<void> withdraw(StoredDocument& taken);
    diag::Result<StoredDocument> withdraw_same(StoredDocument same);
    diag::Result<void> withdraw_from_receivers(StoredDocument& taken,
                                               std::span<const policy::Identifier> still_named,
                                               std::span<const store::Delivery> earlier);
    diag::Result<void> audit(const ParsedDocument& parsed, const StoredDocument& taken,
                             std::string_view interaction);
    diag::Result<void> inherit_receivers(const std::string& document, std::uint32_t newest,
                                         store::Parties& parties) const;
    diag::Result<void> deliver(const ParsedDocument& parsed, std::span<const policy::Identifier> receivers,
                               StoredDocument& taken);
    diag::Result<void> queue(store::Delivery delivery);
    void warn_given_as_it_came(const ParsedDocument& parsed, std::span<const policy::Identifier> receivers,
                               const policy::Peer& peer);
    void warn_no_receiver(const ParsedDocument& parsed, std::span<const policy::Identifier> receivers);
    diag::Result<void> warn_other_receivers(const ParsedDocument& parsed, const store::Version& version);

    store::Transaction& transaction_;
    const store::Hash& key_;
    base::Millis now_;
    const base::Millis began_ = now_; // of the request
    const std::vector<policy::Peer>& peers_;
    const Caller& caller_;
    std::shared_ptr<const access::Hub> hub_;
    RequestState arrival_ = RequestState::usual; // of the document that is resolved
    diag::Report& warnings_;
    std::vector<store::Delivery> together_{}; // not added yet
};

} // namespace renkei::documents
