#include "gateway/network/folders/folder_intake.h"

#include "gateway/network/documents/refusal.h"
#include "gateway/network/folders/folder_names.h"
#include "gateway/network/folders/folder_result.h"
#include "generated/messages/exchange.h"

#include <algorithm>

namespace renkei::folders {
namespace {

using documents::Receipt;
using documents::Refusal;

constexpr std::chrono::milliseconds max_worker_wait{2000};
constexpr std::string_view interaction = "folder"; // in the audit

// The same file, found again after a crash, gets the first response.
std::string file_key(std::string_view bytes, const std::string& file_name) {
    return "folder-" + seal::to_hex(seal::sha256(file_name + '\n' + seal::to_hex(seal::sha256(bytes))));
}

bool is_temporary(Refusal refusal) { return refusal == Refusal::busy || refusal == Refusal::failed; }

IntakeResult intake_result(const std::string& file_name, const Receipt& receipt) {
    if (is_temporary(receipt.refusal)) {
        return {.kind = IntakeResult::Kind::later};
    }
    const bool is_taken = receipt.refusal == Refusal::none;
    return {.kind = is_taken ? IntakeResult::Kind::taken : IntakeResult::Kind::refused,
            .result = folder_result(file_name, receipt),
            .problem = is_taken ? std::string_view() : documents::first_error_id(receipt.report)};
}

} // namespace

std::optional<diag::Error> disabled_reason(const policy::PeerList& peers, const std::string& peer) {
    const auto it = std::ranges::find(peers, peer, &policy::Peer::id);
    if (it == peers.end()) {
        return diag::finding(diag::message::folder_peer_unknown, {}, {peer});
    }
    return it->revoked ? std::optional(diag::finding(diag::message::folder_peer_revoked, {}, {peer}))
                       : std::nullopt;
}

SubmitFile submit_as(std::string peer, const documents::Intake& intake, documents::WorkerPool& pool,
                     documents::Intake::Peers peers) {
    return [peer = std::move(peer), &intake, &pool,
            peers = std::move(peers)](std::string_view bytes, const std::string& file_name) -> IntakeResult {
        const std::shared_ptr<const std::vector<policy::Peer>> all = peers();
        auto worker = pool.acquire(max_worker_wait, {.peer = peer, .bytes = bytes.size()});
        if (!worker || disabled_reason(*all, peer)) { // it was there when the folder was looked into
            return {.kind = IntakeResult::Kind::later};
        }
        const policy::Peer& owner = *std::ranges::find(*all, peer, &policy::Peer::id);
        const std::string key = file_key(bytes, file_name);
        const documents::Submission submission{.bytes = bytes,
                                               .file_name = readable_name(file_name),
                                               .idempotency_key = key,
                                               .interaction = std::string(interaction)};
        const documents::Caller caller{.peer = &owner, .address = "folder", .request = key};
        return intake_result(file_name,
                             intake.record_refusal(intake.submit(*std::move(worker), submission, caller),
                                                   caller, audit::Action::create, interaction));
    };
}

} // namespace renkei::folders
