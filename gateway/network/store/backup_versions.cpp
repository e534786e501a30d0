#include "gateway/network/store/backup_versions.h"

#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/seal.h"

#include <tuple>

namespace renkei::store {
namespace {

// What was taken in was no larger than a body may be, which a later configuration may say otherwise.
constexpr std::size_t any_body = std::size_t{1} << 31U;

} // namespace

diag::Result<void> BackupVersions::add(const BackupRow& row) {
    const SqlRow columns(row.values);
    if (row.table == "version") {
        has_versions_ = true;
        const std::size_t master = row.column("master");
        const bool is_known = master >= row.values.size() || ring_.find(columns.view(master)) != nullptr;
        return is_known ? diag::Result<void>()
                        : diag::fail(diag::message::master_key_unknown, {.file = file_.string()},
                                     {columns.text(master)});
    }
    if (row.values.size() < 4) {
        return {};
    }
    const std::tuple wanted(columns.view(0), columns.integer(1));
    while (!open_ || std::tuple(std::string_view(open_->document), open_->number) < wanted) {
        TRY(const bool is_there, next_version());
        if (!is_there) {
            return {};
        }
    }
    if (std::tuple(std::string_view(open_->document), open_->number) == wanted) {
        open_->version.add_body(columns.view(2), columns.view(3));
    }
    return {};
}

diag::Result<void> BackupVersions::finish() {
    for (bool more = has_versions_; more;) {
        TRY(more, next_version());
    }
    end_version();
    return {};
}

void BackupVersions::end_version() {
    if (!open_) {
        return;
    }
    if (std::optional<std::string> damage = std::move(open_->version).damage()) {
        damaged_.push_back({uuid_text(open_->document), static_cast<std::uint32_t>(open_->number),
                            *std::move(damage), open_->submitter});
    }
    open_.reset();
}

diag::Result<bool> BackupVersions::next_version() {
    end_version();
    if (!versions_) {
        TRY(BackupRows rows, BackupRows::open(file_, ring_));
        versions_ = std::move(rows);
    }
    for (;;) {
        TRY(const std::optional<BackupRow> row, versions_->next());
        if (!row || row->table == "body") { // the table behind it
            return false;
        }
        if (row->table != "version" || row->column("title") >= row->values.size()) {
            continue;
        }
        const SqlRow columns(row->values);
        const auto text = [&](std::string_view name) { return columns.text(row->column(name)); };
        if (text("media_type").empty()) {
            continue; // a withdrawal has no content to lose
        }
        open_.emplace(Open{.document = text("document"),
                           .number = columns.integer(row->column("number")),
                           .submitter = text("submitter"),
                           .version = SealedVersion(
                               ring_, {{text("master"), text("wrapped")}, text("bound_to")},
                               static_cast<std::uint64_t>(columns.integer(row->column("size"))), any_body)});
        open_->version.add_title(columns.view(row->column("title")));
        return true;
    }
}

} // namespace renkei::store
