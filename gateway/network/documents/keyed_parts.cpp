#include "gateway/network/documents/keyed_parts.h"

#include "gateway/network/documents/deliveries.h"

#include <algorithm>

namespace renkei::documents {

bool KeyedPart::is_withdrawn() const {
    return std::ranges::any_of(known, &store::RequestVersion::is_withdrawn_early);
}

diag::Result<std::vector<KeyedPart>> keyed_parts(const store::Snapshot& snapshot,
                                                 const store::Hash& search_key, std::string_view peer,
                                                 const SubmissionBatch& batch) {
    std::vector<KeyedPart> out;
    for (std::size_t part = 0; part < batch.submissions.size(); ++part) {
        const std::string& key = batch.submissions[part].idempotency_key;
        if (!key.empty() && key != batch.idempotency_key) {
            const store::Hash hash = request_hash(search_key, key);
            TRY(std::vector<store::RequestVersion> known, snapshot.request_versions(peer, hash));
            out.push_back({part, hash, std::move(known)});
        }
    }
    return out;
}

bool is_part_withdrawn(std::span<const KeyedPart> keyed, std::size_t part) {
    const auto found = std::ranges::find(keyed, part, &KeyedPart::part);
    return found != keyed.end() && found->is_withdrawn();
}

} // namespace renkei::documents
