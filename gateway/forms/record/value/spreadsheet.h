// What a spreadsheet makes of texts of digits: it takes them for numbers, drops their zeros, and shortens
// long ones.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace renkei::record {

// "2.02603E+13": how spreadsheets show a number of 12 digits or more, and save it as CSV.
bool is_shortened_number(std::string_view text);

// The digits with as many zeros before them as make them fit; empty: it is no text of digits, or no zeros do.
std::string with_lost_zeros(std::string_view text, const std::function<bool(std::string_view)>& fits);

} // namespace renkei::record
