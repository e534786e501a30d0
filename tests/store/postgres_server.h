// A PostgreSQL for tests: in a temporary folder, on a Unix socket only, from Debian's packages.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

namespace renkei::store {

class PostgresServer {
public:
    static bool is_installed();
    // That of this run of ctest (postgres.sh), else own(). No test stops it.
    static PostgresServer& shared();
    // Of this program alone, for tests that stop it: started at its first use, stopped at the program's end.
    static PostgresServer& own();

    std::string new_database(); // its libpq connection string
    void stop_at_once();        // as if it were killed; own() only
    void start();

    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer();

private:
    PostgresServer();
    explicit PostgresServer(std::filesystem::path folder); // of one that runs
    void clean_up_at_end();
    std::string command_of(const std::string& program, const std::string& arguments) const;
    bool run(const std::string& program, const std::string& arguments) const;
    bool sql(const std::string& database, const std::string& statements) const;

    std::filesystem::path programs_;
    std::filesystem::path folder_; // of the socket
    std::string database_;         // of this program
    int schemas_ = 0;              // given out
    std::FILE* end_ = nullptr;     // of a server of our own
};

using ServerOfTest = PostgresServer& (*)();

} // namespace renkei::store
