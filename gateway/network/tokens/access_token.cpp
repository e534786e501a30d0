#include "gateway/network/tokens/access_token.h"

#include "gateway/network/tokens/claims.h"
#include "gateway/network/tokens/compact_jws.h"
#include "gateway/network/tokens/signature.h"
#include "generated/messages/tokens.h"

namespace renkei::tokens {

diag::Result<VerifiedToken> verify(const PresentedToken& presented, const KeySet& keys,
                                   const Settings& settings, base::Millis now) {
    TRY(const CompactJws jws, read_compact_jws(presented.token));
    const Key* const key = keys.find(jws.key_id, jws.algorithm);
    if (key == nullptr) {
        return diag::fail(diag::message::token_key_unknown, {}, {presented.peer.id});
    }
    if (!is_signed(*key, jws.algorithm, jws.signed_bytes, jws.signature)) {
        return diag::fail(diag::message::token_signature_wrong, {});
    }
    // Nothing of the payload is looked at before it is known who wrote it.
    TRY(const Claims claims, Claims::read(jws.payload));
    TRY_VOID(claims.check(presented, settings, now));
    return claims.verified(presented.peer.role);
}

} // namespace renkei::tokens
