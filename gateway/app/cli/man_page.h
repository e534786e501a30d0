// The man page, made from the same description as --help.
#pragma once

#include "gateway/app/cli/text.h"

#include <CLI/App.hpp>

#include <string>

namespace renkei::cli {

std::string man_page(const CLI::App& app, Language language);

} // namespace renkei::cli
