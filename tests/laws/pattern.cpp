#include "tests/laws/pattern.h"

#include <algorithm>
#include <cassert>

namespace renkei::laws {
namespace {

constexpr int max_repeats = 4; // of * + {n,}

// Reads a pattern from left to right and writes a text as it goes.
class Sampler {
public:
    Sampler(std::string_view pattern, Random& random) : pattern_(pattern), random_(random) {}

    std::string whole() {
        std::string out = alternatives();
        assert(at_ == pattern_.size());
        return out;
    }

private:
    bool more() const { return at_ < pattern_.size(); }
    char take() { return pattern_[at_++]; }
    bool take_if(char c) {
        const bool is = more() && pattern_[at_] == c;
        at_ += is ? 1 : 0;
        return is;
    }

    // a|b|c
    std::string alternatives() {
        std::vector<std::string> all{sequence()};
        while (take_if('|')) {
            all.push_back(sequence());
        }
        return random_.pick(all);
    }

    std::string sequence() {
        std::string out;
        while (more() && pattern_[at_] != '|' && pattern_[at_] != ')') {
            out += repeated();
        }
        return out;
    }

    // An atom is read again for every repeat, so that each chooses for itself.
    std::string repeated() {
        const std::size_t start = at_;
        atom();
        const std::size_t after = at_;
        const int times = repeats();
        const std::size_t end = at_;
        std::string out;
        for (int i = 0; i < times; ++i) {
            at_ = start;
            out += atom();
        }
        assert(times == 0 || at_ == after);
        at_ = end;
        return out;
    }

    int repeats() {
        if (take_if('?')) {
            return random_.between(0, 1);
        }
        if (take_if('*')) {
            return random_.between(0, max_repeats);
        }
        if (take_if('+')) {
            return random_.between(1, max_repeats);
        }
        if (!take_if('{')) {
            return 1;
        }
        const int low = number();
        const bool range = take_if(',');
        const int high = !range ? low : more() && pattern_[at_] != '}' ? number() : low + max_repeats;
        take_if('}');
        return random_.between(low, high);
    }

    int number() {
        int out = 0;
        while (more() && pattern_[at_] >= '0' && pattern_[at_] <= '9') {
            out = out * 10 + (take() - '0');
        }
        return out;
    }

    std::string atom() {
        const char c = take();
        switch (c) {
        case '^':
        case '$': return {};
        case '.': return std::string(1, random_.pick(std::string_view("azAZ09")));
        case '[': return std::string(1, random_.pick(set()));
        case '\\': return std::string(1, random_.pick(escaped()));
        case '(': {
            if (take_if('?')) {
                take_if(':');
            }
            std::string out = alternatives();
            take_if(')');
            return out;
        }
        default: return other(c);
        }
    }

    // A character as it stands, whole even if it takes several bytes.
    std::string other(char first) {
        std::string out(1, first);
        while (more() && (static_cast<unsigned char>(pattern_[at_]) & 0xC0U) == 0x80U) {
            out += take();
        }
        return out;
    }

    std::string escaped() {
        const char c = take();
        return c == 'd'   ? "0123456789"
               : c == 'w' ? "az09_"
               : c == 's' ? " "
               : c == 'S' ? "azAZ09"
                          : std::string(1, c);
    }

    // [a-z0-9+\-], [^\s]
    std::string set() {
        const bool negated = take_if('^');
        std::string out;
        while (!take_if(']')) {
            const char low = take();
            if (low == '\\') {
                out += escaped();
            } else if (pattern_.substr(at_).size() > 1 && pattern_[at_] == '-' && pattern_[at_ + 1] != ']') {
                ++at_;
                for (int c = low, high = take(); c <= high; ++c) {
                    out += static_cast<char>(c);
                }
            } else {
                out += low;
            }
        }
        return negated ? without(out) : out;
    }

    static std::string without(std::string_view refused) {
        std::string out;
        std::ranges::copy_if(std::string_view("azAZ09.-_/"), std::back_inserter(out),
                             [&](char c) { return refused.find(c) == std::string_view::npos; });
        return out;
    }

    std::string_view pattern_;
    Random& random_;
    std::size_t at_ = 0;
};

} // namespace

std::string sample(std::string_view re2, Random& random) { return Sampler(re2, random).whole(); }

} // namespace renkei::laws
