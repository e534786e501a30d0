#include "gateway/app/daemon/process_gauges.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/core/base/version.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>

namespace renkei::daemon {
namespace {

using http::Gauge;

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}
double seconds_of(const timespec& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}
double now_by(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return seconds_of(now);
}

void add_memory(std::vector<Gauge>& out) {
    std::ifstream file("/proc/self/statm"); // proc(5): pages in all, resident
    double all = 0;
    double resident = 0;
    if (file >> all >> resident) {
        const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
        out.push_back({"process_virtual_memory_bytes", "virtual memory size in bytes", all * page});
        out.push_back({"process_resident_memory_bytes", "resident memory size in bytes", resident * page});
    }
}

void add_processor(std::vector<Gauge>& out) {
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0) {
        out.push_back({"process_cpu_seconds_total",
                       "user and system CPU time in seconds",
                       seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
                       {},
                       Gauge::Kind::counter});
    }
}

void add_descriptors(std::vector<Gauge>& out) {
    std::error_code unreadable;
    const fs::directory_iterator open("/proc/self/fd", unreadable);
    if (!unreadable) {
        // but that of this look
        out.push_back({"process_open_fds", "open file descriptors",
                       static_cast<double>(std::distance(begin(open), end(open)) - 1)});
    }
    rlimit most{};
    if (::getrlimit(RLIMIT_NOFILE, &most) == 0) {
        out.push_back(
            {"process_max_fds", "limit of open file descriptors", static_cast<double>(most.rlim_cur)});
    }
}

// proc(5): threads are field 20, the start in ticks since boot is field 22; field 2 may hold blanks, and ends
// with the last parenthesis.
void add_start(std::vector<Gauge>& out) {
    constexpr std::ptrdiff_t threads_field = 20 - 3;
    constexpr std::ptrdiff_t start_field = 22 - 3;
    std::ifstream file("/proc/self/stat");
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    const std::size_t name_end = all.rfind(')');
    if (name_end == std::string::npos) {
        return;
    }
    std::istringstream rest(all.substr(name_end + 1));
    const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
    if (fields.size() > start_field) {
        const double since_boot =
            std::strtod(fields[start_field].c_str(), nullptr) / static_cast<double>(::sysconf(_SC_CLK_TCK));
        const double start = now_by(CLOCK_REALTIME) - (now_by(CLOCK_BOOTTIME) - since_boot);
        out.push_back({"process_start_time_seconds", "start of the process, seconds since 1970", start});
        out.push_back({"process_threads", "threads of the process",
                       std::strtod(fields[threads_field].c_str(), nullptr)});
    }
}

} // namespace

std::vector<Gauge> process_gauges() {
    std::vector<Gauge> out{{"renkei_build_info",
                            "1; the version is the label",
                            1,
                            {{"version", std::string(base::program_version)}}}};
    add_memory(out);
    add_processor(out);
    add_descriptors(out);
    add_start(out);
    return out;
}

std::vector<Gauge> disk_gauges(const store::StoreSettings& settings) {
    std::vector<Gauge> out;
    if (settings.engine != store::Engine::sqlite) {
        return out;
    }
    std::error_code unreadable;
    const fs::path file = fs::weakly_canonical(fs::absolute(settings.file, unreadable), unreadable);
    struct statvfs disk {};
    if (::statvfs(file.parent_path().c_str(), &disk) == 0) {
        const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
        out.push_back(
            {"renkei_store_free_bytes", "bytes free on the disk of the store, for this user", free});
    }
    double size = 0;
    for (const char* const ending : {"", "-wal", "-events"}) {
        const std::uintmax_t bytes = fs::file_size(file.string() + ending, unreadable);
        size += unreadable ? 0 : static_cast<double>(bytes);
    }
    out.push_back({"renkei_store_size_bytes", "bytes of the store's files", size});
    return out;
}

} // namespace renkei::daemon
