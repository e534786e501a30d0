// renkei person: which numbers are one person's. Nothing is guessed from names; an operator who knows says so.
#include "gateway/cli/commands.h"
#include "gateway/cli/site.h"
#include "gateway/documents/submit.h"

#include <array>
#include <iostream>

namespace renkei::cli {
namespace {

using diag::Message;
using Number = base::Personal<documents::PersonNumber>;

constexpr std::string_view written_as = "SYSTEM|VALUE | SYSTEM|VALUE@SYSTEM|VALUE";

struct Person {
    std::string config{};
    std::array<std::string, 2> numbers{};
    ExitCode run(bool link, Language language) const;
};

std::optional<policy::Identifier> parse_identifier(std::string_view text) {
    const std::size_t bar = text.rfind('|');
    if (bar == std::string_view::npos || bar == 0 || bar + 1 == text.size()) {
        return std::nullopt;
    }
    return policy::Identifier{.system = std::string(text.substr(0, bar)), .value = std::string(text.substr(bar + 1))};
}

// The number, and behind @ what makes it unique: the insurer or the institution.
std::optional<Number> parse_number(std::string_view text) {
    const std::size_t at = text.find('@');
    const std::optional<policy::Identifier> number = parse_identifier(text.substr(0, at));
    if (at == std::string_view::npos || !number) {
        return number ? std::optional(Number({.number = *number, .within = {}})) : std::nullopt;
    }
    const std::optional<policy::Identifier> within = parse_identifier(text.substr(at + 1));
    return within ? std::optional(Number({.number = *number, .within = *within})) : std::nullopt;
}

// "-": from standard input, so that the number stands in no list of processes.
std::string text_of(const std::string& operand) {
    std::string line = operand;
    if (operand == "-") {
        std::getline(std::cin, line);
    }
    return line;
}

ExitCode Person::run(bool link, Language language) const {
    std::vector<Number> both;
    for (const std::string& operand : numbers) {
        const std::optional<Number> number = parse_number(text_of(operand));
        if (!number) {
            say(diag::finding(Message::config_wrong, {}, {"NUMBER", std::string(written_as), "…"}), language);
            return ExitCode::usage;
        }
        both.push_back(*number);
    }
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    // the most exact hash stands first
    const auto hash_of = [&](const Number& number) { return documents::person_hashes(site->store().search_key(), number.reveal()).front(); };
    const store::Hash one = hash_of(both[0]);
    const store::Hash other = hash_of(both[1]);
    const diag::Result<void> done = site->store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(link ? transaction.link(one, other) : transaction.unlink(one, other));
        audit::Event event = operator_event(site->clock(), link ? "person-link" : "person-unlink", audit::Action::update);
        event.person = seal::to_hex(one);
        return transaction.audit(event);
    });
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
    constexpr Text number_text{"SYSTEM|VALUE, or SYSTEM|VALUE@SYSTEM|VALUE with the insurer or institution; - reads a line of standard input",
                               "SYSTEM|VALUE、または保険者・医療機関を付けて SYSTEM|VALUE@SYSTEM|VALUE。- なら標準入力から1行読みます"};
    for (const Row& row : rows) {
        Command below = command.command(std::string(row.name), row.about);
        below.operand("NUMBER", person->numbers[0], number_text);
        below.operand("OTHER", person->numbers[1], number_text);
        add_config(below, person->config);
        below.run([person, link = row.link, &settings] { return person->run(link, settings.language); });
    }
}

} // namespace renkei::cli
