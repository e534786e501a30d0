// Anchors of audit chains: a file with a line per node, "NODE SEQUENCE HASH", kept where a person who can
// change the store cannot change it. With an anchor, a truncated chain is detected, too.
#pragma once

#include "gateway/app/daemon/audit_chains.h"
#include "gateway/app/online/command_line.h"

#include <string>

namespace renkei::online {

inline constexpr Text anchor_help{"What an earlier --write-anchor wrote: notices a cut end",
                                  "以前 --write-anchor で書いた控え。末尾の切り取りも分かります"};

// No file: no anchors. One without a line is wrong, because nothing would be compared.
diag::Result<daemon::Anchors> read_anchors(const std::string& file);

} // namespace renkei::online
