// Our own certificate as those see it to whom it is shown. Their authorities are theirs to judge by; its dates and its use are not.
#pragma once

#include "gateway/tls/trust.h"

namespace renkei::tls {

// An error: the first certificate of the file has ended, is not valid yet, or is not for this use. `now`: seconds since 1970.
diag::Result<void> check_own(const std::filesystem::path& certificate, Use use, std::int64_t now);

} // namespace renkei::tls
