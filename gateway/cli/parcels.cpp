#include "gateway/cli/parcels.h"

#include "gateway/mhd/provide_bundle.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::cli {
namespace {

using diag::Message;
using documents::Representation;
using exchange::Parcel;

constexpr std::chrono::milliseconds patience{5000}; // for a desk; deliveries can wait, callers come first

// As the peer's entry says; what has no form goes as it came.
diag::Result<Representation> representation_for(const policy::Peer& peer, const documents::Knowledge& knowledge, const store::Version& version) {
    if (peer.syntax.empty() || version.form.empty()) {
        return Representation{.media_type = version.media_type, .syntax = "original"};
    }
    const std::vector<Representation> offered = documents::representations(knowledge, version);
    const auto found = std::ranges::find(offered, peer.syntax, &Representation::syntax);
    if (found != offered.end()) {
        return *found;
    }
    if (peer.syntax == version.syntax) {
        return Representation{.media_type = version.media_type, .syntax = "original"};
    }
    std::string names;
    for (const Representation& each : offered) {
        names += (names.empty() ? "" : ", ") + each.syntax;
    }
    return diag::fail(Message::not_acceptable, {}, {peer.syntax, names});
}

diag::Result<Parcel> make_parcel(server::Gateway& gateway, const store::Snapshot& snapshot, const store::Version& version, const policy::Peer& peer) {
    auto desk = gateway.desks().borrow(patience);
    if (!desk) {
        return diag::fail(Message::server_busy, {}, {"1"});
    }
    TRY(const Representation as, representation_for(peer, (*desk)->knowledge(), version));
    TRY(documents::Rendered rendered, documents::render(**desk, snapshot, version, as));
    return Parcel{.bytes = std::move(rendered.bytes), .media_type = std::move(rendered.media_type), .file_name = std::move(rendered.file_name), .version = version};
}

diag::Result<std::string> fhir_of(server::Gateway& gateway, const store::Version& version) {
    if (!version.has_fhir) {
        return std::string();
    }
    return gateway.store().read_value<std::string>([&](const store::Snapshot& snapshot) { return documents::fhir_of(snapshot, version); });
}

} // namespace

exchange::MakeParcel parcels_of(server::Gateway& gateway) {
    return [&gateway](const store::Snapshot& snapshot, const store::Version& version, const policy::Peer& peer) {
        return make_parcel(gateway, snapshot, version, peer);
    };
}

exchange::ProvideBundle provisions_of(server::Gateway& gateway) {
    return [&gateway](const policy::Peer&, const Parcel& parcel) -> diag::Result<std::string> {
        TRY(std::string fhir, fhir_of(gateway, parcel.version));
        TRY(const std::unique_ptr<mhd::DocumentView> view, mhd::DocumentView::open(parcel.version, std::move(fhir)));
        return mhd::provide_bundle(*view, {.bytes = parcel.bytes, .media_type = parcel.media_type, .replaces = parcel.known_as});
    };
}

} // namespace renkei::cli
