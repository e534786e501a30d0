// renkei person: which numbers are one person's, and what is known of the person. Nothing is guessed from
// names; an operator who knows says so.
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/named_person.h"
#include "gateway/app/online/record_options.h"
#include "gateway/network/mhd/person_link.h"
#include "gateway/network/registry/states.h"

#include <array>

namespace renkei::online {
namespace {

using Moment = std::optional<base::Millis>;
using Change = diag::Result<bool> (*)(store::Store&, const documents::PersonNumber&,
                                      const documents::PersonNumber&, Moment moved_in);
diag::Result<bool> unlink(store::Store& store, const documents::PersonNumber& a,
                          const documents::PersonNumber& b, Moment /*moved_in*/) {
    return mhd::unlink_persons(store, a, b);
}
struct PersonCommand {
    std::string_view name;
    Change change;
    Text done;
    Text nothing;
};
constexpr PersonCommand person_commands[] = {
    {"link",
     registry::link_numbers,
     {"the two numbers are linked: a search by one of them finds the documents of both\n",
      "二つの番号を結び付けました。どちらの番号で検索しても、両方の文書が見つかります\n"},
     {"the two numbers were linked before: nothing was changed\n",
      "二つの番号は既に結び付けられているため、変更していません\n"}},
    {"unlink",
     unlink,
     {"the two numbers are linked no more\n", "二つの番号の結び付けを取り消しました\n"},
     {"there is no such link: nothing was changed\n",
      "そのような結び付けは登録されていないため、変更していません\n"}},
};

constexpr std::array<const char*, 2> operands{"NUMBER", "OTHER"};

struct Person {
    std::string config{};
    std::array<std::string, operands.size()> numbers{};
    std::string moved_in{};
    ExitCode run(const PersonCommand& row, Language language) const;
};

ExitCode Person::run(const PersonCommand& row, Language language) const {
    std::array<documents::PersonNumber, operands.size()> persons;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        diag::Result<documents::PersonNumber> read = read_person_operand(numbers[i], operands[i]);
        if (!read) {
            print_finding(read.error(), language);
            return ExitCode::usage;
        }
        persons[i] = *std::move(read);
    }
    const diag::Result<Moment> moved = read_moment(moved_in, "--moved-in");
    if (!moved) {
        print_finding(moved.error(), language);
        return ExitCode::usage;
    }
    const std::unique_ptr<Installation> installation = open_installation(config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    const diag::Result<bool> changed = row.change(installation->store(), persons[0], persons[1], *moved);
    if (!changed) {
        return print_failure(changed.error(), language);
    }
    print((*changed ? row.done : row.nothing).in(language));
    return ExitCode::clean;
}

} // namespace

void describe_person_command(Command command, CommandSettings& settings) {
    const auto person = std::make_shared<Person>();
    for (const PersonCommand& row : person_commands) {
        Command below = command.command(std::string(row.name));
        for (std::size_t i = 0; i < operands.size(); ++i) {
            below.operand(operands[i], person->numbers[i]);
        }
        if (row.change == registry::link_numbers) {
            below.option("--moved-in", person->moved_in);
        }
        add_config(below, person->config);
        below.run([person, &row, &settings] { return person->run(row, settings.language); });
    }
    add_person_state_commands(command, settings);
}

} // namespace renkei::online
