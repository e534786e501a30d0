// Archives of files: a package as npm lays it out (.tgz), and .zip. The same files give the same bytes: an
// archive has no time and no user.
#pragma once

#include "gateway/core/diag/result.h"

#include <map>
#include <string>

namespace renkei::publish {

// Name in the archive -> content.
using ArchiveFiles = std::map<std::string, std::string>;
diag::Result<std::string> write_archive(const ArchiveFiles& files);
diag::Result<std::string> write_zip(const ArchiveFiles& files);

} // namespace renkei::publish
