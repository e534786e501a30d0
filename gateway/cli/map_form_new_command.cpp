// renkei map form-new: begin the mapping of a new form from its item table.
#include "gateway/cli/commands.h"
#include "gateway/cli/terminal.h"
#include "gateway/service/form_new.h"

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
    ExitCode run(const Settings& settings) const;
};

ExitCode FormNew::run(const Settings& settings) const {
    const std::optional<std::filesystem::path> folder = mappings_folder(settings);
    if (!folder) {
        return ExitCode::environment;
    }
    diag::Report report;
    const service::FormNewOptions how{.id = id, .title = title, .mark = mark, .like = like, .items = items, .codes = codes, .mappings = *folder, .fixtures = fixtures};
    const diag::Result<std::vector<std::filesystem::path>> made = service::form_new(how, report);
    for (const diag::Finding& finding : report.findings()) {
        say(finding, settings.language);
    }
    if (!made) {
        if (!report.has(made.error().message)) {
            say(made.error(), settings.language);
        }
        return ExitCode::refused;
    }
    for (const std::filesystem::path& path : *made) {
        print(path.string() + "\n");
    }
    return report.at_least(settings.fail_severity()) ? ExitCode::findings : ExitCode::clean;
}

}  // namespace

void add_map_form_new_command(Command& above, Settings& settings) {
    const auto make = std::make_shared<FormNew>();
    Command command = above.command("form-new", {"Begin a new form: items from the ministry's table, entries left to you", "新しい様式の対応表を作り始めます（項目は項目表から、FHIR 側は記入用のひな形）"});
    command.operand("ID", make->id, {"Id of the form, for example insured_card", "様式 ID（例: insured_card）"});
    command.option("--items", make->items, "TABLE.tsv", {"The item table", "項目表"});
    command.option("--codes", make->codes, "CODES.tsv", {"Code lists that are not here yet", "まだ登録されていないコード表"});
    command.option("--title", make->title, "TEXT", {"Printed title of the form", "様式の名称"});
    command.option("--mark", make->mark, "CODE", {"What a file says it is (default: the code with this title)", "ファイルに書かれる帳票種別（既定: 名称が同じコード）"});
    command.option("--like", make->like, "FORM", {"Form with the same header (default: found by its items)", "見出しが同じ様式（既定: 項目から探します）"});
    command.option("--fixtures", make->fixtures, "DIR", {"Write an example file below DIR", "DIR の下に記入例のファイルを作ります"});
    add_settings(command, settings);
    command.run([make, &settings] { return make->run(settings); });
}

}  // namespace renkei::cli
