#include "gateway/exchange/folder_intake.h"

#include "gateway/documents/refusal.h"
#include "gateway/exchange/folder_names.h"
#include "gateway/exchange/folder_result.h"

#include <algorithm>

namespace renkei::exchange {
namespace {

using documents::Receipt;
using documents::Refusal;

constexpr std::chrono::milliseconds longest_worker_wait{2000};

// The same file again, by whoever finds it after a crash, gets the first answer.
std::string file_key(std::string_view bytes, const std::string& file_name) {
    return "folder-" + seal::to_hex(seal::sha256(file_name + '\n' + seal::to_hex(seal::sha256(bytes))));
}

bool is_passing(Refusal refusal) { return refusal == Refusal::busy || refusal == Refusal::failed; }

FolderAnswer answer_of(const std::string& file_name, const Receipt& receipt) {
    if (is_passing(receipt.refusal)) {
        return {.kind = FolderAnswer::Kind::later};
    }
    const bool is_taken = receipt.refusal == Refusal::none;
    return {.kind = is_taken ? FolderAnswer::Kind::taken : FolderAnswer::Kind::refused,
            .result = folder_result(file_name, receipt),
            .problem = is_taken ? std::string_view() : documents::reason_of(receipt.report)};
}

} // namespace

std::optional<diag::Error> why_shut(const policy::PeerList& peers, const std::string& peer) {
    const auto it = std::ranges::find(peers, peer, &policy::Peer::id);
    if (it == peers.end()) {
        return diag::finding(diag::Message::folder_peer_unknown, {}, {peer});
    }
    return it->revoked ? std::optional(diag::finding(diag::Message::folder_peer_revoked, {}, {peer})) : std::nullopt;
}

TakeFile take_as(std::string peer, const documents::Intake& intake, documents::Desks& desks, documents::Intake::Peers peers) {
    return [peer = std::move(peer), &intake, &desks, peers = std::move(peers)](std::string_view bytes, const std::string& file_name) -> FolderAnswer {
        const std::shared_ptr<const std::vector<policy::Peer>> all = peers();
        auto desk = desks.borrow(longest_worker_wait, {.peer = peer, .bytes = bytes.size()});
        if (!desk || why_shut(*all, peer)) { // it was there when the folder was looked into
            return {.kind = FolderAnswer::Kind::later};
        }
        const policy::Peer& owner = *std::ranges::find(*all, peer, &policy::Peer::id);
        const std::string key = file_key(bytes, file_name);
        const documents::Submission submission{.bytes = bytes, .file_name = readable_name(file_name), .idempotency_key = key, .interaction = "folder"};
        return answer_of(file_name, intake.submit(*std::move(desk), submission, {.peer = &owner, .address = "folder", .request = key}));
    };
}

} // namespace renkei::exchange
