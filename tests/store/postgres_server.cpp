#include "tests/store/postgres_server.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

namespace renkei::store {
namespace {

namespace fs = std::filesystem;

// /usr/lib/postgresql/15/bin
fs::path find_programs() {
    std::error_code none;
    for (const fs::directory_entry& version : fs::directory_iterator("/usr/lib/postgresql", none)) {
        if (fs::exists(version.path() / "bin" / "initdb", none)) {
            return version.path() / "bin";
        }
    }
    return {};
}

bool is_root() { return ::geteuid() == 0; }

} // namespace

bool PostgresServer::is_installed() { return !find_programs().empty() && (!is_root() || ::getpwnam("postgres") != nullptr); }

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() : programs_(find_programs()) {
    std::string name = (fs::temp_directory_path() / "renkei-pg-XXXXXX").string(); // short: a socket's path has 107 bytes
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    if (is_root()) {
        const passwd* const user = ::getpwnam("postgres");
        EXPECT_EQ(::chown(folder_.c_str(), user->pw_uid, user->pw_gid), 0);
    }
    EXPECT_TRUE(run("initdb", "--no-sync --auth=trust --encoding=UTF8 --no-locale --no-instructions --username=renkei"));
    start();
}

PostgresServer::~PostgresServer() {
    run("pg_ctl", "-m immediate -w stop");
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

// Not flushing to the platter spares time; a server that is killed loses nothing by it, a machine would.
void PostgresServer::start() {
    EXPECT_TRUE(run("pg_ctl", fmt::format("-w -l {0}/log -o \"-k {0} -c listen_addresses='' -c fsync=off -c max_connections=60\" start", folder_.string())));
}

void PostgresServer::stop_at_once() { EXPECT_TRUE(run("pg_ctl", "-m immediate -w stop")); }

// A schema does as well, and is made quicker.
std::string PostgresServer::new_database() {
    const std::string name = fmt::format("test{}", ++databases_);
    const std::string command =
        fmt::format("{}/psql -q -h {} -U renkei -d postgres -c 'CREATE SCHEMA {}'", programs_.string(), folder_.string(), name);
    EXPECT_EQ(std::system(command.c_str()), 0);
    return fmt::format("host={} user=renkei dbname=postgres options='-c search_path={}'", folder_.string(), name);
}

bool PostgresServer::run(const std::string& program, const std::string& arguments) const {
    const std::string command = fmt::format("cd {0} && {1}{2}/{3} -D {0}/data {4} >>{0}/out 2>&1", folder_.string(), is_root() ? "runuser -u postgres -- " : "",
                                            programs_.string(), program, arguments);
    return std::system(command.c_str()) == 0;
}

} // namespace renkei::store
