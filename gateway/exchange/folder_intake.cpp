#include "gateway/exchange/folder_intake.h"

#include "gateway/exchange/folder_names.h"
#include "gateway/exchange/folder_result.h"

#include <algorithm>

namespace renkei::exchange {
namespace {

using documents::Receipt;
using documents::Refusal;

constexpr std::chrono::milliseconds patience{2000};

// The same file again, by whoever finds it after a crash, gets the first answer.
std::string key_of(std::string_view bytes, const std::string& file_name) {
    return "folder-" + seal::to_hex(seal::sha256(file_name + '\n' + seal::to_hex(seal::sha256(bytes))));
}

bool is_passing(Refusal refusal) { return refusal == Refusal::busy || refusal == Refusal::failed; }

FolderAnswer answer_of(const std::string& file_name, const Receipt& receipt) {
    if (is_passing(receipt.refusal)) {
        return {.kind = FolderAnswer::Kind::later};
    }
    const bool is_taken = receipt.refusal == Refusal::none;
    return {.kind = is_taken ? FolderAnswer::Kind::taken : FolderAnswer::Kind::refused, .result = folder_result(file_name, receipt)};
}

} // namespace

TakeFile take_as(std::string peer, const documents::Intake& intake, documents::Desks& desks, documents::Intake::Peers peers) {
    return [peer = std::move(peer), &intake, &desks, peers = std::move(peers)](std::string_view bytes, const std::string& file_name) -> FolderAnswer {
        const std::shared_ptr<const std::vector<policy::Peer>> all = peers();
        const auto it = std::ranges::find(*all, peer, &policy::Peer::id);
        auto desk = desks.borrow(patience);
        if (it == all->end() || !desk) {
            return {.kind = FolderAnswer::Kind::later}; // nobody whose files they are: the operator enters the peer, then they are taken
        }
        const std::string key = key_of(bytes, file_name);
        const documents::Submission submission{.bytes = bytes, .file_name = readable_name(file_name), .idempotency_key = key, .interaction = "folder"};
        return answer_of(file_name, intake.submit(*std::move(desk), submission, {.peer = &*it, .address = "folder", .request = key}));
    };
}

} // namespace renkei::exchange
