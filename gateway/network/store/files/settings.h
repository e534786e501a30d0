// Where the store is and how it is opened.
#pragma once

#include "gateway/network/store/files/file_system.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace renkei::store {

enum class Engine : std::uint8_t { sqlite, postgres };
enum class IfMissing : std::uint8_t { make, refuse };

struct StoreSettings {
    Engine engine = Engine::sqlite;
    std::filesystem::path file{}; // sqlite
    std::string connection{};     // postgres: a libpq connection string, "host=/run/postgresql dbname=renkei"
    IfMissing if_missing =
        IfMissing::make; // if no store exists: commands do not create one by a mistyped name
    bool is_gateway =
        false; // not a command: drains what another gateway left in the audit spool (audit_spool.h)
    bool audit_spool = true;     // on sqlite: Store::append_audit() appends to a file beside `file`, which is
                                 // drained into the chain
    std::string node = "renkei"; // [a-z0-9-]+, unlike that of every other program on this database
    std::string base =
        "https://localhost/fhir";     // base of the FHIR view, as callers reach it: audit events name it
    unsigned readers = 4;             // connections that only read
    std::size_t batch = 128;          // jobs that share one commit, at most
    std::size_t queue = 4096;         // jobs that wait, at most; more are refused with `store_busy`
    std::size_t max_body = 64U << 20; // bytes of one body, unpacked
    bool network_file_system = false; // NFS and SMB are allowed (file_system.h)
    long (*file_system_type)(const std::string& file) = file_system_type_of; // tests have another one
};

} // namespace renkei::store
