#include "gateway/cli/provisions.h"

#include "gateway/documents/fetch.h"
#include "gateway/mhd/provide_bundle.h"

namespace renkei::cli {
namespace {

// Its metadata come from its FHIR view; an attachment has none.
diag::Result<std::string> fhir_of(const store::Store& store, const store::Version& version) {
    if (!version.has_fhir) {
        return std::string();
    }
    return store.read_value<std::string>([&](const store::Snapshot& snapshot) { return documents::fhir_of(snapshot, version); });
}

} // namespace

exchange::ProvideBundle provisions_of(const store::Store& store) {
    return [&store](const policy::Peer&, const exchange::Parcel& parcel) -> diag::Result<std::string> {
        TRY(std::string fhir, fhir_of(store, parcel.version));
        TRY(const std::unique_ptr<mhd::DocumentView> view, mhd::DocumentView::open(parcel.version, std::move(fhir)));
        return mhd::provide_bundle(*view, {.bytes = parcel.bytes, .media_type = parcel.media_type, .replaces = parcel.known_as});
    };
}

} // namespace renkei::cli
