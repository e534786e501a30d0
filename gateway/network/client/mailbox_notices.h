// The notices that `renkei fetch` puts beside its files: one line of JSON each.
#pragma once

#include "gateway/network/client/fetched_files.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::client {

// The version takes the place of the file, which is of an older one. `sender`: as the mailbox names it, or
// empty.
std::string superseded_notice(std::string_view sender, const FetchedEntry& file, std::uint32_t version);

// The gateway's notice, with the file that it is about; nothing if `body` is not a notice.
std::optional<std::string> withdrawn_notice(const std::string& body, const FetchedEntry& file);

// The file has other characters than its document. `replaced`: the field of the response that lists them.
std::string replaced_notice(const FetchedEntry& file, std::string_view replaced);

} // namespace renkei::client
