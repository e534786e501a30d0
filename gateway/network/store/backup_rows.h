// The rows of a backup, one by one: a record that names a table and its columns, then a record for each of
// its rows.
#pragma once

#include "gateway/network/store/backup_file.h"
#include "gateway/network/store/sql/sql.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

inline constexpr char backup_table_record = 'T';
inline constexpr char backup_row_record = 'R';

struct BackupRow {
    std::string_view table;
    std::string_view columns;
    std::vector<SqlValue> values;

    std::size_t column(std::string_view name) const; // values.size(): there is none
};

// `row`: a record of the file without its first byte. Nothing if it is not a row of values.
std::optional<std::vector<SqlValue>> backup_values(std::string_view row);

class BackupRows {
public:
    static diag::Result<BackupRows> open(const std::filesystem::path& file, const seal::KeyRing& ring);
    // Valid until the next call; nothing: the end, and the file is whole.
    diag::Result<std::optional<BackupRow>> next();

private:
    BackupRows(std::filesystem::path file, BackupReader reader)
        : file_(std::move(file)),
          reader_(std::move(reader)) {}
    tl::unexpected<diag::Error> wrong(std::string_view what) const;

    std::filesystem::path file_;
    BackupReader reader_;
    std::string table_;
    std::string columns_;
};

} // namespace renkei::store
