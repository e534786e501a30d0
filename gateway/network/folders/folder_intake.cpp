#include "gateway/network/folders/folder_intake.h"

#include "gateway/forms/service/document_set.h"
#include "gateway/network/documents/loaded_definitions.h"
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

// The same files, found again after a crash, get the first response.
std::string key_of(const std::vector<ReadFile>& files) {
    std::string all;
    for (const ReadFile& each : files) {
        all += (all.empty() ? "" : "\n") + each.name + '\n' + seal::to_hex(seal::sha256(each.bytes));
    }
    return "folder-" + seal::to_hex(seal::sha256(all));
}

bool is_temporary(Refusal refusal) { return refusal == Refusal::busy || refusal == Refusal::failed; }

// The documents of one file; the report is about all of them.
Receipt part_of(const Receipt& receipt, std::size_t part) {
    Receipt out = receipt;
    std::erase_if(out.documents, [&](const documents::StoredDocument& it) { return it.part != part; });
    return out;
}

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

SubmitFiles submit_as(std::string peer, const documents::Intake& intake, documents::WorkerPool& pool,
                      documents::Intake::Peers peers) {
    return [peer = std::move(peer), &intake, &pool,
            peers = std::move(peers)](const std::vector<ReadFile>& files) {
        std::size_t bytes = 0;
        for (const ReadFile& each : files) {
            bytes += each.bytes.size();
        }
        const std::shared_ptr<const std::vector<policy::Peer>> all = peers();
        auto worker = pool.acquire(max_worker_wait, {.peer = peer, .bytes = bytes});
        if (!worker || disabled_reason(*all, peer)) { // it was there when the folder was looked into
            return std::vector<IntakeResult>(files.size());
        }
        const policy::Peer& owner = *std::ranges::find(*all, peer, &policy::Peer::id);
        const std::string key = key_of(files);
        documents::SubmissionBatch batch{.idempotency_key = key};
        for (const ReadFile& each : files) {
            batch.submissions.push_back({.bytes = each.bytes,
                                         .file_name = readable_name(each.name),
                                         .interaction = std::string(interaction)});
        }
        const documents::Caller caller{.peer = &owner, .address = "folder", .request = key};
        const Receipt receipt = intake.record_refusal(intake.submit(*std::move(worker), batch, caller),
                                                      caller, audit::Action::create, interaction);
        std::vector<IntakeResult> out;
        for (std::size_t part = 0; part < files.size(); ++part) {
            out.push_back(intake_result(files[part].name, part_of(receipt, part)));
        }
        return out;
    };
}

FindGroups sets_among(documents::WorkerPool& pool) {
    return [&pool](const std::vector<std::string>& names) {
        return service::file_sets(*pool.loaded()->catalogue, names);
    };
}

} // namespace renkei::folders
