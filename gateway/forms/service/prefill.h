// Starts a form from another one of the same stay: copies what can be copied and lists what must be asked
// again.
#pragma once

#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/prefill_plan.h"
#include "gateway/forms/service/source.h"
#include "gateway/forms/transfer/target_record.h"

namespace renkei::service {

struct PrefillOptions {
    ReadSettings read{};
    std::filesystem::path mappings{};  // where prefill.yaml lies
    std::string to{};                  // form to begin; empty: the only one possible
    std::string syntax{};              // empty: its first
    std::string created{};             // "2026-02-05T11:00:00+09:00": when the new record is made
    std::string document_id{};         // its sender's id for it
    bool may_transfer = true;          // by a transfer.yaml, too, which has nothing confirmed
    transfer::TransferValues values{}; // what the new record has of its own
};

// Documents: one per document of the input. The report holds, item by item, what the person must confirm or
// compare.
Outcome prefill(Workspace& workspace, const Input& input, const PrefillOptions& options);

} // namespace renkei::service
