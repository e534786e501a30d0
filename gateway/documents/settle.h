// What a draft is to the documents that are here: new, the next version of one, known already, in conflict. Decided inside the
// transaction that stores it, with its deliveries and its audit event.
#pragma once

#include "gateway/documents/draft.h"
#include "gateway/store/transaction.h"

namespace renkei::documents {

// Whether the request that brings a document was withdrawn before it arrived: then the document is stored as withdrawn, and goes to nobody.
enum class Arrival : std::uint8_t { usual, withdrawn };

class Settling {
public:
    // All outlive it. `warnings`: what the sender should know.
    Settling(store::Transaction& transaction, const store::Store& store, const std::vector<policy::Peer>& peers, const Caller& caller,
             Arrival arrival, diag::Report& warnings)
        : transaction_(transaction)
        , key_(store.search_key())
        , now_(store.clock().now())
        , peers_(peers)
        , caller_(caller)
        , arrival_(arrival)
        , warnings_(warnings) {}

    // An error: it is in conflict, or the store failed; nothing of the transaction is to stay.
    diag::Result<Taken> settle(const Draft& draft, std::string_view interaction);

private:
    struct Known { // a document that is here
        std::string id{};
        bool is_replaced = false; // its sender called it otherwise than the draft
    };
    struct Called {
        std::optional<std::string> id{}; // nothing: no document of this sender is called so
        store::DocumentKey key{};        // that leads to it, or would
    };
    diag::Result<Called> called(const Draft& draft, const store::DocumentKey& key) const;
    diag::Result<bool> is_of_another_kind(const std::string& document, const policy::Identifier& sender) const;
    diag::Result<std::optional<Known>> find(const Draft& draft, const Called& own);
    diag::Result<std::string> find_replaced(const Draft& draft) const;
    diag::Result<Taken> take(const Draft& draft, const store::DocumentKey& key, const std::optional<Known>& known);
    diag::Result<void> check_sender(const Draft& draft, const Known& known, const std::vector<store::Version>& versions) const;
    diag::Result<std::optional<Taken>> compare(const Draft& draft, const Known& known, const std::vector<store::Version>& versions) const;
    diag::Result<Taken> store(const Draft& draft, const store::DocumentKey& key, const std::optional<Known>& known, std::uint32_t newest);
    diag::Result<void> withdraw(Taken& taken);
    diag::Result<Taken> withdraw_same(Taken same);
    diag::Result<void> take_back(Taken& taken, std::span<const policy::Identifier> still_named, std::span<const store::Delivery> earlier);
    diag::Result<void> audit(const Draft& draft, const Taken& taken, std::string_view interaction);
    diag::Result<void> deliver(const Draft& draft, Taken& taken);
    void tell_of_nobody(const Draft& draft);
    // Deliveries of one peer, person and form go one after the other.
    store::Hash line_of(const policy::Peer& peer, const Draft& draft, const store::Version& version) const;

    store::Transaction& transaction_;
    const store::Hash& key_;
    base::Millis now_;
    const std::vector<policy::Peer>& peers_;
    const Caller& caller_;
    Arrival arrival_;
    diag::Report& warnings_;
};

// What all events of a caller have in common.
audit::Event event_of(const Caller& caller, base::Millis now, audit::Action action, std::string_view interaction);

} // namespace renkei::documents
