#include "tests/documents/kit.h"

#include "gateway/core/base/file.h"
#include "gateway/network/audit/facts.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace renkei::documents {

std::shared_ptr<const LoadedDefinitions> loaded() {
    static const auto shared = [] {
        ::setenv("RENKEI_DATA", RENKEI_BINARY "/share", 0);
        diag::Report report;
        const fs::path mappings = fs::path(RENKEI_BINARY) / "share/mappings";
        const auto catalogue = std::make_shared<const catalogue::Catalogue>(
            must(catalogue::Catalogue::open_file(fs::path(RENKEI_BINARY) / "share/mappings.cache")));
        return std::make_shared<const LoadedDefinitions>(LoadedDefinitions{
            catalogue,
            std::make_shared<const service::Definitions>(must(service::Definitions::open({}, report))),
            mappings, must(service::list_prefills(mappings, *catalogue))});
    }();
    return shared;
}

std::string file(const std::string& name) { return must(base::read_file(fs::path(RENKEI_KIT) / name)); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    std::size_t count = 0;
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
        ++count;
    }
    EXPECT_GT(count, 0U) << from;
    return text;
}

std::vector<policy::Peer> usual_peers() {
    using policy::DeliveryMethod;
    using policy::Role;
    std::vector<policy::Peer> out;
    out.push_back({.id = "manager",
                   .role = Role::care_manager,
                   .numbers = {{"office", "9970100013"}},
                   .delivery_method = DeliveryMethod::mailbox});
    out.push_back({.id = "hospital",
                   .role = Role::hospital,
                   .numbers = {{"office", "9910100016"}},
                   .delivery_method = DeliveryMethod::mailbox});
    out.push_back({.id = "nurse", .role = Role::visiting_nurse, .numbers = {{"office", "9960000009"}}});
    out.push_back({.id = "clinic",
                   .role = Role::clinic,
                   .numbers = {{"institution", "9910000018"}},
                   .delivery_method = DeliveryMethod::https,
                   .address = "https://clinic.example.jp/"});
    out.push_back({.id = "stranger", .role = Role::care_manager, .numbers = {{"office", "9970199999"}}});
    out.push_back({.id = "network", .role = Role::network});
    out.push_back(
        {.id = "gone", .role = Role::care_manager, .numbers = {{"office", "9970100013"}}, .revoked = true});
    return out;
}

namespace {

std::unique_ptr<store::Store> open(const fs::path& folder, const std::string& postgres,
                                   const seal::KeyRing& ring, const base::Clock& clock) {
    store::StoreSettings settings;
    settings.engine = postgres.empty() ? store::Engine::sqlite : store::Engine::postgres;
    settings.connection = postgres;
    settings.file = folder / "store.db";
    return must(store::Store::open(settings, ring, clock));
}

} // namespace

Site::Site(Limits limits, std::vector<policy::Peer> peers, const std::string& postgres)
    : ring_(must(seal::KeyRing::create(folder_.path() / "keys"))),
      store_(open(folder_.path(), postgres, ring_, clock)),
      peers_(std::make_shared<const std::vector<policy::Peer>>(std::move(peers))),
      intake_(
          *store_, [this] { return peers_; }, limits),
      worker_(loaded()) {}

const policy::Peer& Site::peer(std::string_view id) const {
    const auto found = std::ranges::find(*peers_, id, &policy::Peer::id);
    EXPECT_NE(found, peers_->end()) << id;
    return *found;
}

Caller Site::caller(std::string_view id) const {
    return {.peer = &peer(id),
            .certificate = std::string(64, 'a'),
            .address = "192.0.2.1",
            .request = "request-1"};
}

Receipt Site::submit(std::string_view bytes, std::string_view id) {
    return submit(Submission{.bytes = bytes}, id);
}
Receipt Site::submit(Submission submission, std::string_view id) {
    return intake_.submit(worker_, submission, caller(id));
}

std::uint64_t Site::documents() const {
    return must(store_->read_value<std::uint64_t>(
        [](const store::Snapshot& snapshot) { return snapshot.document_count(); }));
}

std::vector<store::Version> Site::versions(const std::string& document) const {
    return must(store_->read_value<std::vector<store::Version>>(
        [&](const store::Snapshot& snapshot) { return snapshot.versions(document); }));
}

std::vector<store::Delivery> Site::deliveries(const std::string& id) const {
    return must(store_->read_value<std::vector<store::Delivery>>(
        [&](const store::Snapshot& snapshot) { return snapshot.deliveries({.peer = id}); }));
}

void Site::fetch(const std::string& peer) {
    for (store::Delivery each : deliveries(peer)) {
        if (each.state == store::DeliveryState::mailbox) {
            each.attempts = each.certain_failures + 1;
            must(store().write([&](store::Transaction& transaction) { return transaction.update(each); }));
        }
    }
}

std::vector<std::string> Site::events() const {
    std::vector<std::string> out;
    must(store_->read([&](const store::Snapshot& snapshot) {
        return snapshot.audit([&](const store::AuditRow& row) {
            out.push_back(must(audit::audit_event_of(row.event, row.node)));
            return true;
        });
    }));
    return out;
}

audit::EventSummary last_event_noted(const store::Store& store) {
    std::string kept;
    must(store.read([&](const store::Snapshot& snapshot) {
        return snapshot.audit([&](const store::AuditRow& row) {
            kept = row.event;
            return true;
        });
    }));
    return audit::EventSummaryReader().read(kept).value_or(audit::EventSummary{});
}

Rendered Site::render(const store::Version& version, const std::string& syntax,
                      const std::string& media_type) {
    return must(try_render(version, {media_type.empty() ? version.media_type : media_type, syntax}));
}

diag::Result<Rendered> Site::try_render(const store::Version& version, const Representation& as) {
    TRY(StoredBody stored, store_->read_value<StoredBody>([&](const store::Snapshot& snapshot) {
        return load_body(snapshot, version, as);
    }));
    return documents::render(worker_, std::move(stored));
}

std::string recorded(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        if (finding.severity == diag::Severity::information) {
            continue;
        }
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

} // namespace renkei::documents
