#include "gateway/network/store/rows/party_key.h"

#include <algorithm>
#include <cstring>

namespace renkei::store {
namespace {

std::int64_t half(const Hash& hash) {
    std::int64_t out = 0;
    std::memcpy(&out, hash.data(), sizeof(out));
    return out;
}

void tidy(std::vector<std::int64_t>& keys) {
    std::ranges::sort(keys);
    const auto surplus = std::ranges::unique(keys);
    keys.erase(surplus.begin(), surplus.end());
}

} // namespace

std::int64_t party_key(const Hash& search_key, const policy::Identifier& number) {
    return half(seal::keyed_hash(search_key, {"party", number.system, number.value}));
}

std::int64_t submitter_key(const Hash& search_key, std::string_view peer) {
    return half(seal::keyed_hash(search_key, {"submitter", peer}));
}

std::vector<std::int64_t> party_keys(const Hash& search_key, const std::vector<policy::Identifier>& numbers) {
    std::vector<std::int64_t> out;
    for (const policy::Identifier& number : numbers) {
        out.push_back(party_key(search_key, number));
    }
    tidy(out);
    return out;
}

std::vector<std::int64_t> viewer_keys(const Hash& search_key, const Viewer& viewer) {
    std::vector<std::int64_t> out = party_keys(search_key, viewer.numbers);
    out.push_back(submitter_key(search_key, viewer.peer));
    tidy(out);
    return out;
}

} // namespace renkei::store
