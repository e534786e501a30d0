// One connection to a database, whichever it is: SQL with $1, $2 … (in this order) in, rows out. Statements are prepared once and
// kept by their text.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/seal/hash.h"
#include "gateway/store/dialect.h"

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
class Value {
public:
    enum class Kind : std::uint8_t { null, number, text, bytes };
    Value() = default;
    template <std::integral T>
    Value(T number) : kind_(Kind::number), number_(static_cast<std::int64_t>(number)) {}
    Value(std::string_view text) : kind_(Kind::text), view_(text) {}
    Value(const std::string& text) : Value(std::string_view(text)) {}
    Value(const char* text) : Value(std::string_view(text)) {}
    Value(Bytes bytes) : kind_(Kind::bytes), view_(bytes.view) {}
    Value(const seal::Hash& hash) : Value(Bytes{seal::bytes_of(hash)}) {}

    Kind kind() const { return kind_; }
    std::int64_t number() const { return number_; }
    std::string_view view() const { return view_; }

private:
    Kind kind_ = Kind::null;
    std::int64_t number_ = 0;
    std::string_view view_;
};

// Columns from 0. Valid until the callback returns.
class Row {
public:
    explicit Row(std::span<const Value> columns) : columns_(columns) {}
    bool is_null(std::size_t i) const { return columns_[i].kind() == Value::Kind::null; }
    std::int64_t integer(std::size_t i) const { return columns_[i].number(); }
    std::string_view view(std::size_t i) const { return columns_[i].view(); }
    std::string text(std::size_t i) const { return std::string(view(i)); }
    seal::Hash hash(std::size_t i) const;
    std::span<const Value> columns() const { return columns_; }

private:
    std::span<const Value> columns_;
};

class Connection {
public:
    using Values = std::span<const Value>;
    using OnRow = std::function<void(const Row&)>;

    virtual ~Connection() = default;
    virtual const Dialect& dialect() const = 0;
    // How many rows were written. An error is `store_conflict` if somebody else was first and another attempt may succeed, else
    // `store_failed`; `store_damaged`: what should be there cannot be read any more.
    virtual diag::Result<std::uint64_t> run(std::string_view sql, Values values, const OnRow& on_row = {}) = 0;
    // For a statement whose result nobody waits for: it may be carried out later, before the next run() or script() at the latest,
    // and its error may show there.
    virtual diag::Result<void> send(std::string_view sql, Values values) = 0;
    // Statements without parameters; several are not kept.
    virtual diag::Result<void> script(std::string_view sql) = 0;
    virtual bool in_transaction() const = 0;
    virtual bool is_alive() const = 0; // no: only a new connection helps
    virtual bool has_moved() const { return false; } // the file that this connection has open is no longer the one under its name
    // `store_damaged`, if a statement of this connection failed so, whatever its caller made of it.
    const std::optional<diag::Error>& damage() const { return damage_; }

    diag::Result<std::uint64_t> run(std::string_view sql, std::initializer_list<Value> values, const OnRow& on_row = {}) {
        return run(sql, Values(values.begin(), values.size()), on_row);
    }
    diag::Result<void> send(std::string_view sql, std::initializer_list<Value> values) { return send(sql, Values(values.begin(), values.size())); }

protected:
    tl::unexpected<diag::Error> damaged(std::string words) {
        damage_ = diag::finding(diag::Message::store_damaged, {}, {std::move(words)});
        return tl::make_unexpected(*damage_);
    }

private:
    std::optional<diag::Error> damage_{};
};

using Connect = std::function<diag::Result<std::unique_ptr<Connection>>()>;
// While a store runs: that the database is gone is then a failure, not a wrong setting.
diag::Result<std::unique_ptr<Connection>> connect_again(const Connect& connect);

} // namespace renkei::store
