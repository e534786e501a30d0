// ITI-65 transactions made from a fixture, changed, and what reading one finds.
#pragma once

#include "gateway/network/mhd/provide/provided.h"

#include "tests/mhd/kit.h"

#include <functional>

namespace renkei::mhd {

using Edit = std::function<void(Json&)>;

struct ReadTransaction {
    ProvidedTransaction provision;
    diag::Report report;
};
ReadTransaction read(const Json& bundle, std::size_t most = 1000);

// Transactions of one document, by the profile that they claim.
Json comprehensive();
Json minimal();

std::string all_of(const diag::Report& report);
std::string errors_after(Json bundle, const Edit& edit);

// Parts of these transactions.
Json& list(Json& bundle);
Json& reference(Json& bundle);
Json& attachment(Json& bundle);

struct Violation {
    const char* what;
    Edit edit;
    const char* expected; // stands in the findings
};

} // namespace renkei::mhd
