// A package as npm lays it out (.tgz). The same files give the same bytes: nothing tells when or by whom it was packed.
#pragma once

#include "gateway/diag/result.h"

#include <map>
#include <string>

namespace renkei::publish {

// Name in the archive -> content.
using Files = std::map<std::string, std::string>;
diag::Result<std::string> pack(const Files& files);

} // namespace renkei::publish
