// What is a code everywhere else (states, roles, ways), as tables show it: the code, in Japanese behind the word for it.
#pragma once

#include "gateway/cli/text.h"
#include "gateway/policy/peer.h"
#include "gateway/store/rows.h"

#include <string>

namespace renkei::cli {

// "waiting"; "待機中 (waiting)"
std::string told(store::DeliveryState state, Language language);
std::string told(policy::Role role, Language language);
std::string told(policy::DeliveryMethod way, Language language);
std::string revoked_told(Language language);
std::string unread_told(Language language);
std::string unchanged_told(Language language); // a document that was there before
std::string word(std::string_view japanese, std::string_view code, Language language);

} // namespace renkei::cli
