// What this process and the disk of its store need, by the names that Prometheus' own clients use (process_…).
#pragma once

#include "gateway/http/metrics.h"
#include "gateway/store/settings.h"

#include <vector>

namespace renkei::cli {

// What cannot be read is left out.
std::vector<http::Gauge> process_gauges();
// Free bytes of the disk on which an SQLite store lies, and bytes of its files. PostgreSQL: none.
std::vector<http::Gauge> disk_gauges(const store::Settings& settings);

} // namespace renkei::cli
