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

constexpr Text table_columns{R"(The item table is text with tabs, its first line the titles:
  no        column of the CSV, from 1; empty: only in the file name (tables of JSON forms: path, with [] behind
            an array, also within arrays)
  id        item id; group_ja: section of the paper form; item_ja: printed name
  type      string text code codes integer decimal boolean date datetime time yearmonth
  max_len   characters; card: 1..1 or 0..1; ext: Y = extension item; provenance (optional): S, F or D
  code_system  code list; rows that are not here yet come from --codes (code_system code display_ja)
  note      words divided by ";": fmt= check= literal= const= pattern= min= max= sensitive rep=NAME[i]/max,
            ">= ID" and "<= ID" become rules; of a CSV also: head=NAME (of the column in the first line, if not the
            id; means --header), file=N or file=N|TEXT (part of the file name, TEXT where empty), level=A and
            level=A.B (the item stands in rows of that level; many lines are one document) and key (a row begins
            where it changes; default: the first item of the level); other words are for people)",
                             R"(項目表はタブ区切りのテキストで、1 行目は見出しです:
  no        CSV の列番号（1 から）。空欄はファイル名だけにある項目。JSON 様式では path（配列は後ろに [] を付けます。
            配列の中の配列も同じです）
  id        項目 ID。group_ja: 紙の様式の欄、item_ja: 項目名
  type      string text code codes integer decimal boolean date datetime time yearmonth
  max_len   文字数。card: 1..1 か 0..1、ext: Y = 拡張項目、provenance（省略可）: S・F・D
  code_system  コード表。未登録のものは --codes から取ります（code_system code display_ja）
  note      「;」で区切った語: fmt= check= literal= const= pattern= min= max= sensitive rep=名前[i]/最大
            「>= ID」「<= ID」は前後関係のルールになります。CSV ではほかに、head=名前（1 行目での列名。ID と違うとき。--header
            も兼ねます）、file=N と file=N|文字（ファイル名の N 番目。値がないときの文字）、level=A と level=A.B（複数行で
            一つの文書のとき、その項目がある段）、key（この項目が変わると段の行が始まります。既定は段の最初の項目）。
            それ以外は人のための説明です)"};

} // namespace

void add_map_form_new_command(Command& above, CommandSettings& settings) {
    const auto make = std::make_shared<FormNew>();
    Command command = above.command(
        "form-new", {"Begin a new form: items from the ministry's table, entries left to you",
                     "新しい様式の対応表を作り始めます（項目は項目表から、FHIR 側は記入用のひな形）"});
    command.operand("ID", make->id, {"Id of the form, for example my_form", "様式 ID（例: my_form）"});
    command.option("--items", make->items, "TABLE.tsv", {"The item table", "項目表"});
    command.option("--codes", make->codes, "CODES.tsv",
                   {"Code lists that are not here yet", "まだ登録されていないコード表"});
    command.option("--title", make->title, "TEXT", {"Printed title of the form", "様式の名称"});
    command.option("--mark", make->mark, "CODE",
                   {"What a file says it is (default: the code with this title)",
                    "ファイルに書かれる帳票種別（既定: 名称が同じコード）"});
    command.option("--like", make->like, "FORM",
                   {"Form with the same header (default: found by its items)",
                    "見出しが同じ様式（既定: 項目から探します）"});
    command.flag("--header", make->has_names,
                 {"CSV files begin with a line of the names of the columns",
                  "CSV ファイルの 1 行目が列名の行であることを示します"});
    command.option("--fixtures", make->fixtures, "DIR",
                   {"Write an example file below DIR", "DIR の下に記入例のファイルを作ります"});
    add_settings(command, settings);
    command.examples(table_columns);
    command.run([make, &settings] { return make->run(settings); });
}

} // namespace renkei::cli
