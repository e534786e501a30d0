#include "gateway/network/sharing/access_table.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/words.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::sharing {

diag::Result<AccessTable> AccessTable::read(const std::filesystem::path& folder, std::string_view file,
                                            std::span<const std::string_view> columns) {
    AccessTable out;
    const std::filesystem::path path = folder / file;
    out.file_ = path.generic_string();
    TRY(std::string bytes, base::read_file(path));
    out.bytes_ = std::make_unique<const std::string>(std::move(bytes));
    out.rows_ = text::tab_rows(*out.bytes_);
    out.columns_.assign(columns.begin(), columns.end());
    const std::vector<std::string_view> head =
        out.rows_.empty() ? std::vector<std::string_view>() : out.rows_.front().cells;
    if (head != out.columns_) {
        return diag::fail(message::access_table_wrong, {.file = out.file_, .line = 1},
                          {"-", fmt::format("\"{}\" → {}", fmt::join(head, " "), fmt::join(columns, " "))});
    }
    out.rows_.erase(out.rows_.begin());
    if (out.rows_.empty()) {
        return diag::fail(message::access_table_empty, {.file = out.file_, .line = 1});
    }
    for (std::size_t row = 0; row < out.size(); ++row) {
        if (out.rows_[row].cells.size() != columns.size()) {
            return diag::fail(message::access_table_wrong, out.where(row),
                              {"-", fmt::format("{} → {}", out.rows_[row].cells.size(), columns.size())});
        }
    }
    return out;
}

diag::Where AccessTable::where(std::size_t row) const { return {.file = file_, .line = line(row)}; }

void AccessTable::keep(diag::Error error) {
    if (!error_) {
        error_ = std::move(error);
    }
}

void AccessTable::refuse(std::size_t row, std::size_t column, std::string_view found,
                         std::string_view expected) {
    keep(diag::finding(message::access_table_wrong, where(row),
                       {columns_[column], fmt::format("\"{}\" → {}", found, expected)}));
}

std::vector<std::string_view> AccessTable::list(std::size_t row, std::size_t column) const {
    std::vector<std::string_view> out;
    for (std::string_view rest = text(row, column); !rest.empty();) {
        out.push_back(text::next_part(rest, ' '));
    }
    return out;
}

std::vector<std::string> AccessTable::texts(std::size_t row, std::size_t column) const {
    const std::vector<std::string_view> parts = list(row, column);
    return {parts.begin(), parts.end()};
}

std::size_t AccessTable::place(std::size_t row, std::size_t column, std::string_view word,
                               std::span<const std::string_view> allowed) {
    const auto found = std::ranges::find(allowed, word);
    if (found == allowed.end()) {
        refuse(row, column, word, text::alternatives(allowed));
        return 0;
    }
    return static_cast<std::size_t>(found - allowed.begin());
}

bool AccessTable::yes(std::size_t row, std::size_t column, std::string_view no) {
    const std::array<std::string_view, 2> allowed{no, "yes"};
    return place(row, column, text(row, column), allowed) == 1;
}

time::Date AccessTable::day(std::size_t row, std::size_t column) {
    const std::string_view found = text(row, column);
    if (!time::is_full_date(found)) {
        refuse(row, column, found, "YYYY-MM-DD");
        return {};
    }
    return *time::parse_date(found);
}

std::optional<time::Date> AccessTable::day_if_any(std::size_t row, std::size_t column) {
    return text(row, column).empty() ? std::nullopt : std::optional(day(row, column));
}

void AccessTable::is_once(std::size_t row, std::string_view key) {
    const auto [at, is_new] = lines_.emplace(key, line(row));
    if (!is_new) {
        keep(diag::finding(message::access_row_twice, where(row), {key, std::to_string(at->second)}));
    }
}

} // namespace renkei::sharing
