#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/snapshot.h"
#include "gateway/network/store/rows/uuid_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace renkei::store {
namespace {

// "$1, $2, $3"
std::string parameter_places(std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) {
        out += fmt::format("{}${}", i == 1 ? "" : ", ", i);
    }
    return out;
}

} // namespace

diag::Result<std::optional<Delivery>> Snapshot::delivery(std::string_view id) const {
    const auto bytes = uuid_bytes(id);
    if (!bytes) {
        return std::nullopt;
    }
    TRY(std::vector<Delivery> found,
        read_all<Delivery>(session_->sql,
                           fmt::format("SELECT {} FROM delivery WHERE id = $1", delivery_columns),
                           {{Bytes{*bytes}}}, read_delivery));
    return first_of(std::move(found));
}

diag::Result<std::optional<Delivery>> Snapshot::front(std::string_view peer, const Hash& order) const {
    TRY(std::vector<Delivery> found,
        read_all<Delivery>(session_->sql,
                           fmt::format("SELECT {} FROM delivery WHERE id = (SELECT delivery FROM line WHERE "
                                       "peer = $1 AND line = $2)",
                                       delivery_columns),
                           std::vector<SqlValue>{peer, order}, read_delivery));
    return first_of(std::move(found));
}

diag::Result<std::vector<Delivery>> Snapshot::deliveries(const DeliveryQuery& query) const {
    std::string where = "1 = 1";
    std::vector<SqlValue> values;
    const auto add = [&](std::string_view condition, const SqlValue& value) {
        values.push_back(value);
        where += fmt::format(fmt::runtime(condition), values.size());
    };
    const auto document = uuid_bytes(query.document);
    const auto after = uuid_bytes(query.after);
    if ((!query.document.empty() && !document) || (!query.after.empty() && !after)) {
        return std::vector<Delivery>();
    }
    if (!query.peer.empty()) {
        add(" AND peer = ${}", query.peer);
    }
    if (document) {
        add(" AND document = ${}", Bytes{*document});
    }
    std::string states;
    for (const DeliveryState state : query.states) {
        states += fmt::format("{}'{}'", states.empty() ? "" : ", ", to_text(state));
    }
    if (!states.empty()) {
        where += fmt::format(" AND state IN ({})", states);
    }
    if (after) {
        add(" AND id > ${}", Bytes{*after});
    }
    values.emplace_back(query.limit);
    const std::string_view order = query.newest_first ? "created DESC, id DESC" : "id";
    return read_all<Delivery>(session_->sql,
                              fmt::format("SELECT {} FROM delivery WHERE {} ORDER BY {} LIMIT ${}",
                                          delivery_columns, where, order, values.size()),
                              values, read_delivery);
}

diag::Result<std::vector<Delivery>> Snapshot::claimed_with(const Delivery& delivery) const {
    const auto id = uuid_bytes(delivery.id);
    if (!id || !delivery.together) {
        return std::vector<Delivery>();
    }
    return read_all<Delivery>(
        session_->sql,
        fmt::format("SELECT {} FROM delivery WHERE peer = $1 AND line = $2 AND state IN ('waiting', "
                    "'sending') AND together = $3 AND state = 'sending' AND node = $4 AND id <> $5 ORDER BY "
                    "created, id",
                    delivery_columns),
        std::vector<SqlValue>{delivery.peer, delivery.order, *delivery.together, delivery.node, Bytes{*id}},
        read_delivery);
}

diag::Result<std::vector<Delivery>> Snapshot::deliveries_with(const Delivery& delivery) const {
    const auto id = uuid_bytes(delivery.id);
    if (!id || !delivery.together) {
        return std::vector<Delivery>();
    }
    return read_all<Delivery>(session_->sql,
                              fmt::format("SELECT {} FROM delivery WHERE peer = $1 AND together = $2 AND id "
                                          "<> $3 ORDER BY created, id",
                                          delivery_columns),
                              std::vector<SqlValue>{delivery.peer, *delivery.together, Bytes{*id}},
                              read_delivery);
}

diag::Result<std::vector<DeliveryState>>
Snapshot::delivery_states(std::string_view peer, const std::vector<Version>& versions) const {
    constexpr std::size_t in_one_question = 20; // filled up with the last one
    std::map<std::pair<std::string, std::int64_t>, DeliveryState> newest;
    std::vector<std::string> ids; // the values of the question view them
    std::ranges::transform(versions, std::back_inserter(ids), [](const Version& each) {
        return uuid_bytes(each.document).value_or(std::string());
    });
    for (std::size_t from = 0; from < versions.size(); from += in_one_question) {
        std::string which;
        std::vector<SqlValue> values{peer};
        for (std::size_t i = from; i < from + in_one_question; ++i) {
            const std::size_t at = std::min(i, versions.size() - 1);
            values.emplace_back(Bytes{ids[at]});
            values.emplace_back(versions[at].number);
            which += fmt::format("{}(document = ${} AND version = ${})", i == from ? "" : " OR ",
                                 values.size() - 1, values.size());
        }
        TRY_VOID(session_->sql.run(
            fmt::format("SELECT document, version, state FROM delivery WHERE peer = $1 AND withdraws = 0 AND "
                        "({}) ORDER BY created, id",
                        which),
            values, [&](const SqlRow& row) {
                if (const auto state = delivery_state_of(row.view(2))) {
                    newest.insert_or_assign({row.text(0), row.integer(1)}, *state);
                }
            }));
    }
    std::vector<DeliveryState> out;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const auto found = newest.find({ids[i], std::int64_t{versions[i].number}});
        out.push_back(found == newest.end() ? DeliveryState::waiting : found->second);
    }
    return out;
}

diag::Result<std::vector<Delivery>> Snapshot::mailbox(const MailboxQuery& query) const {
    Millis created = -1;
    std::string id;
    if (const auto after = uuid_bytes(query.after)) {
        TRY_VOID(session_->sql.run("SELECT created FROM delivery WHERE id = $1", {Bytes{*after}},
                                   [&](const SqlRow& row) {
                                       created = row.integer(0);
                                       id = *after;
                                   }));
    }
    return read_all<Delivery>(
        session_->sql,
        fmt::format("SELECT {} FROM delivery WHERE peer = $1 AND state = 'mailbox'{} AND "
                    "(created, id) > ($2, $3) ORDER BY created, id LIMIT $4",
                    delivery_columns, query.leaves_out_closed ? " AND closed_until = 0" : ""),
        {{query.peer, created, Bytes{id}, query.limit}}, read_delivery);
}

diag::Result<std::map<DeliveryState, std::uint64_t>> Snapshot::delivery_counts(std::string_view peer) const {
    std::map<DeliveryState, std::uint64_t> out;
    const std::string_view which = peer.empty() ? "" : " WHERE peer = $1";
    const std::vector<SqlValue> values = peer.empty() ? std::vector<SqlValue>() : std::vector<SqlValue>{peer};
    TRY_VOID(session_->sql.run(fmt::format("SELECT state, count(*) FROM delivery{} GROUP BY state", which),
                               values, [&](const SqlRow& row) {
                                   if (const auto state = delivery_state_of(row.view(0))) {
                                       out[*state] = static_cast<std::uint64_t>(row.integer(1));
                                   }
                               }));
    return out;
}

diag::Result<std::uint64_t> Snapshot::count_unfinished(const std::vector<std::string>& peers) const {
    if (peers.empty()) {
        return 0;
    }
    std::uint64_t out = 0;
    TRY_VOID(session_->sql.run(
        fmt::format("SELECT count(*) FROM delivery WHERE peer IN ({}) AND state IN ('waiting', 'sending')",
                    parameter_places(peers.size())),
        std::vector<SqlValue>(peers.begin(), peers.end()),
        [&](const SqlRow& row) { out = static_cast<std::uint64_t>(row.integer(0)); }));
    return out;
}

diag::Result<std::optional<Millis>>
Snapshot::oldest_waiting(const std::vector<std::string>& but_not_for) const {
    std::optional<Millis> out;
    const std::string others =
        but_not_for.empty() ? "" : fmt::format(" AND peer NOT IN ({})", parameter_places(but_not_for.size()));
    TRY_VOID(session_->sql.run(
        fmt::format(
            "SELECT created FROM delivery WHERE state IN ('waiting', 'sending'){} ORDER BY created LIMIT 1",
            others),
        std::vector<SqlValue>(but_not_for.begin(), but_not_for.end()),
        [&](const SqlRow& row) { out = row.integer(0); }));
    return out;
}

} // namespace renkei::store
