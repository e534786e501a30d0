// Folders that receivers take files from, and messages that are put there.
#pragma once

#include "gateway/network/transports/folder_transport.h"

#include "tests/outbox/outbox_kit.h"
#include "tests/support/temporary_folder.h"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace renkei::transports {

using Names = std::vector<std::string>;
using outbox::Attempt;
using outbox::OutboundMessage;

inline policy::Peer peer_at(const fs::path& folder) { return {.id = "p", .address = folder.string()}; }

// The document is named by the number of its delivery: "d-1" brings version 1 of a document of its own.
inline std::string document_of(std::string_view delivery) {
    return "01932b6e-7c00-7000-8000-" + std::string(12 - std::min<std::size_t>(delivery.size(), 12), '0') +
           (delivery.starts_with("d-") ? "00" + std::string(delivery.substr(2)) : "000");
}
inline OutboundMessage message(const std::string& delivery = "d-1", const std::string& bytes = "row\r\n") {
    OutboundMessage out{.delivery = delivery, .bytes = bytes, .file_name = "A_1.CSV"};
    out.version = {.document = document_of(delivery), .number = 1};
    return out;
}

// A transport whose names are remembered in a store beside the receiver's folder.
class Folders {
public:
    explicit Folders(const fs::path& root = {})
        : folder(prepared(root.empty() ? own_.emplace().path() : root)),
          site_(folder.parent_path()) {
        store_ = site_.open();
        transport_.emplace(claims_in(*store_));
    }
    Attempt send(const OutboundMessage& message) { return transport_->send(peer_at(folder), message); }
    std::vector<Attempt> send_together(const std::vector<OutboundMessage>& messages) {
        return transport_->send_together(peer_at(folder), messages);
    }
    // what the receiver sees
    Names visible() const {
        Names out;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
            if (const std::string name = entry.path().filename().string(); !name.starts_with('.')) {
                out.push_back(name);
            }
        }
        std::ranges::sort(out);
        return out;
    }
    std::string content(const std::string& name) const { return base::read_file(folder / name).value_or(""); }
    nlohmann::json notice(const std::string& name) const {
        return nlohmann::json::parse(content(name), nullptr, false);
    }
    void take(const std::string& name) const { fs::remove(folder / name); }
    void take_all() const {
        std::ranges::for_each(visible(), [this](const std::string& name) { take(name); });
    }

private:
    // With the key file of the store, and the folder.
    static fs::path prepared(const fs::path& root) {
        if (!fs::exists(root / "keys")) {
            outbox::must(seal::KeyRing::create(root / "keys"));
        }
        fs::create_directories(root / "out");
        return root / "out";
    }
    std::optional<test::TemporaryFolder> own_{};

public:
    const fs::path folder;

private:
    outbox::StoreFixture site_;
    std::unique_ptr<store::Store> store_;
    std::optional<FolderTransport> transport_;
};

// For what needs no memory of names: every name is free.
inline Attempt send(const fs::path& folder, const OutboundMessage& message) {
    return FolderTransport([](const store::DeliveredName&) { return diag::Result<bool>(true); })
        .send(peer_at(folder), message);
}

// Version 2 of the document of "d-1".
inline OutboundMessage next_version(const Attempt& first, const std::string& bytes = "second") {
    OutboundMessage out = message("d-2", bytes);
    out.version = {.document = document_of("d-1"), .number = 2};
    out.notice = {.kind = outbox::NoticeKind::superseded,
                  .sender = "office:9970100013",
                  .document = document_of("d-1"),
                  .version = 2};
    out.given = {{.delivery = "d-1", .version = 1, .name = first.location, .sha = first.file_sha}};
    return out;
}

// A withdrawal of what these deliveries brought.
inline OutboundMessage withdrawal_of(const Names& deliveries, const Names& names = {}) {
    const outbox::WithdrawalNotice notice{.document = document_of("d-1"),
                                          .version = 9,
                                          .delivery = deliveries.front(),
                                          .deliveries = deliveries,
                                          .known_as = names.empty() ? "" : names.front()};
    OutboundMessage out{.delivery = "w-1",
                        .bytes = to_json(notice),
                        .file_name = file_name_of(notice),
                        .withdrawal = true,
                        .notice = notice,
                        .known_as = notice.known_as};
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
        out.given.push_back({.delivery = deliveries[i],
                             .version = static_cast<std::uint32_t>(deliveries.size() - i),
                             .name = i < names.size() ? names[i] : ""});
    }
    return out;
}

} // namespace renkei::transports
