// Why a certificate is not taken, as far as people can do something about it. OpenSSL has a hundred words for this, in English.
#pragma once

#include "gateway/diag/message.h"

#include <optional>

namespace renkei::tls {

enum class Distrust : std::uint8_t {
    expired,
    too_early,  // not valid yet
    revoked,
    foreign,    // of no authority that is trusted
    other_name, // of another host
    list_ended, // a revocation list: nobody knows who stands on the newer one
    no_list,    // lists are asked, and there is none of the authority that issued it
    other,
};

Distrust distrust_of(long verified); // X509_V_ERR_…: we do not take it
// SSL_R_…ALERT…: the other side does not take ours. Nothing: it is about something else.
std::optional<Distrust> distrust_told_by(int alert);

// What to say to whoever showed it; takes OpenSSL's words as argument.
diag::Message message_of(Distrust why);
Distrust distrust_of(diag::Message message); // of those that message_of() gives, and Trust::verify

} // namespace renkei::tls
