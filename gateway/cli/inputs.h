// The inputs of a command: files, directories, standard input.
#pragma once

#include "gateway/cli/settings.h"
#include "gateway/service/input.h"

namespace renkei::cli {

// The files behind the arguments. Empty: there are none, which has been said.
std::vector<std::filesystem::path> inputs_of(const std::vector<std::string>& arguments, Language language);

// Canonical base of the catalogue's forms, without a slash at its end.
std::string base_of(const mapping::Catalogue& catalogue);

}  // namespace renkei::cli
