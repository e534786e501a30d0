// Resources of this process and of the store's disk, under the names of Prometheus' own clients (process_…).
#pragma once

#include "gateway/network/http/metrics.h"
#include "gateway/network/store/files/settings.h"

#include <vector>

namespace renkei::daemon {

// Values that cannot be read are left out.
std::vector<http::Gauge> process_gauges();
// Free bytes of the disk on which an SQLite store lies, and bytes of its files. PostgreSQL: none.
std::vector<http::Gauge> disk_gauges(const store::StoreSettings& settings);

} // namespace renkei::daemon
