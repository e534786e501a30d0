// Builds the ITI-65 transaction bundle of a delivery for a peer that speaks IHE MHD.
#pragma once

#include "gateway/network/store/store.h"
#include "gateway/network/transports/mhd_transport.h"

namespace renkei::daemon {

// The store outlives it.
transports::ProvideBundle mhd_bundle_source(const store::Store& store);

} // namespace renkei::daemon
