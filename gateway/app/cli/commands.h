// The commands that need neither the network nor the store, and the table of help.
#pragma once

#include "gateway/app/cli/settings.h"

#include <span>
#include <string_view>

namespace renkei::cli {

// Describes the options and operands of a command, and what runs it.
using Describe = void (*)(Command command, CommandSettings& settings);

struct CommandRow {
    std::string_view name;
    Describe describe;
};
std::span<const CommandRow> commands();
// What the help says. The rows of "renkei" name all commands, in the order of --help.
std::string_view commands_table();

void describe_forms_command(Command command, CommandSettings& settings);
void describe_schema_command(Command command, CommandSettings& settings);
void describe_convert_command(Command command, CommandSettings& settings);
void describe_check_command(Command command, CommandSettings& settings);
void describe_validate_command(Command command, CommandSettings& settings);
void describe_package_command(Command command, CommandSettings& settings);
void describe_explain_command(Command command, CommandSettings& settings);
void describe_prefill_command(Command command, CommandSettings& settings);
void describe_map_command(Command command, CommandSettings& settings);
void describe_fhirpath_command(Command command, CommandSettings& settings);

// Below `map`.
void add_map_check_command(Command& above, CommandSettings& settings);
void add_map_try_command(Command& above, CommandSettings& settings);
void add_map_trace_command(Command& above, CommandSettings& settings);
void add_map_form_new_command(Command& above, CommandSettings& settings);
void add_map_concepts_command(Command& above, CommandSettings& settings);
void add_map_schema_command(Command& above);
void add_map_compile_command(Command& above, CommandSettings& settings);

} // namespace renkei::cli
