// One connection to a database, whichever it is: SQL with $1, $2 … (in this order) in, rows out. Statements
// are prepared once and kept by their text.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/store/sql/dialect.h"
#include "generated/messages/store.h"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace renkei::store {

struct Bytes {
    std::string_view view;
};

// A parameter or a column: a number, text, bytes, or nothing. Views what it was made from.
class SqlValue {
public:
    enum class Type : std::uint8_t { null, number, text, bytes };
    SqlValue() = default;
    template <std::integral T>
    SqlValue(T number) : kind_(Type::number),
                         number_(static_cast<std::int64_t>(number)) {}
    SqlValue(std::string_view text) : kind_(Type::text), view_(text) {}
    SqlValue(const std::string& text) : SqlValue(std::string_view(text)) {}
    SqlValue(const char* text) : SqlValue(std::string_view(text)) {}
    SqlValue(Bytes bytes) : kind_(Type::bytes), view_(bytes.view) {}
    SqlValue(const seal::Hash& hash) : SqlValue(Bytes{seal::bytes_of(hash)}) {}

    Type kind() const { return kind_; }
    std::int64_t number() const { return number_; }
    std::string_view view() const { return view_; }

private:
    Type kind_ = Type::null;
    std::int64_t number_ = 0;
    std::string_view view_;
};

// Columns from 0. Valid until the callback returns.
class SqlRow {
public:
    explicit SqlRow(std::span<const SqlValue> columns) : columns_(columns) {}
    bool is_null(std::size_t i) const { return columns_[i].kind() == SqlValue::Type::null; }
    std::int64_t integer(std::size_t i) const { return columns_[i].number(); }
    std::string_view view(std::size_t i) const { return columns_[i].view(); }
    std::string text(std::size_t i) const { return std::string(view(i)); }
    seal::Hash hash(std::size_t i) const;
    std::span<const SqlValue> columns() const { return columns_; }

private:
    std::span<const SqlValue> columns_;
};

class Connection {
public:
    using Values = std::span<const SqlValue>;
    using OnRow = std::function<void(const SqlRow&)>;

    virtual ~Connection() = default;
    virtual const Dialect& dialect() const = 0;
    // Returns the number of rows written. An error is `store_conflict` if another transaction was first and a
    // retry may succeed, else `store_failed`; `store_damaged`: a page cannot be read any more.
    virtual diag::Result<std::uint64_t> run(std::string_view sql, Values values,
                                            const OnRow& on_row = {}) = 0;
    // For a statement without a result: it may be executed later, at the latest before the next run() or
    // script(), which may return its error.
    virtual diag::Result<void> send(std::string_view sql, Values values) = 0;
    // Statements without parameters; several are not kept.
    virtual diag::Result<void> script(std::string_view sql) = 0;
    // `how`: of the dialect. It may be executed later, as of send().
    virtual diag::Result<void> begin(std::string_view how) { return script(how); }
    // Ends a transaction that has only read.
    virtual diag::Result<void> end_read() { return script("ROLLBACK"); }
    // Says that this SELECT may be given to run() later in this transaction, and that an answer of any moment
    // until then will do. Where asking costs a round trip, it is asked together with the next run().
    virtual void prefetch(std::string_view, Values) {}
    virtual bool in_transaction() const = 0;
    // A statement of the transaction has failed, so that it cannot be committed any more.
    virtual bool is_aborted() const { return false; }
    // Nothing was answered in this transaction and nothing was committed. If the connection broke, the
    // transaction can be repeated on another one.
    virtual bool is_untouched() const { return false; }
    virtual bool is_alive() const = 0; // false: a new connection is needed
    virtual bool has_moved() const {
        return false;
    } // the file that this connection has open is no longer the one under its name
    // `store_damaged`, if a statement of this connection failed with it, even if its caller ignored that.
    const std::optional<diag::Error>& damage() const { return damage_; }

    diag::Result<std::uint64_t> run(std::string_view sql, std::initializer_list<SqlValue> values,
                                    const OnRow& on_row = {}) {
        return run(sql, Values(values.begin(), values.size()), on_row);
    }
    diag::Result<void> send(std::string_view sql, std::initializer_list<SqlValue> values) {
        return send(sql, Values(values.begin(), values.size()));
    }
    void prefetch(std::string_view sql, std::initializer_list<SqlValue> values) {
        prefetch(sql, Values(values.begin(), values.size()));
    }

protected:
    tl::unexpected<diag::Error> damaged(std::string words) {
        damage_ = diag::finding(diag::message::store_damaged, {}, {std::move(words)});
        return tl::make_unexpected(*damage_);
    }

private:
    std::optional<diag::Error> damage_{};
};

using Connect = std::function<diag::Result<std::unique_ptr<Connection>>()>;
// While a store runs: an unreachable database is then a failure, not a wrong setting.
diag::Result<std::unique_ptr<Connection>> connect_again(const Connect& connect);

} // namespace renkei::store
