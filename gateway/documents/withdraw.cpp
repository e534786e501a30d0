#include "gateway/documents/refusal.h"
#include "gateway/documents/settle.h"
#include "gateway/store/uuid_bytes.h"

namespace renkei::documents {
namespace {

using diag::Message;
using diag::Result;
using store::Hash;

// A document that its sender takes back.
struct Withdrawing {
    std::string_view document;
    const Caller& caller;
    std::uint32_t known;
    audit::Event& event;
    const std::vector<policy::Peer>& peers;
    Receipt receipt{};

    Result<void> run(store::Transaction& transaction) {
        receipt = Receipt(); // the job may run again
        TRY(const std::optional<store::Version> newest, transaction.newest(document));
        policy::Access access;
        if (newest) {
            TRY(access, transaction.access(document, newest->number));
        }
        TRY_VOID(check(newest, access));
        TRY(Taken taken, withdraw(transaction, *newest));
        TRY(const std::vector<Hash> persons, transaction.persons(document));
        event.version = taken.version.number;
        event.person = persons.empty() ? std::string() : seal::to_hex(persons.front());
        receipt.documents.push_back(std::move(taken));
        return transaction.audit(event);
    }

    // Who may not see it is told the same as if it were not there.
    Result<void> check(const std::optional<store::Version>& newest, const policy::Access& access) {
        const policy::Verdict verdict = caller.peer == nullptr ? policy::Verdict::not_known : policy::may_withdraw(*caller.peer, access);
        if (verdict == policy::Verdict::not_a_party || (verdict == policy::Verdict::allowed && !newest)) {
            return diag::fail(Message::no_such_document, {});
        }
        if (verdict != policy::Verdict::allowed) {
            return tl::make_unexpected(policy::refusal(verdict, caller.peer));
        }
        if (known != 0 && known != newest->number) {
            receipt.refusal = Refusal::moved_on;
            return diag::fail(Message::no_such_document, {}); // not store_conflict, which the store tries again
        }
        return {};
    }

    Result<Taken> withdraw(store::Transaction& transaction, const store::Version& newest) {
        Taken taken{newest, 0, Fate::unchanged, 0};
        if (newest.status == store::Status::withdrawn) {
            receipt.report.add(Message::already_withdrawn, {});
            return taken;
        }
        TRY(taken.version, transaction.withdraw(document, newest.number, caller.peer->id));
        taken.fate = Fate::withdrawn;
        TRY(taken.deliveries, tell_of_withdrawal(transaction, taken.version, peers, event.at));
        return taken;
    }
};

} // namespace

Receipt Intake::withdraw(std::string_view document, const Caller& caller, std::uint32_t known) const {
    audit::Event event = event_of(caller, store_->clock().now(), audit::Action::remove, "delete");
    event.document = store::uuid_bytes(document) ? document : std::string_view(); // else it is any text of the caller's
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    Withdrawing withdrawing{document, caller, known, event, *peers};
    const Result<void> written = store_->write([&](store::Transaction& transaction) { return withdrawing.run(transaction); });
    Receipt receipt = std::move(withdrawing.receipt);
    if (!written) {
        const bool moved_on = receipt.refusal == Refusal::moved_on;
        receipt = {.refusal = moved_on ? Refusal::moved_on : refusal_of(written.error())};
        receipt.report.add(moved_on ? diag::finding(Message::store_conflict, {}, {std::string(document)}) : written.error());
        tell_refusal(receipt, std::move(event));
    }
    tell_deliveries(receipt);
    return receipt;
}

} // namespace renkei::documents
