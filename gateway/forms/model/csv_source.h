// Records of a CSV file whose findings name the form's items.
#pragma once

#include "gateway/core/csv/reader.h"
#include "gateway/forms/model/columns.h"
#include "gateway/forms/model/read_options.h"

namespace renkei::model {

class CsvSource {
public:
    // `arena` holds the texts of records; it belongs to the caller, which resets it.
    CsvSource(const Columns& columns, std::string_view bytes, const ReadOptions& options, base::Arena& arena);

    enum class CsvResult : std::uint8_t {
        record,
        unusable, // it could not be cut into cells, or the rest of the file cannot be read: an error is in
                  // the report
        end,
    };
    CsvResult next(csv::Record& record, diag::Report& report);
    std::size_t position() const { return reader_.position(); } // behind what was read

private:
    void check_cp932(csv::Record& record) const;
    void say(const csv::Record& record, diag::Report& report) const;

    const Columns* columns_;
    csv::Reader reader_;
    ReadMode read_mode_;
    bool checks_cp932_;
    bool ended_ = false;
};

} // namespace renkei::model
