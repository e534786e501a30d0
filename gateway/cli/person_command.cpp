// renkei person: which numbers are one person's. Nothing is guessed from names; an operator who knows says so.
#include "gateway/cli/commands.h"
#include "gateway/cli/site.h"
#include "gateway/mhd/person_link.h"

#include <array>
#include <iostream>

namespace renkei::cli {
namespace {

struct Person {
    std::string config{};
    std::array<std::string, 2> numbers{};
    ExitCode run(bool link, Language language) const;
};

// "-": from standard input, so that the number stands in no list of processes.
std::string text_of(const std::string& operand) {
    std::string line = operand;
    if (operand == "-") {
        std::getline(std::cin, line);
    }
    return line;
}

ExitCode Person::run(bool link, Language language) const {
    const auto one = mhd::read_person(text_of(numbers[0]));
    const auto other = mhd::read_person(text_of(numbers[1]));
    if (!one || !other) {
        say(one ? other.error() : one.error(), language);
        return ExitCode::usage;
    }
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const diag::Result<void> done = (link ? mhd::link_persons : mhd::unlink_persons)(site->store(), *one, *other);
    return done ? ExitCode::clean : explain(done.error(), language);
}

struct Row {
    std::string_view name;
    Text about;
    bool link;
};
constexpr Row rows[] = {
    {"link", {"Say that two numbers are one person's", "二つの番号が同じ人のものであることを登録します"}, true},
    {"unlink", {"Take that back", "その登録を取り消します"}, false},
};

} // namespace

void add_person_command(Command& above, Settings& settings) {
    const auto person = std::make_shared<Person>();
    Command command = above.command("person", {"Say which numbers are one person's", "同じ人の番号を結び付けます"});
    constexpr Text number_text{"insurer:NNNNNN|NUMBER, office:… or institution:NNNNNNNNNN|NUMBER, SYSTEM|NUMBER; - reads a line of standard input",
                               "insurer:保険者番号|番号、office:・institution:番号|番号、SYSTEM|番号。- なら標準入力から1行読みます"};
    for (const Row& row : rows) {
        Command below = command.command(std::string(row.name), row.about);
        below.operand("NUMBER", person->numbers[0], number_text);
        below.operand("OTHER", person->numbers[1], number_text);
        add_config(below, person->config);
        below.run([person, link = row.link, &settings] { return person->run(link, settings.language); });
    }
}

} // namespace renkei::cli
