#include "gateway/app/daemon/mhd_bundle_source.h"

#include "gateway/network/documents/fetch.h"
#include "gateway/network/mhd/provide_bundle.h"

namespace renkei::daemon {
namespace {

// Its metadata come from its FHIR view; an attachment has none.
diag::Result<std::string> fhir_of(const store::Store& store, const store::Version& version) {
    if (!version.has_fhir) {
        return std::string();
    }
    return store.read_value<std::string>(
        [&](const store::Snapshot& snapshot) { return documents::load_fhir(snapshot, version); });
}

} // namespace

transports::ProvideBundle mhd_bundle_source(const store::Store& store) {
    return
        [&store](const policy::Peer&, const outbox::OutboundMessage& message) -> diag::Result<std::string> {
            TRY(std::string fhir, fhir_of(store, message.version));
            TRY(const std::unique_ptr<mhd::DocumentView> view,
                mhd::DocumentView::open(message.version, std::move(fhir)));
            return mhd::provide_bundle(*view, {.bytes = message.bytes,
                                               .media_type = message.media_type,
                                               .replaces = message.known_as,
                                               .receivers = message.receivers});
        };
}

} // namespace renkei::daemon
