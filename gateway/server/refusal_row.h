// Which status a refusal of documents has, however they came.
#pragma once

#include "gateway/documents/submit.h"

namespace renkei::server {

struct RefusalRow {
    int status;
    std::string_view name; // for logs and metrics
};
const RefusalRow& row_of(documents::Refusal refusal);

} // namespace renkei::server
