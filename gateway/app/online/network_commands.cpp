#include "gateway/app/online/network_commands.h"

#include "gateway/app/online/records/record_acts.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"

#include <array>

namespace renkei::online {

std::string_view commands_table(); // the help of these commands

namespace {

constexpr std::array<cli::CommandRow, 25> network_commands{{
    {"conform", &describe_conform_command},
    {"ca", &describe_ca_command},
    {"serve", &describe_serve_command},
    {"init", &describe_init_command},
    {"peer", &describe_peer_command},
    {"outbox", &describe_outbox_command},
    {"audit", &describe_audit_command},
    {"key", &describe_key_command},
    {"backup", &describe_backup_command},
    {"restore", &describe_restore_command},
    {"verify", &describe_verify_command},
    {"store", &describe_store_command},
    {"person", &describe_command_of<person_kind>},
    {"consent", &describe_command_of<consent_kind>},
    {"record", &describe_record_command},
    {"registration", &describe_command_of<registration_kind>},
    {"opinions", &describe_command_of<opinion_kind>},
    {"certification", &describe_command_of<certification_kind>},
    {"relation", &describe_command_of<relation_kind>},
    {"insurer", &describe_command_of<insurer_kind>},
    {"policy", &describe_policy_command},
    {"export-month", &describe_export_month_command},
    {"health", &describe_health_command},
    {"send", &describe_send_command},
    {"fetch", &describe_fetch_command},
}};

} // namespace

cli::NetworkCommands commands() { return {network_commands, commands_table(), print_failure}; }

} // namespace renkei::online
