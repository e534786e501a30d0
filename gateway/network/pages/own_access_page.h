// Who asked for what about a person, for that person: the newest first, without codes and without names or
// ids of employees.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/network/auditreport/access_report.h"

#include <string>

namespace renkei::pages {

struct OwnAccesses {
    const auditreport::AccessReport& report;
    std::string portal{};            // id of the peer by which the person asks
    std::string since{};             // the first day that was looked at
    std::uint64_t found_nothing = 0; // requests that are not in the report
    bool is_cut = false;             // there are older ones, too many for a report
    std::size_t page = 1;            // from 1
    std::size_t lines_of_page = 50;
};

std::string own_access_page(const OwnAccesses& accesses, diag::Language language);

} // namespace renkei::pages
