// Rows of before 0011: which withdrawals there were, and whom each version is about. In a store that is
// brought to today's layout, and in the backup of an earlier program.
#include "gateway/network/store/backup_file.h"
#include "gateway/network/store/bytes.h"
#include "gateway/network/store/migrate.h"
#include "gateway/network/store/postgres_connection.h"
#include "gateway/network/store/sqlite_connection.h"

#include "tests/store/kit.h"

#include <algorithm>
#include <map>

namespace renkei::store::migrate_versions_test {
namespace {

constexpr std::size_t layout_before = 10;

class MigrationOfVersions : public Contract {
protected:
    void SetUp() override {
        Contract::SetUp();
        if (store == nullptr) {
            return; // skipped
        }
        // a database of its own, as an earlier program left it
        old = std::make_unique<Site>(GetParam());
        const StoreSettings settings = old->settings();
        sql = GetParam() == Engine::sqlite
                  ? must(connect_sqlite(settings.file, SqliteAccess::write, IfMissing::make))
                  : must(connect_postgres(settings.connection));
        must(sql->script("CREATE TABLE layout (number BIGINT NOT NULL)"));
        for (std::size_t number = 0; number < layout_before; ++number) {
            must(sql->script(sql->dialect().spell(migrations()[number])));
        }
        must(sql->run("INSERT INTO layout (number) VALUES ($1)", {layout_before}));
        must(sql->run("INSERT INTO master_key (id) VALUES ('k')", {}));
    }

    void add_document(const std::string& id, int newest) {
        must(sql->run("INSERT INTO document (id, sender, name, newest, live, form, date, changed) VALUES "
                      "($1, $2, $3, $4, 1, 'admission', '2026-11-20', 1)",
                      {Bytes{id}, Bytes{"s"}, Bytes{id}, newest}));
    }
    enum class Kind : std::uint8_t { document, withdrawal, without_its_body };
    void add_version(const std::string& id, int number, const std::string& status,
                     Kind kind = Kind::document) {
        must(sql->run(
            "INSERT INTO version (document, number, revision, status, sha, form, form_version, "
            "syntax, media_type, type_system, type_code, date, created, submitter, size, "
            "bytes_sha, sha1, has_fhir, master, wrapped, bound_to, title) VALUES ($1, $2, 1, $3, "
            "$4, 'admission', '1', '', $5, '', '', '', 1, 'hospital', 0, $6, '', 0, 'k', $7, $8, $9)",
            {Bytes{id}, number, status, Bytes{""}, kind == Kind::withdrawal ? "" : "text/csv", Bytes{""},
             Bytes{""}, Bytes{""}, Bytes{""}}));
        must(sql->run("INSERT INTO party (document, number, who, sides, system, value) VALUES ($1, $2, 7, 4, "
                      "'', 'hospital')",
                      {Bytes{id}, number}));
        if (kind == Kind::document) {
            must(sql->run("INSERT INTO body (document, number, kind, bytes) VALUES ($1, $2, 'original', $3)",
                          {Bytes{id}, number, Bytes{"b"}}));
        }
    }
    // Named first by this version.
    void add_person(const std::string& id, const std::string& person, int version, int place) {
        must(sql->run("INSERT INTO person (person, document, place) VALUES ($1, $2, $3)",
                      {Bytes{person}, Bytes{id}, version * 65536 + place}));
    }

    std::int64_t withdrawn(const std::string& id) {
        std::int64_t out = -1;
        must(sql->run("SELECT withdrawn FROM document WHERE id = $1", {Bytes{id}},
                      [&](const SqlRow& row) { out = row.integer(0); }));
        return out;
    }
    // "1:A 1:B 2:A", by `table`.
    std::string persons(const std::string& id, const std::string& table = "person",
                        const std::string& order = "number, place") {
        std::string out;
        must(sql->run("SELECT number, person FROM " + table + " WHERE document = $1 ORDER BY " + order,
                      {Bytes{id}}, [&](const SqlRow& row) {
                          out +=
                              (out.empty() ? "" : " ") + std::to_string(row.integer(0)) + ":" + row.text(1);
                      }));
        return out;
    }

    std::unique_ptr<Site> old;
    std::unique_ptr<Connection> sql;
};
RENKEI_ON_BOTH_ENGINES(MigrationOfVersions);

TEST_P(MigrationOfVersions, knows_a_withdrawal_that_a_later_version_followed) {
    add_document("d", 3);
    add_version("d", 1, "superseded");
    add_version("d", 2, "superseded", Kind::withdrawal);
    add_version("d", 3, "current");
    add_document("never", 2);
    add_version("never", 1, "superseded");
    add_version("never", 2, "current");
    add_document("now", 2);
    add_version("now", 1, "superseded");
    add_version("now", 2, "withdrawn", Kind::withdrawal);
    must(migrate(*sql));
    EXPECT_EQ(withdrawn("d"), 2);
    EXPECT_EQ(withdrawn("never"), 0);
    EXPECT_EQ(withdrawn("now"), 2);
    std::string status;
    must(sql->run("SELECT status FROM version WHERE document = $1 AND number = 2", {Bytes{"d"}},
                  [&](const SqlRow& row) { status = row.text(0); }));
    EXPECT_EQ(status, "withdrawn");
}

TEST_P(MigrationOfVersions, takes_no_version_that_lost_its_body_for_a_withdrawal) {
    add_document("d", 2);
    add_version("d", 1, "superseded", Kind::without_its_body);
    add_version("d", 2, "current");
    must(migrate(*sql));
    EXPECT_EQ(withdrawn("d"), 0);
}

TEST_P(MigrationOfVersions, takes_a_deleted_version_for_a_withdrawal) {
    add_document("d", 4);
    add_version("d", 1, "superseded");
    add_version("d", 3, "superseded");
    add_version("d", 4, "current");
    add_document("first", 3); // nothing is left that it could withdraw
    add_version("first", 2, "superseded");
    add_version("first", 3, "current");
    must(migrate(*sql));
    EXPECT_EQ(withdrawn("d"), 2);
    EXPECT_EQ(withdrawn("first"), 0);
}

TEST_P(MigrationOfVersions, gives_each_version_its_persons) {
    add_document("same", 2);
    add_version("same", 1, "superseded");
    add_version("same", 2, "current");
    add_person("same", "A", 1, 0);
    add_person("same", "B", 1, 1);
    add_document("corrected", 3);
    add_version("corrected", 1, "superseded");
    add_version("corrected", 2, "superseded");
    add_version("corrected", 3, "current");
    add_person("corrected", "slip", 1, 0);
    add_person("corrected", "right", 2, 0);
    must(migrate(*sql));
    EXPECT_EQ(persons("same"), "1:A 1:B 2:A 2:B");
    EXPECT_EQ(persons("corrected"), "1:slip 2:right 3:right");
    EXPECT_EQ(persons("corrected", "person_party", "number"), "1:slip 2:right 3:right");
    std::string unsure;
    must(sql->run("SELECT document, number FROM person_unsure ORDER BY document, number", {},
                  [&](const SqlRow& row) { unsure += row.text(0) + std::to_string(row.integer(1)) + " "; }));
    EXPECT_EQ(unsure, "corrected2 corrected3 ") << "they may name persons of the version before, too";
}

// A backup of today, written as a program of layout 10 wrote it.
class EarlierBackup {
public:
    EarlierBackup(const std::filesystem::path& from, const std::filesystem::path& to,
                  const seal::KeyRing& ring)
        : reader_(must(BackupReader::open(from, ring))),
          writer_(must(BackupWriter::open(to, ring, layout_before))) {}

    void write() {
        while (const auto record = must(reader_.next())) {
            record->front() == 'T' ? begin_table(record->substr(1)) : add_row(record->substr(1));
        }
        must(writer_.finish());
    }

private:
    struct Value {
        std::string_view whole;
        std::string_view text{};
        std::uint64_t number = 0;
    };
    static std::vector<Value> values_of(std::string_view row) {
        std::vector<Value> out;
        for (ByteReader reader(row); !reader.at_end();) {
            const std::string_view kind = *reader.bytes(1);
            const bool is_number = static_cast<SqlValue::Type>(kind.front()) == SqlValue::Type::number;
            Value value{};
            if (is_number) {
                value.number = *reader.number();
                value.whole = {kind.data(), 1 + sizeof(value.number)};
            } else {
                value.text = *reader.text();
                value.whole = {kind.data(), 1 + sizeof(std::uint64_t) + value.text.size()};
            }
            out.push_back(value);
        }
        return out;
    }
    static std::string number(std::uint64_t value) {
        std::string out(1, static_cast<char>(SqlValue::Type::number));
        append_number(out, value);
        return out;
    }
    static std::string text(std::string_view value) {
        std::string out(1, static_cast<char>(SqlValue::Type::text));
        append_text(out, value);
        return out;
    }

    void begin_table(std::string_view about) {
        ByteReader reader(about);
        table_ = *reader.text();
        std::string columns(*reader.text());
        columns = table_ == "document" ? "id, sender, name, newest, live, form, date, changed"
                  : table_ == "person" ? "person, document, place"
                                       : columns;
        std::string out("T");
        append_text(out, table_);
        append_text(out, columns);
        if (table_ != "person_party") {
            must(writer_.add(out));
        }
    }

    void add_row(std::string_view row) {
        std::vector<Value> values = values_of(row);
        std::string out("R");
        if (table_ == "person_party") {
            return;
        }
        if (table_ == "person") { // of a document once, at the version that named it first
            const std::string key = std::string(values[0].text) + std::string(values[3].text);
            if (!seen_.emplace(key, true).second) {
                return;
            }
            out.append(values[3].whole).append(values[0].whole);
            out += number(values[1].number * 65536 + values[2].number);
            must(writer_.add(out));
            return;
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool is_new = table_ == "document" && i == 4;
            const bool is_followed_withdrawal =
                table_ == "version" && i == 3 && values[i].text == "withdrawn" && values[1].number == 2;
            out += is_new ? "" : is_followed_withdrawal ? text("superseded") : std::string(values[i].whole);
        }
        must(writer_.add(out));
    }

    BackupReader reader_;
    BackupWriter writer_;
    std::string table_;
    std::map<std::string, bool> seen_; // persons of documents
};

TEST_P(MigrationOfVersions, is_done_with_the_backup_of_an_earlier_program) {
    NewVersion version = document(*store, "d", "one");
    version.parties.persons = {hash_of("slip")};
    const std::string id = add(*store, version).document;
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.withdraw(id, 1, "hospital"));
        return {};
    });
    add(*store, document(*store, "d", "two"), 2);
    must(backup(*store, site->folder() / "now", site->ring));
    EarlierBackup(site->folder() / "now", site->folder() / "earlier", site->ring).write();

    Site other(GetParam());
    must(restore(site->folder() / "earlier", other.settings(), site->ring, other.clock));
    const auto restored = must(Store::open(other.settings(), site->ring, other.clock));
    must(restored->read([&](const Snapshot& it) -> diag::Result<void> {
        EXPECT_EQ(must(it.history(id)).withdrawn, 2U);
        EXPECT_EQ(must(it.versions(id))[1].status, VersionStatus::withdrawn);
        EXPECT_EQ(must(it.persons(id, 1)), std::vector{hash_of("slip")});
        EXPECT_EQ(must(it.persons(id, 3)), std::vector{hash_of("person")});
        EXPECT_EQ(must(it.find({.viewer = hospital, .persons = {hash_of("person")}})).versions.size(), 1U);
        EXPECT_EQ(must(it.find({.viewer = hospital, .persons = {hash_of("slip")}})).versions.size(), 0U);
        return {};
    }));
}

} // namespace
} // namespace renkei::store::migrate_versions_test
