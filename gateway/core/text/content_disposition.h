// Content-Disposition (RFC 6266): the name in ASCII, and as it is (RFC 8187) if that is more.
#pragma once

#include <string>
#include <string_view>

namespace renkei::text {

std::string content_disposition(std::string_view file_name, std::string_view disposition = "attachment");
// The safe file name of such a field; empty: none.
std::string disposition_file_name(std::string_view field);

// A safe file name: no folders, no characters that file systems or terminals interpret, and short enough to
// append a number or the ending of an unfinished file. Empty: no character was left.
std::string safe_file_name(std::string_view name);

} // namespace renkei::text
