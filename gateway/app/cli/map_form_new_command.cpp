// renkei map form-new: begin the mapping of a new form from its item table.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/forms/newform/form_new.h"
#include "generated/messages/base.h"

namespace renkei::cli {
namespace {

struct FormNew {
    std::string id{};
    std::string items{};
    std::string codes{};
    std::string title{};
    std::string mark{};
    std::string like{};
    std::string fixtures{};
    bool has_names = false;
    ExitResult run(const CommandSettings& settings) const;
};

ExitResult FormNew::run(const CommandSettings& settings) const {
    TRY(const std::filesystem::path folder, mappings_folder(settings));
    diag::Report report;
    const newform::FormNewOptions how{.id = id,
                                      .title = title,
                                      .mark = mark,
                                      .like = like,
                                      .has_names = has_names,
                                      .items = items,
                                      .codes = codes,
                                      .mappings = folder,
                                      .fixtures = fixtures};
    const diag::Result<std::vector<std::filesystem::path>> made = newform::form_new(how, report);
    print_findings(report.findings(), settings.language);
    if (!made) {
        if (!report.has(made.error().message)) {
            print_finding(made.error(), settings.language);
        }
        return made.error().message == diag::message::file_there ? ExitCode::environment : ExitCode::refused;
    }
    for (const std::filesystem::path& path : *made) {
        print(path.string() + "\n");
    }
    return report.at_least(settings.fail_severity()) ? ExitCode::findings : ExitCode::clean;
}

} // namespace

void add_map_form_new_command(Command& above, CommandSettings& settings) {
    const auto make = std::make_shared<FormNew>();
    Command command = above.command("form-new");
    command.operand("ID", make->id);
    command.option("--items", make->items);
    command.option("--codes", make->codes);
    command.option("--title", make->title);
    command.option("--mark", make->mark);
    command.option("--like", make->like);
    command.flag("--header", make->has_names);
    command.option("--fixtures", make->fixtures);
    add_settings(command, settings);
    command.run([make, &settings] { return make->run(settings); });
}

} // namespace renkei::cli
