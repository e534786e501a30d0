// What people write where there is nothing to name: 「特になし」, 「不明」, 「別紙参照」. A wording reads
// such a text as one of its readings, as shared/wordings.yaml says. A text that no pattern matches is read as
// `words`.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/form/text_pattern.h"

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::form {

// What a reading says of the thing that is asked.
enum class Says : std::uint8_t {
    nothing,  // there is none, of all kinds or of one
    denied,   // one thing, or several, is not there
    unknown,  // it is not known, was not asked, or stands elsewhere
    some,     // there is one, and it is not named
    doubt,    // there may be one
    question, // nothing: these are the words of the question
    count
};
inline constexpr std::string_view says_names[] = {"none", "denied", "unknown", "some", "doubt", "question"};
static_assert(std::size(says_names) == static_cast<std::size_t>(Says::count));

// The reading of a text that no pattern matches.
inline constexpr std::string_view unread_words = "words";

struct ReadingCode {
    std::string system{};
    std::string code{};
};

struct Reading {
    std::string name{};
    Says says = Says::nothing;
    std::string pattern{};            // RE2 that the whole folded text matches
    std::vector<std::string> signs{}; // a text that has none of them does not match; empty: any text may
    std::string words{};              // for people, where only a code says it; empty: no code does
    std::vector<ReadingCode> codes{}; // codes of others that say the same
};

class Wording {
public:
    // `about`: "AllergyIntolerance.code", elements that are named so, with blanks between them
    Wording(std::string name, std::string about, std::vector<Reading> readings);

    std::string_view name() const { return name_; }
    std::string_view about() const { return about_; }
    // The element of resources of this type that holds the text and its codes; empty if there is none.
    std::string_view element_of(std::string_view resource_type) const;
    std::span<const Reading> readings() const { return readings_; }

    // The first reading whose pattern the whole text matches; null: words.
    const Reading* of_text(std::string_view text) const;
    // The reading of a code; null if the wording does not know the code.
    const Reading* of_code(std::string_view system, std::string_view code) const;
    // Does the wording have a reading of this name? `words` is one of them.
    bool has(std::string_view reading) const;

private:
    // A bit for each reading; those behind the 63rd share one.
    std::uint64_t readings_that_may_match(std::string_view folded) const;
    struct Sign {
        std::string text;
        std::uint64_t readings;
    };
    std::string name_;
    std::string about_;
    std::vector<Reading> readings_;
    std::vector<TextPattern> patterns_; // of the readings
    std::vector<Sign> signs_{};         // by text
    std::uint64_t without_sign_ = 0;
};

// "none", "unknown" …, or "words".
inline std::string_view name_of(const Reading* reading) {
    return reading == nullptr ? unread_words : std::string_view(reading->name);
}

// "none | unknown | words", for messages.
std::string names_of_readings(const Wording& wording);

// All wordings of a folder of mappings.
class Wordings {
public:
    void add(Wording wording) { all_.push_back(std::move(wording)); }
    std::span<const Wording> all() const { return all_; }
    const Wording* find(std::string_view name) const;
    const Wording* of_type(std::string_view resource_type) const; // null: none is about its elements
    // Does one of them read the text as none, denied or unknown?
    bool names_nothing(std::string_view text) const;
    // As unknown, or not asked?
    bool leaves_open(std::string_view text) const;

private:
    std::vector<Wording> all_;
};

// A text without what people write in different ways: width, case, blanks; lines are joined by a line feed.
std::string folded_wording(std::string_view text);

// shared/wordings.yaml. Everything wrong goes to the report.
Wordings read_wordings(const yaml::Node& file, diag::Report& report);

} // namespace renkei::form
