// A PostgreSQL of our own: in a temporary folder, on a Unix socket only, from Debian's packages. One for the
// test program.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

namespace renkei::store {

class PostgresServer {
public:
    static bool is_installed();
    static PostgresServer& shared(); // started at its first use, stopped at the program's end

    std::string new_database(); // its libpq connection string
    void stop_at_once();        // as if it were killed
    void start();

    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer();

private:
    PostgresServer();
    void clean_up_at_end();
    std::string command_of(const std::string& program, const std::string& arguments) const;
    bool run(const std::string& program, const std::string& arguments) const;

    std::filesystem::path programs_;
    std::filesystem::path folder_;
    int databases_ = 0;
    std::FILE* end_ = nullptr;
};

} // namespace renkei::store
