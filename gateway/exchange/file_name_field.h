// Content-Disposition (RFC 6266): the name in ASCII, and as it is (RFC 8187) if that is more.
#pragma once

#include <string>
#include <string_view>

namespace renkei::exchange {

std::string file_name_field(std::string_view file_name, std::string_view disposition = "attachment");
// The other way; empty: there is none. It is safe.
std::string read_file_name(std::string_view field);

// A name for a file, whoever chose it: without folders, without what a file system or a terminal would stumble over, and so short that a
// number or the ending of an unfinished file fits behind it. Empty: nothing was left.
std::string safe_file_name(std::string_view name);

} // namespace renkei::exchange
