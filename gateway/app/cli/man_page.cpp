#include "gateway/app/cli/man_page.h"

#include "generated/texts/cli.h"

#include <fmt/format.h>

namespace renkei::cli {
namespace {

struct CodeText {
    int code;
    Text text;
};
constexpr CodeText codes[] = {
    {0, {"done; nothing at or above --fail-on was found", "完了。--fail-on 以上の指摘なし"}},
    {1, {"done, with findings at or above --fail-on", "完了。--fail-on 以上の指摘あり"}},
    {2, {"at least one input was refused", "受け付けなかった入力がある"}},
    {3, {"wrong usage", "使い方の誤り"}},
    {4,
     {"a file cannot be read or written, or the program's data are missing",
      "ファイルを読めない・書けない、またはプログラムのデータがない"}},
    {5,
     {"of serve: the store's files were removed, moved or replaced while the gateway ran",
      "serve のみ: 運転中に保存先のファイルが削除・移動または置き換えられた"}},
};

struct VariableText {
    std::string_view name;
    Text text;
};
constexpr VariableText variables[] = {
    {"LC_ALL, LC_MESSAGES, LANG",
     {"language of messages: Japanese if it begins with ja", "メッセージの言語（ja で始まれば日本語）"}},
    {"RENKEI_DATA", {"folder with the program's data files", "プログラムのデータファイルのフォルダー"}},
};

// Text for roff: a dash is a minus, a line never begins with a control character.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool begins_line = out.empty() || out.back() == '\n';
        if (begins_line && (c == '.' || c == '\'')) {
            out += "\\&";
        }
        out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    }
    return out;
}

std::string option_line(const CLI::Option& option) {
    const std::string name = option.get_name(option.get_positional(), !option.get_positional());
    const std::string text = option.get_option_text();
    const bool has_text = text.find_first_not_of(' ') != std::string::npos;
    return fmt::format(".TP\n.B {}{}\n{}\n", escaped(name), has_text ? " \\fI" + escaped(text) + "\\fR" : "",
                       escaped(option.get_description()));
}

std::string options_section(const CLI::App& app) {
    std::string out;
    for (const bool positional : {true, false}) {
        for (const CLI::Option* option : app.get_options()) {
            const bool is_hidden = option->get_group().empty();
            if (!is_hidden && option->get_positional() == positional && option != app.get_help_ptr()) {
                out += option_line(*option);
            }
        }
    }
    return out;
}

std::string usage_of(const CLI::App& app, const std::string& name) {
    std::string out = fmt::format(".B {}\n", escaped(name));
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional()) {
            const bool many = option->get_expected_max() > 1;
            out +=
                fmt::format(".I {}{}{}{}\n", option->get_required() ? "" : "[", option->get_name(true, false),
                            many ? " ..." : "", option->get_required() ? "" : "]");
        }
    }
    return out;
}

void add_commands(const CLI::App& app, const std::string& path, std::string& out) {
    for (const CLI::App* below :
         app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); })) {
        const std::string name = path + " " + below->get_name();
        out += fmt::format(".SS {}\n{}.PP\n{}\n", escaped(name), usage_of(*below, name),
                           escaped(below->get_description()));
        out += options_section(*below);
        if (!below->get_footer().empty()) {
            out += fmt::format(".PP\n.nf\n{}\n.fi\n", escaped(below->get_footer()));
        }
        add_commands(*below, name, out);
    }
}

} // namespace

std::string man_page(const CLI::App& app, Language language) {
    std::string out = ".TH RENKEI 1\n";
    out += fmt::format(".SH {}\nrenkei \\- {}\n", name_title.in(language), escaped(app.get_description()));
    out += fmt::format(".SH {}\n.B renkei\n.I COMMAND\n[...]\n", synopsis_title.in(language));
    out += options_section(app);
    out += fmt::format(".SH {}\n", commands_heading.in(language));
    add_commands(app, "renkei", out);
    out += fmt::format(".SH {}\n", exit_title.in(language));
    for (const CodeText& each : codes) {
        out += fmt::format(".TP\n.B {}\n{}\n", each.code, escaped(each.text.in(language)));
    }
    out += fmt::format(".SH {}\n", files_title.in(language));
    for (const VariableText& each : variables) {
        out += fmt::format(".TP\n.B {}\n{}\n", each.name, escaped(each.text.in(language)));
    }
    return out;
}

} // namespace renkei::cli
