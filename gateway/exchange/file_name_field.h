// Content-Disposition (RFC 6266): the name in ASCII, and as it is (RFC 8187) if that is more.
#pragma once

#include <string>
#include <string_view>

namespace renkei::exchange {

std::string file_name_field(std::string_view file_name, std::string_view disposition = "attachment");
// The other way; empty: there is none. Never a path.
std::string read_file_name(std::string_view field);

} // namespace renkei::exchange
