// A store on a file system of the network is refused, or named.
#include "gateway/network/store/files/file_system.h"
#include "gateway/network/store/inspect.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"

namespace renkei::store::file_system_test {
namespace {

constexpr long nfs = 0x6969;
constexpr long smb = 0xfe534d42;
constexpr long ceph = 0x00c36400;
constexpr long ext4 = 0xef53;
long type_now = ext4;

StoreSettings on(long type, const Site& site) {
    type_now = type;
    StoreSettings out = site.settings();
    out.file_system_type = [](const std::string&) { return type_now; };
    return out;
}

TEST(FileSystem, of_the_network_is_refused_unless_a_setting_allows_it) {
    const Site site(Engine::sqlite);
    for (const long type : {nfs, smb}) {
        StoreSettings settings = on(type, site);
        EXPECT_EQ(message_of(Store::open(settings, site.ring, site.clock).map([](auto&&) {})),
                  diag::message::store_on_network);
        EXPECT_FALSE(std::filesystem::exists(settings.file)) << "nothing is made there";
        EXPECT_FALSE(file_system_warning(settings)) << "it is an error";
        settings.network_file_system = true;
        EXPECT_TRUE(inspect(settings, &site.ring).has_value());
        EXPECT_EQ(file_system_warning(settings).value().message, diag::message::store_may_be_on_network);
    }
}

TEST(FileSystem, that_is_not_refused_is_named) {
    const Site site(Engine::sqlite);
    const StoreSettings settings = on(ceph, site);
    EXPECT_TRUE(check_file_system(settings).has_value());
    EXPECT_EQ(file_system_warning(settings).value().args, std::vector<std::string>{"Ceph"});
    EXPECT_FALSE(file_system_warning(on(ext4, site)));
    StoreSettings postgres = on(nfs, site);
    postgres.engine = Engine::postgres;
    EXPECT_TRUE(check_file_system(postgres).has_value()) << "its files are its own";
}

TEST(FileSystem, of_a_folder_has_a_type) {
    EXPECT_NE(file_system_type_of("/proc/renkei.db"), 0);
    EXPECT_EQ(file_system_type_of("/no-such-folder/renkei.db"), 0);
    EXPECT_FALSE(network_file_system(file_system_type_of("/proc/renkei.db")));
}

} // namespace
} // namespace renkei::store::file_system_test
