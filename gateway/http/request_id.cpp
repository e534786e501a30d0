#include "gateway/http/request_id.h"

#include "gateway/http/log.h"

#include <array>
#include <fmt/format.h>
#include <sys/random.h>

namespace renkei::http {

std::string request_id(std::string_view asked) {
    if (!asked.empty() && as_word(asked) == asked) {
        return std::string(asked);
    }
    std::array<std::uint64_t, 2> random{};
    [[maybe_unused]] const ssize_t size = getrandom(random.data(), sizeof random, 0); // never short for so few bytes
    return fmt::format("{:016x}{:016x}", random[0], random[1]);
}

} // namespace renkei::http
