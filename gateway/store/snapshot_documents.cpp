#include "gateway/store/party_key.h"
#include "gateway/store/row_values.h"
#include "gateway/store/snapshot.h"
#include "gateway/store/uuid_bytes.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

diag::Result<std::vector<Version>> select(const Session& session, std::string_view where, Connection::Values values, Titles titles = Titles::opened) {
    return read_all<Version>(session.sql, fmt::format("SELECT {} FROM version WHERE {}", version_columns, where), values,
                             [&](const Row& row) { return read_version(session, row, titles); });
}

diag::Result<std::optional<Version>> select_one(const Session& session, std::string_view where, Connection::Values values) {
    TRY(std::vector<Version> found, select(session, where, values));
    return first_of(std::move(found));
}

// Of a body, if it is there. The body itself is not read.
diag::Result<std::optional<ContentKey>> key_of(const Session& session, std::string_view document, std::uint32_t number, BodyKind kind) {
    std::optional<ContentKey> out;
    TRY_VOID(session.sql.run("SELECT v.master, v.wrapped, v.bound_to FROM body b JOIN version v ON v.document = b.document AND v.number = b.number WHERE "
                             "b.document = $1 AND b.number = $2 AND b.kind = $3",
                             {Bytes{document}, number, to_text(kind)}, [&](const Row& row) { out = {{row.text(0), row.text(1)}, row.text(2)}; }));
    return out;
}

diag::Result<std::optional<std::string>> read_body(const Session& session, const ContentKey& key, std::string_view document, std::uint32_t number, BodyKind kind) {
    TRY(std::vector<std::string> found,
        read_all<std::string>(session.sql, "SELECT bytes FROM body WHERE document = $1 AND number = $2 AND kind = $3", {{Bytes{document}, number, to_text(kind)}},
                              [&](const Row& row) { return open_body(session, key, kind, row.view(0)); }));
    return first_of(std::move(found));
}

} // namespace

diag::Result<std::optional<std::string>> Snapshot::document_id(const DocumentKey& key) const {
    std::optional<std::string> out;
    TRY_VOID(session_->sql.run("SELECT document FROM document_name WHERE sender = $1 AND name = $2", {key.sender, key.document},
                               [&](const Row& row) { out = uuid_text(row.view(0)); }));
    return out;
}

diag::Result<std::optional<DocumentKey>> Snapshot::key(std::string_view document) const {
    std::optional<DocumentKey> out;
    if (const auto id = uuid_bytes(document)) {
        TRY_VOID(session_->sql.run("SELECT sender, name FROM document WHERE id = $1", {Bytes{*id}},
                                   [&](const Row& row) { out = DocumentKey{row.hash(0), row.hash(1)}; }));
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

diag::Result<std::optional<Version>> Snapshot::version(std::string_view document, std::uint32_t number) const {
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
    policy::Access out;
    const auto id = uuid_bytes(document);
    if (!id) {
        return out;
    }
    const auto add = [](auto& list, auto one) { // the same of several versions comes in a row
        if (list.empty() || list.back() != one) {
            list.push_back(std::move(one));
        }
    };
    std::int64_t newest = 0;
    TRY_VOID(session_->sql.run("SELECT sides, system, value, number FROM party WHERE document = $1 AND (number = $2 OR $2 = 0) ORDER BY system, value, number",
                               {Bytes{*id}, std::int64_t{number}}, [&](const Row& row) {
                                   const std::int64_t sides = row.integer(0);
                                   if ((sides & side_submitter) != 0 && row.integer(3) > newest) {
                                       newest = row.integer(3);
                                       out.submitter = row.text(2);
                                   }
                                   if ((sides & side_repeater) != 0) {
                                       add(out.repeaters, row.text(2));
                                   }
                                   if ((sides & side_sender) != 0) {
                                       add(out.senders, policy::Identifier{row.text(1), row.text(2)});
                                   }
                                   if ((sides & side_receiver) != 0) {
                                       add(out.receivers, policy::Identifier{row.text(1), row.text(2)});
                                   }
                               }));
    return out;
}

diag::Result<std::vector<Hash>> Snapshot::persons(std::string_view document) const {
    const auto id = uuid_bytes(document);
    std::vector<Hash> out;
    if (id) {
        TRY_VOID(session_->sql.run("SELECT person FROM person WHERE document = $1 ORDER BY place", {Bytes{*id}},
                                   [&](const Row& row) { out.push_back(row.hash(0)); }));
    }
    return out;
}

diag::Result<std::optional<std::string>> Snapshot::body(const Version& version, BodyKind kind) const {
    const auto id = uuid_bytes(version.document);
    if (!id) {
        return std::nullopt;
    }
    TRY(const std::optional<ContentKey> key, key_of(*session_, *id, version.number, kind));
    if (!key) {
        return std::nullopt;
    }
    const auto now = std::chrono::steady_clock::now();
    OpenedBodies& opened = session_->shared.opened;
    if (std::optional<std::string> known = opened.find(key->bound_to, kind, now)) {
        return known;
    }
    TRY(std::optional<std::string> found, read_body(*session_, *key, *id, version.number, kind));
    if (found) {
        opened.keep(key->bound_to, kind, *found, now);
    }
    return found;
}

diag::Result<std::uint64_t> Snapshot::document_count() const {
    std::uint64_t out = 0;
    TRY_VOID(session_->sql.run("SELECT count(*) FROM document", {}, [&](const Row& row) { out = static_cast<std::uint64_t>(row.integer(0)); }));
    return out;
}

} // namespace renkei::store
