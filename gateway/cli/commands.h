// The commands of the program; each adds itself to the command above it.
#pragma once

#include "gateway/cli/settings.h"

namespace renkei::cli {

void add_forms_command(Command& above, Settings& settings);
void add_convert_command(Command& above, Settings& settings);
void add_check_command(Command& above, Settings& settings);
void add_explain_command(Command& above, Settings& settings);
void add_prefill_command(Command& above, Settings& settings);
void add_map_command(Command& above, Settings& settings);
void add_conform_command(Command& above, Settings& settings);
void add_package_command(Command& above, Settings& settings);
void add_validate_command(Command& above, Settings& settings);
void add_fhirpath_command(Command& above, Settings& settings);
void add_ca_command(Command& above, Settings& settings);

// Below `map`.
void add_map_check_command(Command& above, Settings& settings);
void add_map_try_command(Command& above, Settings& settings);
void add_map_form_new_command(Command& above, Settings& settings);
void add_map_compile_command(Command& above, Settings& settings);

}  // namespace renkei::cli
