// What was met first where the database is damaged, since the start. Once met it stays: what lay in that place is lost to this program, though
// the next request may want something else. Safe to use from many threads.
#pragma once

#include "gateway/diag/result.h"

#include <mutex>
#include <string>

namespace renkei::store {

class Damage {
public:
    void note_if_damage(const diag::Error& error) {
        const std::lock_guard lock(mutex_);
        if (error.message == diag::Message::store_damaged && words_.empty()) {
            words_ = diag::sentence(error.message, error.args, diag::Language::english);
        }
    }
    std::string words() const { // empty: nothing was met
        const std::lock_guard lock(mutex_);
        return words_;
    }

private:
    mutable std::mutex mutex_;
    std::string words_;
};

} // namespace renkei::store
