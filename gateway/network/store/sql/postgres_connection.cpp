#include "gateway/network/store/sql/postgres_connection.h"

#include "generated/messages/store.h"

#include <endian.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::store {
namespace {

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
constexpr int binary = 1;

constexpr Oid type_of(SqlValue::Type kind) {
    constexpr std::array<Oid, 4> types = {0, type_int8, type_text, type_bytea}; // by Kind
    return types[static_cast<std::size_t>(kind)];
}

// Another transaction was first, or a deadlock: serialization_failure, deadlock_detected, lock_not_available,
// foreign_key_violation (a master key was retired meanwhile), unique_violation.
constexpr std::string_view postgres_conflicts[] = {"40001", "40P01", "55P03", "23503", "23505"};
constexpr std::string_view damages[] = {"XX001", "XX002"}; // data_corrupted, index_corrupted

// Before every other word: what waits for a lock longer than a commit takes is likely to wait for this node
// itself. A server whose default is to acknowledge a commit before it is on disk is set otherwise. Every
// question has its index, so plans are made once and never read a whole table because its statistics are of a
// time when it was small. A plan that must read one all the same then seems so costly that the server would
// compile it each time, which takes longer than the question.
constexpr std::string_view greeting =
    "SET lock_timeout = '1s'; SET client_min_messages = warning; SET enable_seqscan = off; "
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan; "
    "SET jit = off; "
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = "
    "'off'";

std::string without_line_end(const char* text) {
    std::string out = text == nullptr ? "" : text;
    std::ranges::replace(out, '\n', ' ');
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

// The values of one statement as libpq takes them.
class Parameters {
public:
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

SqlValue column(const PGresult* rows, int row, int i) {
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

// Statements are sent one behind the other without waiting (pipeline mode); run() waits for what it and those
// before it gave.
class PostgresConnection final : public Connection {
public:
    explicit PostgresConnection(PGconn* server) : server_(server) {}

    const Dialect& dialect() const override { return postgres_dialect; }

    diag::Result<std::uint64_t> run(std::string_view sql, Values values, const OnRow& on_row) override {
        TRY_VOID(queue(sql, values));
        TRY(const Answer last, read_pending_results());
        const int rows = PQntuples(last.get());
        for (int row = 0; on_row && row < rows; ++row) {
            columns_.clear();
            for (int i = 0; i < PQnfields(last.get()); ++i) {
                columns_.push_back(column(last.get(), row, i));
            }
            on_row(SqlRow(columns_));
        }
        const std::string_view count = PQcmdTuples(last.get());
        std::uint64_t out = 0;
        std::from_chars(count.data(), count.data() + count.size(), out);
        return out;
    }

    diag::Result<void> send(std::string_view sql, Values values) override { return queue(sql, values); }

    diag::Result<void> script(std::string_view sql) override {
        if (sql.empty()) {
            return {};
        }
        // a rollback undoes that, too
        if (const diag::Result<void> before = settle(); !before && !sql.starts_with("ROLLBACK")) {
            return before;
        }
        if (PQpipelineStatus(server_.get()) != PQ_PIPELINE_OFF && PQexitPipelineMode(server_.get()) != 1) {
            return failed(nullptr);
        }
        const Answer answer(PQexec(server_.get(), std::string(sql).c_str()));
        const ExecStatusType status = PQresultStatus(answer.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            return failed(answer.get());
        }
        const std::string_view done = PQcmdStatus(answer.get());
        // of a transaction in which a statement failed, PostgreSQL answers ROLLBACK without an error
        if (sql == "COMMIT" && done != sql) {
            return diag::fail(message::store_failed, {}, {fmt::format("COMMIT: {}", done)});
        }
        return {};
    }

    bool in_transaction() const override {
        const PGTransactionStatusType status = PQtransactionStatus(server_.get());
        return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
    }
    bool is_alive() const override { return !broken_ && PQstatus(server_.get()) == CONNECTION_OK; }

private:
    struct Prepared {
        std::string text;
        std::string name;
        bool is_there = false;
    };
    // Something whose answer is still to come.
    struct Sent {
        Prepared* prepares = nullptr; // null: carries a statement out
    };

    // {0} of the conflict is the document; which one it is, SQL does not know.
    tl::unexpected<diag::Error> failed(const PGresult* answer) {
        const char* const state = answer == nullptr ? nullptr : PQresultErrorField(answer, PG_DIAG_SQLSTATE);
        // not the server's word but the library's; PQstatus learns of it later
        broken_ = broken_ || state == nullptr;
        if (state != nullptr &&
            std::ranges::find(postgres_conflicts, std::string_view(state)) != std::end(postgres_conflicts)) {
            return diag::fail(message::store_conflict, {}, {"-"});
        }
        // not the detail: it quotes values
        const char* const primary =
            answer == nullptr ? nullptr : PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
        const bool is_damage =
            state != nullptr && std::ranges::find(damages, std::string_view(state)) != std::end(damages);
        std::string words =
            fmt::format("{} (PostgreSQL {})",
                        without_line_end(primary != nullptr ? primary : PQerrorMessage(server_.get())),
                        state != nullptr ? state : "-");
        return is_damage ? damaged(std::move(words))
                         : diag::fail(message::store_failed, {}, {std::move(words)});
    }

    diag::Result<void> queue(std::string_view sql, Values values) {
        if (PQpipelineStatus(server_.get()) == PQ_PIPELINE_OFF && PQenterPipelineMode(server_.get()) != 1) {
            return failed(nullptr);
        }
        const Parameters parameters(values);
        Prepared& statement = find(sql);
        if (!statement.is_there) {
            if (PQsendPrepare(server_.get(), statement.name.c_str(), statement.text.c_str(),
                              parameters.count(), parameters.types.data()) != 1) {
                return failed(nullptr);
            }
            statement.is_there = true;
            sent_.push_back({&statement});
        }
        if (PQsendQueryPrepared(server_.get(), statement.name.c_str(), parameters.count(),
                                parameters.bytes.data(), parameters.sizes.data(), parameters.formats.data(),
                                binary) != 1) {
            return failed(nullptr);
        }
        sent_.push_back({});
        return {};
    }

    Prepared& find(std::string_view sql) {
        const auto known = statements_.find(sql);
        if (known != statements_.end()) {
            return *known->second;
        }
        Prepared& made =
            prepared_.emplace_back(Prepared{std::string(sql), fmt::format("s{}", prepared_.size()), false});
        statements_.emplace(made.text, &made);
        return made;
    }

    // Waits for what was sent, if anything was.
    diag::Result<void> settle() {
        if (!sent_.empty()) {
            TRY_VOID(read_pending_results());
        }
        return {};
    }

    // Waits for the answers of all that was sent: the last one, or the first that is an error.
    diag::Result<Answer> read_pending_results() {
        const bool synced = PQpipelineSync(server_.get()) == 1;
        diag::Result<Answer> out;
        bool wrong = false;
        for (const Sent& sent : std::exchange(sent_, {})) {
            Answer answer(synced ? PQgetResult(server_.get()) : nullptr);
            const ExecStatusType status = PQresultStatus(answer.get()); // of null: fatal
            if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
                if (sent.prepares != nullptr) {
                    sent.prepares->is_there = false;
                }
                if (!wrong) {
                    out = failed(answer.get());
                    wrong = true;
                }
            } else if (!wrong) {
                out = std::move(answer);
            }
            skip_end();
        }
        if (is_alive()) {
            const Answer sync(PQgetResult(server_.get()));
            assert(PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC);
        }
        return out;
    }

    // Behind the answers of each statement stands a null.
    void skip_end() {
        if (is_alive()) {
            const Answer end(PQgetResult(server_.get()));
            assert(end == nullptr);
        }
    }

    std::unique_ptr<PGconn, ClosePostgres> server_;
    std::list<Prepared> prepared_;
    std::unordered_map<std::string_view, Prepared*> statements_; // keys view the texts in prepared_
    std::vector<Sent> sent_;
    std::vector<SqlValue> columns_;
    bool broken_ = false;
};

} // namespace

diag::Result<std::unique_ptr<Connection>> connect_postgres(const std::string& connection) {
    // ours first: the connection string may say otherwise
    constexpr const char* words[] = {"connect_timeout",
                                     "tcp_user_timeout",
                                     "keepalives_idle",
                                     "application_name",
                                     "client_encoding",
                                     "dbname",
                                     nullptr};
    char* why = nullptr; // it quotes what it cannot read, and a password may stand there
    PQconninfoOption* const read = PQconninfoParse(connection.c_str(), &why);
    PQfreemem(why);
    PQconninfoFree(read);
    if (read == nullptr) {
        return diag::fail(
            message::store_unusable, {},
            {"store.postgres is no connection string, such as host=/run/postgresql dbname=renkei"});
    }
    const char* const values[] = {"5", "10000", "10", "renkei", "UTF8", connection.c_str(), nullptr};
    PGconn* const server = PQconnectdbParams(words, values, 1);
    auto out = std::make_unique<PostgresConnection>(server);
    if (PQstatus(server) != CONNECTION_OK) {
        return diag::fail(message::store_unusable, {}, {without_line_end(PQerrorMessage(server))});
    }
    PQsetNoticeProcessor(
        server, [](void*, const char*) {}, nullptr); // libraries do not print
    PQsetErrorVerbosity(server, PQERRORS_TERSE); // no details in its own messages either: they quote values
    TRY_VOID(out->script(greeting));
    return out;
}

} // namespace renkei::store
