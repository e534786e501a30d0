#include "gateway/app/online/record_acts.h"

#include "gateway/app/online/commands.h"
#include "gateway/core/text/tab_table.h"
#include "generated/messages/cli.h"

#include <algorithm>
#include <array>
#include <memory>

namespace renkei::online {

std::string_view record_acts_table();

namespace {

struct ActRow {
    std::string_view kind{};
    std::string_view act{};
    std::string_view row{};
    std::string_view name{};
    std::string_view value{};
    std::string_view english{};
    std::string_view japanese{};

    Text text() const { return {english, japanese}; }
};

const std::vector<ActRow>& act_rows() {
    static const auto all =
        text::table_rows<ActRow, &ActRow::kind, &ActRow::act, &ActRow::row, &ActRow::name, &ActRow::value,
                         &ActRow::english, &ActRow::japanese>(record_acts_table());
    return all;
}

struct Choices {
    std::string_view name;
    std::vector<std::string> (*words)();
};
constexpr std::array<Choices, 7> choices{{
    {"identity-method", &choices_of<sharing::IdentityMethod>},
    {"registration-end", &choices_of<sharing::RegistrationEnd>},
    {"relation-kind", &choices_of<sharing::RelationKind>},
    {"way", &choices_of<sharing::OpinionWay>},
    {"application-kind", &choices_of<sharing::ApplicationKind>},
    {"certification-step", &choices_of<sharing::CertificationStep>},
    {"yes-no",
     [] {
         return std::vector<std::string>{"yes", "no"};
     }},
}};

void add_option(Command& command, Asked& asked, const ActRow& row) {
    const std::string name(row.name);
    if (row.row == "option") {
        command.option(name, asked.options[name], row.value, row.text());
    } else if (row.row == "choice") {
        command.choice(name, asked.words[name],
                       std::ranges::find(choices, row.value, &Choices::name)->words(), row.text());
    } else if (row.row == "filter") {
        asked.filters.push_back(name);
        command.filter(name, asked.words[name], row.value, row.text());
    } else if (row.row == "flag") {
        command.flag(name, asked.flags[name], row.text());
    } else if (row.row == "done") {
        asked.done = row.text();
    }
}

Command add_act(Command& above, const ActRow& row, const std::string& name, RecordOperands& of) {
    if (row.row == "one") {
        return add_id_command(above, name, row.text(), of);
    }
    if (row.row != "list") {
        return add_record_command(above, name, row.text(), of);
    }
    Command command = above.command(name, row.text());
    command.operand("PERSON", of.person, person_text, Command::Required::no);
    add_config(command, of.config);
    return command;
}

enum class Named : bool { of_old, below_record };

void describe_kind(Command& above, const RecordKind& kind, Named how, const CommandSettings& settings) {
    for (const ActCode& code : kind.acts) {
        const auto is_of_it = [&](const ActRow& row) { return row.kind == kind.name && row.act == code.act; };
        const ActRow& act = *std::ranges::find_if(act_rows(), is_of_it);
        const std::string name(how == Named::of_old ? act.act : act.name);
        const auto asked = std::make_shared<Asked>(Asked{.settings = settings});
        Command command = add_act(above, act, name, asked->of);
        for (const ActRow& row : act_rows()) {
            if (is_of_it(row) && act.row == "new" && row.name == "--insurer") {
                command.option("--insurer", asked->of.insurer, row.value, row.text());
            } else if (is_of_it(row)) {
                add_option(command, *asked, row);
            }
        }
        if (act.row == "list") {
            add_list_page(command, asked->page);
            add_record_format(command, asked->of.format);
        }
        if (!act.value.empty()) {
            const std::string example = fmt::format(
                ":\n  renkei {}{} {} {}\n", how == Named::of_old ? "" : "record ", act.kind, name, act.value);
            const std::string english = "Example" + example;
            const std::string japanese = "例" + example;
            command.examples({english, japanese});
        }
        command.run([asked, run = code.run] { return run(*asked); });
    }
}

} // namespace

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

std::string person_column(const Asked& asked, const seal::Hash& person) {
    return asked.of.person.empty() ? column("person", seal::to_hex(person)) : std::string();
}

void describe_record_command(Command command, CommandSettings& settings) {
    for (const RecordKind* const kind :
         {&registration_kind, &relation_kind, &opinion_kind, &certification_kind}) {
        const ActRow& about = *std::ranges::find(act_rows(), kind->name, &ActRow::kind);
        Command below = command.command(std::string(kind->name), about.text());
        describe_kind(below, *kind, Named::below_record, settings);
    }
}
void describe_registration_command(Command command, CommandSettings& settings) {
    describe_kind(command, registration_kind, Named::of_old, settings);
}
void describe_relation_command(Command command, CommandSettings& settings) {
    describe_kind(command, relation_kind, Named::of_old, settings);
}
void describe_opinions_command(Command command, CommandSettings& settings) {
    describe_kind(command, opinion_kind, Named::of_old, settings);
}
void describe_certification_command(Command command, CommandSettings& settings) {
    describe_kind(command, certification_kind, Named::of_old, settings);
}

} // namespace renkei::online
