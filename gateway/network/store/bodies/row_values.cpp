#include "gateway/network/store/bodies/row_values.h"

#include "gateway/network/store/rows/stored_reason.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/store.h"

namespace renkei::store {
namespace {

// A word that this program never wrote.
tl::unexpected<diag::Error> odd(const SqlRow& row, std::size_t column) {
    return diag::fail(message::store_failed, {}, {row.text(column)});
}

std::uint32_t small(const SqlRow& row, std::size_t column) {
    return static_cast<std::uint32_t>(row.integer(column));
}

} // namespace

diag::Result<Version> read_version(const Session& session, const SqlRow& row, Titles titles) {
    const std::optional<VersionStatus> status = status_of(row.view(3));
    if (!status) {
        return odd(row, 3);
    }
    std::string title;
    bool is_damaged = false;
    if (titles == Titles::opened) {
        diag::Result<std::string> opened =
            open_title(session, {{row.text(17), row.text(18)}, row.text(19)}, row.view(20));
        is_damaged = !opened && is_damage(opened.error());
        if (is_damaged) { // the rest of the row is as good as ever
            (void)damaged_document(session, row.view(0), small(row, 1));
        } else {
            TRY(title, std::move(opened));
        }
    }
    return Version{.document = uuid_text(row.view(0)),
                   .number = small(row, 1),
                   .revision = row.text(2),
                   .status = *status,
                   .sha = row.hash(4),
                   .form = row.text(5),
                   .form_version = row.text(6),
                   .syntax = row.text(7),
                   .media_type = row.text(8),
                   .type_system = row.text(9),
                   .type_code = row.text(10),
                   .title = std::move(title),
                   .date = row.text(11),
                   .created = row.integer(12),
                   .submitter = row.text(13),
                   .size = static_cast<std::uint64_t>(row.integer(14)),
                   .sha1 = row.text(15),
                   .has_fhir = row.integer(16) != 0,
                   .is_damaged = is_damaged};
}

diag::Result<Delivery> read_delivery(const SqlRow& row) {
    const std::optional<DeliveryState> state = delivery_state_of(row.view(5));
    if (!state) {
        return odd(row, 5);
    }
    return Delivery{.id = uuid_text(row.view(0)),
                    .document = uuid_text(row.view(1)),
                    .version = small(row, 2),
                    .peer = row.text(3),
                    .order = row.hash(4),
                    .together = row.is_null(18) ? std::nullopt : std::optional(row.hash(18)),
                    .withdraws = row.integer(15) != 0,
                    .state = *state,
                    .attempts = small(row, 6),
                    .certain_failures = small(row, 14),
                    .created = row.integer(7),
                    .due = row.integer(8),
                    .changed = row.integer(9),
                    .reason = read_reason(row.view(10), row.view(16)),
                    .remote_location = row.text(11),
                    .file_sha = row.is_null(17) ? std::nullopt : std::optional(row.hash(17)),
                    .node = row.text(12),
                    .lease = row.integer(13),
                    .closed_until = row.integer(19),
                    .changes = row.integer(20)};
}

} // namespace renkei::store
