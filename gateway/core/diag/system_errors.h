// The most frequent errors of the operating system and of OpenSSL, in Japanese. They are issued in English
// only.
#pragma once

#include <string>
#include <string_view>

namespace renkei::diag {

// "connect: Connection refused" → "connect: 接続が拒否されました (Connection refused)". What is not known
// here stays as it is.
std::string in_japanese(std::string_view words);

} // namespace renkei::diag
