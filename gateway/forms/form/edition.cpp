#include "gateway/forms/form/edition.h"

namespace renkei::form {

bool Edition::is_claimed_by(std::string_view version) const {
    if (const std::string_view own = form_.version(); !is_one()) {
        return own.starts_with(version) && (own.size() == version.size() || own[version.size()] == '.');
    }
    std::string_view claims = form_.text(head_.claims); // between two `|` each
    while (claims.size() > 1) {
        claims.remove_prefix(1);
        const std::string_view claim = claims.substr(0, claims.find('|'));
        if (claim == version) {
            return true;
        }
        claims.remove_prefix(claim.size());
    }
    return false;
}

} // namespace renkei::form
