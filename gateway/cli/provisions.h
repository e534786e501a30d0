// What is handed over to a peer that speaks IHE MHD: the parcel in an ITI-65 transaction.
#pragma once

#include "gateway/transports/mhd_transport.h"
#include "gateway/store/store.h"

namespace renkei::cli {

// The store outlives it.
transports::ProvideBundle provisions_of(const store::Store& store);

} // namespace renkei::cli
