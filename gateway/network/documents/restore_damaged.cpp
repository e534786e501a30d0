#include "gateway/network/documents/restore_damaged.h"

#include "gateway/network/documents/request_event.h"
#include "gateway/network/store/scrub.h"
#include "generated/messages/documents.h"

#include <algorithm>

namespace renkei::documents {
namespace {

using diag::Result;

Result<bool> is_damaged(const store::Store& store, const store::Version& version) {
    TRY(const auto damage, store::damage_of(store, version.document, version.number));
    return damage.has_value();
}

// False if the version was restored or withdrawn meanwhile.
Result<bool> restore(store::Store& store, const Caller& caller, const store::Version& version,
                     const store::NewVersion& fresh) {
    bool restored = false;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> Result<void> {
        restored = false; // the job may run again
        TRY(const auto damage, store::record_seen(transaction, version.document, version.number));
        if (!damage) {
            return {};
        }
        TRY(restored,
            transaction.restore_content(version.document, version.number, fresh.version, fresh.content));
        if (!restored) {
            return {};
        }
        TRY_VOID(transaction.set_persons(version, fresh.parties.persons));
        audit::Event event = event_of(caller, store.clock().now(), audit::Action::update, "restore-damaged");
        event.document = version.document;
        event.version = version.number;
        return transaction.audit(event);
    }));
    return restored;
}

} // namespace

Result<bool> are_whole(const store::Store& store, std::span<const StoredDocument> documents) {
    for (const StoredDocument& each : documents) {
        TRY(const bool damaged, is_damaged(store, each.version));
        if (damaged) {
            return false;
        }
    }
    return true;
}

Result<void> restore_damaged(store::Store& store, const Caller& caller,
                             std::span<const ParsedDocument> parsed, Receipt& receipt) {
    for (std::size_t i = 0; i < std::min(receipt.documents.size(), parsed.size()); ++i) {
        const store::Version& version = receipt.documents[i].version;
        // what is compared is the record: the bytes around it are their sender's, and no other
        // sender's take their place
        if (receipt.documents[i].outcome != DocumentOutcome::unchanged ||
            version.submitter != caller.peer->id) {
            continue;
        }
        const Result<bool> damaged = is_damaged(store, version);
        if (!damaged || !*damaged) { // what is not known now, the scrub will find
            continue;
        }
        TRY(const bool restored, restore(store, caller, version, parsed[i].fresh));
        if (restored) {
            receipt.report.add(message::document_restored, {},
                               {version.document, std::to_string(version.number)});
        }
    }
    return {};
}

} // namespace renkei::documents
