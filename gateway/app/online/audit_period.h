// The options --since and --until: a day in Japan, or an instant. Both ends count.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/network/auditreport/access_report.h"

#include <string>

namespace renkei::online {

struct PeriodOptions {
    std::string since{};
    std::string until{};
    void add_to(Command& command);
    bool is_limited() const { return !since.empty() || !until.empty(); }
    // The finding is one of usage.
    diag::Result<auditreport::Period> read() const;
};

} // namespace renkei::online
