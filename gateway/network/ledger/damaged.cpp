#include "gateway/network/ledger/damaged.h"

#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::ledger {
namespace {

bool has_open_consent(const store::PersonRecords& records) {
    return std::ranges::any_of(
        records.consents, [](const auto& kept) { return kept.record.permits && !kept.record.withdrawn; });
}

} // namespace

diag::Result<std::string> drop_damaged(store::Store& store, const seal::Hash& person, std::string_view id) {
    const base::Millis now = store.clock().now();
    std::string kind;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::all_records(transaction, person, {}));
        const auto found = std::ranges::find(records.unread, id, &store::UnreadRecord::id);
        if (found == records.unread.end()) {
            return diag::fail(message::record_not_damaged, {}, {id});
        }
        if (found->why.message != message::record_damaged) {
            return tl::make_unexpected(found->why);
        }
        if (found->kind == store::consent_kind && has_open_consent(records)) {
            return diag::fail(message::record_guards_consent, {}, {found->id});
        }
        kind = found->kind;
        TRY_VOID(store::drop(transaction, *found));
        return transaction.audit(event_about(found->person, now, audit::Action::remove, "record-drop",
                                             fmt::format("{}={}", kind, found->id)));
    }));
    return kind;
}

} // namespace renkei::ledger
