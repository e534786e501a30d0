#include "tests/store/postgres_server.h"

#include "gateway/core/base/filesystem.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace renkei::store {
namespace {

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

// postgres.sh writes it into a file that has the number of ctest's process, our parent; empty: there is none.
fs::path folder_of_run() {
    std::ifstream file(fs::path(RENKEI_BINARY) / "postgres" / std::to_string(::getppid()));
    std::string out;
    std::getline(file, out);
    return out;
}

} // namespace

bool PostgresServer::is_installed() {
    return !find_programs().empty() && (!is_root() || ::getpwnam("postgres") != nullptr);
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer of_run(folder_of_run());
    static const bool is_there = !of_run.folder_.empty() && of_run.sql("postgres", "SELECT 1");
    return is_there ? of_run : own(); // a run that was killed may leave a name without a server
}

PostgresServer& PostgresServer::own() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer(fs::path folder) : programs_(find_programs()), folder_(std::move(folder)) {}

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
    if (const fs::path made = folder_of_run() / "made"; made.is_absolute() && fs::exists(made)) {
        EXPECT_EQ(std::system(fmt::format("cp -a {} {}/data", made.string(), folder_.string()).c_str()), 0);
    } else {
        EXPECT_TRUE(run("initdb", "--no-sync --auth=trust --encoding=UTF8 --no-locale --no-instructions "
                                  "--username=renkei"));
    }
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

// Gives a schema, which serves as well as a database and is made quicker. They lie in one database for each
// program, because a lock that the store takes is one of the database; a few are made at once.
std::string PostgresServer::new_database() {
    constexpr int at_once = 8;
    if (database_.empty()) {
        database_ = fmt::format("test_{}_{}", ::getpid(),
                                std::chrono::system_clock::now().time_since_epoch().count());
        EXPECT_TRUE(sql("postgres", "CREATE DATABASE " + database_));
    }
    if (schemas_ % at_once == 0) {
        std::string statements;
        for (int i = 0; i < at_once; ++i) {
            statements += fmt::format("CREATE SCHEMA test{};", schemas_ + i);
        }
        EXPECT_TRUE(sql(database_, statements));
    }
    return fmt::format("host={} user=renkei dbname={} options='-c search_path=test{}'", folder_.string(),
                       database_, schemas_++);
}

bool PostgresServer::sql(const std::string& database, const std::string& statements) const {
    return std::system(fmt::format("{}/psql -q -X -h {} -U renkei -d {} -c '{}' >/dev/null",
                                   programs_.string(), folder_.string(), database, statements)
                           .c_str()) == 0;
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
