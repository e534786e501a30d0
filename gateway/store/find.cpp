// Search. What narrows most is looked up first (persons, else senders, else what the caller may see), one index per question; each of
// its keys gives its first ids, and those are merged. So a page costs as much in a store of millions as in a small one.
#include "gateway/store/party_key.h"
#include "gateway/store/row_values.h"
#include "gateway/store/snapshot.h"
#include "gateway/store/uuid_bytes.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace renkei::store {
namespace {

// A SELECT that grows, with its values in the order of their $ numbers.
class Statement {
public:
    explicit Statement(std::string start) : text_(std::move(start)) {}
    std::string value(const Value& value) {
        values_.push_back(value);
        return fmt::format("${}", values_.size());
    }
    std::string list(const std::vector<std::int64_t>& numbers) {
        std::string out;
        for (const std::int64_t number : numbers) {
            out += (out.empty() ? "" : ", ") + value(number);
        }
        return out;
    }
    void add(std::string_view text) { text_ += text; }
    const std::string& text() const { return text_; }
    const std::vector<Value>& values() const { return values_; }

private:
    std::string text_;
    std::vector<Value> values_;
};

// What is looked up first.
struct Driver {
    std::string_view table;  // as p
    std::string_view column;
    std::string_view facts;  // where form, date, changed are read, so that its indexes help
    std::vector<Value> keys;
    bool is_viewer = false;  // seeing follows from it
    bool is_sender = false;
};

class Finder {
public:
    Finder(Session& session, const Query& query)
        : session_(session), query_(query), viewer_(viewer_keys(session.shared.keys.search, query.viewer)),
          senders_(party_keys(session.shared.keys.search, query.senders)), after_(uuid_bytes(query.after)),
          date_end_(query.date_to + '~') {}

    diag::Result<Page> find(const Snapshot& snapshot) {
        if (!query_.after.empty() && !after_) {
            return Page{}; // behind no document
        }
        TRY(std::vector<std::string> ids, merged());
        Page out;
        out.more = ids.size() > query_.limit;
        ids.resize(std::min<std::size_t>(ids.size(), query_.limit));
        for (const std::string& id : ids) {
            TRY_VOID(add_versions(snapshot, id, out));
        }
        return out;
    }

private:
    diag::Result<std::vector<std::string>> merged() {
        const Driver driver = choose();
        std::set<std::string> ids; // bytes sort as the database sorts them
        for (const Value& key : driver.keys) {
            TRY_VOID(look_up(driver, key, ids));
        }
        std::vector<std::string> out;
        for (const std::string& id : ids) {
            out.push_back(uuid_text(id));
        }
        if (query_.newest_first) {
            std::ranges::reverse(out);
        }
        // each key gave its first ones; what is behind the limit may have gaps, but that it is there says that there is more
        out.resize(std::min<std::size_t>(out.size(), std::size_t{query_.limit} + 1));
        return out;
    }

    Driver choose() const {
        if (!query_.persons.empty()) {
            return {"person", "person", "d", std::vector<Value>(query_.persons.begin(), query_.persons.end())};
        }
        if (!senders_.empty()) {
            return {"party", "who", "p", std::vector<Value>(senders_.begin(), senders_.end()), false, true};
        }
        return {"party", "who", "p", std::vector<Value>(viewer_.begin(), viewer_.end()), true};
    }

    diag::Result<void> look_up(const Driver& driver, const Value& key, std::set<std::string>& ids) {
        Statement statement(fmt::format("SELECT p.document FROM {} p JOIN document d ON d.id = p.document", driver.table));
        statement.add(fmt::format(" WHERE p.{} = {}", driver.column, statement.value(key)));
        add_facts(statement, driver.facts);
        if (driver.is_sender) {
            statement.add(fmt::format(" AND (p.sides & {}) <> 0", static_cast<int>(side_sender)));
        } else if (!senders_.empty()) {
            statement.add(fmt::format(" AND EXISTS (SELECT 1 FROM party s WHERE s.document = p.document AND s.who IN ({}) AND (s.sides & {}) <> 0)",
                                      statement.list(senders_), static_cast<int>(side_sender)));
        }
        if (!driver.is_viewer) {
            statement.add(fmt::format(" AND EXISTS (SELECT 1 FROM party s WHERE s.document = p.document AND s.who IN ({}))", statement.list(viewer_)));
        }
        if (after_) {
            statement.add(fmt::format(" AND p.document {} {}", query_.newest_first ? "<" : ">", statement.value(Bytes{*after_})));
        }
        statement.add(fmt::format(" ORDER BY p.document {} LIMIT {}", query_.newest_first ? "DESC" : "ASC", statement.value(std::size_t{query_.limit} + 1)));
        TRY_VOID(session_.sql.run(statement.text(), statement.values(), [&](const Row& row) { ids.insert(row.text(0)); }));
        return {};
    }

    void add_facts(Statement& statement, std::string_view table) const {
        if (query_.only_current) {
            statement.add(" AND d.live = 1");
        }
        if (!query_.form.empty()) {
            statement.add(fmt::format(" AND {}.form = {}", table, statement.value(query_.form)));
        }
        if (!query_.date_from.empty()) {
            statement.add(fmt::format(" AND {}.date >= {}", table, statement.value(query_.date_from)));
        }
        if (!query_.date_to.empty()) {
            statement.add(fmt::format(" AND {}.date <= {}", table, statement.value(date_end_)));
        }
        if (query_.since > 0) {
            statement.add(fmt::format(" AND {}.changed >= {}", table, statement.value(query_.since)));
        }
    }

    diag::Result<void> add_versions(const Snapshot& snapshot, const std::string& id, Page& out) const {
        if (query_.only_current) {
            TRY(std::optional<Version> newest, snapshot.newest(id));
            if (newest) {
                out.versions.push_back(std::move(*newest));
            }
            return {};
        }
        TRY(std::vector<Version> all, snapshot.versions(id));
        std::ranges::move(all, std::back_inserter(out.versions));
        return {};
    }

    Session& session_;
    const Query& query_;
    std::vector<std::int64_t> viewer_;
    std::vector<std::int64_t> senders_;
    std::optional<std::string> after_;
    std::string date_end_; // behind everything that begins with date_to: a month ends with its last day
};

} // namespace

diag::Result<Page> Snapshot::find(const Query& query) const { return Finder(*session_, query).find(*this); }

} // namespace renkei::store
