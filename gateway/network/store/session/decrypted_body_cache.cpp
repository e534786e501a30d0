#include "gateway/network/store/session/decrypted_body_cache.h"

#include <openssl/crypto.h>

namespace renkei::store {
namespace {

std::string name_of(std::string_view bound_to, BodyKind kind) {
    return std::string(bound_to).append(to_text(kind));
}

struct WipedBytes {
    explicit WipedBytes(const std::string& it) : bytes(it) {}
    WipedBytes(const WipedBytes&) = delete;
    WipedBytes& operator=(const WipedBytes&) = delete;
    ~WipedBytes() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
    std::string bytes;
};

std::shared_ptr<const std::string> cleansed_later(const std::string& bytes) {
    const auto kept = std::make_shared<WipedBytes>(bytes);
    return {kept, &kept->bytes};
}

} // namespace

std::shared_ptr<const std::string> DecryptedBodyCache::find(std::string_view bound_to, BodyKind kind,
                                                            Time now) {
    const std::lock_guard lock(mutex_);
    forget_until(now);
    const auto at = by_name_.find(name_of(bound_to, kind));
    return at == by_name_.end() ? nullptr : at->second->bytes;
}

void DecryptedBodyCache::keep(std::string_view bound_to, BodyKind kind, const std::string& bytes, Time now) {
    if (bytes.size() > largest) {
        return;
    }
    Order opened;
    opened.push_back({name_of(bound_to, kind), cleansed_later(bytes), now});
    const std::lock_guard lock(mutex_);
    forget_until(now);
    // another reader inserted it meanwhile
    if (!by_name_.emplace(opened.front().name, opened.begin()).second) {
        return;
    }
    order_.splice(order_.begin(), opened); // nothing can fail from here on
    bytes_ += bytes.size();
    while (bytes_ > max_bytes) {
        forget_oldest();
    }
}

void DecryptedBodyCache::evict_expired(Time now) {
    const std::lock_guard lock(mutex_);
    forget_until(now);
}

DecryptedBodyCache::~DecryptedBodyCache() { forget_until(Time::max()); }

void DecryptedBodyCache::forget_until(Time now) {
    while (!order_.empty() && now - order_.back().since >= kept_for) {
        forget_oldest();
    }
}

void DecryptedBodyCache::forget_oldest() {
    Opened& oldest = order_.back();
    bytes_ -= oldest.bytes->size();
    by_name_.erase(oldest.name);
    order_.pop_back();
}

} // namespace renkei::store
