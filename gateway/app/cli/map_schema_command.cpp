// renkei map schema: which keys mapping files have, as a JSON Schema or as a page.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/forms/publish/form_schema.h"

#include <algorithm>

namespace renkei::cli {
namespace {

struct ShowSchema {
    std::string kind{};
    ExitCode run() const;
};

ExitCode ShowSchema::run() const {
    if (kind.empty()) {
        print(publish::mapping_keys_page());
        return ExitCode::clean;
    }
    const auto file = std::ranges::find(form::mapping_files(), kind, &form::MappingFile::kind);
    print(publish::mapping_schema(*file));
    return ExitCode::clean;
}

} // namespace

void add_map_schema_command(Command& above) {
    const auto show = std::make_shared<ShowSchema>();
    std::vector<std::string> kinds;
    for (const form::MappingFile& file : form::mapping_files()) {
        kinds.emplace_back(file.kind);
    }
    Command command = above.command("schema");
    command.choice("--kind", show->kind, kinds);
    command.run([show] { return show->run(); });
}

} // namespace renkei::cli
