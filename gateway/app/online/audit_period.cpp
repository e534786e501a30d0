#include "gateway/app/online/audit_period.h"

#include "gateway/core/time/japan_day.h"
#include "generated/messages/cli.h"

#include <fmt/format.h>

#include <optional>

namespace renkei::online {
namespace {

namespace message = diag::message;

constexpr std::string_view moment_forms = "YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+09:00, YYYY-MM-DDThh:mm:ssZ";

enum class End : bool { first, last };

// A day and a second end with their last millisecond.
std::optional<base::Millis> moment_of(std::string_view text, End end) {
    if (end == End::last && time::is_full_date(text)) {
        return time::end_of(*time::parse_date(text));
    }
    const std::optional<base::Millis> at = time::parse_instant_or_day(text);
    const bool is_second = text.find('.') == std::string_view::npos;
    return at && end == End::last && is_second ? std::optional(*at + 999) : at;
}

diag::Result<std::optional<base::Millis>> read_end(std::string_view option, const std::string& text,
                                                   End end) {
    if (text.empty()) {
        return std::nullopt;
    }
    const std::optional<base::Millis> out = moment_of(text, end);
    if (!out) {
        return diag::fail(message::usage_wrong_value, {},
                          {fmt::format("{}: {} ({})", option, text, moment_forms)});
    }
    return out;
}

} // namespace

void PeriodOptions::add_to(Command& command) {
    command.filter("--since", since, "TIME",
                   {"Only from then on: a day in Japan (YYYY-MM-DD) or a moment (YYYY-MM-DDThh:mm:ss+09:00)",
                    "この日時から。日本の日付（YYYY-MM-DD）または日時（YYYY-MM-DDThh:mm:ss+09:00）"});
    command.filter("--until", until, "TIME",
                   {"Only until then, written likewise; the day or second itself counts",
                    "この日時まで（書き方は同じ。その日・その秒を含みます）"});
}

diag::Result<auditreport::Period> PeriodOptions::read() const {
    auditreport::Period out;
    TRY(out.since, read_end("--since", since, End::first));
    TRY(out.until, read_end("--until", until, End::last));
    if (out.since && out.until && *out.since > *out.until) {
        return diag::fail(message::usage_wrong, {}, {fmt::format("--since {} > --until {}", since, until)});
    }
    return out;
}

} // namespace renkei::online
