// An audit event as one line for people: when, which node and number, how it came out, what was done, then NAME=VALUE of what else is known.
#pragma once

#include "gateway/store/rows.h"

#include <string>

namespace renkei::cli {

std::string audit_line(const store::AuditRow& row);

} // namespace renkei::cli
