// Into a folder of this machine from which the receiver takes files; a withdrawal is a file, too
// (outbox/withdrawal_notice.h). Each delivery appears there once, even if the receiver took the file before a
// crash: a hidden folder beside the files records what was delivered.
#pragma once

#include "gateway/network/outbox/delivery.h"

#include <filesystem>

namespace renkei::transports {

class FolderTransport final : public outbox::Transport {
public:
    outbox::Attempt send(const policy::Peer& peer, const outbox::OutboundMessage& message) override;
    outbox::UnreachableReason probe(const policy::Peer& peer) override;
};

// Removes records of deliveries before this time; returns their number.
std::size_t forget_handed_over(const std::filesystem::path& folder, std::filesystem::file_time_type before);

} // namespace renkei::transports
