// One table of mappings/access: its rows, read strictly. The first error is kept and ends the reading.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/core/time/date.h"
#include "gateway/network/sharing/title.h"
#include "gateway/network/sharing/words.h"

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

// Said in a paper, seen in another public source, decided by us.
inline constexpr std::array<std::string_view, 3> provenances{"S", "F", "D"};

class AccessTable {
public:
    // Of the file in the folder. Its head must name these columns, and there must be a row.
    static diag::Result<AccessTable> read(const std::filesystem::path& folder, std::string_view file,
                                          std::span<const std::string_view> columns);

    std::size_t size() const { return rows_.size(); }
    std::uint32_t line(std::size_t row) const { return rows_[row].line; }
    std::string_view text(std::size_t row, std::size_t column) const { return rows_[row].cells[column]; }
    std::vector<std::string_view> list(std::size_t row, std::size_t column) const; // between spaces
    std::vector<std::string> texts(std::size_t row, std::size_t column) const;
    Title title(std::size_t row, std::size_t japanese) const { // English is the next column
        return {.english = std::string(text(row, japanese + 1)),
                .japanese = std::string(text(row, japanese))};
    }

    template <class Word>
    Word word(std::size_t row, std::size_t column) {
        return static_cast<Word>(place(row, column, text(row, column), words<Word>));
    }
    template <class Word>
    std::vector<Word> word_list(std::size_t row, std::size_t column) {
        std::vector<Word> out;
        for (const std::string_view each : list(row, column)) {
            out.push_back(static_cast<Word>(place(row, column, each, words<Word>)));
        }
        return out;
    }
    // Its place in `allowed`; 0, and an error, if it is none of these.
    std::size_t place(std::size_t row, std::size_t column, std::string_view word,
                      std::span<const std::string_view> allowed);
    bool yes(std::size_t row, std::size_t column, std::string_view no = "no");
    time::Date day(std::size_t row, std::size_t column);
    std::optional<time::Date> day_if_any(std::size_t row, std::size_t column);
    // Two rows may not have the same text there.
    void is_once(std::size_t row, std::string_view key);
    void refuse(std::size_t row, std::size_t column, std::string_view found, std::string_view expected);
    void keep(diag::Error error);
    diag::Where where(std::size_t row) const;

    diag::Result<void> finish() const { return error_ ? tl::make_unexpected(*error_) : diag::Result<void>(); }

private:
    std::string file_;
    std::unique_ptr<const std::string> bytes_; // owns the texts of rows_
    std::vector<text::TabRow> rows_;
    std::vector<std::string_view> columns_;
    std::map<std::string, std::uint32_t, std::less<>> lines_;
    std::optional<diag::Error> error_;
};

} // namespace renkei::sharing
