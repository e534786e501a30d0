// What a spreadsheet makes of texts of digits: it takes them for numbers, drops their zeros, and shortens
// long ones.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::record {

// "2.02603E+13": how spreadsheets show a number of 12 digits or more, and save it as CSV.
bool is_shortened_number(std::string_view text);

// The digits with as many zeros before them as make them fit; empty: it is no text of digits, or no zeros do.
std::string with_lost_zeros(std::string_view text, const std::function<bool(std::string_view)>& fits);

// The arguments of a message about a text that does not fit, with {n:zeros} and {n + 1:exponent} behind the
// others, as far as they say something.
std::vector<std::string> with_traces(std::vector<std::string> args, std::string_view text,
                                     const std::function<bool(std::string_view)>& fits);

} // namespace renkei::record
