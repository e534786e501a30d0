// Writes a record as one JSON object. Texts, days and instants that are not there are left out, as
// RecordReader reads them.
#pragma once

#include "gateway/core/json/writer.h"
#include "gateway/core/time/date.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/words.h"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace renkei::sharing {

class RecordWriter {
public:
    explicit RecordWriter(std::string& text) : out_(text) { out_.start_object(); }

    RecordWriter& member(std::string_view key, std::string_view text) {
        if (!text.empty()) {
            out_.member(key, text);
        }
        return *this;
    }
    RecordWriter& member(std::string_view key, std::same_as<bool> auto value) {
        out_.key(key).boolean(value);
        return *this;
    }
    RecordWriter& member(std::string_view key, unsigned value) {
        out_.key(key).number(value);
        return *this;
    }
    RecordWriter& member(std::string_view key, const time::Date& date) {
        out_.member(key, date.text());
        return *this;
    }
    RecordWriter& member(std::string_view key, const std::optional<time::Date>& date) {
        return date ? member(key, *date) : *this;
    }
    RecordWriter& member(std::string_view key, const policy::Number& number) {
        out_.member(key, to_text(number));
        return *this;
    }
    template <class Word>
    requires std::is_enum_v<Word> RecordWriter& member(std::string_view key, Word word) {
        out_.member(key, word_of(word));
        return *this;
    }
    RecordWriter& instant(std::string_view key, const std::optional<base::Millis>& at) {
        if (at) {
            out_.member(key, time::instant(*at));
        }
        return *this;
    }
    RecordWriter& list(std::string_view key, const std::vector<std::string>& texts) {
        return write_list(key, texts, [](const std::string& text) { return text; });
    }
    RecordWriter& list(std::string_view key, const std::vector<policy::Number>& numbers) {
        return write_list(key, numbers, [](const policy::Number& number) { return to_text(number); });
    }
    template <class Word>
    requires std::is_enum_v<Word> RecordWriter& list(std::string_view key, const std::vector<Word>& list) {
        return write_list(key, list, [](Word word) { return word_of(word); });
    }
    RecordWriter& start(std::string_view key) {
        out_.key(key).start_object();
        return *this;
    }
    RecordWriter& end() {
        out_.end_object();
        return *this;
    }

private:
    template <class Element, class Text>
    RecordWriter& write_list(std::string_view key, const std::vector<Element>& elements, const Text& text) {
        out_.key(key).start_array();
        for (const Element& element : elements) {
            out_.string(text(element));
        }
        out_.end_array();
        return *this;
    }
    json::Writer out_;
};

} // namespace renkei::sharing
