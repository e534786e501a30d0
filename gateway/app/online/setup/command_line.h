// What the commands of the network take of the command line, which the module cli has.
#pragma once

#include "gateway/app/cli/program.h"
#include "gateway/app/cli/terminal.h"

namespace renkei::online {

using cli::add_settings;
using cli::Command;
using cli::CommandSettings;
using cli::ExitCode;
using cli::ExitResult;
using cli::fail_usage;
using cli::Failure;
using cli::formatted;
using cli::Language;
using cli::open_catalogue;
using cli::Opened;
using cli::print;
using cli::print_error;
using cli::print_finding;
using cli::print_findings;
using cli::Text;
using cli::worse;

} // namespace renkei::online
