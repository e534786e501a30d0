// A regular expression that a whole text must match. The usual ones ([0-9]{10}, [0-9]{3}-[0-9]{4}) are
// compared byte by byte; only the others go to RE2, which compiles one when it is first asked: a form has
// hundreds, and a record asks few of them.
#pragma once

#include <bitset>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::form {

class TextPattern {
public:
    explicit TextPattern(std::string_view re2); // a valid one: the loader has checked it
    TextPattern(TextPattern&&) noexcept;
    TextPattern& operator=(TextPattern&&) noexcept;
    ~TextPattern(); // General is complete only in the source

    // The error of a text that should be a pattern; empty if the pattern is valid.
    static std::string error_of(std::string_view re2);
    // Texts without blanks; a text without blanks that has none of them does not match. Empty: any may.
    static std::vector<std::string> signs_of(std::string_view re2);

    bool matches(std::string_view text) const;
    // Does every text that it matches consist of these bytes? False if that cannot be known.
    bool is_made_of(const std::bitset<256>& bytes) const;
    bool is_simple() const { return general_ == nullptr; }

private:
    struct Step {
        std::bitset<256> bytes;
        std::size_t min;
        std::size_t max;
    };
    using Steps = std::vector<Step>;
    friend class PatternReader;
    static bool matches(const Steps& steps, std::string_view text);

    std::vector<Steps> alternatives_;
    struct General;
    std::unique_ptr<General> general_;
};

} // namespace renkei::form
