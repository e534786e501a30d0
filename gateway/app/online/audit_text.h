// An audit event as one line of text: time, node and number, outcome, interaction, then NAME=VALUE for its
// other facts.
#pragma once

#include "gateway/network/store/rows.h"

#include <string>

namespace renkei::online {

std::string audit_line(const store::AuditRow& row);

} // namespace renkei::online
