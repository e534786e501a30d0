// Files that failed: each is retried after a wait that doubles, and each kind of problem is reported once.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/message.h"

#include <functional>
#include <map>
#include <string>

namespace renkei::folders {

class FileRetries {
public:
    bool may_try(const std::string& file, base::Millis now) const;
    // True if the problem is to be reported; false if another file has the same problem.
    bool add(const std::string& file, diag::Message problem, base::Millis now);
    void forget(const std::string& file) { known_.erase(file); }
    void forget_unless(const std::function<bool(const std::string& file)>& is_there);

private:
    struct FileRetry {
        diag::Message problem{};
        std::uint32_t failures = 0;
        base::Millis next = 0;
    };
    std::map<std::string, FileRetry> known_{};
};

} // namespace renkei::folders
