// The hash of a text from outside. Seeded per process: without the seed, an attacker cannot choose texts that
// all collide and make each look-up linear.
#pragma once

#include <cstddef>
#include <string_view>

namespace renkei::base {

// As std::hash, and for looking up a std::string by a view of its text.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
};

} // namespace renkei::base
