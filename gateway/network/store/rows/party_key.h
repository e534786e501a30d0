// A party of a document as a number for quick look-up: half of a keyed hash, so that collisions cannot be
// constructed.
#pragma once

#include "gateway/network/store/rows/query.h"

namespace renkei::store {

enum PartySide : std::int64_t {
    side_sender = 1,
    side_receiver = 2,
    side_submitter = 4,
    side_repeater = 8,
    side_by_request = 16, // a receiver that the request named, and not the document
};

std::int64_t party_key(const Hash& search_key, const policy::Identifier& number);
std::int64_t submitter_key(const Hash& search_key, std::string_view peer);
std::vector<std::int64_t> party_keys(const Hash& search_key, const std::vector<policy::Identifier>& numbers);
// Of the peer and all its numbers.
std::vector<std::int64_t> viewer_keys(const Hash& search_key, const Viewer& viewer);

} // namespace renkei::store
