#include "gateway/network/documents/changeable.h"

#include "gateway/network/access/document_access.h"

namespace renkei::documents {

using policy::AccessDecision;

diag::Result<Changeable> to_change(store::Transaction& transaction, const access::Reader& reader,
                                   std::string_view document) {
    access::Sight sight(transaction, reader);
    Changeable out;
    TRY(out.decision, sight.may_withdraw(document));
    if (out.decision == AccessDecision::not_a_party) {
        return out;
    }
    TRY(out.newest, transaction.newest(document));
    TRY(out.decision, sight.may_withdraw(document)); // another node may have added a version before the lock
    if (out.decision == AccessDecision::not_a_party || !out.newest) {
        return Changeable{};
    }
    return out;
}

} // namespace renkei::documents
