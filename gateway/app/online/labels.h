// Labels of codes (states, roles, delivery methods) in tables: the code; in Japanese the word with the code
// in parentheses.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/store/rows.h"

#include <string>

namespace renkei::online {

// "waiting"; "待機中 (waiting)"
std::string label(store::DeliveryState state, Language language);
std::string label(policy::Role role, Language language);
std::string label(policy::DeliveryMethod delivery_method, Language language);
std::string revoked_label(Language language);
std::string unread_label(Language language);
std::string unchanged_label(Language language); // a document that was there before
std::string label(std::string_view japanese, std::string_view code, Language language);

} // namespace renkei::online
