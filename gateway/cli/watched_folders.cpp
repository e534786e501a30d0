#include "gateway/cli/watched_folders.h"

#include "gateway/fhir/outcome.h"
#include "gateway/json/writer.h"
#include "gateway/server/document_json.h"

#include <algorithm>

namespace renkei::cli {
namespace {

using documents::Receipt;
using documents::Refusal;
using exchange::FolderAnswer;
using Kind = FolderAnswer::Kind;

constexpr std::chrono::milliseconds patience{5000};
constexpr std::chrono::milliseconds between_looks{500};

// Not the file's fault.
bool is_passing(Refusal refusal) { return refusal == Refusal::busy || refusal == Refusal::failed; }

std::string result_json(const std::string& file_name, const Receipt& receipt) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("file", file_name).member("outcome", receipt.refusal == Refusal::none ? "taken" : "refused").key("documents").start_array();
    for (const documents::Taken& taken : receipt.documents) {
        out.start_object().member("id", taken.version.document).key("version").number(taken.version.number).member("fate", server::to_text(taken.fate));
        out.key("deliveries").number(taken.deliveries).end_object();
    }
    out.end_array().key("report").raw(fhir::to_json_array(receipt.report, diag::Language::japanese)).end_object();
    return json::pretty(text) + "\n";
}

FolderAnswer take(server::Gateway& gateway, const std::string& id, std::string_view bytes, const std::string& file_name) {
    const std::shared_ptr<const server::PeerList> peers = gateway.peers();
    const auto peer = std::ranges::find(*peers, id, &policy::Peer::id);
    auto desk = gateway.desks().borrow(patience);
    if (peer == peers->end() || !desk) {
        return {.kind = Kind::later};
    }
    const documents::Submission submission{.bytes = bytes, .file_name = file_name, .interaction = "folder"};
    const Receipt receipt = gateway.intake().submit(**desk, submission, {.peer = &*peer, .address = "folder"});
    if (is_passing(receipt.refusal)) {
        return {.kind = Kind::later};
    }
    return {.kind = receipt.refusal == Refusal::none ? Kind::taken : Kind::refused, .result = result_json(file_name, receipt)};
}

} // namespace

diag::Result<std::unique_ptr<exchange::FolderWatch>> watch_folders(const server::Settings& settings, server::Gateway& gateway, server::Log& log) {
    std::vector<exchange::Folder> folders;
    for (const server::WatchedFolder& one : settings.folders) {
        TRY(exchange::Folder folder,
            exchange::Folder::open({.root = one.folder, .most_bytes = settings.http.body_bytes},
                                   [&gateway, peer = one.peer](std::string_view bytes, const std::string& name) { return take(gateway, peer, bytes, name); }));
        folders.push_back(std::move(folder));
        const std::shared_ptr<const server::PeerList> peers = gateway.peers();
        const bool is_known = std::ranges::find(*peers, one.peer, &policy::Peer::id) != peers->end();
        log.event(is_known ? "folder-watched" : "folder-without-peer", {{"peer", one.peer}});
    }
    if (folders.empty()) {
        return std::unique_ptr<exchange::FolderWatch>();
    }
    const auto tell = [&log](const diag::Error& error) { log.event("folder-failed", {{"problem", diag::row(error.message).id}}); };
    return std::make_unique<exchange::FolderWatch>(std::move(folders), between_looks, tell);
}

} // namespace renkei::cli
