// The notice beside a file: its receiver gets the document as it came, because it cannot become what the
// receiver takes, or in other characters than the document has.
#pragma once

#include "gateway/network/outbox/delivery.h"

#include <string>
#include <string_view>

namespace renkei::transports {

inline constexpr std::string_view given_as_it_came = "given-as-it-came"; // of the header Renkei-Notice

bool has_notice(const outbox::OutboundMessage& message);

// {"status":"given-as-it-came","document":…,"version":…,"file":…,"media_type":…,"instead_of":…,"text":…} or
// {"status":"characters-replaced",…,"text":…,"findings":[…]}, a line of its own. `name`: of the file.
std::string given_notice(const outbox::OutboundMessage& message, std::string_view name);
std::string given_notice_name(std::string_view name); // "NAME.notice.json"

} // namespace renkei::transports
