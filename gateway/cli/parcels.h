// What is handed over to a peer: the version in its syntax, or wrapped as IHE MHD wants it.
#pragma once

#include "gateway/exchange/mhd_transport.h"
#include "gateway/server/gateway.h"

namespace renkei::cli {

// The gateway outlives what is returned.
exchange::MakeParcel parcels_of(server::Gateway& gateway);
exchange::ProvideBundle provisions_of(server::Gateway& gateway);

} // namespace renkei::cli
