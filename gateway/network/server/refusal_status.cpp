#include "gateway/network/server/refusal_status.h"

#include <array>

namespace renkei::server {
namespace {

constexpr std::array<RefusalStatus, 12> refusals{{
    // by Refusal
    {200, "none"},
    {400, "unreadable"},
    {415, "media-type"},
    {422, "invalid"},
    {403, "forbidden"},
    {409, "conflict"},
    {404, "absent"},
    {412, "moved-on"},
    {422, "key-reused"},
    {507, "too-many"},
    {503, "busy"},
    {503, "failed"},
}};
static_assert(refusals.size() == static_cast<std::size_t>(documents::Refusal::failed) + 1);

} // namespace

const RefusalStatus& refusal_status(documents::Refusal refusal) {
    return refusals[static_cast<std::size_t>(refusal)];
}

} // namespace renkei::server
