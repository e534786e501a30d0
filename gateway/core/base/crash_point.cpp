#include "gateway/core/base/crash_point.h"

#ifdef RENKEI_TEST_HOOKS

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>

namespace renkei::base {
namespace {

struct Wanted {
    std::string_view name{};
    int left = 0;
};

Wanted read_environment() {
    const char* const text = std::getenv("RENKEI_DIE_AT");
    if (text == nullptr) {
        return {};
    }
    const std::string_view all = text;
    const std::size_t colon = all.find(':');
    Wanted out{all.substr(0, colon), 1};
    if (colon != std::string_view::npos) {
        std::from_chars(all.data() + colon + 1, all.data() + all.size(), out.left);
    }
    return out;
}

} // namespace

void crash_point(std::string_view name) {
    static const Wanted wanted = read_environment();
    static std::atomic<int> passed = 0;
    if (!wanted.name.empty() && name == wanted.name && ++passed == wanted.left) {
        std::raise(SIGKILL);
    }
}

} // namespace renkei::base

#endif
