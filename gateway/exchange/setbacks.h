// Files that something was wrong with: each is tried again after a wait that doubles, and one kind of trouble is told once.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/diag/message.h"

#include <functional>
#include <map>
#include <string>

namespace renkei::exchange {

class Setbacks {
public:
    bool may_try(const std::string& file, base::Millis now) const;
    // Is it news? Not if another file has the same trouble.
    bool add(const std::string& file, diag::Message trouble, base::Millis now);
    void forget(const std::string& file) { known_.erase(file); }
    void forget_unless(const std::function<bool(const std::string& file)>& is_there);

private:
    struct Setback {
        diag::Message trouble{};
        std::uint32_t failures = 0;
        base::Millis next = 0;
    };
    std::map<std::string, Setback> known_{};
};

} // namespace renkei::exchange
