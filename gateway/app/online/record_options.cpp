#include "gateway/app/online/record_options.h"

#include "gateway/core/json/writer.h"
#include "gateway/network/sharing/day.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace renkei::online {
namespace {

namespace message = diag::message;

// Empty text: nothing.
template <class Value>
diag::Result<std::optional<Value>> read_optional(const std::string& text, std::optional<Value> value,
                                                 diag::Message wrong, const std::string& option) {
    return text.empty() || value ? diag::Result<std::optional<Value>>(std::move(value))
                                 : diag::fail(wrong, {.path = option}, {text});
}

} // namespace

diag::Result<std::optional<base::Millis>> read_moment(const std::string& text, const std::string& option) {
    return read_optional(text, sharing::parse_instant_or_day(text), message::moment_wrong, option);
}

diag::Result<std::optional<time::Date>> read_day(const std::string& text, const std::string& option) {
    return read_optional(text, time::is_full_date(text) ? time::parse_date(text) : std::nullopt,
                         message::day_wrong, option);
}

diag::Result<std::optional<time::Date>> read_month(const std::string& text, const std::string& option) {
    constexpr std::size_t length = 7; // YYYY-MM
    return read_optional(text, text.size() == length ? time::parse_date(text) : std::nullopt,
                         message::month_wrong, option);
}

diag::Result<policy::Number> read_number(const std::string& text, const std::string& option) {
    std::optional<policy::Number> number = policy::parse_number(text);
    return number ? diag::Result<policy::Number>(*std::move(number))
                  : diag::fail(message::number_wrong, {.path = option}, {text, policy::number_forms()});
}

diag::Result<std::vector<policy::Number>> read_numbers(const std::vector<std::string>& texts,
                                                       const std::string& option) {
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
    command.choice("--format", format, {"text", "json"},
                   {"text (default): a line for each record; json: the records as they are kept",
                    "text（既定）: 1 件 1 行。json: 記録の内容"});
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
