#include "gateway/network/http/request_id.h"

#include "gateway/network/runtime/log.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>

namespace renkei::http {

namespace {

// Numbers of the kernel, several at a time: asking for them costs as much as all the rest of an id. Ids are
// no secrets.
struct Drawn {
    using Number = std::array<std::uint64_t, 2>;

    std::array<Number, 16> numbers{};
    std::size_t left = 0;

    static Drawn& mine() {
        thread_local Drawn of_this_thread;
        return of_this_thread;
    }
    Number next() {
        if (left == 0) {
            // never short for up to 256 bytes
            [[maybe_unused]] const ssize_t size = getrandom(numbers.data(), sizeof numbers, 0);
            left = numbers.size();
        }
        return numbers[--left];
    }
};

} // namespace

std::string new_request_id() {
    const auto [high, low] = Drawn::mine().next();
    return fmt::format("{:016x}{:016x}", high, low);
}

std::string_view repeatable_id(std::string_view sent) {
    return !sent.empty() && runtime::as_word(sent) == sent ? sent : std::string_view();
}

} // namespace renkei::http
