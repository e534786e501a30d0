// A document of which only the id is known, and that the caller would withdraw or replace.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/policy/decide.h"
#include "gateway/network/store/transaction.h"

#include <optional>
#include <string_view>

namespace renkei::documents {

struct Changeable {
    policy::AccessDecision decision = policy::AccessDecision::not_a_party;
    std::optional<store::Version> newest{}; // locked until the transaction ends; nothing for not_a_party
};
// `not_a_party` for a document that is not there, and for one that is closed to the caller: both cost the
// same.
diag::Result<Changeable> to_change(store::Transaction& transaction, const access::Reader& reader,
                                   std::string_view document);

} // namespace renkei::documents
