// A list that is made at every element and is nearly always short: it lies on the stack, and takes memory only
// when it is long.
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <vector>

namespace renkei::validate {

template <class T>
class ShortList {
public:
    explicit ShortList(std::size_t most)
        : memory_(bytes_.data(), bytes_.size())
        , items_(&memory_) {
        items_.reserve(most);
    }
    ShortList(const ShortList&) = delete;
    ShortList& operator=(const ShortList&) = delete;

    std::pmr::vector<T>& items() { return items_; }

private:
    static constexpr std::size_t most_on_stack = 512;
    alignas(T) std::array<std::byte, most_on_stack> bytes_; // not initialised: written before it is read
    std::pmr::monotonic_buffer_resource memory_;
    std::pmr::vector<T> items_; // in bytes_, or taken by memory_
};

} // namespace renkei::validate
