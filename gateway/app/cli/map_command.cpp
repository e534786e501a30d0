// renkei map: for those who write mappings.
#include "gateway/app/cli/commands.h"

namespace renkei::cli {

void describe_map_command(Command map, CommandSettings& settings) {
    add_map_check_command(map, settings);
    add_map_try_command(map, settings);
    add_map_trace_command(map, settings);
    add_map_form_new_command(map, settings);
    add_map_concepts_command(map, settings);
    add_map_schema_command(map);
    add_map_compile_command(map, settings);
}

} // namespace renkei::cli
