// What stands in the first line of a CSV file whose form is not known by it: values with another separator,
// titles that a spreadsheet has above its rows, or a record with a column too many or too few.
#pragma once

#include "gateway/core/csv/reader.h"
#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"

#include <optional>
#include <span>
#include <string_view>

namespace renkei::record {

// `first` was read from `bytes` by `reader`, which reads on. None: it is nothing of that kind.
std::optional<diag::Finding> mistake_in_first_line(std::string_view bytes, const csv::Record& first,
                                                   csv::Reader& reader,
                                                   std::span<const form::Form* const> forms);

} // namespace renkei::record
