// A bump allocator: everything taken from it lives until reset() or its end. Objects in it are never
// destroyed one by one.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace renkei::base {

class Arena {
public:
    explicit Arena(std::size_t first_block = 64 * 1024) : next_block_(first_block) {}
    Arena(Arena&&) noexcept = default;
    Arena& operator=(Arena&&) noexcept = default;

    void* take(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
        std::size_t at = (used_ + align - 1) & ~(align - 1);
        if (blocks_.empty() || at + size > blocks_[current_].size) {
            grow(size + align);
            at = 0;
        }
        used_ = at + size;
        return blocks_[current_].bytes.get() + at;
    }

    // n objects, value-initialised
    template <class T>
    T* array(std::size_t n) {
        static_assert(std::is_trivially_destructible_v<T>);
        T* out = static_cast<T*>(take(n * sizeof(T), alignof(T)));
        std::uninitialized_value_construct_n(out, n);
        return out;
    }

    char* text(std::size_t n) { return static_cast<char*>(take(n, 1)); }

    std::string_view keep(std::string_view text_to_copy) {
        if (text_to_copy.empty()) {
            return {};
        }
        char* out = text(text_to_copy.size());
        std::memcpy(out, text_to_copy.data(), text_to_copy.size());
        return {out, text_to_copy.size()};
    }

    // Frees everything, but keeps the blocks for the next document.
    void reset() {
        current_ = 0;
        used_ = 0;
    }

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };

    void grow(std::size_t at_least) {
        while (!blocks_.empty() && current_ + 1 < blocks_.size()) {
            ++current_;
            if (blocks_[current_].size >= at_least) {
                used_ = 0;
                return;
            }
        }
        const std::size_t size = at_least > next_block_ ? at_least : next_block_;
        blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
        next_block_ *= 2;
        current_ = blocks_.size() - 1;
        used_ = 0;
    }

    std::vector<Block> blocks_;
    std::size_t current_ = 0;
    std::size_t used_ = 0;
    std::size_t next_block_;
};

} // namespace renkei::base
