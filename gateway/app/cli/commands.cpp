#include "gateway/app/cli/commands.h"

#include <array>

namespace renkei::cli {
namespace {

constexpr std::array<CommandRow, 10> own_commands{{
    {"forms", &describe_forms_command},
    {"schema", &describe_schema_command},
    {"convert", &describe_convert_command},
    {"check", &describe_check_command},
    {"validate", &describe_validate_command},
    {"package", &describe_package_command},
    {"explain", &describe_explain_command},
    {"prefill", &describe_prefill_command},
    {"map", &describe_map_command},
    {"fhirpath", &describe_fhirpath_command},
}};

} // namespace

std::span<const CommandRow> commands() { return own_commands; }

} // namespace renkei::cli
