// The documents of one file, whose parts several threads may read: whom each is about.
#pragma once

#include "gateway/core/base/text_hash.h"

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::service {

// Hashes: no value of a person is kept.
struct SeenDocument {
    std::size_t number;              // of the record in the file, from 1
    std::size_t revision;            // 0: it has none
    std::vector<std::size_t> person; // name and birth date; 0: not filled
};

class SeenDocuments {
public:
    // However long a file is, so many documents are kept: others are compared with these.
    static constexpr std::size_t most = 200'000;

    // The one of this key that was there before. None: this is the first.
    std::optional<SeenDocument> add(const std::string& key, SeenDocument document) {
        const std::lock_guard lock(mutex_);
        if (const auto found = seen_.find(key); found != seen_.end()) {
            return found->second;
        }
        if (seen_.size() < most) {
            seen_.emplace(key, std::move(document));
        }
        return std::nullopt;
    }

private:
    std::mutex mutex_;
    std::unordered_map<std::string, SeenDocument, base::TextHash, std::equal_to<>> seen_;
};

} // namespace renkei::service
