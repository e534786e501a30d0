#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/party_key.h"
#include "gateway/network/store/rows/snapshot.h"
#include "gateway/network/store/rows/some_ids.h"
#include "gateway/network/store/rows/uuid_bytes.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace renkei::store {
namespace {

// The document that is asked for, or its neighbour.
constexpr std::string_view asked_or_stand_in = "COALESCE((SELECT id FROM document WHERE id >= $1 ORDER BY id "
                                               "LIMIT 1), (SELECT id FROM document ORDER BY "
                                               "id LIMIT 1))";

constexpr std::string_view select_body =
    "SELECT bytes FROM body WHERE document = $1 AND number = $2 AND kind = $3";

std::string of_asked() { return fmt::format("document = {} ORDER BY number", asked_or_stand_in); }

std::string select_versions(std::string_view where) {
    return fmt::format("SELECT {} FROM version WHERE {}", version_columns, where);
}

diag::Result<std::vector<Version>> select(const Session& session, std::string_view where,
                                          Connection::Values values, Titles titles = Titles::opened) {
    return read_all<Version>(session.sql, select_versions(where), values,
                             [&](const SqlRow& row) { return read_version(session, row, titles); });
}

diag::Result<std::optional<Version>> select_one(const Session& session, std::string_view where,
                                                Connection::Values values) {
    TRY(std::vector<Version> found, select(session, where, values));
    return first_of(std::move(found));
}

diag::Result<std::optional<std::string>> read_body(const Session& session, const ContentKey& key,
                                                   std::string_view document, std::uint32_t number,
                                                   BodyKind kind) {
    TRY(std::vector<std::string> found,
        read_all<std::string>(session.sql, select_body, {{Bytes{document}, number, to_text(kind)}},
                              [&](const SqlRow& row) { return open_body(session, key, kind, row.view(0)); }));
    return first_of(std::move(found));
}

// The parties of a version, by side.
struct PartyRow {
    std::uint32_t version = 0;
    std::int64_t sides = 0;
    policy::Identifier who{}; // of a peer: its id as value
};

PartyRow read_party(const SqlRow& row) {
    return {static_cast<std::uint32_t>(row.integer(0)), row.integer(1), {row.text(2), row.text(3)}};
}

// Of one version; 0: of all. In no order.
diag::Result<std::vector<PartyRow>> parties_of(const Session& session, std::string_view document,
                                               std::uint32_t number) {
    std::vector<PartyRow> out;
    const auto id = uuid_bytes(document);
    if (!id) {
        return out;
    }
    const auto keep = [&out](const SqlRow& row) { out.push_back(read_party(row)); };
    if (number == 0) {
        TRY_VOID(session.sql.run("SELECT number, sides, system, value FROM party WHERE document = $1",
                                 {Bytes{*id}}, keep));
    } else {
        TRY_VOID(session.sql.run(
            "SELECT number, sides, system, value FROM party WHERE document = $1 AND number = $2",
            {Bytes{*id}, number}, keep));
    }
    return out;
}

// The same of several versions must come in a row.
policy::Access access_of(std::span<const PartyRow> parties) {
    policy::Access out;
    const auto add = [](auto& list, const auto& one) {
        if (list.empty() || list.back() != one) {
            list.push_back(one);
        }
    };
    std::uint32_t newest = 0;
    for (const auto& [version, sides, who] : parties) {
        if ((sides & side_submitter) != 0 && version > newest) {
            newest = version;
            out.submitter = who.value;
        }
        if ((sides & side_repeater) != 0) {
            add(out.repeaters, who.value);
        }
        if ((sides & side_sender) != 0) {
            add(out.senders, who);
        }
        if ((sides & side_receiver) != 0) {
            add(out.receivers, who);
        }
        out.receivers_by_request = out.receivers_by_request || (sides & side_by_request) != 0;
    }
    return out;
}

} // namespace

diag::Result<std::optional<std::string>> Snapshot::document_id(const DocumentKey& key) const {
    std::optional<std::string> out;
    TRY_VOID(session_->sql.run("SELECT document FROM document_name WHERE sender = $1 AND name = $2",
                               {key.sender, key.document},
                               [&](const SqlRow& row) { out = uuid_text(row.view(0)); }));
    return out;
}

diag::Result<std::optional<DocumentKey>> Snapshot::key(std::string_view document) const {
    std::optional<DocumentKey> out;
    if (const auto id = uuid_bytes(document)) {
        TRY_VOID(session_->sql.run("SELECT sender, name FROM document WHERE id = $1", {Bytes{*id}},
                                   [&](const SqlRow& row) {
                                       out = DocumentKey{row.hash(0), row.hash(1)};
                                   }));
    }
    return out;
}

diag::Result<std::vector<Version>> Snapshot::versions(std::string_view document, Titles titles) const {
    const auto id = uuid_bytes(document);
    if (!id) {
        return std::vector<Version>();
    }
    return select(*session_, "document = $1 ORDER BY number", {{Bytes{*id}}}, titles);
}

// All of what history_or_stand_in() looks up, so that none of it says whether the document is there.
void Snapshot::prefetch_asked(std::string_view document) const {
    if (session_->asks_ahead()) {
        const std::string id = uuid_bytes(document).value_or(std::string());
        session_->sql.prefetch(select_versions(of_asked()), {Bytes{id}});
    }
}

diag::Result<std::vector<Version>> Snapshot::asked_versions(std::string_view document, Titles titles) const {
    const auto id = uuid_bytes(document);
    return id && session_->asks_ahead() ? select(*session_, of_asked(), {{Bytes{*id}}}, titles)
                                        : versions(document, titles);
}

diag::Result<std::optional<Version>> Snapshot::version(std::string_view document,
                                                       std::uint32_t number) const {
    const auto id = uuid_bytes(document);
    if (!id) {
        return std::nullopt;
    }
    return select_one(*session_, "document = $1 AND number = $2", {{Bytes{*id}, number}});
}

diag::Result<std::optional<Version>> Snapshot::newest(std::string_view document) const {
    const auto id = uuid_bytes(document);
    if (!id) {
        return std::nullopt;
    }
    return select_one(*session_, "document = $1 ORDER BY number DESC LIMIT 1", {{Bytes{*id}}});
}

diag::Result<policy::Access> Snapshot::access(std::string_view document, std::uint32_t number) const {
    TRY(std::vector<PartyRow> parties, parties_of(*session_, document, number));
    std::ranges::sort(parties, {},
                      [](const PartyRow& it) { return std::tie(it.who.system, it.who.value, it.version); });
    return access_of(parties);
}

namespace {

struct HistoryRows {
    policy::History history{};
    std::vector<PartyRow> parties{};
    std::map<std::uint32_t, std::string> forms{};
};

policy::History history_of(HistoryRows rows) {
    policy::History out = std::move(rows.history);
    std::vector<PartyRow>& parties = rows.parties;
    std::ranges::sort(parties, {},
                      [](const PartyRow& it) { return std::tie(it.version, it.who.system, it.who.value); });
    for (std::size_t at = 0, end = 0; at < parties.size(); at = end) {
        while (end < parties.size() && parties[end].version == parties[at].version) {
            ++end;
        }
        policy::Access& version = out.versions[parties[at].version];
        version = access_of(std::span(parties).subspan(at, end - at));
        version.form = rows.forms[parties[at].version];
    }
    return out;
}

// By id. `which`: a condition on document d.
diag::Result<std::map<std::string, policy::History>>
read_histories(const Session& session, std::string_view which, Connection::Values values) {
    std::map<std::string, HistoryRows, std::less<>> found; // by 16 bytes
    TRY_VOID(session.sql.run(
        fmt::format("SELECT p.number, p.sides, p.system, p.value, d.newest, d.withdrawn, v.form, d.id FROM "
                    "document d JOIN version v ON v.document = d.id JOIN party p ON p.document = v.document "
                    "AND p.number = v.number WHERE {}",
                    which),
        values, [&](const SqlRow& row) {
            auto at = found.find(row.view(7));
            at = at == found.end() ? found.emplace(row.text(7), HistoryRows()).first : at;
            HistoryRows& rows = at->second;
            rows.parties.push_back(read_party(row));
            rows.history.newest = static_cast<std::uint32_t>(row.integer(4));
            rows.history.withdrawn = static_cast<std::uint32_t>(row.integer(5));
            rows.forms.try_emplace(rows.parties.back().version, row.view(6));
        }));
    std::map<std::string, policy::History> out;
    for (auto& [id, rows] : found) {
        out.emplace(uuid_text(id), history_of(std::move(rows)));
    }
    return out;
}

} // namespace

diag::Result<policy::History> Snapshot::history(std::string_view document) const {
    const std::string id = uuid_bytes(document).value_or(std::string());
    TRY(auto found, read_histories(*session_, "d.id = $1", {{Bytes{id}}}));
    return found.empty() ? policy::History() : std::move(found.begin()->second);
}

diag::Result<std::map<std::string, policy::History>>
Snapshot::histories(const std::vector<std::string>& documents) const {
    std::map<std::string, policy::History> out;
    for (std::size_t from = 0; from < documents.size(); from += together) {
        const SomeIds some(documents, from);
        TRY(auto found,
            read_histories(*session_, fmt::format("d.id IN ({})", SomeIds::places()), some.values()));
        out.merge(found);
    }
    return out;
}

diag::Result<Snapshot::AskedHistory> Snapshot::history_or_stand_in(std::string_view document) const {
    const std::string id = uuid_bytes(document).value_or(std::string());
    TRY(auto found, read_histories(*session_, fmt::format("d.id = {}", asked_or_stand_in), {{Bytes{id}}}));
    return found.empty() ? AskedHistory()
                         : AskedHistory{.document = found.begin()->first,
                                        .history = std::move(found.begin()->second),
                                        .is_there = uuid_bytes(found.begin()->first) == id};
}

void Snapshot::prefetch_body(const Version& version, BodyKind kind) const {
    if (const auto id = uuid_bytes(version.document); id && session_->asks_ahead()) {
        prefetch_found(*session_, *id, version.number, kind);
        session_->sql.prefetch(select_body, {Bytes{*id}, version.number, to_text(kind)});
    }
}

diag::Result<std::optional<std::string>> Snapshot::body(const Version& version, BodyKind kind) const {
    const auto id = uuid_bytes(version.document);
    if (!id) {
        return std::nullopt;
    }
    prefetch_body(version, kind); // one that is in chunks, or open, is not read twice
    TRY(const std::optional<FoundBody> at,
        or_damaged(*session_, *id, version.number, find_body(*session_, *id, version.number, kind)));
    if (!at && kind == BodyKind::original && !version.media_type.empty()) {
        TRY(const bool is_there, has_version(*session_, *id, version.number));
        if (is_there) { // with a body, when it came
            return tl::make_unexpected(damaged_document(*session_, *id, version.number));
        }
    }
    if (!at) {
        return std::nullopt;
    }
    if (at->is_chunked) { // too large to be kept open
        TRY(const ChunkedBody chunks, chunks_of(*session_, *at, *id, version.number, kind));
        TRY(std::string whole, read_all_chunks(*session_, chunks));
        return std::optional(std::move(whole));
    }
    const auto now = std::chrono::steady_clock::now();
    DecryptedBodyCache& opened = session_->shared.opened;
    if (const auto known = opened.find(at->key.bound_to, kind, now)) {
        return *known;
    }
    TRY(std::optional<std::string> found,
        or_damaged(*session_, *id, version.number, read_body(*session_, at->key, *id, version.number, kind)));
    if (found) {
        opened.keep(at->key.bound_to, kind, *found, now);
    }
    return found;
}

diag::Result<std::vector<DamagedVersion>> Snapshot::damaged_versions(std::uint32_t limit) const {
    return read_all<DamagedVersion>(
        session_->sql,
        "SELECT d.document, d.number, d.part, v.submitter FROM damaged_version d JOIN version v ON "
        "v.document = "
        "d.document AND v.number = d.number ORDER BY d.document, d.number LIMIT $1",
        {{limit}}, [](const SqlRow& row) {
            return diag::Result<DamagedVersion>({uuid_text(row.view(0)),
                                                 static_cast<std::uint32_t>(row.integer(1)), row.text(2),
                                                 row.text(3)});
        });
}

diag::Result<std::uint64_t> Snapshot::count_damaged() const {
    std::uint64_t out = 0;
    TRY_VOID(
        session_->sql.run("SELECT count(*) FROM damaged_version d JOIN version v ON v.document = d.document "
                          "AND v.number = d.number",
                          {}, [&](const SqlRow& row) { out = static_cast<std::uint64_t>(row.integer(0)); }));
    return out;
}

diag::Result<std::uint64_t> Snapshot::document_count() const {
    std::uint64_t out = 0;
    TRY_VOID(session_->sql.run("SELECT count(*) FROM document", {},
                               [&](const SqlRow& row) { out = static_cast<std::uint64_t>(row.integer(0)); }));
    return out;
}

} // namespace renkei::store
