// renkei map: for those who write mappings.
#include "gateway/app/cli/commands.h"

namespace renkei::cli {

void add_map_command(Command& above, CommandSettings& settings) {
    Command map = above.command("map", {"Write mappings: check them, try them, begin a new form",
                                        "対応表を作る人のためのコマンド（検査・試行・新しい様式の作成）"});
    add_map_check_command(map, settings);
    add_map_try_command(map, settings);
    add_map_form_new_command(map, settings);
    add_map_compile_command(map, settings);
}

} // namespace renkei::cli
