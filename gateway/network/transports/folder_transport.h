// Into a folder of this machine from which the receiver takes files. Each delivery appears there once, even
// if the receiver took the file before a crash: a hidden folder beside the files records what was delivered.
// A file name stands for one version of a document, for ever. That a document is withdrawn, or that a file's
// version is superseded, is a file, too, beside the one that it is about (outbox/withdrawal_notice.h).
#pragma once

#include "gateway/network/outbox/delivery.h"
#include "gateway/network/store/store.h"

#include <filesystem>
#include <functional>

namespace renkei::transports {

class FolderTransport final : public outbox::Transport {
public:
    // store::Transaction::claim_name(), durable when it returns.
    using ClaimName = std::function<diag::Result<bool>(const store::DeliveredName&)>;
    explicit FolderTransport(ClaimName claim_name) : claim_name_(std::move(claim_name)) {}

    outbox::Attempt send(const policy::Peer& peer, const outbox::OutboundMessage& message) override;
    // No file of them is put before all of them are on the disk of the folder under hidden names.
    std::vector<outbox::Attempt> send_together(const policy::Peer& peer,
                                               std::span<const outbox::OutboundMessage> messages) override;
    outbox::UnreachableReason probe(const policy::Peer& peer) override;

private:
    ClaimName claim_name_;
};

FolderTransport::ClaimName claims_in(store::Store& store);

// Removes records of deliveries before this time; returns their number.
std::size_t forget_handed_over(const std::filesystem::path& folder, std::filesystem::file_time_type before);

} // namespace renkei::transports
