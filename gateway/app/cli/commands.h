// The commands of the program; each adds itself to the command above it.
#pragma once

#include "gateway/app/cli/settings.h"

namespace renkei::cli {

// for --last: all of it is in memory at once, and an event is about 2 KB
constexpr unsigned max_list_length = 100'000;

void add_forms_command(Command& above, CommandSettings& settings);
void add_convert_command(Command& above, CommandSettings& settings);
void add_check_command(Command& above, CommandSettings& settings);
void add_explain_command(Command& above, CommandSettings& settings);
void add_prefill_command(Command& above, CommandSettings& settings);
void add_map_command(Command& above, CommandSettings& settings);
void add_conform_command(Command& above, CommandSettings& settings);
void add_package_command(Command& above, CommandSettings& settings);
void add_validate_command(Command& above, CommandSettings& settings);
void add_fhirpath_command(Command& above, CommandSettings& settings);
void add_ca_command(Command& above, CommandSettings& settings);

// The gateway: `serve`, and the commands of its operator.
void add_serve_command(Command& above, CommandSettings& settings);
void add_init_command(Command& above, CommandSettings& settings);
void add_peer_command(Command& above, CommandSettings& settings);
void add_outbox_command(Command& above, CommandSettings& settings);
void add_audit_command(Command& above, CommandSettings& settings);
void add_key_command(Command& above, CommandSettings& settings);
void add_backup_commands(Command& above, CommandSettings& settings); // backup, restore, verify
void add_store_command(Command& above, CommandSettings& settings);
void add_person_command(Command& above, CommandSettings& settings);
void add_health_command(Command& above, CommandSettings& settings);

// Clients of a gateway.
void add_send_command(Command& above, CommandSettings& settings);
void add_fetch_command(Command& above, CommandSettings& settings);

// Below `map`.
void add_map_check_command(Command& above, CommandSettings& settings);
void add_map_try_command(Command& above, CommandSettings& settings);
void add_map_form_new_command(Command& above, CommandSettings& settings);
void add_map_compile_command(Command& above, CommandSettings& settings);

} // namespace renkei::cli
