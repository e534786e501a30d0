// Search. A question can be looked up from several ends: by person, by sender, by what the caller may see, by
// form, date or change. Each end is counted (up to a bound), and the narrowest is walked, in the order of ids
// where an index gives it; all other conditions are looked at row by row. So a page costs little in a store
// of millions too. Persons are looked up together with the caller: what a person has of others costs nothing.
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/party_key.h"
#include "gateway/network/store/rows/snapshot.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/sql/find_end.h"
#include "gateway/network/store/sql/select_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <span>

namespace renkei::store {
namespace {

class Finder {
public:
    Finder(Session& session, const DocumentQuery& query)
        : session_(session),
          query_(query),
          viewer_(viewer_keys(session.shared.keys.search, query.viewer)),
          senders_(party_keys(session.shared.keys.search, query.senders)),
          after_(uuid_bytes(query.after)),
          date_end_(query.date_to.empty() ? "" : query.date_to + '~') {}

    diag::Result<DocumentPage> find() {
        if (!query_.after.empty() && !after_) {
            return DocumentPage{}; // behind no document
        }
        TRY(std::vector<std::string> ids, merged());
        DocumentPage out;
        out.more = ids.size() > query_.limit;
        ids.resize(std::min<std::size_t>(ids.size(), query_.limit));
        out.after = out.more && !ids.empty() ? uuid_text(ids.back()) : std::string();
        for (std::size_t from = 0; from < ids.size(); from += together) {
            TRY_VOID(add_versions(std::span(ids).subspan(from, std::min(together, ids.size() - from)), out));
        }
        return out;
    }

private:
    diag::Result<std::vector<std::string>> merged() {
        TRY(const End end, narrowest());
        std::set<std::string> ids; // bytes sort as the database sorts them
        for (const std::vector<SqlValue>& key : end.keys) {
            TRY_VOID(look_up(end, key, ids));
        }
        if (!query_.open.empty()) {
            TRY_VOID(look_up_open());
            ids.insert(open_.begin(), open_.end());
        }
        std::vector<std::string> out(ids.begin(), ids.end());
        if (query_.newest_first) {
            std::ranges::reverse(out);
        }
        // each key gave its first ones; what is behind the limit may have gaps, but that it is there says
        // that there is more
        out.resize(std::min<std::size_t>(out.size(), std::size_t{query_.limit} + 1));
        return out;
    }

    // Those that walk in the order of ids come first: of equals they are the better ones.
    std::vector<End> ends() const {
        std::vector<End> out;
        if (!query_.persons.empty()) {
            return {end_of_persons()}; // a person has few documents
        }
        if (!senders_.empty()) {
            out.push_back({by_party, "p.who = {} AND (p.sides & 1) <> 0", "p.document", one_each(senders_),
                           false, true});
        }
        out.push_back({by_party, "p.who = {}", "p.document", one_each(viewer_), true});
        // what the viewer does not see of a document has its form and date in the document's row
        if (query_.only_current && !query_.form.empty()) {
            out.push_back({by_document, "d.form = {}", "d.id", {{SqlValue(query_.form)}}});
        }
        if (query_.only_current && !query_.date_from.empty() && !date_end_.empty()) {
            out.push_back({by_document,
                           "d.date >= {} AND d.date <= {}",
                           "d.id",
                           {{SqlValue(query_.date_from), SqlValue(date_end_)}}});
        }
        if (query_.since > 0) { // no version is newer than the newest
            out.push_back({by_document, "d.changed >= {}", "d.id", {{SqlValue(query_.since)}}});
        }
        return out;
    }

    // Filled up with the last one, so that the question is nearly always the same, whatever is linked with
    // the person that was asked for.
    End end_of_persons() const {
        const std::size_t all = (query_.persons.size() + persons_together - 1) / persons_together;
        std::vector<SqlValue> key;
        for (std::size_t i = 0; i < all * persons_together; ++i) {
            key.emplace_back(query_.persons[std::min(i, query_.persons.size() - 1)]);
        }
        const std::string persons = holes(key.size());
        key.insert(key.end(), viewer_.begin(), viewer_.end());
        return {by_person,
                fmt::format("p.person IN ({}) AND p.who IN ({})", persons, holes(viewer_.size())),
                "p.document",
                {std::move(key)},
                true};
    }

    diag::Result<End> narrowest() {
        std::vector<End> all = ends();
        std::size_t best = 0;
        std::int64_t fewest = all.size() == 1 ? 0 : std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < all.size() && fewest > 0; ++i) {
            TRY(const std::int64_t count, count_of(all[i], std::min(fewest, enough)));
            if (count < fewest) {
                best = i;
                fewest = count;
            }
        }
        return std::move(all[best]);
    }

    diag::Result<std::int64_t> count_of(const End& end, std::int64_t most) {
        std::int64_t out = 0;
        for (const std::vector<SqlValue>& key : end.keys) {
            SelectStatement statement(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} WHERE ", end.from));
            add_condition(statement, end.condition, key);
            statement.add(fmt::format(" LIMIT {}) counted", statement.value(most)));
            TRY_VOID(session_.sql.run(statement.text(), statement.values(),
                                      [&](const SqlRow& row) { out += row.integer(0); }));
        }
        return out;
    }

    static void add_condition(SelectStatement& statement, std::string_view condition,
                              const std::vector<SqlValue>& values) {
        for (const SqlValue& value : values) {
            const std::size_t hole = condition.find("{}");
            statement.add(condition.substr(0, hole));
            statement.add(statement.value(value));
            condition.remove_prefix(hole + 2);
        }
        statement.add(condition);
    }

    diag::Result<void> look_up(const End& end, const std::vector<SqlValue>& key, std::set<std::string>& ids) {
        // CROSS: SQLite then walks the first table first
        const std::string_view join = end.from == by_document ? "" : " CROSS JOIN document d";
        const bool is_party = end.from == by_party;
        // a row for each version, or for each person and party
        const bool repeats = end.from == by_person || (is_party && !query_.only_current);
        SelectStatement statement(fmt::format("SELECT {}{} FROM {}{} WHERE {}", repeats ? "DISTINCT " : "",
                                              end.id, end.from, join,
                                              join.empty() ? "" : "d.id = p.document AND "));
        add_condition(statement, end.condition, key);
        query_.only_current ? add_facts(statement) : add_facts_of_last(statement);
        // what counts as sender and what lets the viewer see it stand in the same version
        const std::string_view version = query_.only_current ? "d.newest" : is_party ? "p.number" : "";
        const auto of_version = [version](char table) {
            return version.empty() ? is_there(table) : fmt::format(" AND {}.number = {}", table, version);
        };
        if (query_.only_current && end.from != by_document) {
            statement.add(of_version('p'));
        } else if (is_party) {
            statement.add(is_there('p'));
        }
        if (!end.is_sender && !senders_.empty()) {
            const std::string senders = statement.list(senders_); // in the order in which they stand there
            const std::string viewer = statement.list(viewer_);
            statement.add(fmt::format(" AND EXISTS (SELECT 1 FROM party s, party o WHERE s.document = d.id "
                                      "AND s.who IN ({}) AND (s.sides & 1) <> 0{} AND "
                                      "o.document = s.document AND o.number = s.number AND o.who IN ({}))",
                                      senders, of_version('s'), viewer));
        }
        if (!end.is_viewer) {
            statement.add(
                fmt::format(" AND EXISTS (SELECT 1 FROM party v WHERE v.document = d.id AND v.who IN ({}){})",
                            statement.list(viewer_), of_version('v')));
        }
        add_only_brought(statement);
        if (after_) {
            statement.add(fmt::format(" AND {} {} {}", end.id, query_.newest_first ? "<" : ">",
                                      statement.value(Bytes{*after_})));
        }
        statement.add(fmt::format(" ORDER BY {} {} LIMIT {}", end.id, query_.newest_first ? "DESC" : "ASC",
                                  statement.value(std::size_t{query_.limit} + 1)));
        TRY_VOID(session_.sql.run(statement.text(), statement.values(),
                                  [&](const SqlRow& row) { ids.insert(row.text(0)); }));
        return {};
    }

    void add_only_brought(SelectStatement& statement) const {
        if (query_.only_brought.empty()) {
            return;
        }
        constexpr std::int64_t brought = side_sender | side_submitter | side_repeater;
        const std::string forms =
            statement.texts(query_.only_brought); // in the order in which they stand there
        const std::string viewer = statement.list(viewer_);
        statement.add(
            fmt::format(" AND (d.form NOT IN ({}) OR EXISTS (SELECT 1 FROM party b WHERE b.document = "
                        "d.id AND b.who IN ({}) AND (b.sides & {}) <> 0{}))",
                        forms, viewer, brought, query_.only_current ? " AND b.number = d.newest" : ""));
    }

    // What is open to the viewer besides: of a document, the newest version alone.
    diag::Result<void> look_up_open() {
        SelectStatement statement(
            "SELECT DISTINCT d.id FROM person_party p CROSS JOIN document d WHERE d.id = "
            "p.document AND p.number = d.newest AND p.person IN (");
        statement.add(statement.hashes(query_.open.persons));
        statement.add(") AND d.form IN (");
        statement.add(statement.texts(query_.open.forms));
        statement.add(") AND d.live = 1");
        add_facts(statement);
        if (!senders_.empty()) {
            statement.add(
                fmt::format(" AND EXISTS (SELECT 1 FROM party s WHERE s.document = d.id AND s.number = "
                            "d.newest AND s.who IN ({}) AND (s.sides & 1) <> 0)",
                            statement.list(senders_)));
        }
        if (after_) {
            statement.add(fmt::format(" AND d.id {} {}", query_.newest_first ? "<" : ">",
                                      statement.value(Bytes{*after_})));
        }
        statement.add(fmt::format(" ORDER BY d.id {} LIMIT {}", query_.newest_first ? "DESC" : "ASC",
                                  statement.value(std::size_t{query_.limit} + 1)));
        TRY_VOID(session_.sql.run(statement.text(), statement.values(),
                                  [&](const SqlRow& row) { open_.insert(row.text(0)); }));
        return {};
    }

    // Whom a version named may be known when retention has dropped the version itself.
    static std::string is_there(char table) {
        return fmt::format(
            " AND EXISTS (SELECT 1 FROM version n WHERE n.document = {0}.document AND n.number = {0}.number)",
            table);
    }

    void add_facts(SelectStatement& statement) const {
        statement.add(query_.with_withdrawn ? "" : " AND d.live = 1");
        add_form_and_date(statement, 'd');
        if (query_.since > 0) {
            statement.add(fmt::format(" AND d.changed >= {}", statement.value(query_.since)));
        }
    }

    // The facts of the last version that names the viewer; later versions are not for the viewer. It counts
    // as a change that they do not name the viewer any more, unless the document was withdrawn before.
    void add_facts_of_last(SelectStatement& statement) const {
        const bool has_facts = !query_.form.empty() || !query_.date_from.empty() || !date_end_.empty();
        if (has_facts) {
            statement.add(" AND EXISTS (SELECT 1 FROM version f WHERE f.document = d.id");
            add_form_and_date(statement, 'f');
            statement.add(fmt::format(" AND f.number = {})", last_of_viewer(statement)));
        }
        if (query_.since > 0) {
            statement.add(fmt::format(" AND EXISTS (SELECT 1 FROM version f JOIN (SELECT {} AS number) l ON "
                                      "f.number = l.number OR (f.number = l.number + 1 AND l.number > "
                                      "d.withdrawn) WHERE f.document = d.id",
                                      last_of_viewer(statement)));
            statement.add(fmt::format(" AND f.created >= {})", statement.value(query_.since)));
        }
    }

    void add_form_and_date(SelectStatement& statement, char table) const {
        if (!query_.form.empty()) {
            statement.add(fmt::format(" AND {}.form = {}", table, statement.value(query_.form)));
        }
        if (!query_.date_from.empty()) {
            statement.add(fmt::format(" AND {}.date >= {}", table, statement.value(query_.date_from)));
        }
        if (!date_end_.empty()) {
            statement.add(fmt::format(" AND {}.date <= {}", table, statement.value(date_end_)));
        }
    }

    std::string last_of_viewer(SelectStatement& statement) const {
        return fmt::format("(SELECT max(l.number) FROM party l JOIN version k ON k.document = l.document AND "
                           "k.number = l.number WHERE l.document = d.id AND l.who IN ({}))",
                           statement.list(viewer_));
    }

    // Of several documents in one question; the list is filled up with the last one, so that the question is
    // always the same.
    diag::Result<void> add_versions(std::span<const std::string> ids, DocumentPage& out) {
        SelectStatement statement(fmt::format("SELECT {}, ", version_columns));
        query_.only_current ? add_newest(statement, ids) : add_seen(statement, ids);
        TRY(std::vector<Version> found, read_versions(statement));
        if (!query_.only_current) {
            TRY_VOID(add_open(ids, found));
        }
        for (const std::string& id : ids) {
            std::ranges::copy_if(found, std::back_inserter(out.versions),
                                 [text = uuid_text(id)](const Version& it) { return it.document == text; });
        }
        return {};
    }

    // Behind their columns, the statement says of each version whether it is gone.
    diag::Result<std::vector<Version>> read_versions(SelectStatement& statement) {
        statement.add(" ORDER BY number");
        constexpr std::size_t is_gone = 1 + std::ranges::count(version_columns, ',');
        return read_all<Version>(
            session_.sql, statement.text(), statement.values(),
            [&](const SqlRow& row) -> diag::Result<Version> {
                const bool gone = row.integer(is_gone) != 0;
                TRY(Version version,
                    read_version(session_, row, gone ? Titles::left_sealed : Titles::opened));
                return gone ? as_gone(std::move(version)) : std::move(version);
            });
    }

    // The newest versions of those that are open, among what the viewer is a party of.
    diag::Result<void> add_open(std::span<const std::string> ids, std::vector<Version>& found) {
        std::vector<std::string> open;
        std::ranges::copy_if(ids, std::back_inserter(open),
                             [this](const std::string& id) { return open_.contains(id); });
        if (open.empty()) {
            return {};
        }
        SelectStatement statement(fmt::format("SELECT {}, ", version_columns));
        add_newest(statement, open);
        TRY(std::vector<Version> newest, read_versions(statement));
        for (Version& each : newest) {
            std::erase_if(found, [&each](const Version& it) {
                return it.document == each.document && it.number == each.number;
            });
            found.push_back(std::move(each));
        }
        std::ranges::stable_sort(found, {}, &Version::number);
        return {};
    }

    static void add_newest(SelectStatement& statement, std::span<const std::string> ids) {
        statement.add(
            "CASE status WHEN 'withdrawn' THEN 1 ELSE 0 END FROM version WHERE (document, number) IN "
            "(SELECT id, newest FROM document WHERE id IN (");
        add_ids(statement, ids);
        statement.add("))");
    }

    static void add_ids(SelectStatement& statement, std::span<const std::string> ids) {
        for (std::size_t i = 0; i < together; ++i) {
            statement.add(i == 0 ? "" : ", ");
            statement.add(statement.value(Bytes{ids[std::min(i, ids.size() - 1)]}));
        }
    }

    // policy::may_read, in SQL: versions of which the viewer is a party, and whether they are gone.
    void add_seen(SelectStatement& statement, std::span<const std::string> ids) const {
        statement.add(fmt::format(
            "CASE WHEN number > (SELECT d.withdrawn FROM document d WHERE d.id = version.document) AND "
            "EXISTS (SELECT 1 FROM document d JOIN party o ON o.document = d.id AND o.number = d.newest "
            "WHERE d.id = version.document AND o.who IN ({})) THEN 0 ELSE 1 END FROM version WHERE document "
            "IN (",
            statement.list(viewer_)));
        add_ids(statement, ids);
        statement.add(fmt::format(") AND EXISTS (SELECT 1 FROM party v WHERE v.document = version.document "
                                  "AND v.number = version.number AND v.who IN ({}))",
                                  statement.list(viewer_)));
        if (!query_.persons.empty()) { // not those that name other persons
            const std::string persons = statement.hashes(query_.persons);
            statement.add(fmt::format(" AND EXISTS (SELECT 1 FROM person s WHERE s.document = "
                                      "version.document AND s.number = version.number AND s.person IN ({}))",
                                      persons));
        }
    }

    Session& session_;
    const DocumentQuery& query_;
    std::vector<std::int64_t> viewer_;
    std::vector<std::int64_t> senders_;
    std::optional<std::string> after_;
    std::set<std::string> open_{}; // ids of documents that query_.open found
    std::string date_end_; // behind everything that begins with date_to: a month ends with its last day
};

} // namespace

diag::Result<DocumentPage> Snapshot::find(const DocumentQuery& query) const {
    return Finder(*session_, query).find();
}

} // namespace renkei::store
