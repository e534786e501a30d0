// Seals and opens records about persons (person_records.h). The key of each is derived from the store's own
// key of kept answers, so a change of master keys rewraps that one alone.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/seal/hash.h"

#include <string>
#include <string_view>

namespace renkei::store {

// Where a record lies: in another row, or as one of another kind, it does not open.
struct RecordPlace {
    seal::Hash person{};
    std::string_view id; // 16 bytes
    std::string_view kind;
};

// `answers`: the store's key of answers.
diag::Result<std::string> seal_record(const seal::Hash& answers, const RecordPlace& place,
                                      std::string_view text);
diag::Result<std::string> open_record(const seal::Hash& answers, const RecordPlace& place,
                                      std::string_view sealed);

} // namespace renkei::store
