// What `renkei fetch` puts beside a file whose document was corrected or withdrawn.
#pragma once

#include "gateway/network/client/fetched_files.h"
#include "gateway/network/client/listed_deliveries.h"

#include <optional>
#include <string>

namespace renkei::client {

std::string superseded_notice(const ListedDelivery& by, const FetchedEntry& file, std::uint32_t version);
// The gateway's notice, with the file that it is about; nothing if `body` is not a notice.
std::optional<std::string> withdrawn_notice(const std::string& body, const FetchedEntry& file);

} // namespace renkei::client
