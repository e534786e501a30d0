// The commands that need the network or the store: the gateway, its operator's, and its clients'.
#pragma once

#include "gateway/app/online/setup/command_line.h"

namespace renkei::online {

// for --last: all of it is in memory at once, and an event is about 2 KB
constexpr unsigned max_list_length = 100'000;

// The gateway: `serve`, and the commands of its operator.
void describe_ca_command(Command command, CommandSettings& settings);
void describe_serve_command(Command command, CommandSettings& settings);
void describe_init_command(Command command, CommandSettings& settings);
void describe_peer_command(Command command, CommandSettings& settings);
void describe_outbox_command(Command command, CommandSettings& settings);
void describe_audit_command(Command command, CommandSettings& settings);
void add_audit_report(Command& above, CommandSettings& settings);  // below `audit`
void add_audit_forward(Command& above, CommandSettings& settings); // likewise
void describe_key_command(Command command, CommandSettings& settings);
void describe_backup_command(Command command, CommandSettings& settings);
void describe_restore_command(Command command, CommandSettings& settings);
void describe_verify_command(Command command, CommandSettings& settings);
void describe_store_command(Command command, CommandSettings& settings);
void describe_record_command(Command command, CommandSettings& settings);
void describe_export_month_command(Command command, CommandSettings& settings);
void describe_policy_command(Command command, CommandSettings& settings);
void describe_health_command(Command command, CommandSettings& settings);

// Clients of a gateway.
void describe_conform_command(Command command, CommandSettings& settings);
void describe_send_command(Command command, CommandSettings& settings);
void describe_fetch_command(Command command, CommandSettings& settings);

} // namespace renkei::online
