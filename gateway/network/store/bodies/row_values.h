// Rows of the tables `version` and `delivery` as values.
#pragma once

#include "gateway/network/store/bodies/content.h"

namespace renkei::store {

// In the order in which read_version() takes them.
inline constexpr std::string_view version_columns =
    "document, number, revision, status, sha, form, form_version, syntax, media_type, type_system, "
    "type_code, date, created, submitter, "
    "size, sha1, has_fhir, master, wrapped, bound_to, title";
diag::Result<Version> read_version(const Session& session, const SqlRow& row, Titles titles = Titles::opened);

inline constexpr std::string_view delivery_columns =
    "id, document, version, peer, line, state, attempts, created, due, changed, reason, answer, node, lease, "
    "certain_failures, withdraws, reason_arguments, file_sha, together, closed_until, changes";
diag::Result<Delivery> read_delivery(const SqlRow& row);

// Every row of a SELECT; the first one that cannot be read ends it.
template <class T, class Read>
diag::Result<std::vector<T>> read_all(Connection& sql, std::string_view statement, Connection::Values values,
                                      const Read& read) {
    std::vector<T> out;
    std::optional<diag::Error> wrong;
    TRY_VOID(sql.run(statement, values, [&](const SqlRow& row) {
        if (wrong) {
            return;
        }
        diag::Result<T> one = read(row);
        if (one) {
            out.push_back(std::move(*one));
        } else {
            wrong = std::move(one.error());
        }
    }));
    if (wrong) {
        return tl::make_unexpected(std::move(*wrong));
    }
    return out;
}

// Views the value.
template <class T>
SqlValue or_null(const std::optional<T>& value) {
    return value ? SqlValue(*value) : SqlValue();
}

template <class T>
std::optional<T> first_of(std::vector<T> all) {
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

} // namespace renkei::store
