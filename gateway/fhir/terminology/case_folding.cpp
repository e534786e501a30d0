#include "gateway/fhir/terminology/case_folding.h"

#include <array>
#include <cstring>

namespace renkei::terminology {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// Capital letters that lie a fixed way from their small ones; step 2: capitals and small ones alternate.
struct Capitals {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t step;
    std::uint32_t to_small;
};
constexpr std::array capitals{
    Capitals{'A', 'Z', 1, 32},       Capitals{0xC0, 0xD6, 1, 32},   Capitals{0xD8, 0xDE, 1, 32},
    Capitals{0x100, 0x12E, 2, 1},    Capitals{0x132, 0x136, 2, 1},  Capitals{0x139, 0x147, 2, 1},
    Capitals{0x14A, 0x176, 2, 1},    Capitals{0x179, 0x17D, 2, 1},  Capitals{0x391, 0x3A1, 1, 32},
    Capitals{0x3A3, 0x3A9, 1, 32},   Capitals{0x400, 0x40F, 1, 80}, Capitals{0x410, 0x42F, 1, 32},
    Capitals{0xFF21, 0xFF3A, 1, 32},
};

std::uint32_t small(std::uint32_t letter) {
    for (const Capitals& row : capitals) {
        if (letter >= row.first && letter <= row.last && (letter - row.first) % row.step == 0) {
            return letter + row.to_small;
        }
    }
    return letter;
}

bool is_space(std::uint32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

// Letter after letter of a display, small, with one space where white space stands; 0: the end.
class Letters {
public:
    explicit Letters(std::string_view text) : rest_(text) { skip_space(); }

    std::uint32_t next() {
        if (rest_.empty()) {
            return 0;
        }
        if (skip_space()) {
            return rest_.empty() ? 0 : ' ';
        }
        return small(take());
    }

private:
    bool skip_space() {
        bool skipped = false;
        while (!rest_.empty()) {
            const std::string_view before = rest_;
            if (!is_space(take())) {
                rest_ = before;
                break;
            }
            skipped = true;
        }
        return skipped;
    }
    // Packages hold valid UTF-8; an invalid byte stands for itself.
    std::uint32_t take() {
        const auto lead = static_cast<unsigned char>(rest_[0]);
        const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        if (size == 1 || size > rest_.size()) {
            rest_.remove_prefix(1);
            return lead;
        }
        std::uint32_t out = lead & (0xFFU >> (size + 1));
        for (std::size_t n = 1; n < size; ++n) {
            out = (out << 6U) | (static_cast<unsigned char>(rest_[n]) & 0x3FU);
        }
        rest_.remove_prefix(size);
        return out;
    }

    std::string_view rest_;
};

// mask: bits that are set in every byte, so that case disappears (and a little more, which does no harm)
std::uint64_t hash(std::string_view code, std::uint64_t mask) {
    std::uint64_t sum = code.size() * 0x9E3779B97F4A7C15U;
    const char* at = code.data();
    std::size_t left = code.size();
    const auto mix = [&](std::uint64_t word) {
        sum = (sum ^ (word | mask)) * 0xC2B2AE3D27D4EB4FU;
        sum ^= sum >> 29U;
    };
    for (; left >= 8; left -= 8, at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        mix(word);
    }
    std::uint64_t rest = 0;
    for (std::size_t n = 0; n < left; ++n) {
        rest |= std::uint64_t{static_cast<unsigned char>(at[n])} << (8 * n);
    }
    mix(rest);
    return sum * 0xBF58476D1CE4E5B9U;
}

std::string_view primary(std::string_view language) { return language.substr(0, language.find('-')); }

std::string_view language_in(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    return text.substr(0, text.find_first_of(" ;"));
}

} // namespace

bool same_ignoring_case(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) {
        return false;
    }
    for (std::size_t n = 0; n < left.size(); ++n) {
        if (lower(left[n]) != lower(right[n])) {
            return false;
        }
    }
    return true;
}

std::uint64_t hash_of(std::string_view code) { return hash(code, 0); }
std::uint64_t hash_ignoring_case(std::string_view code) { return hash(code, 0x2020202020202020U); }

bool same_display(std::string_view left, std::string_view right) {
    if (left == right) {
        return true;
    }
    Letters a(left);
    Letters b(right);
    std::uint32_t letter = 0;
    do {
        letter = a.next();
        if (letter != b.next()) {
            return false;
        }
    } while (letter != 0);
    return true;
}

bool language_fits(std::string_view asked, std::string_view language) {
    if (asked.empty() || language.empty()) {
        return true;
    }
    while (!asked.empty()) {
        const std::size_t comma = asked.find(',');
        const std::string_view one = language_in(asked.substr(0, comma));
        if (one == "*" || same_ignoring_case(primary(one), primary(language))) {
            return true;
        }
        asked.remove_prefix(comma == std::string_view::npos ? asked.size() : comma + 1);
    }
    return false;
}

} // namespace renkei::terminology
