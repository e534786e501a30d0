// subjectAltName (RFC 5280 §4.2.1.6) as text.
#pragma once

#include "gateway/network/tls/openssl.h"

#include <vector>

namespace renkei::tls {

// "DNS:…", "URI:…", "IP:…"; other kinds are left out. Null: none
std::vector<std::string> texts_of(const GENERAL_NAMES* names);

} // namespace renkei::tls
