// The first damage of the database that was found since the start. It is kept until the end: the page is
// lost, although requests for other pages succeed. Thread-safe.
#pragma once

#include "gateway/core/diag/result.h"

#include <mutex>
#include <string>

namespace renkei::store {

class DamageRecord {
public:
    void record_if_damage(const diag::Error& error) {
        const std::lock_guard lock(mutex_);
        if (error.message == diag::Message::store_damaged && text_.empty()) {
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
