#include "gateway/app/daemon/signals.h"
#include "gateway/core/base/file_descriptor.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace renkei::daemon::service_manager_test {
namespace {

// What systemd is to a service: a socket that is named in the environment.
class Manager {
public:
    Manager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        std::string pattern = (std::filesystem::temp_directory_path() / "renkei-notify-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        const std::string name = (folder_ / "socket").string();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        EXPECT_EQ(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
    ~Manager() {
        ::unsetenv("NOTIFY_SOCKET");
        std::filesystem::remove_all(folder_);
    }
    std::string received() const {
        char text[100];
        const ssize_t size = ::recv(socket_.number(), text, sizeof text, MSG_DONTWAIT);
        return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
    }

private:
    base::FileDescriptor socket_;
    std::filesystem::path folder_;
};

TEST(ServiceManager, gets_the_state) {
    const Manager manager;
    EXPECT_TRUE(notify_service_manager("READY=1\n"));
    EXPECT_EQ(manager.received(), "READY=1\n");
}

TEST(ServiceManager, without_a_socket_gets_nothing) {
    ::unsetenv("NOTIFY_SOCKET");
    EXPECT_FALSE(notify_service_manager("READY=1\n"));
    ::setenv("NOTIFY_SOCKET", "/no/such/socket", 1);
    EXPECT_FALSE(notify_service_manager("READY=1\n"));
    ::unsetenv("NOTIFY_SOCKET");
}

} // namespace
} // namespace renkei::daemon::service_manager_test
