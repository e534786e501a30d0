// Values of a document that its source does not have: given for one conversion, or always the same.
#pragma once

#include "gateway/core/diag/result.h"

#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::mapping {
class Plan;
}

namespace renkei::transfer {

// Item of the document and its value, as the user writes both.
using GivenValues = std::vector<std::pair<std::string, std::string>>;

// What is always the same, as a YAML file says: `item: value`, for one form only below its id. An item of a
// group is for each row that lacks it.
struct DefaultValues {
    struct Name {           // as the file has it
        std::string form{}; // empty: of all forms
        std::string item{}; // empty: the form's own name
        diag::Where where{};
    };
    GivenValues all{};
    std::map<std::string, GivenValues, std::less<>> of_form{};
    std::vector<Name> names{};

    GivenValues of(std::string_view form) const;
};
diag::Result<DefaultValues> read_default_values(const std::filesystem::path& file);
// Names of no form and of no item are reported as warnings, with the nearest one: they have no effect.
void check_default_values(const DefaultValues& values, const std::deque<mapping::Plan>& known,
                          diag::Report& report);

struct TransferValues {
    GivenValues set{};        // for this document: they count before what the input says
    DefaultValues defaults{}; // where the document has no value
};

} // namespace renkei::transfer
