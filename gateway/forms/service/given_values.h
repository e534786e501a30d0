// Values of a document that its source does not have: given for one conversion, or always the same.
#pragma once

#include "gateway/core/diag/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::service {

// Item of the document and its value, as the user writes both.
using GivenValues = std::vector<std::pair<std::string, std::string>>;

// What is always the same, as a YAML file says: `item: value`, for one form only below its id.
struct DefaultValues {
    GivenValues all{};
    std::map<std::string, GivenValues, std::less<>> of_form{};

    GivenValues of(std::string_view form) const;
};
diag::Result<DefaultValues> read_default_values(const std::filesystem::path& file);

struct TransferValues {
    GivenValues set{};        // for this document: they count before what the input says
    DefaultValues defaults{}; // where the document has no value
};

} // namespace renkei::service
