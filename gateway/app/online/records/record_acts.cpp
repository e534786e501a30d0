#include "gateway/app/online/records/record_acts.h"

#include "gateway/app/online/setup/commands.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/utf8.h"
#include "generated/messages/cli.h"
#include "generated/texts/online.h"

#include <algorithm>
#include <array>
#include <memory>

namespace renkei::online {

std::string_view record_acts_table();

namespace {

struct ActRow {
    std::string_view kinds{}; // divided by commas, as the acts
    std::string_view acts{};
    std::string_view row{};
    std::string_view name{};
    std::string_view value{};
};

const std::vector<ActRow>& act_rows() {
    static const auto all =
        text::table_rows<ActRow, &ActRow::kinds, &ActRow::acts, &ActRow::row, &ActRow::name, &ActRow::value>(
            record_acts_table());
    return all;
}

struct Choices {
    std::string_view name;
    std::vector<std::string> (*words)();
};
constexpr std::array<Choices, 12> choices{{
    {"identity-method", &choices_of<sharing::IdentityMethod>},
    {"registration-end", &choices_of<sharing::RegistrationEnd>},
    {"relation-kind", &choices_of<sharing::RelationKind>},
    {"way", &choices_of<sharing::OpinionWay>},
    {"application-kind", &choices_of<sharing::ApplicationKind>},
    {"certification-step", &choices_of<sharing::CertificationStep>},
    {"channel", &choices_of<sharing::ConsentChannel>},
    {"ground", &choices_of<sharing::Agent>},
    {"hidden", &choices_of<sharing::Hidden>},
    {"care-level", &choices_of<sharing::CareLevel>},
    {"insurer-state", &choices_of<sharing::InsurerState>},
    {"yes-no",
     [] {
         return std::vector<std::string>{"yes", "no"};
     }},
}};

struct Operand {
    std::string_view name;
    std::string RecordOperands::*value;
};
constexpr std::array<Operand, 6> operands{{{"PERSON", &RecordOperands::person},
                                           {"NUMBER", &RecordOperands::person},
                                           {"OTHER", &RecordOperands::id},
                                           {"ID", &RecordOperands::id},
                                           {"--config", &RecordOperands::config},
                                           {"--insurer", &RecordOperands::insurer}}};

void add_operand(Command& command, RecordOperands& of, const std::string& name, Command::Required must) {
    if (name == "--format") {
        return add_record_format(command, of.format);
    }
    std::string& value = of.*std::ranges::find(operands, name, &Operand::name)->value;
    name.starts_with("--") ? command.option(name, value) : command.operand(name, value, must);
}

void add_row(Command& command, Asked& asked, const ActRow& row) {
    const std::string name(row.name);
    if (row.row == "of" || row.row == "may") {
        add_operand(command, asked.of, name,
                    row.row == "of" ? Command::Required::yes : Command::Required::no);
    } else if (row.row == "page") {
        command.filter("--after", asked.page.after);
        command.number("--last", asked.page.last, max_list_length);
    } else if (row.row == "option") {
        command.option(name, asked.options[name]);
    } else if (row.row == "options") {
        command.options(name, asked.lists[name]);
    } else if (row.row == "choice") {
        command.choice(name, asked.words[name],
                       std::ranges::find(choices, row.value, &Choices::name)->words());
    } else if (row.row == "filter") {
        asked.filters.push_back(name);
        command.filter(name, asked.words[name]);
    } else if (row.row == "flag") {
        command.flag(name, asked.flags[name]);
    } else if (row.row == "set") {
        asked.sets.emplace_back(row.name, row.value);
    }
}

bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        if (text::next_part(list, ',') == word) {
            return true;
        }
    }
    return false;
}

// A command line may have any bytes, and a record with some that are no text could not be read again.
diag::Result<void> check_texts(const Asked& asked) {
    auto all = asked.lists;
    for (const auto& [option, value] : asked.options) {
        all[option].push_back(value.value_or(""));
    }
    for (const auto& [option, values] : all) {
        const auto wrong = std::ranges::find_if_not(values, text::is_utf8);
        if (wrong != values.end()) {
            return wrong_value(option, *wrong, "UTF-8");
        }
    }
    return {};
}

} // namespace

void describe_acts(Command& above, const RecordKind& kind, std::string_view prefix,
                   const CommandSettings& settings) {
    for (const ActCode& code : kind.acts) {
        std::vector<ActRow> rows = act_rows();
        std::erase_if(rows, [&](const ActRow& row) {
            return !has_word(row.kinds, kind.name) || !has_word(row.acts, code.act);
        });
        const ActRow& act = rows.front();
        const std::string name(prefix.empty() ? act.acts : act.name);
        if (name.empty()) {
            continue;
        }
        const auto asked = std::make_shared<Asked>(Asked{.settings = settings, .kind = kind.name});
        Command command = above.command(name, fmt::format("renkei {} {}", kind.name, code.act));
        asked->command = command;
        for (const ActRow& row : rows) {
            add_row(command, *asked, row);
        }
        if (!act.value.empty()) {
            command.example(fmt::format("{}:\n  renkei {}{} {} {}\n", example_text.in(settings.language),
                                        prefix, kind.name, name, act.value));
        }
        command.run([asked, run = code.run]() -> ExitResult {
            TRY_VOID(as_usage(check_texts(*asked)));
            return run(*asked);
        });
    }
}

bool Asked::has(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? !text(option).empty() : found->second.has_value();
}

const std::string& Asked::text(std::string_view option) const {
    static const std::string none;
    const auto found = options.find(option);
    return found == options.end() ? words.find(option)->second : found->second ? *found->second : none;
}

diag::Result<void> Asked::need(std::initializer_list<std::string_view> names) const {
    const auto* const missing =
        std::ranges::find_if(names, [&](std::string_view name) { return text(name).empty(); });
    return missing == names.end() ? diag::Result<void>()
                                  : diag::fail(diag::message::usage_missing, {}, {*missing});
}

diag::Result<AskedList> Asked::list() const {
    AskedList out{.query = {.after = page.after, .limit = page.last}};
    const auto said = [&](const std::string& name) { return !text(name).empty(); };
    const auto count = std::ranges::count_if(filters, said) + (of.person.empty() ? 0 : 1);
    if (count != 1) {
        const std::string all = fmt::format("{}", fmt::join(filters, " | "));
        return count == 0 ? diag::fail(diag::message::usage_missing, {}, {"PERSON | " + all})
                          : diag::fail(diag::message::usage_unexpected, {}, {all});
    }
    const auto filter = std::ranges::find_if(filters, said);
    if (filter == filters.end()) {
        return out;
    }
    const std::string& whose = text(*filter);
    if (*filter != "--insurer") {
        TRY(out.query.office, read_number(whose, *filter));
        out.whose = fmt::format("{}={}", filter->substr(2), policy::to_text(out.query.office));
        return out;
    }
    if (!policy::is_whole({.kind = "insurer", .value = whose})) {
        return wrong_value("--insurer", whose, "NNNNNN");
    }
    out.query.insurer = whose;
    out.whose = "insurer=" + whose;
    return out;
}

diag::Result<void> take_subject(const Asked& asked, std::optional<sharing::NamedSubject>& out) {
    if (asked.has("--name") || asked.has("--kana") || asked.has("--birth")) {
        out = {.name = read_text_operand(asked.text("--name")),
               .kana = read_text_operand(asked.text("--kana"))};
        TRY(out->birth, asked.day("--birth"));
    }
    return {};
}

std::string person_column(const Asked& asked, const seal::Hash& person) {
    return asked.of.person.empty() ? column("person", seal::to_hex(person)) : std::string();
}

void describe_record_command(Command command, CommandSettings& settings) {
    for (const RecordKind* const kind : {&registration_kind, &relation_kind, &opinion_kind,
                                         &certification_kind, &consent_kind, &person_kind, &insurer_kind}) {
        Command below = command.command(std::string(kind->name));
        describe_acts(below, *kind, "record ", settings);
    }
    for (const ActRow& row : act_rows()) {
        if (row.row == "plain") {
            Command below = command.command(std::string(row.kinds));
            describe_acts(below, {row.kinds, plain_acts}, "record ", settings);
        }
    }
}

} // namespace renkei::online
