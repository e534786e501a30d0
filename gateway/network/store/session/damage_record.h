// Damage that readers met: of the database, and of single versions.
#pragma once

#include "gateway/core/diag/result.h"
#include "generated/messages/store.h"

#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace renkei::store {

// Versions that a reader met and that did not open, until a task has looked at them (scrub.h). Thread-safe.
class SeenDamage {
public:
    using VersionId = std::pair<std::string, std::uint32_t>; // document and number

    void note(VersionId version) {
        const std::lock_guard lock(mutex_);
        if (versions_.size() < most) { // the scrub finds the others
            versions_.insert(std::move(version));
        }
    }
    std::vector<VersionId> take() {
        const std::lock_guard lock(mutex_);
        std::vector<VersionId> out(versions_.begin(), versions_.end());
        versions_.clear();
        return out;
    }

private:
    static constexpr std::size_t most = 1000;
    std::mutex mutex_;
    std::set<VersionId> versions_;
};

// The first damage of the database that was found since the start. It is kept until the end: the page is
// lost, although requests for other pages succeed. Thread-safe.
class DamageRecord {
public:
    void record_if_damage(const diag::Error& error) {
        const std::lock_guard lock(mutex_);
        if (error.message == diag::message::store_damaged && text_.empty()) {
            text_ = diag::sentence(error.message, error.args, diag::Language::english);
        }
    }
    std::string text() const { // empty: none
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

} // namespace renkei::store
