// Backup: every table as records in one sealed file, the same for both databases, so that a store also moves
// from one to the other.
#include "gateway/network/audit/verify.h"
#include "gateway/network/store/audit/audit_access.h"
#include "gateway/network/store/backup_rows.h"
#include "gateway/network/store/backup_versions.h"
#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/files/bytes.h"
#include "gateway/network/store/migrate.h"
#include "gateway/network/store/persons/sealed_record.h"
#include "gateway/network/store/store.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::store {
namespace {

struct Table {
    std::string_view name;
    std::string_view columns; // those of its key first
    std::string_view key;
    std::size_t key_size;
    int page; // rows that are read at once
};

// In an order in which no row refers to one that comes later.
constexpr Table tables[] = {
    {"store_key", "name, master, wrapped", "name", 1, 500},
    {"setting", "name, value", "name", 1, 500},
    {"peer", "id, entry", "id", 1, 500},
    {"peer_state", "peer, unreachable_until, next_probe, reason, reason_arguments, expiry_start", "peer", 1,
     500},
    {"document", "id, sender, name, newest, withdrawn, live, form, date, changed", "id", 1, 500},
    {"document_name", "sender, name, document", "sender, name", 2, 500},
    {"version",
     "document, number, revision, status, sha, form, form_version, syntax, media_type, type_system, "
     "type_code, date, created, submitter, size, sha1, "
     "has_fhir, master, wrapped, bound_to, title, plan",
     "document, number", 2, 500},
    {"body", "document, number, kind, bytes", "document, number, kind", 3, 8},
    {"party", "document, number, who, sides, system, value", "document, number, who", 3, 500},
    {"person", "document, number, place, person", "document, number, place", 3, 500},
    {"person_party", "person, who, document, number", "person, who, document, number", 4, 500},
    {"person_link", "person, other", "person, other", 2, 500},
    {"person_record",
     "person, id, kind, office, begins, ends, withdrawn, spent, entry, insurer, taken, changed", "person, id",
     2, 500},
    {"insured_person", "person, insurer", "person", 1, 500},
    {"insurer", "number, entry", "number", 1, 500},
    {"answer", "peer, request, body, status, location, answer, until", "peer, request", 2, 100},
    {"draft", "id, peer, owner, form, edition, number, saved, until, person, text", "id", 1, 8},
    {"keyed_request", "peer, request, part, document, number, until", "peer, request, part", 3, 500},
    {"delivery",
     "id, document, version, peer, line, state, attempts, created, due, changed, reason, answer, node, "
     "lease, certain_failures, withdraws, reason_arguments, file_sha, together",
     "id", 1, 500},
    {"delivered_name", "place, document, number", "place", 1, 500},
    {"line", "peer, line, delivery, created, sending, due", "peer, line", 2, 500},
    {"audit_event", "node, sequence, event, previous, hash, seal", "node, sequence", 2, 500},
};
// The tables that have rows in every new store.
constexpr std::string_view made_by_opening[] = {"store_key", "setting"};

void append_value(std::string& out, const SqlValue& value) {
    out.push_back(static_cast<char>(value.kind()));
    if (value.kind() == SqlValue::Type::number) {
        append_number(out, static_cast<std::uint64_t>(value.number()));
    } else {
        append_text(out, value.view());
    }
}

std::string numbered(std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) {
        out += fmt::format("{}${}", i == 1 ? "" : ", ", i);
    }
    return out;
}

// The rows behind the key of the row `last`; empty: from the beginning.
diag::Result<std::vector<std::string>> read_page(Connection& sql, const Table& table,
                                                 const std::string& last) {
    std::vector<SqlValue> key;
    std::string where;
    if (!last.empty()) {
        key = *backup_values(last);
        key.resize(table.key_size);
        where = fmt::format("WHERE ({}) > ({}) ", table.key, numbered(table.key_size));
    }
    key.emplace_back(table.page);
    std::vector<std::string> out;
    TRY_VOID(sql.run(fmt::format("SELECT {} FROM {} {}ORDER BY {} LIMIT ${}", table.columns, table.name,
                                 where, table.key, key.size()),
                     key, [&](const SqlRow& row) {
                         std::string& bytes = out.emplace_back();
                         for (const SqlValue& value : row.columns()) {
                             append_value(bytes, value);
                         }
                     }));
    return out;
}

diag::Result<void> write_table(Connection& sql, const Table& table, BackupWriter& writer) {
    std::string about(1, backup_table_record);
    append_text(about, table.name);
    append_text(about, table.columns);
    TRY_VOID(writer.add(about));
    std::string last;
    for (std::size_t rows = 1; rows > 0;) {
        TRY(const std::vector<std::string> page, read_page(sql, table, last));
        for (const std::string& row : page) {
            TRY_VOID(writer.add(backup_row_record + row));
        }
        rows = page.size();
        if (rows > 0) {
            last = page.back();
        }
    }
    return {};
}

tl::unexpected<diag::Error> wrong(const std::filesystem::path& file, std::string_view what) {
    return diag::fail(message::backup_wrong, {.file = file.string()}, {std::string(what)});
}

std::size_t columns_of(const Table& table) {
    return static_cast<std::size_t>(std::ranges::count(table.columns, ',')) + 1;
}

using OnBackupRow = std::function<diag::Result<void>(const BackupRow&)>;

// Their number.
diag::Result<std::uint64_t> read_rows(const std::filesystem::path& file, const seal::KeyRing& ring,
                                      const OnBackupRow& on_row) {
    TRY(BackupRows rows, BackupRows::open(file, ring));
    std::uint64_t out = 0;
    for (;;) {
        TRY(const std::optional<BackupRow> row, rows.next());
        if (!row) {
            return out;
        }
        const auto* const table = std::ranges::find(tables, row->table, &Table::name);
        if (table == std::end(tables)) {
            return wrong(file, "an unknown table");
        }
        if (row->columns != table->columns || row->values.size() != columns_of(*table)) {
            return wrong(file, row->table);
        }
        TRY_VOID(on_row(*row));
        ++out;
    }
}

diag::Result<void> want_empty(Connection& sql) {
    std::int64_t rows = 0;
    TRY_VOID(sql.run("SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM peer) + (SELECT "
                     "count(*) FROM audit_event)",
                     {}, [&](const SqlRow& row) { rows = row.integer(0); }));
    if (rows > 0) {
        return diag::fail(message::store_not_empty, {}, {std::to_string(rows)});
    }
    for (const std::string_view table : made_by_opening) {
        TRY_VOID(sql.run(fmt::format("DELETE FROM {}", table), {}));
    }
    return {};
}

struct WrappedOwnKey {
    std::string name;
    seal::WrappedKey wrapped;
};

struct Verified {
    BackupContents contents{};
    std::vector<WrappedOwnKey> keys{};
};

// The chains of a backup. Its own keys come first in it, so that the seals can be looked at.
class BackupChains {
public:
    void open_with(const seal::Hash& search_key) { key_ = audit::key_of_seals(search_key); }
    void add(const SqlRow& row) {
        audit::Verifier& chain = chains_.try_emplace(row.text(0), row.text(0), key_).first->second;
        chain.add(
            {static_cast<std::uint64_t>(row.integer(1)), row.text(2), row.hash(3), row.hash(4), row.hash(5)},
            report_);
    }
    // The end is reached.
    diag::Report report() && {
        for (const auto& [node, chain] : chains_) {
            chain.finish(report_);
        }
        return std::move(report_);
    }

private:
    seal::Hash key_{};
    std::map<std::string, audit::Verifier, std::less<>> chains_{};
    diag::Report report_{};
};

void count(std::string_view table, BackupContents& contents) {
    struct Counted {
        std::string_view table;
        std::uint64_t BackupContents::*rows;
    };
    constexpr Counted counted[] = {{"document", &BackupContents::documents},
                                   {"peer", &BackupContents::peers},
                                   {"audit_event", &BackupContents::audit_events}};
    const auto* const found = std::ranges::find(counted, table, &Counted::table);
    if (found != std::end(counted)) {
        ++(contents.*found->rows);
    }
}

// One look at a whole backup: every frame opens, the keys in it are of this ring. What else does not open is
// noted, but for drafts, which end by themselves.
struct BackupLook {
    const std::filesystem::path& file;
    const seal::KeyRing& ring;
    BackupVersions versions{file, ring};
    BackupChains chains{};
    std::optional<seal::Hash> answers{}; // the key of stored answers and records
    Verified out{};

    diag::Result<Verified> run() && {
        TRY(out.contents.rows, read_rows(file, ring, [this](const BackupRow& row) { return add(row); }));
        TRY_VOID(versions.finish());
        out.contents.damaged = versions.take_damaged();
        out.contents.chains = std::move(chains).report();
        out.contents.chains.set_file(file.string());
        return std::move(out);
    }

    diag::Result<void> add(const BackupRow& row) {
        const SqlRow columns(row.values);
        count(row.table, out.contents);
        if (row.table == "store_key") {
            return add_key(columns);
        }
        if (row.table == "audit_event") {
            chains.add(columns);
        } else if (row.table == "body" || row.table == "version") {
            return versions.add(row);
        } else if (row.table == "answer" && answers) {
            const bool opens =
                open_answer(*answers, columns.view(0), columns.hash(1), columns.view(5)).has_value();
            out.contents.damaged_answers += opens ? 0U : 1U;
        } else if (row.table == "person_record" && answers) {
            const RecordPlace place{columns.hash(0), columns.view(1), columns.view(2)};
            out.contents.damaged_records += open_record(*answers, place, columns.view(8)) ? 0U : 1U;
        }
        return {};
    }

    diag::Result<void> add_key(const SqlRow& columns) {
        const WrappedOwnKey& own =
            out.keys.emplace_back(columns.text(0), seal::WrappedKey{columns.text(1), columns.text(2)});
        const diag::Result<seal::Hash> key = open_store_key(ring, own.name, own.wrapped);
        if (!key) {
            return diag::fail(message::backup_other_key, {.file = file.string()},
                              {own.wrapped.master, ring.ids()});
        }
        if (own.name == search_key_name) {
            chains.open_with(*key);
        } else if (own.name == answers_key_name) {
            answers = *key;
        }
        return {};
    }
};

// Not in the backup, because it follows from what is.
diag::Result<void> mark_deliveries_of_gone_versions(Connection& sql) {
    return sql.send("UPDATE delivery SET version_gone = 1 WHERE NOT EXISTS (SELECT 1 FROM version v WHERE "
                    "v.document = delivery.document AND v.number = delivery.version)",
                    {});
}

// In a commit of its own: who opens the store then has the backup's keys, and seals with them what is written
// behind its last row.
diag::Result<void> take_over_keys(const std::vector<WrappedOwnKey>& keys, const StoreSettings& settings,
                                  const seal::KeyRing& ring, const base::Clock& clock) {
    TRY(const std::unique_ptr<Store> store, Store::open(settings, ring, clock));
    return store->write([&](Transaction& transaction) -> diag::Result<void> {
        Connection& sql = transaction.session().sql;
        TRY_VOID(want_empty(sql));
        // the backup may be older than the last change of keys
        for (const seal::MasterKey& key : ring.keys()) {
            TRY_VOID(
                sql.send("INSERT INTO master_key (id) VALUES ($1) ON CONFLICT (id) DO NOTHING", {key.id}));
        }
        for (const WrappedOwnKey& own : keys) {
            TRY_VOID(sql.send("INSERT INTO store_key (name, master, wrapped) VALUES ($1, $2, $3)",
                              {own.name, own.wrapped.master, Bytes{own.wrapped.bytes}}));
        }
        return {};
    });
}

} // namespace

diag::Result<void> backup(const Store& store, const std::filesystem::path& file, const seal::KeyRing& ring) {
    TRY(BackupWriter writer, BackupWriter::open(file, ring, migrations().size()));
    TRY_VOID(store.read([&](const Snapshot& snapshot) -> diag::Result<void> {
        for (const Table& table : tables) {
            TRY_VOID(write_table(snapshot.session().sql, table, writer));
        }
        return {};
    }));
    return writer.finish();
}

diag::Result<void> restore(const std::filesystem::path& file, const StoreSettings& settings,
                           const seal::KeyRing& ring, const base::Clock& clock, const RestoreOptions& how) {
    TRY(const Verified verified, (BackupLook{file, ring}).run()); // before anything is written
    if (how.on_contents) {
        how.on_contents(verified.contents);
    }
    if (verified.contents.is_audit_damaged() && how.damaged == DamagedAudit::refuse) {
        return diag::fail(message::backup_audit_damaged, {.file = file.string()});
    }
    StoreSettings empty = settings;
    empty.is_gateway = false; // an audit spool belongs to the restored store, not to the empty one
    TRY_VOID(take_over_keys(verified.keys, empty, ring, clock));
    TRY(const std::unique_ptr<Store> store, Store::open(empty, ring, clock));
    return store->write([&](Transaction& transaction) -> diag::Result<void> {
        Connection& sql = transaction.session().sql;
        TRY_VOID(want_empty(sql));
        TRY(const std::uint64_t rows, read_rows(file, ring, [&](const BackupRow& row) {
                return sql.send(fmt::format("INSERT INTO {} ({}) VALUES ({})", row.table, row.columns,
                                            numbered(row.values.size())),
                                row.values);
            }));
        if (rows != verified.contents.rows) { // another file than the one that was looked at
            return wrong(file, fmt::format("{} rows, then {}", verified.contents.rows, rows));
        }
        TRY_VOID(mark_deliveries_of_gone_versions(sql));
        TRY_VOID(note_all_accesses(sql));
        // since the backup it may have been fetched
        TRY_VOID(sql.send("UPDATE delivery SET attempts = certain_failures + 1 WHERE state = 'mailbox' AND "
                          "attempts <= certain_failures",
                          {}));
        return how.last ? how.last(transaction) : diag::Result<void>();
    });
}

diag::Result<BackupContents> verify_backup(const std::filesystem::path& file, const seal::KeyRing& ring) {
    TRY(Verified verified, (BackupLook{file, ring}).run());
    return std::move(verified.contents);
}

} // namespace renkei::store
