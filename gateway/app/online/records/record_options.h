// Values of options that enter consents and registrations, read strictly: an error names the option and what
// would be right.
#pragma once

#include "gateway/app/online/records/policy_options.h"
#include "gateway/app/online/setup/command_line.h"
#include "gateway/core/base/clock.h"
#include "gateway/core/diag/result.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/time/date.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::online {

// What an option was given, and what it takes.
tl::unexpected<diag::Error> wrong_value(std::string_view option, std::string_view value,
                                        std::string_view allowed);
// Each is one of the known words.
diag::Result<void> want_known(std::string_view option, std::span<const std::string> words,
                              std::span<const std::string_view> known);
// What the command line says: an error ends the command as one of usage.
template <class T>
tl::expected<T, Failure> as_usage(diag::Result<T> read) {
    return std::move(read).map_error(
        [](diag::Error error) { return Failure(std::move(error), ExitCode::usage); });
}
// A day in Japan or a moment; empty: nothing.
diag::Result<std::optional<base::Millis>> read_moment(const std::string& text, std::string_view option);
diag::Result<std::optional<time::Date>> read_day(const std::string& text, std::string_view option);
diag::Result<std::optional<time::Date>> read_month(const std::string& text, std::string_view option);
diag::Result<policy::Number> read_number(const std::string& text, std::string_view option);
diag::Result<std::vector<policy::Number>> read_numbers(const std::vector<std::string>& texts,
                                                       std::string_view option);

template <class Word>
std::vector<std::string> choices_of() {
    return {sharing::words<Word>.begin(), sharing::words<Word>.end()};
}
template <class Word>
diag::Result<Word> read_word(const std::string& text, std::string_view option) {
    const std::optional<Word> word = sharing::find_word<Word>(text);
    return word ? diag::Result<Word>(*word)
                : wrong_value(option, text, text::alternatives(sharing::words<Word>));
}
template <class Word>
diag::Result<std::vector<Word>> read_words(const std::vector<std::string>& texts, std::string_view option) {
    std::vector<Word> out;
    for (const std::string& text : texts) {
        TRY(const Word word, read_word<Word>(text, option));
        out.push_back(word);
    }
    return out;
}
// Of an option that takes none but these words (Command::choice).
template <class Word>
Word chosen(const std::string& text) {
    return *sharing::find_word<Word>(text);
}

// " name=value", or nothing where there is no value.
std::string column(std::string_view name, std::string_view value);
std::string column(std::string_view name, const std::optional<time::Date>& day);
std::string joined(const std::vector<policy::Number>& numbers); // "office:…,institution:…"
template <class Word>
std::string joined_words(const std::vector<Word>& words) {
    std::string out;
    for (const Word word : words) {
        out.append(out.empty() ? "" : ",").append(sharing::word_of(word));
    }
    return out;
}

// --format text|json
void add_record_format(Command& command, std::string& format);
// Records that are JSON already, as one list for people.
std::string json_list(const std::vector<std::string>& records);

} // namespace renkei::online
