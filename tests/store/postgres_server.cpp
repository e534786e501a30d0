#include "tests/store/postgres_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

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

bool PostgresServer::is_installed() {
    return !find_programs().empty() && (!is_root() || ::getpwnam("postgres") != nullptr);
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() : programs_(find_programs()) {
    // short: a socket's path has 107 bytes
    std::string name = (fs::temp_directory_path() / "renkei-pg-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    if (is_root()) {
        const passwd* const user = ::getpwnam("postgres");
        EXPECT_EQ(::chown(folder_.c_str(), user->pw_uid, user->pw_gid), 0);
    }
    clean_up_at_end();
    EXPECT_TRUE(run(
        "initdb", "--no-sync --auth=trust --encoding=UTF8 --no-locale --no-instructions --username=renkei"));
    start();
}

PostgresServer::~PostgresServer() {
    if (end_ != nullptr) {
        ::pclose(end_); // waits for the shell, which waits for the server
    }
}

// Starts a shell that waits until this program ends in any way, because then its input ends. The shell stops
// the server and removes the folder.
void PostgresServer::clean_up_at_end() {
    const std::string command =
        fmt::format("trap '' INT TERM HUP; cat >/dev/null; {} >/dev/null 2>&1; rm -rf {}",
                    command_of("pg_ctl", "-m immediate -w stop"), folder_.string());
    end_ = ::popen(command.c_str(), "we");
    EXPECT_NE(end_, nullptr);
}

// Not flushing to the platter spares time; a server that is killed loses nothing by it, a machine would.
void PostgresServer::start() {
    EXPECT_TRUE(
        run("pg_ctl",
            fmt::format(
                "-w -l {0}/log -o \"-k {0} -c listen_addresses='' -c fsync=off -c max_connections=60\" start",
                folder_.string())));
}

void PostgresServer::stop_at_once() { EXPECT_TRUE(run("pg_ctl", "-m immediate -w stop")); }

// Makes a schema, which serves as well as a database and is made quicker.
std::string PostgresServer::new_database() {
    const std::string name = fmt::format("test{}", ++databases_);
    const std::string command = fmt::format("{}/psql -q -h {} -U renkei -d postgres -c 'CREATE SCHEMA {}'",
                                            programs_.string(), folder_.string(), name);
    EXPECT_EQ(std::system(command.c_str()), 0);
    return fmt::format("host={} user=renkei dbname=postgres options='-c search_path={}'", folder_.string(),
                       name);
}

// As the user postgres if we are root.
std::string PostgresServer::command_of(const std::string& program, const std::string& arguments) const {
    return fmt::format("cd {0} && {1}{2}/{3} -D {0}/data {4}", folder_.string(),
                       is_root() ? "runuser -u postgres -- " : "", programs_.string(), program, arguments);
}

bool PostgresServer::run(const std::string& program, const std::string& arguments) const {
    return std::system(
               fmt::format("{} >>{}/out 2>&1", command_of(program, arguments), folder_.string()).c_str()) ==
           0;
}

} // namespace renkei::store
