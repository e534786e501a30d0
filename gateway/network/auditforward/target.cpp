#include "gateway/network/auditforward/target.h"

namespace renkei::auditforward {

bool is_target_name(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

} // namespace renkei::auditforward
