// One file to work on, and how a command line's files and directories become a list of them.
#pragma once

#include "gateway/diag/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::service {

struct Input {
    std::string name;  // as the user wrote it, or below the directory he named; "-" is standard input
    std::string bytes;
};

diag::Result<Input> read_input(const std::filesystem::path& path);

// Directories become the files below them, sorted by name; hidden files and directories are left out. A path that is neither
// file nor directory stays in the list: reading it will say so.
std::vector<std::filesystem::path> list_inputs(const std::vector<std::string>& paths);

// "a/b/NAME.bundle.json" → "NAME": for names of outputs.
std::string stem_of(const std::string& input_name);

}  // namespace renkei::service
