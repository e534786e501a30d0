#include "gateway/network/store/scrub.h"

#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/bodies/sealed_version.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/sql/postgres_connection.h"
#include "gateway/network/store/sql/sqlite_connection.h"

#include <fmt/format.h>

#include <charconv>

namespace renkei::store {
namespace {

constexpr std::uint32_t versions_at_once = 256;

struct VersionPlace {
    std::string document; // 16 bytes
    std::uint32_t number = 0;
};

// What opens it.
struct Opening {
    Connection& sql;
    const seal::KeyRing& ring;
    std::size_t max_body;
};

struct OpenedVersion {
    std::string submitter{};
    std::uint64_t bytes = 0; // sealed
    std::optional<std::string> damage{};
};

diag::Result<std::vector<VersionPlace>> versions_behind(Connection& sql, const VersionPlace& after) {
    return read_all<VersionPlace>(
        sql,
        fmt::format(
            "SELECT document, number FROM version WHERE (document, number) > ($1, $2) AND {} ORDER BY "
            "document, number LIMIT $3",
            has_content),
        {{Bytes{after.document}, after.number, versions_at_once}}, [](const SqlRow& row) {
            return diag::Result<VersionPlace>({row.text(0), static_cast<std::uint32_t>(row.integer(1))});
        });
}

// One row after the other: a body may be large.
diag::Result<void> open_bodies(const Opening& by, const VersionPlace& place, SealedVersion& version,
                               OpenedVersion& out) {
    TRY(const std::vector<std::string> names,
        read_all<std::string>(by.sql,
                              "SELECT kind FROM body WHERE document = $1 AND number = $2 ORDER BY kind",
                              {{Bytes{place.document}, place.number}},
                              [](const SqlRow& row) { return diag::Result<std::string>(row.text(0)); }));
    for (const std::string& name : names) {
        const auto open = [&](const SqlRow& row) {
            out.bytes += row.view(0).size();
            version.add_body(name, row.view(0));
        };
        const auto read =
            by.sql.run("SELECT bytes FROM body WHERE document = $1 AND number = $2 AND kind = $3",
                       {Bytes{place.document}, place.number, name}, open);
        if (!read && is_damage(read.error())) {
            out.damage = name.substr(0, name.find('/'));
            return {};
        }
        TRY_VOID(read);
    }
    return {};
}

// Nothing: it is not there.
diag::Result<std::optional<OpenedVersion>> open_version(const Opening& by, const VersionPlace& place) {
    std::optional<SealedVersion> version;
    OpenedVersion out;
    bool is_key_known = true;
    const auto begin = [&](const SqlRow& row) {
        out.submitter = row.text(0);
        version.emplace(by.ring, ContentKey{{row.text(1), row.text(2)}, row.text(3)},
                        static_cast<std::uint64_t>(row.integer(4)), by.max_body);
        is_key_known = by.ring.find(row.view(1)) != nullptr;
        version->add_title(row.view(5));
        out.bytes += row.view(5).size();
    };
    TRY_VOID(
        by.sql.run(fmt::format("SELECT submitter, master, wrapped, bound_to, size, title FROM version WHERE "
                               "document = $1 AND number = $2 AND {}",
                               has_content),
                   {Bytes{place.document}, place.number}, begin));
    if (!version || !is_key_known) { // a key that this program has not read yet is no damage
        return std::nullopt;
    }
    TRY_VOID(open_bodies(by, place, *version, out));
    std::optional<std::string> damage = std::move(*version).damage();
    out.damage = out.damage ? out.damage : std::move(damage);
    return std::optional(std::move(out));
}

DamagedVersion damaged_version(const VersionPlace& place, const OpenedVersion& opened) {
    return {uuid_text(place.document), place.number, *opened.damage, opened.submitter};
}

diag::Result<std::optional<OpenedVersion>> open_version(const Snapshot& snapshot, const VersionPlace& place) {
    const StoreContext& shared = snapshot.session().shared;
    const std::shared_ptr<const seal::KeyRing> ring = shared.ring.now();
    return open_version({snapshot.session().sql, *ring, shared.settings.max_body}, place);
}

diag::Result<std::optional<OpenedVersion>> open_version(const Store& store, const VersionPlace& place) {
    return store.read_value<std::optional<OpenedVersion>>(
        [&](const Snapshot& snapshot) { return open_version(snapshot, place); });
}

// An id that is not a UUID has its place before all others.
VersionPlace place_of(const ScrubPosition& position) {
    return {uuid_bytes(position.document).value_or(std::string()), position.number};
}

} // namespace

std::string ScrubPosition::text() const {
    return document.empty() ? std::string() : fmt::format("{}/{}", document, number);
}

ScrubPosition ScrubPosition::read(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    ScrubPosition out{.document = std::string(text.substr(0, slash))};
    const std::string_view digits = text.substr(std::min(slash + 1, text.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), out.number);
    return uuid_bytes(out.document) ? out : ScrubPosition();
}

diag::Result<ScrubbedPart> scrub(const Store& store, const ScrubPosition& after, std::uint64_t max_bytes) {
    ScrubbedPart out{.end = after};
    while (out.bytes < max_bytes) {
        TRY(const std::vector<VersionPlace> places,
            store.read_value<std::vector<VersionPlace>>([&](const Snapshot& snapshot) {
                return versions_behind(snapshot.session().sql, place_of(out.end));
            }));
        for (const VersionPlace& place : places) {
            TRY(const std::optional<OpenedVersion> opened, open_version(store, place));
            if (opened && opened->damage) {
                out.damaged.push_back(damaged_version(place, *opened));
            }
            out.bytes += opened ? opened->bytes : 0;
            ++out.versions;
            out.end = {uuid_text(place.document), place.number};
            if (out.bytes >= max_bytes) {
                return out;
            }
        }
        if (places.size() < versions_at_once) {
            out.end = {};
            return out;
        }
    }
    return out;
}

diag::Result<std::uint64_t> count_damaged_answers(const Store& store) {
    return store.read_value<std::uint64_t>([](const Snapshot& snapshot) -> diag::Result<std::uint64_t> {
        const Session& session = snapshot.session();
        std::uint64_t out = 0;
        TRY_VOID(session.sql.run("SELECT peer, request, answer FROM answer", {}, [&](const SqlRow& row) {
            out += open_answer(session, row.view(0), row.hash(1), row.view(2)) ? 0U : 1U;
        }));
        return out;
    });
}

diag::Result<std::vector<std::pair<std::string, std::uint32_t>>> take_seen_damage(const Store& store) {
    using Seen = std::vector<std::pair<std::string, std::uint32_t>>;
    return store.read_value<Seen>([](const Snapshot& snapshot) -> diag::Result<Seen> {
        return snapshot.session().shared.seen_damage.take();
    });
}

diag::Result<std::optional<DamagedVersion>> damage_of(const Store& store, const std::string& document,
                                                      std::uint32_t number) {
    const VersionPlace place = place_of({document, number});
    TRY(const std::optional<OpenedVersion> opened, open_version(store, place));
    return opened && opened->damage ? std::optional(damaged_version(place, *opened)) : std::nullopt;
}

diag::Result<std::optional<DamagedVersion>> record_seen(Transaction& transaction, const std::string& document,
                                                        std::uint32_t number) {
    Connection& sql = transaction.session().sql;
    const VersionPlace place = place_of({document, number});
    TRY(const std::optional<OpenedVersion> opened, open_version(transaction, place));
    TRY_VOID(sql.send("DELETE FROM damaged_version WHERE document = $1 AND number = $2",
                      {Bytes{place.document}, number}));
    if (!opened || !opened->damage) {
        return std::nullopt;
    }
    TRY_VOID(sql.send("INSERT INTO damaged_version (document, number, part) VALUES ($1, $2, $3)",
                      {Bytes{place.document}, number, *opened->damage}));
    return std::optional(damaged_version(place, *opened));
}

diag::Result<std::vector<DamagedVersion>> record_scrubbed(Transaction& transaction,
                                                          const std::vector<DamagedVersion>& damaged,
                                                          const ScrubPosition& from,
                                                          const ScrubPosition& to) {
    Connection& sql = transaction.session().sql;
    const VersionPlace first = place_of(from);
    if (to.document.empty()) {
        TRY_VOID(sql.send("DELETE FROM damaged_version WHERE (document, number) > ($1, $2)",
                          {Bytes{first.document}, first.number}));
    } else {
        const VersionPlace last = place_of(to);
        TRY_VOID(
            sql.send("DELETE FROM damaged_version WHERE (document, number) > ($1, $2) AND (document, number) "
                     "<= ($3, $4)",
                     {Bytes{first.document}, first.number, Bytes{last.document}, last.number}));
    }
    std::vector<DamagedVersion> out;
    for (const DamagedVersion& each : damaged) {
        TRY(std::optional<DamagedVersion> found, record_seen(transaction, each.document, each.number));
        if (found) {
            out.push_back(*std::move(found));
        }
    }
    return out;
}

diag::Result<void> check_bodies(const StoreSettings& settings, const seal::KeyRing& ring,
                                const std::function<void(const DamagedVersion&)>& on_damage) {
    TRY(const std::unique_ptr<Connection> sql, settings.engine == Engine::sqlite
                                                   ? open_sqlite_for_inspection(settings.file)
                                                   : connect_postgres(settings.connection));
    const Opening by{*sql, ring, settings.max_body};
    VersionPlace last;
    for (bool more = true; more;) {
        TRY(const std::vector<VersionPlace> places, versions_behind(*sql, last));
        for (const VersionPlace& place : places) {
            TRY(const std::optional<OpenedVersion> opened, open_version(by, place));
            if (opened && opened->damage) {
                on_damage(damaged_version(place, *opened));
            }
            last = place;
        }
        more = places.size() == versions_at_once;
    }
    return {};
}

} // namespace renkei::store
