#include "gateway/app/online/records/record_options.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/japan_day.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::online {
namespace {

// Empty text: nothing.
template <class Value>
diag::Result<std::optional<Value>> read_optional(std::string_view option, const std::string& text,
                                                 std::optional<Value> value, std::string_view allowed) {
    return text.empty() || value ? diag::Result<std::optional<Value>>(std::move(value))
                                 : wrong_value(option, text, allowed);
}

} // namespace

tl::unexpected<diag::Error> wrong_value(std::string_view option, std::string_view value,
                                        std::string_view allowed) {
    return diag::fail(diag::message::access_word_wrong, {}, {option, value, allowed});
}

diag::Result<void> want_known(std::string_view option, std::span<const std::string> words,
                              std::span<const std::string_view> known) {
    for (const std::string& word : words) {
        if (std::ranges::find(known, word) == known.end()) {
            return wrong_value(option, word, text::alternatives(known));
        }
    }
    return {};
}

diag::Result<std::optional<base::Millis>> read_moment(const std::string& text, std::string_view option) {
    return read_optional(option, text, time::parse_instant_or_day(text),
                         "YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+09:00");
}

diag::Result<std::optional<time::Date>> read_day(const std::string& text, std::string_view option) {
    return read_optional(option, text, time::is_full_date(text) ? time::parse_date(text) : std::nullopt,
                         "YYYY-MM-DD");
}

diag::Result<std::optional<time::Date>> read_month(const std::string& text, std::string_view option) {
    constexpr std::size_t length = 7;
    return read_optional(option, text, text.size() == length ? time::parse_date(text) : std::nullopt,
                         "YYYY-MM");
}

diag::Result<policy::Number> read_number(const std::string& text, std::string_view option) {
    std::optional<policy::Number> number = policy::parse_number(text);
    return number ? diag::Result<policy::Number>(*std::move(number))
                  : wrong_value(option, text, policy::number_forms());
}

diag::Result<std::vector<policy::Number>> read_numbers(const std::vector<std::string>& texts,
                                                       std::string_view option) {
    std::vector<policy::Number> out;
    for (const std::string& text : texts) {
        TRY(policy::Number number, read_number(text, option));
        out.push_back(std::move(number));
    }
    return out;
}

std::string column(std::string_view name, std::string_view value) {
    return value.empty() ? std::string() : fmt::format(" {}={}", name, value);
}

std::string column(std::string_view name, const std::optional<time::Date>& day) {
    return column(name, day ? day->text() : std::string());
}

std::string joined(const std::vector<policy::Number>& numbers) {
    std::vector<std::string> out;
    for (const policy::Number& number : numbers) {
        out.push_back(policy::to_text(number));
    }
    return fmt::format("{}", fmt::join(out, ","));
}

void add_record_format(Command& command, std::string& format) {
    command.choice("--format", format, {"text", "json"});
}

std::string json_list(const std::vector<std::string>& records) {
    std::string out;
    json::Writer writer(out);
    writer.start_array();
    for (const std::string& record : records) {
        writer.raw(record);
    }
    writer.end_array();
    return json::pretty(out) + "\n";
}

} // namespace renkei::online
