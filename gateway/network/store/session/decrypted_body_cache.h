// A cache of recently decrypted bodies. A new document is usually read soon by several peers, and decryption
// is about a third of a read. Access and existence are checked in the database before each look-up.
#pragma once

#include "gateway/network/store/rows/rows.h"

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::store {

class DecryptedBodyCache {
public:
    using Time = std::chrono::steady_clock::time_point;

    DecryptedBodyCache() = default;
    DecryptedBodyCache(const DecryptedBodyCache&) = delete;
    DecryptedBodyCache& operator=(const DecryptedBodyCache&) = delete;
    ~DecryptedBodyCache(); // overwrites the memory

    // `bound_to`: random, of one content (SealedContent), which never changes under it. Null: not cached.
    std::shared_ptr<const std::string> find(std::string_view bound_to, BodyKind kind, Time now);
    void keep(std::string_view bound_to, BodyKind kind, const std::string& bytes, Time now);
    // Called periodically: otherwise an expired body would stay until the next read.
    void evict_expired(Time now);

    static constexpr std::size_t max_bytes = 4U << 20U;   // of all together
    static constexpr std::size_t largest = max_bytes / 8; // of one; larger ones are rare
    static constexpr std::chrono::seconds kept_for{60};   // personal data stays decrypted only briefly

private:
    struct Opened {
        std::string name;
        std::shared_ptr<const std::string> bytes; // overwritten when released, too
        Time since;
    };
    using Order = std::list<Opened>; // the youngest first
    void forget_until(Time now);
    void forget_oldest();

    std::mutex mutex_;
    Order order_;
    std::unordered_map<std::string_view, Order::iterator> by_name_; // views names in order_
    std::size_t bytes_ = 0;
};

} // namespace renkei::store
