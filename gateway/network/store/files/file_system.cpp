#include "gateway/network/store/files/file_system.h"

#include "gateway/network/store/files/settings.h"
#include "generated/messages/store.h"

#include <sys/vfs.h>

#include <algorithm>

namespace renkei::store {
namespace {

struct NetworkFileSystem {
    long type; // linux/magic.h, and what kernels report that is not there
    std::string_view name;
    bool is_refused = false;
};
constexpr NetworkFileSystem network_file_systems[] = {
    {0x6969, "NFS", true}, {0x517b, "SMB", true},  {0xff534d42, "SMB", true}, {0xfe534d42, "SMB", true},
    {0x01021997, "9P"},    {0x00c36400, "Ceph"},   {0x5346414f, "AFS"},       {0x6b414653, "AFS"},
    {0x47504653, "GPFS"},  {0x0bd00bd0, "Lustre"}, {0x7461636f, "OCFS2"},     {0x01161970, "GFS2"},
    {0x65735546, "FUSE"}};

const NetworkFileSystem* found_of(long type) {
    const auto* const out = std::ranges::find(network_file_systems, type, &NetworkFileSystem::type);
    return out == std::end(network_file_systems) ? nullptr : out;
}

const NetworkFileSystem* found_of(const StoreSettings& settings) {
    return settings.engine == Engine::sqlite ? found_of(settings.file_system_type(settings.file.string()))
                                             : nullptr;
}

} // namespace

long file_system_type_of(const std::string& file) {
    struct statfs found {};
    std::error_code none; // links are followed, as SQLite does
    const std::filesystem::path real = std::filesystem::weakly_canonical(file, none);
    const bool is_found =
        ::statfs(file.c_str(), &found) == 0 || ::statfs(real.parent_path().string().c_str(), &found) == 0;
    return is_found ? static_cast<long>(static_cast<unsigned>(found.f_type)) : 0;
}

std::optional<std::string_view> network_file_system(long type) {
    const NetworkFileSystem* const found = found_of(type);
    return found == nullptr ? std::nullopt : std::optional(found->name);
}

diag::Result<void> check_file_system(const StoreSettings& settings) {
    const NetworkFileSystem* const found = found_of(settings);
    return found != nullptr && found->is_refused && !settings.network_file_system
               ? diag::fail(message::store_on_network, {.file = settings.file.string()}, {found->name})
               : diag::Result<void>();
}

std::optional<diag::Finding> file_system_warning(const StoreSettings& settings) {
    const NetworkFileSystem* const found = found_of(settings);
    return found == nullptr || !check_file_system(settings)
               ? std::nullopt
               : std::optional(diag::finding(message::store_may_be_on_network,
                                             {.file = settings.file.string()}, {found->name}));
}

} // namespace renkei::store
