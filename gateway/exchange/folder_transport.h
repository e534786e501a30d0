// Into a folder of this machine from which the receiver takes files; a withdrawal is a file, too (withdrawal_notice.h). Each delivery appears there once, even if the receiver took the
// file away before a crash could be forgotten: a hidden folder beside the files remembers what was handed over.
#pragma once

#include "gateway/exchange/delivery.h"

#include <filesystem>

namespace renkei::exchange {

class FolderTransport final : public Transport {
public:
    Attempt send(const policy::Peer& peer, const Parcel& parcel) override;
    Away away(const policy::Peer& peer) override;
};

// Forgets what was handed over before this moment; how many.
std::size_t forget_handed_over(const std::filesystem::path& folder, std::filesystem::file_time_type before);

} // namespace renkei::exchange
