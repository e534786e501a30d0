// A growing buffer of bytes that are written once: no zeroing, space reserved before it is used.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>

namespace renkei::base {

class Buffer {
public:
    Buffer() = default;
    Buffer(Buffer&&) noexcept = default;
    Buffer& operator=(Buffer&&) noexcept = default;

    // At least n bytes from at(); used() says how many were written.
    char* room(std::size_t n) {
        if (capacity_ - size_ < n) {
            grow(n);
        }
        return bytes_.get() + size_;
    }
    void used(std::size_t n) { size_ += n; }
    void used_up_to(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

    void append(std::string_view text) {
        if (text.empty()) {
            return;
        }
        copy(room(text.size()), text);
        size_ += text.size();
    }
    void append(char c) {
        *room(1) = c;
        ++size_;
    }

    char& back() { return bytes_[size_ - 1]; }
    void pop() { --size_; }
    void truncate(std::size_t size) { size_ = size; }
    void clear() { size_ = 0; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::string_view view() const { return {bytes_.get(), size_}; }
    operator std::string_view() const { return view(); }

private:
    // Most texts are short: two copies of a fixed size that may overlap cost less than a call.
    static void copy(char* to, std::string_view text) {
        const std::size_t size = text.size();
        const auto both_ends = [&](auto fixed) {
            std::memcpy(to, text.data(), fixed());
            std::memcpy(to + size - fixed(), text.data() + size - fixed(), fixed());
        };
        if (size > 32) {
            std::memcpy(to, text.data(), size);
        } else if (size >= 16) {
            both_ends(std::integral_constant<std::size_t, 16>());
        } else if (size >= 8) {
            both_ends(std::integral_constant<std::size_t, 8>());
        } else if (size >= 4) {
            both_ends(std::integral_constant<std::size_t, 4>());
        } else {
            for (std::size_t i = 0; i < size; ++i) {
                to[i] = text[i];
            }
        }
    }

    void grow(std::size_t n) {
        const std::size_t wanted = size_ + n;
        const std::size_t capacity = wanted > capacity_ * 2 ? wanted + 1024 : capacity_ * 2;
        auto bigger = std::make_unique_for_overwrite<char[]>(capacity);
        if (size_ > 0) {
            std::memcpy(bigger.get(), bytes_.get(), size_);
        }
        bytes_ = std::move(bigger);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace renkei::base
