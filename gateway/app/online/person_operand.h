// A person's number as a command takes it; "-": a line of standard input, so that the number stands in no
// list of processes.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/documents/person_number.h"

#include <string>

namespace renkei::online {

// `name`: of the operand or option, for the finding.
diag::Result<documents::PersonNumber> read_person_operand(const std::string& operand,
                                                          const std::string& name);

// Free text of an option; `-` reads a line of standard input, so that it stands in no list of processes.
std::string read_text_operand(const std::string& text);

} // namespace renkei::online
