#include "gateway/network/store/backup_rows.h"

#include "gateway/network/store/files/bytes.h"
#include "gateway/network/store/migrate.h"
#include "generated/messages/store.h"

namespace renkei::store {
namespace {

std::optional<SqlValue> take_value(ByteReader& reader) {
    const auto kind = reader.bytes(1);
    if (!kind) {
        return std::nullopt;
    }
    switch (static_cast<SqlValue::Type>(kind->front())) {
    case SqlValue::Type::number: {
        const auto number = reader.number();
        return number ? std::optional(SqlValue(static_cast<std::int64_t>(*number))) : std::nullopt;
    }
    case SqlValue::Type::text: {
        const auto text = reader.text();
        return text ? std::optional(SqlValue(*text)) : std::nullopt;
    }
    case SqlValue::Type::bytes: {
        const auto bytes = reader.text();
        return bytes ? std::optional(SqlValue(Bytes{*bytes})) : std::nullopt;
    }
    case SqlValue::Type::null: return reader.text() ? std::optional(SqlValue()) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::size_t BackupRow::column(std::string_view name) const {
    std::size_t at = 0;
    for (std::string_view rest = columns; !rest.empty(); ++at) {
        const std::size_t end = std::min(rest.find(", "), rest.size());
        if (rest.substr(0, end) == name) {
            return at;
        }
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    return values.size();
}

std::optional<std::vector<SqlValue>> backup_values(std::string_view row) {
    std::vector<SqlValue> out;
    for (ByteReader reader(row); !reader.at_end();) {
        const auto value = take_value(reader);
        if (!value) {
            return std::nullopt;
        }
        out.push_back(*value);
    }
    return out;
}

tl::unexpected<diag::Error> BackupRows::wrong(std::string_view what) const {
    return diag::fail(message::backup_wrong, {.file = file_.string()}, {std::string(what)});
}

diag::Result<BackupRows> BackupRows::open(const std::filesystem::path& file, const seal::KeyRing& ring) {
    TRY(BackupReader reader, BackupReader::open(file, ring));
    BackupRows out(file, std::move(reader));
    const std::size_t layout = out.reader_.layout();
    if (layout == 0) {
        return out.wrong("its layout");
    }
    if (layout > migrations().size()) {
        return diag::fail(message::store_newer, {.file = file.string()},
                          {std::to_string(layout), std::to_string(migrations().size())});
    }
    return out;
}

diag::Result<std::optional<BackupRow>> BackupRows::next() {
    for (;;) {
        TRY(const auto record, reader_.next());
        if (!record) {
            return std::nullopt;
        }
        if (record->empty()) {
            return wrong(table_);
        }
        if (record->front() == backup_table_record) {
            ByteReader about(record->substr(1));
            const auto name = about.text();
            const auto its_columns = about.text();
            if (!name || !its_columns) {
                return wrong("an unknown table");
            }
            table_ = *name;
            columns_ = *its_columns;
            continue;
        }
        auto values = backup_values(record->substr(1));
        if (!values || values->empty()) {
            return wrong(table_);
        }
        return std::optional(BackupRow{table_, columns_, std::move(*values)});
    }
}

} // namespace renkei::store
