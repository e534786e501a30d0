#include "gateway/network/tokens/base64url.h"

#include "gateway/core/base/base64.h"

namespace renkei::tokens {

std::optional<std::string> from_base64url(std::string_view text) {
    std::optional<std::string> bytes = base::from_base64_digits(text, base::Base64::url);
    // Two texts of one token would be two tokens for whatever compares texts.
    const bool is_canonical =
        bytes && base::without_padding(base::to_base64(*bytes, base::Base64::url)) == text;
    return is_canonical ? std::move(bytes) : std::nullopt;
}

} // namespace renkei::tokens
