// A registration in a list: id, office, first day, what it opens today, then NAME=VALUE for the rest.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/core/time/date.h"
#include "gateway/network/sharing/decision.h"
#include "gateway/network/store/persons/person_records.h"

#include <string>

namespace renkei::online {

// `state`: as decisions say it. Without the line feed.
std::string registration_line(const store::Kept<sharing::Registration>& kept, sharing::Reason state,
                              const time::Date& today, Language language);

} // namespace renkei::online
