// What an event was, how it ended and why, in words of a report for people.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/network/auditreport/access_report.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::auditreport {

using diag::Language;

// Callers that are no known peer, as Line::caller names them.
inline constexpr std::string_view unknown_certificate = "certificate:";
inline constexpr std::string_view unknown_address = "address:";

template <class... Arguments>
std::string filled_text(const diag::BilingualText& text, Language language, const Arguments&... arguments) {
    return fmt::format(fmt::runtime(text.in(language)), arguments...);
}

Result result_of(const audit::Event& event);

std::string what_words(const Line& line, Language language);
// The office that was acted on, as a caller is named; empty: none.
std::string about_words(const AccessReport& report, const Line& line, Language language);
std::string result_words(const Line& line, Language language);
// Of what was done: on which ground. Of what was not: why. With the code in parentheses; empty: it is not in
// the event.
enum class Codes : std::uint8_t { shown, left_out };
std::string ground_words(const Line& line, Language language, Codes codes = Codes::shown);
// "user u-17, job care_manager, purpose TREAT"; empty: no user is named. An organisation is asked who that
// is.
std::string user_words(const Line& line, Language language);
// "Emergency stated by the office: …"; empty: none was stated.
std::string emergency_words(const Line& line, Language language);
// "架空総合病院（hospital-1、病院）"
std::string caller_words(const AccessReport& report, const std::string& caller, Language language);

} // namespace renkei::auditreport
