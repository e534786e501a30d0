// Values as libpq takes and gives them.
#pragma once

#include "gateway/network/store/sql/sql.h"

#include <endian.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace renkei::store {

struct ClosePostgres {
    void operator()(PGconn* it) const { PQfinish(it); }
    void operator()(PGresult* it) const { PQclear(it); }
};
using Answer = std::unique_ptr<PGresult, ClosePostgres>;

// From pg_type.dat.
constexpr Oid type_bool = 16;
constexpr Oid type_bytea = 17;
constexpr Oid type_int8 = 20;
constexpr Oid type_int4 = 23;
constexpr Oid type_text = 25;

constexpr Oid type_of(SqlValue::Type kind) {
    constexpr std::array<Oid, 4> types = {0, type_int8, type_text, type_bytea}; // by Kind
    return types[static_cast<std::size_t>(kind)];
}

// The values of one statement; they outlive it.
class Parameters {
public:
    static constexpr int binary = 1; // the format of all of them
    explicit Parameters(Connection::Values values) : numbers_(values.size()) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            add(values[i], numbers_[i]);
        }
    }
    int count() const { return static_cast<int>(bytes.size()); }
    std::vector<Oid> types;
    std::vector<const char*> bytes;
    std::vector<int> sizes;
    std::vector<int> formats;

private:
    void add(const SqlValue& value, std::uint64_t& number) {
        types.push_back(type_of(value.kind()));
        formats.push_back(binary);
        if (value.kind() == SqlValue::Type::number) {
            number = htobe64(static_cast<std::uint64_t>(value.number()));
            bytes.push_back(reinterpret_cast<const char*>(&number));
            sizes.push_back(sizeof(number));
            return;
        }
        const bool empty = value.view().empty();
        bytes.push_back(value.kind() == SqlValue::Type::null ? nullptr : empty ? "" : value.view().data());
        sizes.push_back(static_cast<int>(value.view().size()));
    }
    std::vector<std::uint64_t> numbers_;
};

inline SqlValue column(const PGresult* rows, int row, int i) {
    if (PQgetisnull(rows, row, i) != 0) {
        return {};
    }
    const char* const bytes = PQgetvalue(rows, row, i);
    const std::string_view view(bytes, static_cast<std::size_t>(PQgetlength(rows, row, i)));
    switch (PQftype(rows, i)) {
    case type_int8: {
        std::uint64_t number = 0;
        std::copy_n(bytes, sizeof(number), reinterpret_cast<char*>(&number));
        return static_cast<std::int64_t>(be64toh(number));
    }
    case type_int4: {
        std::uint32_t number = 0;
        std::copy_n(bytes, sizeof(number), reinterpret_cast<char*>(&number));
        return static_cast<std::int32_t>(be32toh(number));
    }
    case type_bool: return bytes[0] != '\0';
    case type_bytea: return Bytes{view};
    default: return view;
    }
}

inline bool is_answered(const PGresult* answer) { // of null: fatal
    const ExecStatusType status = PQresultStatus(answer);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

// A SELECT that is asked ahead, with its own values.
struct Ahead {
    Ahead(std::string_view text, Connection::Values given) : sql(text) {
        for (const SqlValue& value : given) {
            const bool is_bytes = value.kind() == SqlValue::Type::bytes;
            const bool has_text = is_bytes || value.kind() == SqlValue::Type::text;
            const std::string& held = texts.emplace_back(value.view());
            values.push_back(!has_text ? value : is_bytes ? SqlValue(Bytes{held}) : SqlValue(held));
        }
    }
    bool asks(std::string_view text, Connection::Values others) const {
        return sql == text && std::ranges::equal(values, others, [](const SqlValue& a, const SqlValue& b) {
                   return a.kind() == b.kind() && a.number() == b.number() && a.view() == b.view();
               });
    }
    std::string sql;
    std::list<std::string> texts{}; // what the values view
    std::vector<SqlValue> values{};
    Answer answer{}; // null: it was not sent yet
};

} // namespace renkei::store
