// --set and --values: values of a document that is made.
#pragma once

#include "gateway/app/cli/usage.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/transfer/given_values.h"

#include <string>
#include <vector>

namespace renkei::cli {

struct ValueOptions {
    std::vector<std::string> set{};
    std::string file{};

    // Prints names in the file that no form knows.
    tl::expected<transfer::TransferValues, Failure> values(Language language,
                                                           const catalogue::Catalogue& catalogue) const;
};

void add_value_options(Command& command, ValueOptions& options);

} // namespace renkei::cli
