#include "gateway/network/store/sql/postgres_connection.h"

#include "gateway/network/store/sql/postgres_values.h"
#include "generated/messages/store.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renkei::store {
namespace {

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

// Statements are sent one behind the other without waiting (pipeline mode); run() waits for what it and those
// before it gave. BEGIN goes with the first statement, COMMIT with the last ones, and what ends a read is not
// waited for.
class PostgresConnection final : public Connection {
public:
    explicit PostgresConnection(PGconn* server) : server_(server) {}

    const Dialect& dialect() const override { return postgres_dialect; }

    diag::Result<std::uint64_t> run(std::string_view sql, Values values, const OnRow& on_row) override {
        TRY(const Answer last, ask(sql, values));
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

    void prefetch(std::string_view sql, Values values) override {
        if (find_ahead(sql, values) == ahead_.end()) {
            ahead_.emplace_back(sql, values);
        }
    }

    diag::Result<void> begin(std::string_view how) override {
        ahead_.clear();
        is_untouched_ = true;
        is_begun_ = true;
        return queue(how, {});
    }

    diag::Result<void> end_read() override {
        ahead_.clear();
        TRY_VOID(queue("ROLLBACK", {}));
        return sync();
    }

    diag::Result<void> script(std::string_view sql) override {
        if (sql.empty()) {
            return {};
        }
        if (sql == "COMMIT") {
            return commit();
        }
        // a rollback undoes that, too
        if (const diag::Result<void> before = settle(); !before && !sql.starts_with("ROLLBACK")) {
            return before;
        }
        if (PQpipelineStatus(server_.get()) != PQ_PIPELINE_OFF && PQexitPipelineMode(server_.get()) != 1) {
            return failed(nullptr);
        }
        const Answer answer(PQexec(server_.get(), std::string(sql).c_str()));
        return is_answered(answer.get()) ? diag::Result<void>() : failed(answer.get());
    }

    bool in_transaction() const override {
        const PGTransactionStatusType status = PQtransactionStatus(server_.get());
        return is_begun_ || (status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN);
    }
    bool is_aborted() const override { return PQtransactionStatus(server_.get()) == PQTRANS_INERROR; }
    bool is_untouched() const override { return is_untouched_; }
    // Looks at what has come meanwhile, without a round trip: a server that stops says why, and then closes.
    bool is_alive() const override {
        return is_open() && PQconsumeInput(server_.get()) == 1 && PQconsumeInput(server_.get()) == 1 &&
               is_open();
    }

private:
    bool is_open() const { return !broken_ && PQstatus(server_.get()) == CONNECTION_OK; }

    struct Prepared {
        std::string text;
        std::string name;
        bool is_there = false;
    };
    // Something whose answer is still to come.
    struct Sent {
        Prepared* prepares = nullptr; // null: carries a statement out
        Ahead* ahead = nullptr;       // whose answer it is; null: that of the caller
        bool is_sync = false;         // up to here an error makes the server skip what follows
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

    std::list<Ahead>::iterator find_ahead(std::string_view sql, Values values) {
        return std::ranges::find_if(ahead_, [&](const Ahead& each) { return each.asks(sql, values); });
    }

    diag::Result<Answer> ask(std::string_view sql, Values values) {
        if (!is_open()) { // what is asked ahead may wait for answers that do not come
            return failed(nullptr);
        }
        const auto known = find_ahead(sql, values);
        if (known != ahead_.end()) {
            Answer answer = std::move(known->answer);
            ahead_.erase(known);
            if (answer != nullptr) {
                return is_answered(answer.get()) ? diag::Result<Answer>(std::move(answer))
                                                 : failed(answer.get());
            }
        }
        TRY_VOID(queue(sql, values));
        for (Ahead& each : ahead_) { // behind it: an error of theirs is none of it
            if (each.answer == nullptr) {
                TRY_VOID(queue(each.sql, each.values, &each));
            }
        }
        return read_pending_results();
    }

    // Nothing is committed before this was answered. Of a transaction in which a statement failed, PostgreSQL
    // answers ROLLBACK without an error.
    diag::Result<void> commit() {
        is_untouched_ = false;
        TRY_VOID(queue("COMMIT", {}));
        TRY(const Answer answer, read_pending_results());
        const std::string_view done = PQcmdStatus(answer.get());
        return done == "COMMIT" ? diag::Result<void>()
                                : diag::fail(message::store_failed, {}, {fmt::format("COMMIT: {}", done)});
    }

    diag::Result<void> queue(std::string_view sql, Values values, Ahead* ahead = nullptr) {
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
            sent_.push_back({&statement, ahead});
        }
        if (PQsendQueryPrepared(server_.get(), statement.name.c_str(), parameters.count(),
                                parameters.bytes.data(), parameters.sizes.data(), parameters.formats.data(),
                                Parameters::binary) != 1) {
            return failed(nullptr);
        }
        sent_.push_back({.ahead = ahead});
        return {};
    }

    // Sends what is queued; the server answers all of it.
    diag::Result<void> sync() {
        if (PQpipelineSync(server_.get()) != 1) {
            return failed(nullptr);
        }
        sent_.push_back({.is_sync = true});
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

    // Waits for the answers of all that was sent: the caller's last one, or the first that is an error.
    diag::Result<Answer> read_pending_results() {
        const bool is_sent = sync().has_value();
        diag::Result<Answer> out;
        is_begun_ = false;
        const std::vector<Sent> all = std::exchange(sent_, {});
        for (const Sent& sent : all) {
            Answer answer(is_sent ? PQgetResult(server_.get()) : nullptr);
            if (sent.is_sync) {
                assert(!is_open() || PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC);
                is_untouched_ = is_untouched_ || &sent != &all.back(); // it ended the read before
                continue;
            }
            take(sent, std::move(answer), out);
            skip_end();
        }
        return out;
    }

    void take(const Sent& sent, Answer answer, diag::Result<Answer>& out) {
        if (is_answered(answer.get())) {
            is_untouched_ = false;
        } else if (sent.prepares != nullptr) {
            sent.prepares->is_there = false;
        }
        if (sent.ahead != nullptr) { // what was skipped because of an error before it is asked again
            const bool is_skipped = PQresultStatus(answer.get()) == PGRES_PIPELINE_ABORTED;
            sent.ahead->answer = is_skipped ? nullptr : std::move(answer);
        } else if (out && is_answered(answer.get())) {
            out = std::move(answer);
        } else if (out) {
            out = failed(answer.get());
        }
    }

    // Behind the answers of each statement stands a null.
    void skip_end() {
        if (is_open()) {
            const Answer end(PQgetResult(server_.get()));
            assert(end == nullptr);
        }
    }

    std::unique_ptr<PGconn, ClosePostgres> server_;
    std::list<Prepared> prepared_;
    std::unordered_map<std::string_view, Prepared*> statements_; // keys view the texts in prepared_
    std::vector<Sent> sent_;
    std::list<Ahead> ahead_;
    std::vector<SqlValue> columns_;
    bool broken_ = false;
    bool is_begun_ = false;     // BEGIN is sent and not answered
    bool is_untouched_ = false; // is_untouched()
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
