#include "gateway/forms/form/text_pattern.h"

#include "gateway/core/base/characters.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <limits>
#include <mutex>
#include <optional>

namespace renkei::form {
namespace {

constexpr std::string_view special = "\\[](){}*+?|^$.";

} // namespace

// Reads the part of RE2 that can be matched without trying twice: classes, letters, counts, and groups that
// occur once or not at all. Groups are multiplied out: (a|b)c is ac|bc.
struct PatternReader {
    std::string_view rest;

    using Alternatives = std::vector<TextPattern::Steps>;
    std::optional<Alternatives> read() {
        std::optional<Alternatives> out = read_alternatives(0);
        return out && rest.empty() && std::ranges::all_of(*out, is_matched_in_one_go) ? out : std::nullopt;
    }

    static constexpr std::size_t most_alternatives = 16;
    static constexpr std::size_t most_steps = 256;
    static constexpr int deepest = 4;

    // As many bytes as a step takes are right for it: those behind them belong to the next step.
    static bool is_matched_in_one_go(const TextPattern::Steps& steps) {
        for (std::size_t i = 1; i < steps.size(); ++i) {
            const TextPattern::Step& before = steps[i - 1];
            const bool ends_there = (before.bytes & steps[i].bytes).none() && steps[i].min > 0;
            if (before.min != before.max && !ends_there) {
                return false;
            }
        }
        return true;
    }

    std::optional<Alternatives> read_alternatives(int depth) {
        Alternatives out;
        do {
            const std::optional<Alternatives> more = read_sequence(depth);
            if (!more || out.size() + more->size() > most_alternatives) {
                return std::nullopt;
            }
            out.insert(out.end(), more->begin(), more->end());
        } while (take('|'));
        return out;
    }

    // Up to the end, a bar or a closing bracket.
    std::optional<Alternatives> read_sequence(int depth) {
        Alternatives out(1);
        while (!rest.empty() && rest.front() != '|' && rest.front() != ')') {
            const std::optional<Alternatives> next = take('(') ? read_group(depth + 1) : read_step();
            if (!next || out.size() * next->size() > most_alternatives || out.front().size() > most_steps) {
                return std::nullopt;
            }
            if (next->size() == 1) {
                for (TextPattern::Steps& each : out) {
                    each.insert(each.end(), next->front().begin(), next->front().end());
                }
                continue;
            }
            Alternatives longer;
            for (const TextPattern::Steps& first : out) {
                for (const TextPattern::Steps& second : *next) {
                    longer.push_back(first);
                    longer.back().insert(longer.back().end(), second.begin(), second.end());
                }
            }
            out = std::move(longer);
        }
        return out;
    }

    // Behind its bracket.
    std::optional<Alternatives> read_group(int depth) {
        if (depth > deepest || rest.starts_with('?')) {
            return std::nullopt;
        }
        std::optional<Alternatives> out = read_alternatives(depth);
        if (!out || !take(')')) {
            return std::nullopt;
        }
        if (take('?')) {
            out->emplace_back();
        }
        return is_lazy() ? std::nullopt : out;
    }

    std::optional<Alternatives> read_step() {
        TextPattern::Step step{{}, 1, 1};
        return read_bytes(step.bytes) && read_count(step) ? std::optional(Alternatives{{step}})
                                                          : std::nullopt;
    }

    bool take(char c) {
        const bool is_there = rest.starts_with(c);
        rest.remove_prefix(is_there ? 1 : 0);
        return is_there;
    }

    bool read_bytes(std::bitset<256>& bytes) {
        if (rest.front() == '[') {
            rest.remove_prefix(1);
            return read_class(bytes);
        }
        return read_letter(bytes);
    }

    // One byte, escaped or not; \d is all digits.
    bool read_letter(std::bitset<256>& bytes) {
        if (rest.starts_with("\\d")) {
            rest.remove_prefix(2);
            add_range(bytes, '0', '9');
            return true;
        }
        const std::optional<char> letter = take_letter(special);
        if (letter) {
            bytes.set(static_cast<unsigned char>(*letter));
        }
        return letter.has_value();
    }

    std::optional<char> take_letter(std::string_view not_plain) {
        const bool is_escaped = rest.starts_with('\\');
        rest.remove_prefix(is_escaped ? 1 : 0);
        if (rest.empty() || static_cast<unsigned char>(rest.front()) >= 0x80) {
            return std::nullopt;
        }
        const char out = rest.front();
        const bool has_meaning =
            is_escaped ? base::is_alphanumeric(out) : not_plain.find(out) != std::string_view::npos;
        rest.remove_prefix(1);
        return has_meaning ? std::nullopt : std::optional(out);
    }

    bool read_class(std::bitset<256>& bytes) {
        while (!rest.empty() && rest.front() != ']') {
            if (rest.starts_with("\\d")) {
                read_letter(bytes);
                continue;
            }
            const std::optional<char> first = take_letter("[^");
            if (!first) {
                return false;
            }
            char last = *first;
            if (rest.size() > 1 && rest[0] == '-' && rest[1] != ']') {
                rest.remove_prefix(1);
                const std::optional<char> end = take_letter("[^");
                if (!end || *end < *first) {
                    return false;
                }
                last = *end;
            }
            add_range(bytes, *first, last);
        }
        const bool is_closed = !rest.empty() && bytes.any();
        rest.remove_prefix(is_closed ? 1 : 0);
        return is_closed;
    }

    static void add_range(std::bitset<256>& bytes, char first, char last) {
        for (int c = static_cast<unsigned char>(first); c <= static_cast<unsigned char>(last); ++c) {
            bytes.set(static_cast<std::size_t>(c));
        }
    }

    bool read_count(TextPattern::Step& step) {
        constexpr std::size_t open_end = std::numeric_limits<std::size_t>::max();
        if (rest.empty() || std::string_view("?*+{").find(rest.front()) == std::string_view::npos) {
            return true;
        }
        const char sign = rest.front();
        rest.remove_prefix(1);
        if (sign == '{') {
            return read_bounds(step);
        }
        step.min = sign == '+' ? 1 : 0;
        step.max = sign == '?' ? 1 : open_end;
        return !is_lazy();
    }

    // n} or n,m}
    bool read_bounds(TextPattern::Step& step) {
        if (!take_number(step.min)) {
            return false;
        }
        step.max = step.min;
        if (rest.starts_with(',')) {
            rest.remove_prefix(1);
            if (!take_number(step.max)) {
                return false;
            }
        }
        if (!rest.starts_with('}')) {
            return false;
        }
        rest.remove_prefix(1);
        return !is_lazy();
    }

    bool take_number(std::size_t& out) {
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), out);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        return error == std::errc();
    }

    // A count behind what has one already.
    bool is_lazy() const {
        return !rest.empty() && std::string_view("?*+{").find(rest.front()) != std::string_view::npos;
    }
};

struct TextPattern::General {
    std::string text;
    std::once_flag once{}; // the threads of a server share the pattern
    std::optional<re2::RE2> regex{};

    const re2::RE2& compiled() {
        std::call_once(once, [this] { regex.emplace(text, re2::RE2::Quiet); });
        assert(regex->ok());
        return *regex;
    }
};

TextPattern::TextPattern(std::string_view re2) {
    std::string_view simple = re2;
    if (simple.starts_with('^') && simple.ends_with('$') && !simple.ends_with("\\$") &&
        simple.find('|') == std::string_view::npos) {
        simple = simple.substr(1, simple.size() - 2); // the match covers the whole text anyway
    }
    if (auto steps = PatternReader{simple}.read()) {
        alternatives_ = std::move(*steps);
        return;
    }
    general_ = std::make_unique<General>(std::string(re2));
}

std::string TextPattern::error_of(std::string_view re2) {
    const re2::RE2 compiled(re2, re2::RE2::Quiet);
    return compiled.ok() ? std::string() : compiled.error();
}

std::vector<std::string> TextPattern::signs_of(std::string_view re2) {
    re2::FilteredRE2 filter(1); // one character will do
    int id = 0;
    std::vector<std::string> all;
    if (filter.Add(re2, re2::RE2::Quiet, &id) == re2::RE2::NoError) {
        filter.Compile(&all);
    }
    std::vector<std::string> out;
    for (const std::string& each : all) {
        const bool is_needed = std::ranges::none_of(all, [&](const std::string& other) {
            return other.size() < each.size() && each.find(other) != std::string::npos;
        });
        if (is_needed && each.find(' ') == std::string::npos) {
            out.push_back(each);
        }
    }
    return out;
}

TextPattern::TextPattern(TextPattern&&) noexcept = default;
TextPattern& TextPattern::operator=(TextPattern&&) noexcept = default;
TextPattern::~TextPattern() = default;

bool TextPattern::matches(const Steps& steps, std::string_view text) {
    std::size_t at = 0;
    for (const Step& step : steps) {
        std::size_t count = 0;
        while (count < step.max && at < text.size() && step.bytes[static_cast<unsigned char>(text[at])]) {
            ++count;
            ++at;
        }
        if (count < step.min) {
            return false;
        }
    }
    return at == text.size();
}

bool TextPattern::is_made_of(const std::bitset<256>& bytes) const {
    const auto is_of = [&](const Step& step) { return (step.bytes & ~bytes).none(); };
    return general_ == nullptr && std::ranges::all_of(alternatives_, [&](const Steps& steps) {
               return std::ranges::all_of(steps, is_of);
           });
}

bool TextPattern::matches(std::string_view text) const {
    if (general_ != nullptr) {
        return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), general_->compiled());
    }
    return std::ranges::any_of(alternatives_, [&](const Steps& steps) { return matches(steps, text); });
}

} // namespace renkei::form
