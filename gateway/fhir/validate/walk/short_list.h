// A list that is made at every element and is nearly always short: then it lies on the stack and takes no
// memory.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace renkei::validate {

template <class T>
class ShortList {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    explicit ShortList(std::size_t most)
        : long_(most > max_on_stack ? std::make_unique_for_overwrite<T[]>(most) : nullptr),
          items_(long_ ? long_.get() : reinterpret_cast<T*>(bytes_.data())),
          max_(most > max_on_stack ? most : max_on_stack) {}
    ShortList(const ShortList&) = delete;
    ShortList& operator=(const ShortList&) = delete;

    void push_back(const T& item) {
        assert(size_ < max_);
        items_[size_++] = item;
    }
    void insert(std::size_t at, const T& item) {
        assert(size_ < max_ && at <= size_);
        std::copy_backward(items_ + at, items_ + size_, items_ + size_ + 1);
        items_[at] = item;
        ++size_;
    }
    void clear() { size_ = 0; }
    T& operator[](std::size_t at) { return items_[at]; }
    std::size_t size() const { return size_; }
    std::span<T> all() { return {items_, size_}; }

private:
    static constexpr std::size_t max_on_stack = 32;
    // not initialised: the first size_ items count
    alignas(T) std::array<std::byte, max_on_stack * sizeof(T)> bytes_;
    std::unique_ptr<T[]> long_;
    T* items_; // in one of the two above
    std::size_t max_;
    std::size_t size_ = 0;
};

} // namespace renkei::validate
