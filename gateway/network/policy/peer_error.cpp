#include "gateway/network/policy/peer_error.h"

#include "generated/messages/policy.h"

#include <fmt/format.h>

namespace renkei::policy {

tl::unexpected<diag::Error> peer_error(std::string_view peer, std::string_view place, std::string_view found,
                                       std::string_view expected, diag::Where where) {
    return diag::fail(diag::message::peer_wrong, std::move(where),
                      {peer, place, fmt::format("\"{}\" → {}", found, expected)});
}

} // namespace renkei::policy
